"""Plain data to a case: every place is read by its shape, every mistake is located, all in one pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from guantong.cases.case_checks import check_case
from guantong.cases.days import EARLIEST, LATEST
from guantong.cases.errors import Report, refusal, shown
from guantong.cases.format import CASE
from guantong.cases.model import Case, Evidence, Person
from guantong.cases.reading import bounded
from guantong.cases.scalars import kind_of, read_scalar, unknown_key
from guantong.cases.shapes import Anything, Field, Pair, Record, Row, Rows, Shape, Variants, Years

_YEAR: Final = re.compile(r"([0-9]{4})(?:年度?)?")
_NOTHING: Final[Mapping[str, Any]] = {}


def parse_case(data: object, *, today: date | None = None, as_of: date | None = None) -> Case:
    """Return the case that plain data means.

    Args:
        data: maps, lists, text, whole numbers, truth values and dates, as `read_document` returns them.
        today: the day on which the document is read: the default of `as_of`. Today when absent.
        as_of: the date of submission, instead of the document's.

    Raises CaseErrors with every mistake, each at its place.

    """
    if not isinstance(data, Mapping):
        raise refusal(
            "not_a_case",
            f"案例应当是一组键和值，这里是{kind_of(data)[0]}",
            f"a case is a map of keys, this is {kind_of(data)[1]}",
        )
    today = today or date.today()
    report = Report()
    root = _read_record(CASE, bounded(data), "", report)
    root.values["as_of"] = as_of or root.values.get("as_of", today)
    check_case(root, report)
    report.raise_errors()
    return _case(root, report)


def _case(root: Row, report: Report) -> Case:
    values = {field.name: _built(root.values.get(field.key)) for field in CASE.fields}
    values["person"] = values["person"] or Person()
    values["evidence"] = values["evidence"] or Evidence()
    values["findings"] = values["findings"] or ()
    return Case(**values, notes=tuple(report.notes))


def _built(value: Any) -> Any:
    """Return rows as values of the model and everything else as it is."""
    if isinstance(value, tuple):
        return tuple(_built(item) for item in value)
    if not isinstance(value, Row):
        return value
    attributes: dict[str, Any] = dict.fromkeys(value.record.model.__dataclass_fields__)
    for key, item in value.values.items():
        field = value.record.by_key.get(key)
        attributes[field.name if field else key] = _built(item)
    if "path" in attributes:
        attributes["path"] = value.path
    return value.record.model(**attributes)


def _read(shape: Shape, value: object, path: str, report: Report) -> Any:
    """Return what a value means, or None after reporting why it means nothing."""
    match shape:
        case Record():
            mapping = _mapping(value, path, report)
            return None if mapping is None else _read_record(shape, mapping, path, report)
        case Rows():
            return _read_rows(shape, value, path, report)
        case Years():
            mapping = _mapping(value, path, report)
            return None if mapping is None else _read_years(shape, mapping, path, report)
        case Pair():
            mapping = _mapping(value, path, report)
            return None if mapping is None else _read_pair(shape, mapping, path, report)
        case Anything() if isinstance(value, Mapping):
            return _read_texts(value, path, report)
        case _:
            return read_scalar(shape, value, path, report)


def _mapping(value: object, path: str, report: Report) -> Mapping[str, Any] | None:
    if isinstance(value, Mapping):
        return value
    zh, en = kind_of(value)
    report.error(
        path, "wrong_type", f"应当是一组键和值，这里是{zh}", f"this should be a map of keys, it is {en}"
    )
    return None


def _read_rows(shape: Rows, value: object, path: str, report: Report) -> tuple[Row, ...] | None:
    if not isinstance(value, list | tuple):
        zh, en = kind_of(value)
        report.error(
            path,
            "wrong_type",
            f"应当是列表，这里是{zh}",
            f"this should be a list, it is {en}",
            ("每项以“- ”开头；没有时写 []", "begin each item with “- ”; write [] for none"),
        )
        return None
    read = (_read_row(shape.row, item, f"{path}[{place}]", report) for place, item in enumerate(value))
    return tuple(row for row in read if row is not None)


def _read_row(kind: Record | Variants, value: object, path: str, report: Report) -> Row | None:
    mapping = _mapping(value, path, report)
    if mapping is None:
        return None
    if isinstance(kind, Record):
        return _read_record(kind, mapping, path, report)
    tag = _read_field(kind.tag, mapping, path, report)
    if tag is None:
        for key in mapping:
            if key not in kind.by_key:
                unknown_key(key, kind.by_key, path, report)
        return None
    return _read_record(kind.records[tag], mapping, path, report, others=kind.by_key)


def _read_record(
    record: Record,
    mapping: Mapping[str, Any],
    path: str,
    report: Report,
    *,
    others: Mapping[str, Field] = _NOTHING,
) -> Row:
    row = Row(record, path)
    for field in record.fields:
        value = _read_field(field, mapping, path, report)
        if value is not None:
            row.values[field.key] = value
    for key in mapping:
        if key not in record.by_key:
            unknown_key(key, record.by_key, path, report, elsewhere=key in others)
    if record.check:
        record.check(row, mapping, report)
    return row


def _read_field(field: Field, mapping: Mapping[str, Any], path: str, report: Report) -> Any:
    value = mapping.get(field.key)
    if value is not None:
        return _read(field.shape, value, f"{path}.{field.key}" if path else field.key, report)
    if field.required:
        report.error(
            f"{path}.{field.key}",
            "required",
            f"缺少 {field.key}（{field.zh}）",
            f"{field.key} is missing",
        )
    return None


def _read_pair(
    shape: Pair, mapping: Mapping[str, Any], path: str, report: Report
) -> tuple[tuple[str, str], ...]:
    known = {field.key: field for field in shape.fields}
    for key in mapping:
        if key not in known:
            unknown_key(key, known, path, report)
    read = {field.key: _read_field(field, mapping, path, report) for field in shape.fields}
    return tuple(sorted((key, value) for key, value in read.items() if value is not None))


def _read_texts(mapping: Mapping[Any, Any], path: str, report: Report) -> tuple[tuple[str, str], ...] | None:
    if not mapping:
        report.error(path, "empty_text", "不能是空的", "it should not be empty")
        return None
    texts: dict[str, str] = {}
    for key, value in mapping.items():
        place = f"{path}.{shown(key)}"
        name, text = (read_scalar(Anything(), item, place, report) for item in (str(key), value))
        if name in texts:
            report.error(place, "duplicate_key", f"{shown(name)} 写了两次", f"{shown(name)} stands twice")
        if name and text:
            texts[name] = text
    return tuple(sorted(texts.items()))


def _read_years(shape: Years, mapping: Mapping[Any, Any], path: str, report: Report) -> tuple[Row, ...]:
    rows: dict[int, Row] = {}
    given: set[int] = set()
    for key, value in mapping.items():
        year = _read_year(key, path, report)
        if year is None:
            continue
        place = f"{path}.{year}"
        if year in given:
            report.error(place, "duplicate_key", f"{year} 年写了两次", f"the year {year} stands twice")
        given.add(year)
        if isinstance(value, Mapping):
            row = _read_record(shape.row, value, place, report)
        elif value is not None:
            row = Row(shape.row, place, {"grade": read_scalar(shape.grade, value, place, report)})
        else:
            continue  # null says nothing, as everywhere
        report.days.append((place, date(year + 1, 1, 1)))
        rows[year] = Row(shape.row, place, {"year": year, **row.values})
    return tuple(rows[year] for year in sorted(rows))


def _read_year(key: object, path: str, report: Report) -> int | None:
    found = _YEAR.fullmatch(unicodedata.normalize("NFKC", str(key)).strip()) if _names_a_year(key) else None
    year = int(found[1]) if found else 0
    if EARLIEST.year <= year <= LATEST.year:
        return year
    report.error(
        f"{path}.{shown(key)}",
        "year",
        f"“{shown(key)}”不是年份",
        f"“{shown(key)}” is no year",
        ("写成 2023: 合格", "write 2023: qualified"),
    )
    return None


def _names_a_year(key: object) -> bool:
    return isinstance(key, str | int) and not isinstance(key, bool)
