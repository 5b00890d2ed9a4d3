"""What somebody typed, read by the engine's own parser: the columns it means, or every mistake beside its field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from guantong.cases import CaseErrors, dump_case, parse_case
from guantong.cases.errors import Report
from guantong.cases.scalars import read_scalar
from guantong.cases.shapes import Years

from ..refusals import InvalidError, RefusedError
from . import mapping
from .kinds import Choice, Count
from .selectors import case_document, language, person_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import Model

    from guantong.cases import CaseError, Note
    from guantong.cases.shapes import Field

    from .kinds import Kind
    from .models import Person

WRONG: Final = "E-PEO-010"
"""The code of every mistake in what was typed."""
EVIDENCE: Final = ("continuing_education", "results")
"""What a person may state of two requirements of the series."""
_PERSON_FACTS: Final = ("name", "birth_date", "status", "lawful_work_in_region")
_FIELD_AT: Final = {
    "person.identity.type": "identity_type",
    "person.identity.number": "identity_number",
    **{f"evidence.{key}": key for key in EVIDENCE},
}

_DIRECTIONS: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing: nobody sees them, and a name with them reads as another."""


class Read(NamedTuple):
    """What was typed, as columns; the dates of which only the month is known; what the parser noted."""

    columns: dict[str, Any]
    months: list[str]
    notes: tuple[str, ...]


def read_entry(kind: Kind, person: Person, values: Mapping[str, Any], *, today: date) -> Read:
    """Read one row. Raises InvalidError with every mistake, each at its field."""
    given = {key: value for key, value in values.items() if value not in ("", None, [])}
    hidden = _hidden(given)
    try:
        read = _read_case_row(kind, person, given, today) if kind.is_in_case else _read_extra(kind, given)
    except InvalidError as errors:
        raise InvalidError([*hidden, *errors.refusals]) from errors
    if hidden:
        raise InvalidError(hidden)
    return read


def read_person(person: Person, values: Mapping[str, Any], *, today: date) -> Read:
    """Read the facts of the person, and hold the rest of the record against them. Raises InvalidError."""
    identity = {
        key: values[name]
        for key, name in (("type", "identity_type"), ("number", "identity_number"))
        if values.get(name)
    }
    facts = {key: value for key, value in values.items() if value not in ("", None) and key in _PERSON_FACTS}
    hidden = _hidden(values)
    document = case_document(person, as_of=today)
    kept = {key: value for key, value in document.get("person", {}).items() if key == "sanctions"}
    document["person"] = kept | facts | ({"identity": identity} if identity else {})
    document["evidence"] = {key: values[key] for key in EVIDENCE if values.get(key)}
    try:
        case = parse_case(document, today=today)
    except CaseErrors as errors:
        raise InvalidError([*hidden, *map(_person_refusal, errors.errors)]) from errors
    if hidden:
        raise InvalidError(hidden)
    read, evidence = (dump_case(case).get(key, {}) for key in ("person", "evidence"))
    columns = {
        "name": read.get("name", ""),
        "identity_stated": bool(identity),
        "identity_type": read.get("identity", {}).get("type", ""),
        "birth_date": case.person.birth_date,
        "status": read.get("status", ""),
        "lawful_work_in_region": read.get("lawful_work_in_region"),
        **{key: mapping.statement_stored(evidence.get(key)) for key in EVIDENCE if key in values},
    }
    notes = tuple(_noted(note) for note in case.notes if note.path.startswith("person."))
    return Read(columns | {"number": read.get("identity", {}).get("number", "")}, [], notes)


def check_row(row: Model, *, exclude: Sequence[str] = ()) -> None:
    """Let the table itself look at a row. Raises InvalidError."""
    try:
        row.full_clean(exclude=list(exclude))
    except ValidationError as errors:
        found = [
            RefusedError(WRONG, message, field=None if field == NON_FIELD_ERRORS else field)
            for field, messages in errors.message_dict.items()
            for message in messages
        ]
        raise InvalidError(found) from errors


def check_hidden(text: str, field: str) -> None:
    """Refuse marks that turn the direction of writing. Raises RefusedError."""
    for refusal in _hidden({field: text}):
        raise refusal


def _hidden(values: Mapping[str, Any]) -> list[RefusedError]:
    text = _("里面有看不见的方向控制符，请删去后重新输入。")
    return [
        RefusedError(WRONG, text, field=key)
        for key, value in values.items()
        if isinstance(value, str) and _DIRECTIONS.search(value)
    ]


