"""What one cell of a register means: the values that the normal form holds, read as a case is read.

A register writes the same facts as a case document and writes them worse: dates as the serial numbers of
a spreadsheet, codes as 2.0, numbers that a spreadsheet has rounded. That is mended or explained here;
everything else is read by the reader of cases, so that a word accepted in one place is accepted everywhere.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from guantong.cases import CaseError, CaseErrors, Note, identity, parse_case
from guantong.cases.days import EARLIEST, LATEST
from guantong.cases.errors import Report, shown
from guantong.cases.format import (
    APPRAISAL,
    CERTIFICATE,
    EDUCATION,
    EVIDENCE,
    HONOUR,
    IDENTITY,
    JOB,
    PERSON,
    SANCTION,
    TITLE,
)
from guantong.cases.scalars import read_scalar
from guantong.cases.shapes import Code, Codes, DayOf, Flag, Row, Shape, Text
from guantong.screening.register import LISTS, TABLES, places_of, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Mapping

TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("series", "specialty", "level"),
    "honour": ("honour", "jurisdiction", "name"),
    "finding": ("question", "about"),
}
"""The columns of a table whose meaning depends on one another, so that they are read together."""

NUMBERED: Final = ("number", "kind", "level", "issued_on")
"""The columns of a certificate that its number speaks of."""

RECORDS: Final = {
    "person": PERSON,
    "job": JOB,
    "certificate": CERTIFICATE,
    "title": TITLE,
    "appraisal": APPRAISAL,
    "honour": HONOUR,
    "education": EDUCATION,
    "sanction": SANCTION,
}
_OWN_SHAPES: Final[Mapping[tuple[str, str], Shape]] = {
    ("person", "identity_type"): IDENTITY.by_key["type"].shape,
    ("person", "place"): Text(compared=True),
    **{("person", key): field.shape for key, field in EVIDENCE.by_key.items()},
    **{("person", name): Flag() for name in LISTS},
    ("finding", "question"): Code("question"),
    ("finding", "answer"): Flag(),
    ("finding", "decided_on"): DayOf(holds=True),
}
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "appraisal": ("year", "grade"),
    "finding": ("question", "answer"),
}
_OPEN_END: Final = frozenset(("至今", "现在", "今", "目前", "now", "present", "infinity"))
"""Words that stand where a period has no end."""

_NO_ITEMS: Final = frozenset(("[]", "无", "none"))
_SEPARATORS: Final = re.compile(r"[;,、|/]")
_MIDNIGHT: Final = re.compile(r"[T ]0{1,2}:00(?::00(?:\.0+)?)?(?:Z|[+-][0-9:]+)?$")
_WHOLE: Final = re.compile(r"(-?[0-9]+)\.0+")
_EXPONENT: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_SERIAL: Final = re.compile(r"[0-9]{5,6}")
_YEAR: Final = re.compile(r"([0-9]{4})(?:年度?)?")
_SPREADSHEET_ZERO: Final = date(1899, 12, 30)
"""Day 0 of a spreadsheet as its later days count: it takes 1900 for a leap year."""

_LONGEST_ID: Final = 64
_KEPT_DIGITS: Final = 15
"""A spreadsheet keeps that many digits of a number and writes zeros for the rest."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What cells mean, in the normal form, None where unknown or where it could not be read."""

    values: tuple[Any, ...]
    errors: tuple[CaseError, ...] = ()
    notes: tuple[Note, ...] = ()


def shape_of(table: str, column: str) -> Shape | None:
    """The shape of a column of the normal form; None for the few that are read in a way of their own."""
    if found := _OWN_SHAPES.get((table, column)):
        return found
    record = RECORDS.get(table)
    field = record.by_key.get(column) if record else None
    return field.shape if field else None


def required(table: str) -> tuple[str, ...]:
    """The columns that a row cannot do without, the key of the person aside."""
    if table in _REQUIRED:
        return _REQUIRED[table]
    record = RECORDS[table]
    return tuple(field.key for field in record.fields if field.required and field.key in TABLES[table].names)


