"""The names by which a register may call the tables and columns of the normal form."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from guantong.cases.format import EVIDENCE, FINDING, IDENTITY
from guantong.catalogue import terms
from guantong.catalogue.reading import PACKS, read_yaml
from guantong.screening.register import LISTS, TABLES
from guantong.screening.sources.values import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TABLE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("人员", "people", "persons", "人员信息", "花名册"),
    "job": ("工作经历", "jobs", "employment", "工作", "任职"),
    "certificate": ("证书", "certificates", "技能证书", "职业技能证书"),
    "title": ("职称", "titles"),
    "appraisal": ("年度考核", "appraisals", "考核"),
    "honour": ("荣誉", "honours", "honors"),
    "education": ("学历", "educations", "教育经历"),
    "sanction": ("处分和失信", "sanctions", "处分"),
    "finding": ("人工认定结果", "findings", "人工认定", "认定"),
}
"""The official word of each table first, then others; they name files and tables of a source."""

IDENTITY_WORDS: Final = ("身份证号", "身份证号码", "公民身份号码", "证件号码")
"""Names of a key of a person that are identity numbers, which a store does not keep."""

_MORE: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("", "person_id"): ("人员编号", "人员标识", "编号", "工号", "职工编号", *IDENTITY_WORDS),
    ("person", "place"): ("所在地", "所在城市", "地市", "市", "city"),
    ("person", "lawful_work_in_region"): ("在广西合法工作",),
    ("job", "from"): ("任职起始日期", "起始日期", "开始时间"),
    ("job", "to"): ("任职结束日期", "结束时间"),
    ("job", "occupation"): ("工种", "职业工种", "职业（工种）"),
    ("certificate", "occupation"): ("工种", "职业工种", "职业（工种）"),
    ("certificate", "level"): ("技能等级", "职业技能等级"),
    ("certificate", "number"): ("证书号", "证书号码"),
    ("education", "degree"): ("是否有学位",),
    ("finding", "about"): ("事项",),
    ("finding", "answer"): ("认定结论",),
}
_PUNCTUATION: Final = re.compile(r"[\s*＊_:：]+")


def plain(name: str) -> str:
    """The form in which names of columns and tables are compared."""
    return _PUNCTUATION.sub("", terms.normalise(name))


@cache
def _facts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    rows = read_yaml(PACKS / "facts.yaml")["rows"]
    found = {row: content["fields"] for row, content in rows.items()}
    return {**found, "person": {**found["person"], **found["evidence"]}}


@cache
def column_spellings(table: str) -> Mapping[str, str]:
    """The accepted names of the columns of a table, as :func:`plain` writes them, and what they mean."""
    spellings: dict[str, str] = {}
    for column in TABLES[table].names:
        for name in (column, *_labels(table, column)):
            spellings.setdefault(plain(name), column)
    return spellings


def _labels(table: str, column: str) -> Iterable[str]:
    yield from _MORE.get(("", column), ())
    yield from _MORE.get((table, column), ())
    if column in LISTS:
        return  # the Chinese word of a list names the list itself, as a register's 学历 does
    fact = _facts().get(table, {}).get(column)
    if fact:
        yield fact["zh"]
        yield fact["en"]
    fields = [
        record.by_key[column]
        for record in (RECORDS.get(table), EVIDENCE)
        if record and column in record.by_key
    ]
    if table == "finding":
        fields = [field for key, field in FINDING.by_key.items() if key == column]
    if (table, column) == ("person", "identity_type"):
        fields = [IDENTITY.by_key["type"]]
    for field in fields:
        yield field.zh
        yield field.en


def column_label(table: str, column: str) -> str:
    """The Chinese name of a column, for messages."""
    return next(iter(_labels(table, column)), column)


def table_label(table: str) -> str:
    """The Chinese name of a table, for messages."""
    return TABLE_WORDS[table][0]


@cache
def table_spellings() -> Mapping[str, str]:
    """The accepted names of tables and what they mean."""
    return {plain(word): table for table in TABLES for word in (table, *TABLE_WORDS[table])}


def table_named(name: str) -> str | None:
    """The table that a file or a table of a database is named after."""
    return table_spellings().get(plain(name))


def nearest_names(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names most like this one, best first."""
    return tuple(found for found in terms.nearest(plain(name), {plain(item): item for item in known}, 3))
