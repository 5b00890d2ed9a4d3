"""A case back to plain data: what JSON can hold, with codes throughout."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from guantong.cases.format import CASE
from guantong.cases.model import Case
from guantong.cases.shapes import Pair, Record, Rows, Variants, Years

if TYPE_CHECKING:
    from guantong.cases.model import Appraisal
    from guantong.cases.shapes import Shape


def dump_case(case: Case) -> dict[str, Any]:
    """Return the document of a case: reading it again gives an equal case. What is unknown is left out."""
    nothing = Case(case.as_of)
    return {
        field.key: _written(field.shape, value)
        for field in CASE.fields
        if (value := getattr(case, field.name)) != getattr(nothing, field.name) or field.key == "as_of"
    }


def _record(record: Record, value: Any) -> dict[str, Any]:
    written = {field.key: _written(field.shape, getattr(value, field.name)) for field in record.fields}
    return {key: item for key, item in written.items() if item is not None}


def _written(shape: Shape, value: Any) -> Any:
    if value is None:
        return None
    match shape:
        case Record():
            return _record(shape, value)
        case Rows(row=Record() as record):
            return [_record(record, row) for row in value]
        case Rows(row=Variants() as variants):
            return [_record(variants.records[getattr(row, variants.tag.key)], row) for row in value]
        case Years():
            return {str(row.year): _year(shape, row) for row in value}
        case Pair():
            return dict(value)
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return dict(value) if value and isinstance(value[0], tuple) else list(value)
        case _:
            return value


def _year(shape: Years, row: Appraisal) -> Any:
    return row.grade if row.occupation is None else _record(shape.row, row)
