"""Everything that changes a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.services import record, record_reading
from ..files.services import files_attach
from ..notices.services import notify
from ..organisations.selectors import regions
from ..refusals import InvalidError, RefusedError
from .access import check_sees_number, check_verifies, check_writes
from .drafts import draft_drop
from .filling import Filled, fill_record
from .models import FormerName, Person, Source, Verification
from .saving import save_person, seal_number, take_version
from .selectors import identity_number
from .validation import EVIDENCE, check_row, read_person
from .writing import UNCHECKED, Written, insert, kind_of, recorded, set_files, set_without, write_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from .kinds import Kind
    from .models import Entry


__all__ = [
    "Filled",
    "Written",
    "entry_add",
    "entry_change",
    "entry_remove",
    "entry_verify",
    "fill_record",
    "identity_read",
    "kind_of",
    "person_change",
    "person_create",
    "without_set",
]


@transaction.atomic
def person_create(
    *, actor: AbstractBaseUser | None, user: AbstractBaseUser | None, name: str = "", now: datetime
) -> Person:
    """Begin a record; of somebody who has one already, that one.

    Args:
        actor: who asks; people begin their own record. None for the portal itself.
        user: whose record it is; None for somebody without an account.
        name: the name, where it is known.
        now: when.

    Raises InvalidError for a name that cannot be one, NotAllowedError for somebody else's record.

    """
    person = Person(user_id=None if user is None else user.pk)
    check_writes(actor, person)
    if user is not None:
        begun = Person.objects.filter(user_id=user.pk).first()
        if begun is not None:
            return begun
    person.name = read_person(person, {"name": name}, today=timezone.localdate(now)).columns["name"]
    check_row(person, exclude=["user"])
    person.save()
    record("people.person.created", actor=actor, subject=person, now=now)
    return person


@transaction.atomic
def person_change(
    *,
    actor: AbstractBaseUser | None,
    person: Person,
    values: Mapping[str, Any],
    row_version: int,
    now: datetime,
) -> tuple[str, ...]:
    """Write the facts of the person as typed; what the parser noted.

    `values` has the keys of a case (``name``, ``birth_date``, ``status``, ``lawful_work_in_region``) and
    ``identity_type``, ``identity_number``, ``region_code``, ``continuing_education``, ``results``. All of them are
    written: one that is empty is unknown from now on. Without ``identity_number`` the number stays as it is.

    Raises InvalidError, StaleError, NotAllowedError, RefusedError where somebody else has the identity document.
    """
    check_writes(actor, person)
    keeps_number = "identity_number" not in values
    given = dict(values)
    if keeps_number:
        given["identity_number"] = identity_number(person)
    read = read_person(person, given, today=timezone.localdate(now))
    take_version(person, row_version)
    if person.name and person.name != read.columns["name"]:
        FormerName.objects.create(person=person, name=person.name, until=now)
    number = read.columns.pop("number")
    for key in EVIDENCE:
        if actor is not None and read.columns.get(key) in ("true", "declared"):
            read.columns[key] = "true" if getattr(person, key) == "true" else "declared"
    for column, value in read.columns.items():
        setattr(person, column, value)
    if "region_code" in values:
        person.region_code = _region(values["region_code"] or "")
    person.identity_stated = person.identity_stated or bool(number)
    if not keeps_number or not number:
        seal_number(person, number)
    save_person(person)
    record("people.person.changed", actor=actor, subject=person, now=now)
    return read.notes


@transaction.atomic
def entry_add(
    *,
    actor: AbstractBaseUser | None,
    person: Person,
    kind: Kind,
    values: Mapping[str, Any],
    now: datetime,
    files: Sequence[UUID] = (),
    entry_id: UUID | None = None,
    source: Source = Source.SELF,
) -> Written:
    """Add a row as typed. Adding the same `entry_id` again answers the row that is there: a form may be sent twice.

    `values` has the keys of the case format, or those of `kind.extra`; for employment also ``share``, whether the
    employer may see and verify the record. Raises InvalidError, RefusedError, NotAllowedError.
    """
    check_writes(actor, person)
    _check_own(actor, kind)
    key = entry_id or uuid4()
    there = kind.model._default_manager.filter(id=key).first()
    if there is not None:
        if there.person_id != person.id:
            raise RefusedError("E-PEO-005", _("这份表单不能再用了，请回到档案重新添加。"))
        _drop_draft(actor, person, kind, None)
        return Written(there, ())
    entry = kind.model(id=key, person=person, source=source)
    notes = write_row(entry, kind, person, values, now, actor)
    last = kind.model._default_manager.filter(person=person).aggregate(last=Max("position"))["last"]
    entry.position = 0 if last is None else last + 1
    check_row(entry, exclude=UNCHECKED)
    if not insert(entry):
        return Written(kind.model._default_manager.get(pk=key), ())
    entry.files.set(files_attach(actor=actor, ids=files, now=now))
    if kind.key in person.without:
        set_without(person, kind, stated=False)
    _drop_draft(actor, person, kind, None)
    recorded("added", actor, person, kind, entry, now)
    return Written(entry, notes)


@transaction.atomic
def entry_change(
    *,
    actor: AbstractBaseUser | None,
    entry: Entry,
    values: Mapping[str, Any],
    row_version: int,
    now: datetime,
    files: Sequence[UUID] | None = None,
) -> Written:
    """Write a row as typed. What was verified is unverified again. `files`, where given, are all the files it has.

    Raises InvalidError, StaleError where somebody was faster, RefusedError, NotAllowedError.
    """
    person, kind = entry.person, kind_of(entry)
    check_writes(actor, person)
    _check_own(actor, kind, entry)
    notes = write_row(entry, kind, person, values, now, actor)
    entry.source, entry.verification = Source.SELF, Verification.UNVERIFIED
    entry.verified_by = entry.verified_at = None
    entry.verification_note = ""
    take_version(entry, row_version)
    check_row(entry, exclude=UNCHECKED)
    entry.save()
    if files is not None:
        set_files(entry, actor, files, now)
    _drop_draft(actor, person, kind, entry)
    recorded("changed", actor, person, kind, entry, now)
    return Written(entry, notes)


@transaction.atomic
def entry_remove(*, actor: AbstractBaseUser | None, entry: Entry, row_version: int, now: datetime) -> None:
    """Remove a row; its files expire after a day. Raises StaleError, NotAllowedError, RefusedError."""
    person, kind = entry.person, kind_of(entry)
    check_writes(actor, person)
    _check_own(actor, kind, entry)
    take_version(entry, row_version)
    set_files(entry, actor, (), now)
    _drop_draft(actor, person, kind, entry)
    recorded("removed", actor, person, kind, entry, now)
    entry.delete()


@transaction.atomic
def without_set(
    *, actor: AbstractBaseUser | None, person: Person, kind: Kind, stated: bool, now: datetime
) -> None:
    """State that the person has nothing of a kind, or take that back. Raises RefusedError where there are rows."""
    check_writes(actor, person)
    if stated and kind.model._default_manager.filter(person=person).exists():
        raise RefusedError("E-PEO-006", _("这一项已经有内容，不能再写“没有”。请先删除各条。"))
    if (kind.key in person.without) == stated:
        return
    set_without(person, kind, stated=stated)
    event = "people.nothing.stated" if stated else "people.nothing.withdrawn"
    record(event, actor=actor, subject=person, now=now, detail={"kind": kind.key})


@transaction.atomic
def entry_verify(
    *,
    actor: AbstractBaseUser,
    entry: Entry,
    verification: Verification,
    note: str,
    row_version: int,
    now: datetime,
) -> Entry:
    """Say what came of looking at the proof. A doubt needs a reason, for the person to read.

    Raises NotAllowedError, StaleError, RefusedError.
    """
    person = entry.person
    check_verifies(actor, person, today=timezone.localdate(now))
    if not kind_of(entry).claim or entry.source == Source.EMPLOYER:
        raise RefusedError("E-PEO-017", _("这一条不用核实：单位填写的由单位负责，想申报什么由本人决定。"))
    note = note.strip()
    if verification in (Verification.DOUBTED, Verification.NOT_VERIFIABLE) and not note:
        raise RefusedError("E-PEO-007", _("请写明存疑或者无法核实的原因，本人会看到。"), field="note")
    take_version(entry, row_version)
    unverified = verification == Verification.UNVERIFIED
    entry.verification, entry.verification_note = verification, note
    entry.verified_by_id, entry.verified_at = (None, None) if unverified else (actor.pk, now)
    check_row(entry, exclude=UNCHECKED)
    entry.save()
    recorded("verified", actor, person, kind_of(entry), entry, now, verification=verification)
    if person.user is not None and verification in (Verification.DOUBTED, Verification.NOT_VERIFIABLE):
        notify(user=person.user, template="P05", context={}, subject=person, now=now)
    return entry


@transaction.atomic
def identity_read(*, actor: AbstractBaseUser, person: Person, now: datetime) -> str:
    """The full identity number, for somebody who may see it; the reading is recorded. Raises NotAllowedError."""
    check_sees_number(actor, person, today=timezone.localdate(now))
    record_reading(actor=actor, subject=person, what="identity_number", now=now)
    return identity_number(person)


def _check_own(actor: AbstractBaseUser | None, kind: Kind, entry: Entry | None = None) -> None:
    if actor is not None and not kind.own:
        raise RefusedError("E-PEO-004", _("人工认定结果由有权机关登记，本人不能填写。"))
    if entry is not None and entry.source == Source.EMPLOYER:
        raise RefusedError(
            "E-PEO-014", _("这一条是单位填写的，本人不能修改或删除。不符的，请在这一条上写“与实际不符”。")
        )


def _drop_draft(actor: AbstractBaseUser | None, person: Person, kind: Kind, entry: Entry | None) -> None:
    if actor is not None:
        draft_drop(writer=actor, person=person, kind=kind, entry=entry)


def _region(code: str) -> str:
    if code and not regions().filter(code=code).exists():
        text = _("没有这个地区，请从列表中选。")
        raise InvalidError([RefusedError("E-PEO-013", text, field="region_code")])
    return code
