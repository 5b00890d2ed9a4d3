"""Rows of a record to the plain data of a case, and back. `guantong.cases.format` says what there is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from guantong.cases.shapes import Anything, Codes, DayOf, Flag, Pair, Statement, Years

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.cases.shapes import Field

    from .kinds import Kind
    from .models import Entry

_RENAMED: Final = {"class_": "school_class", "verified": "query_result"}
"""Attributes of a case whose columns are called otherwise: one is no word of Django, one means something else here."""
_STATEMENTS: Final[dict[str, Any]] = {"true": True, "false": False, "declared": "declared"}


def column(field: Field) -> str:
    """The column of a field."""
    return _RENAMED.get(field.name, field.name)


def stored(field: Field, value: Any) -> Any:
    """What a column keeps of a value of a written case; unknown is empty for texts and codes, None for the rest."""
    match field.shape:
        case DayOf():
            return None if value is None else date.fromisoformat(value)
        case Flag() | Codes() | Pair() | Anything():
            return value
        case Statement():
            return statement_stored(value)
        case _:
            return "" if value is None else value


def written(field: Field, value: Any) -> Any:
    """The value of a column in a case; None for what is unknown."""
    match field.shape:
        case DayOf():
            return None if value is None else value.isoformat()
        case Statement():
            return statement_written(value)
        case _:
            return None if value == "" else value


def statement_stored(value: Any) -> str:
    """True, false or declared as the text of a column."""
    return "" if value is None else str(value).lower()


def statement_written(value: str) -> Any:
    """The text of a column as true, false or declared."""
    return _STATEMENTS.get(value)


def columns(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row as a written case has it."""
    found = {column(field): stored(field, row.get(field.key)) for field in kind.fields if field.key != "year"}
    if isinstance(kind.shape, Years):
        found["year"] = int(row["year"])
    return found


def row_of(kind: Kind, entry: Entry) -> dict[str, Any]:
    """The row of a case that an entry states, dates of which only the month is known as months."""
    found = {
        field.key: value
        for field in kind.fields
        if (value := written(field, getattr(entry, column(field)))) is not None
    }
    for key in entry.months:
        found[key] = found[key][:7]
    if kind.key == "certificates" and entry.verification == "verified":
        found["verified"] = True  # somebody has looked at the certificate itself
    return found
