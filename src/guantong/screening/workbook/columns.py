"""The sheets and columns of a roster: one table that the template, the reader and the answer follow.

Titles are the official words: the labels of the facts (`facts.yaml`), else of the case format. A column
says where in a case its value belongs, so that reading is one walk and every located error of a case finds
its cell again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from guantong.cases import format as case_format
from guantong.cases.shapes import Code, DayOf, Field, Flag, OccupationText, Record, Shape, Statement, Text
from guantong.catalogue import terms
from guantong.policy.loading import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEMPLATE_ID: Final = "guantong-roster"
VERSION: Final = "2026.1"
MAIN: Final = "花名册"
WORDS: Final = "字典"
GUIDE: Final = "填写说明"
META: Final = "_meta"
ERRORS: Final = "错误说明"
SAMPLE_MARK: Final = "示例，可删"
NONE: Final = "无"
APPRAISED_YEARS: Final = 3

EARLIER: Final[Mapping[str, Mapping[str, str]]] = {}
"""What columns of earlier versions of the template are called now, by version. 2026.1 is the first."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `list` is the list of the case that it belongs to, empty for the person's own facts.

    `key` is its path below one row of the list, or below the case; `group` the facts that belong together in
    a row of 花名册, so that a group left empty is not given at all.
    """

    title: str
    en: str
    list: str
    key: tuple[str, ...]
    shape: Shape
    required: bool = False
    other: tuple[str, ...] = ()
    example: str = ""

    @property
    def head(self) -> str:
        """The title as the template shows it."""
        return f"{self.title}*" if self.required else self.title

    @property
    def is_text(self) -> bool:
        """Whether Excel has to leave the digits alone."""
        return isinstance(self.shape, Text) and self.key[-1] in ("number", "staff")


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet of the template; `list` is empty for 花名册."""

    name: str
    en: str
    list: str
    columns: tuple[Column, ...]


STAFF: Final = Column(
    "工号",
    "staff number",
    "",
    ("staff",),
    Text(),
    other=("员工编号", "人员编号", "职工编号"),
    example="A0017",
)
NAME: Final = Column("姓名", "name", "", ("person", "name"), Text(), required=True, example="韦某某")
NUMBER: Final = Column(
    "证件号码",
    "number of the identity document",
    "",
    ("person", "identity", "number"),
    Text(),
    other=("身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "证件号"),
    example="18 位，末位可为 X",
)
ABSENT: Final = Column(
    "没有的项目",
    "what there is none of",
    "",
    ("absent",),
    Text(),
    example="职称、荣誉、处分",
)
LISTS: Final[Mapping[str, tuple[str, str, Record]]] = {
    "certificates": ("证书", "certificates", case_format.CERTIFICATE),
    "employment": ("任职", "work", case_format.JOB),
    "titles": ("职称", "titles", case_format.TITLE),
    "honours": ("荣誉", "honours", case_format.HONOUR),
    "education": ("学历", "education", case_format.EDUCATION),
    "appraisals": ("考核", "appraisals", case_format.APPRAISAL),
    "sanctions": ("处分", "sanctions", case_format.SANCTION),
}
"""The lists of a case by their sheet."""
_PERSON: Final = ("status", "birth_date", "lawful_work_in_region")
_IN_MAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "employment": ("occupation", "from", "sector"),
    "certificates": ("level", "occupation", "issued_on", "kind", "number", "verified"),
}
"""What 花名册 holds of one job and one certificate."""
_NEEDED: Final = {("employment", "occupation")}
"""Asked for where the case format could do without: without it no title is related to the work."""
_SHARED: Final = {"appraisals": (("year", "考核年度", "year of appraisal"),)}
_EXAMPLES: Final = {
    "from": "2016-07-01",
    "to": "2020-06-30",
    "issued_on": "2021-05-20",
    "obtained_on": "2019-12-20",
    "granted_on": "2022-12-01",
    "graduated_on": "2015-07-01",
    "birth_date": "1988-03-02",
    "year": "2023",
    "major": "机电一体化",
    "exam_fields": "会计、经济",
    "specialty": "机械制造",
    "employer": "桂江机械（演示单位）",
    "post": "车工",
    "name": "南粤技术能手",
}
_USUAL: Final = {
    "skill_level": "senior_worker",
    "title_level": "assistant",
    "series": "engineering",
    "grade": "qualified",
    "honour": "national_technical_expert",
}
_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})年?(?:度)?(?:年度)?(?:考核)?(?:等次|结果|考核结果)?")


@cache
def sheets(first_year: int) -> tuple[SheetSpec, ...]:
    """All sheets for data, 花名册 first; `first_year` is the latest year of appraisal that 花名册 asks for."""
    found = [SheetSpec(MAIN, "roster", "", main_columns(first_year))]
    keys = (STAFF, NUMBER, NAME_AGAIN)
    found += [SheetSpec(sheet, en, name, (*keys, *_of_list(name))) for name, (sheet, en, _) in LISTS.items()]
    return tuple(found)


