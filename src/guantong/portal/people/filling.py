"""A case document into a record: what is empty is filled, what is there stays, and both are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guantong.cases import CaseErrors, dump_case, parse_case
from guantong.cases.format import PERSON
from guantong.cases.shapes import Years

from ..audit.services import record
from ..refusals import InvalidError, RefusedError
from . import mapping
from .access import check_writes
from .kinds import IN_CASE
from .models import Source
from .saving import save_person, seal_number, take_version
from .selectors import case_document, language
from .validation import WRONG, check_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from guantong.cases import Case

    from .kinds import Kind
    from .models import Person


@dataclass
class Filled:
    """What became of each part of the document, in words for the person."""

    filled: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Parts that the record had already and that differ; they stay as they are."""
    declared: list[str] = field(default_factory=list)
    """Statements that people cannot make for themselves; they were taken as declared, or left out."""


@transaction.atomic
def fill_record(
    *, actor: AbstractBaseUser | None, person: Person, case: Mapping[str, object], now: datetime
) -> Filled:
    """Fill what is empty in a record from a case document.

    A fact or a list is filled only where the record says nothing about it; one that is there stays, and where it
    differs the answer says so. What people fill for themselves counts as said by them: "verified" becomes "declared",
    and findings of authorities are left out. Without an actor the portal fills from a register, and everything is kept.

    Raises InvalidError with every mistake of the document, NotAllowedError; nothing is written then.
    """
    check_writes(actor, person)
    today = timezone.localdate(now)
    try:
        read = parse_case(case, today=today)
    except CaseErrors as errors:
        raise InvalidError(
            [RefusedError(WRONG, error.text(language()), field=error.path) for error in errors.errors]
        ) from errors
    told = Filled()
    stated = dump_case(read)
    if actor is not None:
        _as_declared(stated, told)
    there = case_document(person, as_of=read.as_of)
    _fill_person(person, stated, there, told)
    for kind in IN_CASE:
        _fill_list(person, kind, read, stated, there, told, source=Source.SELF if actor else Source.REGISTER)
    take_version(person, person.row_version)
    save_person(person)
    # The record as a whole has to be a case: what is new may contradict what was there.
    try:
        parse_case(case_document(person, as_of=read.as_of), today=today)
    except CaseErrors as errors:
        raise InvalidError(
            [RefusedError(WRONG, error.text(language())) for error in errors.errors]
        ) from errors
    record("people.record.filled", actor=actor, subject=person, now=now, detail={"parts": len(told.filled)})
    return told


def _as_declared(stated: dict[str, Any], told: Filled) -> None:
    """Nobody vouches for themselves."""
    for row in stated.get("certificates", []):
        if row.get("verified") is True:
            row["verified"] = "declared"
            told.declared.append(_("证书的查验结果按“本人声明”记下，单位核实后才算核实。"))
    evidence = stated.get("evidence", {})
    for key, value in evidence.items():
        if value is True:
            evidence[key] = "declared"
            told.declared.append(_("继续教育和业绩按“本人声明”记下，单位核实后才算核实。"))
    if stated.pop("findings", None):
        told.declared.append(_("人工认定结果由有权机关登记，没有带入。"))
    told.declared[:] = dict.fromkeys(told.declared)


def _fill_person(person: Person, stated: Mapping[str, Any], there: Mapping[str, Any], told: Filled) -> None:
    given, known = stated.get("person", {}), there.get("person", {})
    for fact in PERSON.fields:
        if fact.key == "sanctions" or fact.key not in given:
            continue
        label = fact.zh if language() == "zh" else fact.en
        if fact.key in known:
            if known[fact.key] != given[fact.key]:
                told.kept.append(label)
            continue
        told.filled.append(label)
        if fact.key == "identity":
            person.identity_stated = True
            person.identity_type = given["identity"].get("type", "")
            seal_number(person, given["identity"].get("number", ""))
        else:
            setattr(person, fact.name, mapping.stored(fact, given[fact.key]))
    for key, label in (("continuing_education", _("继续教育")), ("results", _("业绩成果"))):
        value = stated.get("evidence", {}).get(key)
        if value is None:
            continue
        if getattr(person, key):
            if mapping.statement_written(getattr(person, key)) != value:
                told.kept.append(label)
            continue
        setattr(person, key, mapping.statement_stored(value))
        told.filled.append(label)


def _fill_list(
    person: Person,
    kind: Kind,
    read: Case,
    stated: Mapping[str, Any],
    there: Mapping[str, Any],
    told: Filled,
    *,
    source: Source,
) -> None:
    *outer, last = kind.place.split(".")
    given, known = stated, there
    for key in outer:
        given, known = given.get(key, {}), known.get(key, {})
    if last not in given:
        return
    rows = given[last]
    if kind.model._default_manager.filter(person=person).exists() or kind.key in person.without:
        if known.get(last) != rows:
            told.kept.append(str(kind.title))
        return
    if not rows:
        person.without = sorted({*person.without, kind.key})
    years = isinstance(kind.shape, Years)
    if years:
        rows = [
            {"year": year, **(row if isinstance(row, dict) else {"grade": row})} for year, row in rows.items()
        ]
    for position, row in enumerate(rows):
        place = f"{kind.place}[{position}]."
        months = [
            note.path.removeprefix(place)
            for note in read.notes
            if note.code == "month_precision" and note.path.startswith(place)
        ]
        entry = kind.model(person=person, position=position, source=source, months=months)
        for column, value in mapping.columns(kind, row).items():
            setattr(entry, column, value)
        check_row(entry, exclude=["person", "verified_by", "written_by", "organisation"])
        entry.save(force_insert=True)
    told.filled.append(str(kind.title))
