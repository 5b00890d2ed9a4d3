"""Rows of a pack's files to values: document, provisions, readings and parameters."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from guantong.conditions import nodes as n

from .model import UNCONFIRMED, Document, ParameterFact, Provision, Question, Reading, Text

Row = Mapping[str, Any]


def text(data: Any) -> Text:
    """A text in both languages. Raises KeyError where one of them is missing."""
    return Text(str(data["zh"]), str(data["en"]))


def question(key: str, row: Row) -> Question:
    """A question that is left to an authority."""
    return Question(key, text(row["label"]), text(row["decided_by"]))


def reading(pack: str, row: Row) -> Reading:
    """An open point of the text; its default option stands first. Raises ValueError for a default that is no option."""
    options = {key: text(option) for key, option in (row.get("options") or {}).items()}
    first = row.get("default")
    if first is not None and options:
        if first not in options:
            raise ValueError(f"{row['id']}: the default {first!r} is none of its options, which")
        options = dict(sorted(options.items(), key=lambda item: item[0] != first))
    return Reading(
        pack,
        row["id"],
        str(row["clause"]),
        row["kind"],
        bool(row.get("compared", row["kind"] == "decides")),
        text(row["question"]),
        options,
        text(row["decided_by"]),
        text(row["why_not_compared"]) if row.get("why_not_compared") else None,
    )


def parameter(pack: str, row: Row, source: str, clause: Callable[[str], str]) -> ParameterFact:
    """A number, date or list; `source` is that of the file, `clause` gives the form in which a clause is cited."""
    doubtful = row["confidence"] in UNCONFIRMED
    return ParameterFact(
        n.Parameter(f"{pack}#{row['id']}", _value(row["value"], row["unit"]), doubtful),
        row["unit"],
        text(row["label"]),
        clause(str(row["clause"])),
        row["confidence"],
        str(row.get("source") or source),
    )


def provision(pack: str, row: Row) -> Provision:
    """A clause with its gist."""
    return Provision(
        pack,
        str(row["id"]),
        row["kind"],
        text(row["gist"]),
        tuple(row.get("realised_by") or ()),
        tuple(map(str, row.get("keywords") or ())),
    )


def document(pack: str, row: Row) -> Document:
    """The official document of a pack."""
    return Document(
        pack,
        str(row["version"]),
        str(row["number"]),
        text(row["name"]),
        text(row["issuer"]),
        row["rank"],
        bool(row.get("leads")),
        _day(row.get("effective_from")),
        _day(row.get("effective_to")),
        _day(row.get("review_after")),
        tuple(map(_plain_text, row.get("prevails_over") or ())),
        tuple(map(_plain_text, row.get("yields_to") or ())),
        row["confidence"],
        _plain_text(row.get("source", "")),
    )


def _plain_text(data: Any) -> str:
    return " ".join(f"{key}={item}" for key, item in data.items()) if isinstance(data, Mapping) else str(data)


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _value(value: Any, unit: str) -> n.Literal_:
    if unit == "date":
        return date.fromisoformat(str(value)).toordinal()
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, Mapping):
        return tuple(f"{key}={item}" for key, item in value.items())
    return cast("n.Scalar", value)