NAME_AGAIN: Final = Column("姓名", "name", "", ("person", "name"), Text(), example="韦某某")
"""The name on the other sheets, only to be compared."""


def main_columns(first_year: int) -> tuple[Column, ...]:
    """The columns of 花名册, the required ones first."""
    lists = [column for name, keys in _IN_MAIN.items() for column in _of_list(name, keys)]
    required = [column for column in lists if column.required]
    others = [column for column in lists if not column.required]
    person = {column.key[-1]: column for column in _of_person()}
    return (
        NAME,
        *required,
        NUMBER,
        STAFF,
        person["status"],
        *others,
        *(appraisal(first_year - n) for n in range(APPRAISED_YEARS)),
        *_evidence(),
        ABSENT,
        person["birth_date"],
        person["type"],
        person["lawful_work_in_region"],
    )


@cache
def appraisal(year: int) -> Column:
    """The column of 花名册 for the grade of one year."""
    grade = schema().rows["appraisal"].fields["grade"]
    return Column(
        f"{year}年度{grade.zh}",
        f"{grade.en} of {year}",
        "appraisals",
        (str(year),),
        Code("grade"),
        example=terms.name("grade", "qualified"),
    )


def year_of_title(title: str) -> int | None:
    """The year that the title of an appraisal column names, None for other titles."""
    found = _YEAR.fullmatch(title)
    return int(found[1]) if found else None


@cache
def _of_person() -> tuple[Column, ...]:
    fields = case_format.PERSON.by_key
    facts = schema().rows["person"].fields
    found = [_column("", ("person", key), fields[key], facts[key].zh, facts[key].en) for key in _PERSON]
    kind, fact = case_format.IDENTITY.by_key["type"], facts["identity_type"]
    return (*found, _column("", ("person", "identity", "type"), kind, fact.zh, fact.en))


@cache
def _evidence() -> tuple[Column, ...]:
    facts = schema().rows["evidence"].fields
    return tuple(
        _column("", ("evidence", field.key), field, facts[field.key].zh, facts[field.key].en)
        for field in case_format.EVIDENCE.fields
    )


@cache
def _of_list(name: str, keys: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """The columns of one list of the case, in the order of the format, or the named ones in theirs."""
    record = LISTS[name][2]
    row = next(row for row in schema().rows.values() if row.list.rpartition(".")[2] == name)
    labels = {fact.path: (fact.zh, fact.en) for fact in row.fields.values()}
    fields = [record.by_key[key] for key in keys] if keys else list(record.fields)
    found = []
    for field in fields:
        zh, en = labels.get(field.key, (field.zh, field.en))
        found.append(_column(name, (field.key,), field, zh, en))
    if name == "appraisals":
        year = Field("year", Text(), *labels["year"], required=True)
        found.insert(0, _column(name, ("year",), year, year.zh, year.en))
    return tuple(found)


def _column(name: str, key: tuple[str, ...], field: Field, zh: str, en: str) -> Column:
    other = tuple(text for text in (field.zh,) if text != zh and name and len(text) > len("职业"))
    return Column(
        zh,
        en,
        name,
        key,
        field.shape,
        field.required or (name, key[-1]) in _NEEDED,
        other,
        _EXAMPLES.get(key[-1]) or _example(field.shape),
    )


def _example(shape: Shape) -> str:
    if isinstance(shape, DayOf):
        return "2024-06-01"
    if isinstance(shape, OccupationText):
        return "车工"
    kind = vocabulary(shape)
    code = _USUAL.get(kind or "")
    if code is not None and kind is not None:
        return terms.name(kind, code)
    return next(iter(choices(shape)), "")


def vocabulary(shape: Shape) -> str | None:
    """The vocabulary of a drop-down, None where a cell is free."""
    match shape:
        case Code(kind):
            return kind
        case Statement() | Flag():
            return "statement" if isinstance(shape, Statement) else "flag"
        case OccupationText():
            return "occupation"
    return {"TitleLevel": "title_level", "HonourText": "honour"}.get(type(shape).__name__)


def choices(shape: Shape) -> tuple[str, ...]:
    """The words of a drop-down."""
    kind = vocabulary(shape)
    return () if kind is None else words(kind)


@cache
def words(kind: str) -> tuple[str, ...]:
    """The Chinese words of a vocabulary, in its order."""
    if kind == "occupation":
        from guantong.catalogue import catalogue

        return tuple(row.name for row in catalogue().occupations.values())
    if kind == "flag":
        return tuple(terms.name("statement", code) for code in ("true", "false"))
    return tuple(terms.name(kind, code) for code in terms.codes(kind))


def spellings(column: Column) -> Iterable[str]:
    """Every title under which a column is accepted."""
    return (column.title, *column.other)