def _read_case_row(kind: Kind, person: Person, given: Mapping[str, Any], today: date) -> Read:
    years = isinstance(kind.shape, Years)
    facts = person_facts(person)
    document: dict[str, Any] = {"as_of": today.isoformat(), "person": facts}
    place = f"{kind.place}[0]"
    stated: Any = [given]
    if years:
        year = str(given.get("year", "")).strip()
        if not year:
            raise InvalidError([RefusedError(WRONG, _("请填写年度，例如 2025。"), field="year")])
        stated = {year: {key: value for key, value in given.items() if key != "year"}}
    (facts if kind.place.startswith("person.") else document)[kind.place.rsplit(".", 1)[-1]] = stated
    try:
        case = parse_case(document, today=today)
    except CaseErrors as errors:
        raise InvalidError([_entry_refusal(kind, error, years=years) for error in errors.errors]) from errors
    written = dump_case(case)
    rows = (written["person"] if kind.place.startswith("person.") else written)[kind.place.rsplit(".", 1)[-1]]
    if years:
        ((year, row),) = rows.items()
        row = {"year": year, **(row if isinstance(row, dict) else {"grade": row})}
        place = f"{kind.place}.{year}"
    else:
        (row,) = rows
    months = [
        note.path.rsplit(".", 1)[-1]
        for note in case.notes
        if note.code == "month_precision" and note.path.startswith(place)
    ]
    notes = tuple(_noted(note) for note in case.notes if note.path.startswith(place))
    return Read(mapping.columns(kind, row), months, notes)


def _read_extra(kind: Kind, given: Mapping[str, Any]) -> Read:
    report = Report()
    columns: dict[str, Any] = {}
    refusals = []
    for field in kind.extra:
        value = given.get(field.key)
        if value is None:
            columns[field.name] = None if isinstance(field.shape, Count) else mapping.stored(field, None)
            if field.required:
                refusals.append(RefusedError(WRONG, _missing(field), field=field.key))
        elif isinstance(field.shape, Choice | Count):
            columns[field.name], refusal = _own_shape(field, value)
            refusals += refusal
        else:
            columns[field.name] = read_scalar(field.shape, value, field.key, report)
    start, end = columns.get("start"), columns.get("end")
    if start and end and end < start:
        refusals.append(RefusedError(WRONG, _("结束日期早于开始日期，请核对。"), field="end"))
    refusals += [RefusedError(WRONG, _told(error), field=error.path) for error in report.errors]
    if refusals:
        raise InvalidError(refusals)
    months = [note.path for note in report.notes if note.code == "month_precision"]
    return Read(columns, months, tuple(map(_noted, report.notes)))


def _own_shape(field: Field, value: Any) -> tuple[Any, list[RefusedError]]:
    match field.shape:
        case Choice(choices) if value not in dict(choices):
            return None, [RefusedError(WRONG, _("请从所列各项中选一项。"), field=field.key)]
        case Count(least, most):
            text = str(value).strip()
            number = int(text) if text.isdecimal() and len(text) <= 6 else -1
            if not least <= number <= most:
                told = _("应为 {least} 到 {most} 的整数。").format(least=least, most=most)
                return None, [RefusedError(WRONG, told, field=field.key)]
            return number, []
    return value, []


def _entry_refusal(kind: Kind, error: CaseError, *, years: bool) -> RefusedError:
    inside = (
        error.path.removeprefix(f"{kind.place}.") if years else error.path.removeprefix(f"{kind.place}[0]")
    )
    keys = inside.strip(".").split(".")
    key = (keys[1] if len(keys) > 1 else "year") if years else keys[0]
    field = next((field for field in kind.fields if field.key == key.split("[")[0]), None)
    if field is None:
        return RefusedError(WRONG, _told(error))
    told = _missing(field) if error.code == "required" else _told(error)
    return RefusedError(WRONG, told, field=field.key)


def _person_refusal(error: CaseError) -> RefusedError:
    if error.path in _FIELD_AT:
        return RefusedError(WRONG, _told(error), field=_FIELD_AT[error.path])
    key = error.path.removeprefix("person.")
    if error.path.startswith("person.") and "." not in key and "[" not in key:
        return RefusedError(WRONG, _told(error), field=key)
    return RefusedError(WRONG, error.text(language()))


def _missing(field: Field) -> str:
    return _("请填写“{field}”。").format(field=field.zh if language() == "zh" else field.en)


def _told(error: CaseError) -> str:
    message, hint = error.message(language()), error.hint(language())
    if not hint:
        return message
    return f"{message}（{hint}）" if language() == "zh" else f"{message} ({hint})"


def _noted(note: Note) -> str:
    return note.zh if language() == "zh" else note.en