def clean(value: object) -> str | None:
    """The text of a cell: NFKC, trimmed, whole numbers without a fraction; None for an empty cell."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case float() if math.isnan(value):
            return None
        case datetime() if value.time() == time() or value.tzinfo:
            return value.date().isoformat()
        case float() if value.is_integer() and abs(value) < 10**_KEPT_DIGITS:
            return str(int(value))
        case Decimal() if value == value.to_integral_value():
            return str(int(value))
        case list() | tuple():
            return ";".join(map(str, value)) if value else "[]"
    text = unicodedata.normalize("NFKC", str(value)).replace("\ufeff", "").replace("\u200b", "").strip()
    if found := _WHOLE.fullmatch(text):
        text = found[1]
    return text or None


def read_value(table: str, column: str, value: object) -> Reading:
    """Read one cell of a column that is read on its own."""
    text = clean(value)
    if text is None or (column == "to" and text.casefold() in _OPEN_END):
        return Reading((None,))
    report = Report()
    meaning: Any = None
    if column == "person_id":
        meaning = _person_id(text, report)
    elif column == "year":
        meaning = _year(text, report)
    else:
        shape = shape_of(table, column)
        if shape is None:
            raise KeyError(f"{table}.{column}")
        meaning = read_scalar(shape, _spelt(shape, text, column, report), column, report)
    return Reading((_normal(table, column, meaning),), tuple(report.errors), tuple(report.notes))


def read_together(table: str, values: Mapping[str, object]) -> Reading:
    """Read the cells of the columns that `TOGETHER` names for a table."""
    texts = {column: clean(values.get(column)) for column in TOGETHER[table]}
    given: dict[str, Any] = {column: text for column, text in texts.items() if text is not None}
    if table == "finding":
        given = {"answer": True, **given}
        about = given.get("about")
        if about and "=" in about:
            given["about"] = _pairs(about)
        found, errors = _parsed("findings", given)
        values_read = (found and found.question, found and _about_text(found.about))
    elif table == "title":
        found, errors = _parsed("titles", {"obtained_on": "2000-01-01", **given})
        values_read = tuple(found and getattr(found, column) for column in TOGETHER[table])
    else:
        found, errors = _parsed("honours", given)
        values_read = tuple(found and getattr(found, column) for column in TOGETHER[table])
    if isinstance(errors, tuple):
        return Reading((None,) * len(values_read), errors)
    normal = (_normal(table, *pair) for pair in zip(TOGETHER[table], values_read, strict=True))
    notes = (Note(_column(note.path), note.code, note.zh, note.en) for note in errors.notes)
    return Reading(tuple(normal), (), tuple(notes))


def read_number(number: object, kind: str | None, level: str | None, issued_on: date | None) -> Reading:
    """Read the number of a certificate and compare it with what the other columns say, given as codes."""
    text = clean(number)
    if text is None:
        return Reading((None,))
    if damage := _damage("number", text):
        return Reading((None,), (damage,))
    row: dict[str, Any] = {"number": text, "kind": kind, "level": level, "issued_on": issued_on}
    report = Report()
    held = Row(CERTIFICATE, "", {key: value for key, value in row.items() if value is not None})
    held.values["number"] = read_scalar(CERTIFICATE.by_key["number"].shape, text, "number", report)
    if CERTIFICATE.check and held.values["number"] is not None:
        CERTIFICATE.check(held, row, report)
    return Reading((held.values["number"],), tuple(report.errors), tuple(report.notes))


def read_identity(value: object, latest: date) -> Reading:
    """Read an identity number that is the key of a person: the number, and the day of birth it carries."""
    text = clean(value)
    if text is None:
        return Reading((None, None))
    number = identity.normalise(text)
    if damage := _damage("person_id", number):
        return Reading((None, None), (damage,))
    try:
        born = identity.check_number(None, number, latest)
    except identity.WrongNumber as error:
        return Reading(
            (None, None), (CaseError("person_id", "identity_number", error.zh, error.en, *error.hint),)
        )
    return Reading((number, born.toordinal() if born else None))


def _parsed(name: str, row: Mapping[str, Any]) -> tuple[Any, tuple[CaseError, ...] | Any]:
    """The one row of a case that holds nothing else, and the case; or None and the errors by column."""
    try:
        case = parse_case({name: [row]}, today=date(2000, 1, 1))
    except CaseErrors as found:
        return None, tuple(
            CaseError(
                _column(error.path),
                error.code,
                error.zh,
                error.en,
                error.hint_zh,
                error.hint_en,
            )
            for error in found.errors
        )
    return getattr(case, name)[0], case


def _column(path: str) -> str:
    """The column that a path in a case of one row means: `titles[0].level` is `level`."""
    return path.split(".")[1] if "." in path else path


def _pairs(text: str) -> dict[str, str]:
    return {key.strip(): value.strip() for key, _, value in (part.partition("=") for part in text.split(";"))}


def _about_text(about: object) -> str | None:
    if isinstance(about, tuple):
        return ";".join(f"{key}={value}" for key, value in about)
    return about if isinstance(about, str) else None


def _spelt(shape: Shape, text: str, column: str, report: Report) -> object:
    """The text as the reader of cases expects it, after what spreadsheets do to it."""
    match shape:
        case DayOf():
            return _day_text(text, column, report)
        case Codes():
            return [] if text.casefold() in _NO_ITEMS else [item for item in _SEPARATORS.split(text) if item]
        case _:
            return text


def _day_text(text: str, column: str, report: Report) -> str:
    text = _MIDNIGHT.sub("", text)
    if ":" not in text:
        text = "".join(text.split())
    if not _SERIAL.fullmatch(text):
        return text
    try:
        day = _SPREADSHEET_ZERO + timedelta(int(text))
    except OverflowError:
        return text
    if not EARLIEST <= day <= LATEST:
        return text
    report.note(
        column,
        "serial_day",
        f"“{text}”是电子表格的日期序号，按 {day} 读取",
        f"“{text}” is a day as spreadsheets number them, read as {day}",
    )
    return day.isoformat()


def _year(text: str, report: Report) -> int | None:
    found = _YEAR.fullmatch(text)
    if found and EARLIEST.year <= int(found[1]) <= LATEST.year:
        return int(found[1])
    report.error(
        "year",
        "year",
        f"“{shown(text)}”不是年份",
        f"“{shown(text)}” is no year",
        ("写成 2023", "write 2023"),
    )
    return None


def _person_id(text: str, report: Report) -> str | None:
    text = "".join(text.split())
    if damage := _damage("person_id", text):
        report.errors.append(damage)
        return None
    if len(text) > _LONGEST_ID:
        report.error(
            "person_id",
            "text_too_long",
            f"人员编号超过 {_LONGEST_ID} 个字",
            f"the key of a person is longer than {_LONGEST_ID} characters",
        )
        return None
    found = read_scalar(Text(compared=True), text, "person_id", report)
    return found if isinstance(found, str) else None


def _damage(column: str, text: str) -> CaseError | None:
    """What a spreadsheet did to a long number, if it did."""
    mend = (
        "原号码的后几位已经丢失：回到原始资料，把这一列设为文本格式后重新录入或导出",
        "its last digits are lost: go back to the source, make the column text and enter or export it again",
    )
    if _EXPONENT.fullmatch(text):
        zh = f"“{shown(text)}”是电子表格把长号码当成数字后留下的"
        en = f"“{shown(text)}” is what a spreadsheet leaves of a long number"
        return CaseError(column, "damaged_number", zh, en, *mend)
    lost = text[_KEPT_DIGITS:]
    if len(text) == 18 and text.isdigit() and set(lost) == {"0"} and identity.check_digit(text[:17]) != "0":
        zh = f"“{shown(text)}”末三位是 000 而且校验不符：电子表格只保留了前 {_KEPT_DIGITS} 位"
        en = f"“{shown(text)}” ends in 000 and its check digit is wrong: a spreadsheet kept {_KEPT_DIGITS} digits only"
        return CaseError(column, "damaged_number", zh, en, *mend)
    return None


def _normal(table: str, column: str, value: Any) -> Any:
    """A value that was read, as the normal form holds it."""
    match value:
        case None:
            return None
        case date():
            return value.toordinal()
        case tuple():
            return list(value)
    vocabulary = vocabulary_of(table, column)
    if vocabulary is None:
        return value
    return places_of(vocabulary)[str(value).lower() if isinstance(value, bool) else value]
