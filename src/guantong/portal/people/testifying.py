"""What an employer writes in the records of its people, and what they say to it.

Each side writes its own rows and nobody overwrites the other's. An employer's row that the person disputes is left out of
the case until the employer mends or withdraws it, or the person takes the dispute back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.guard import LONGEST_REASON
from ..files.services import files_attach
from ..notices.services import notify
from ..refusals import NotAllowedError, RefusedError
from .access import check_testifies, check_writes, clerks_of, withdraws_after_leaving
from .drafts import draft_drop
from .models import Source
from .saving import take_version
from .testimony import employer_rule
from .validation import check_hidden, check_row
from .writing import UNCHECKED, Written, check_single, insert, kind_of, recorded, set_files, write_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from ..organisations.models import Employer
    from .kinds import Kind
    from .models import Entry, Person

_WROTE: Final = "P01"
_MENDED: Final = "P02"
_WITHDREW: Final = "P03"
_DISPUTED: Final = "P04"


@transaction.atomic
def employer_entry_add(
    *,
    actor: AbstractBaseUser,
    employer: Employer,
    person: Person,
    kind: Kind,
    values: Mapping[str, Any],
    now: datetime,
    files: Sequence[UUID] = (),
    entry_id: UUID | None = None,
) -> Written:
    """Add a row as the employer's. Adding the same `entry_id` again answers the row that is there.

    Raises NotAllowedError where the person does not work there today or the kind is none that an employer testifies to,
    InvalidError, RefusedError.
    """
    _check_testifies(actor, employer, person, kind, now)
    key = entry_id or uuid4()
    there = kind.model._default_manager.filter(id=key).first()
    if there is not None:
        if there.person_id != person.id or there.stated_by_id != employer.id:
            raise RefusedError("E-PEO-005", _("这份表单不能再用了，请回到档案重新添加。"))
        draft_drop(writer=actor, person=person, kind=kind, entry=None)
        return Written(there, ())
    entry = kind.model(id=key, person=person, source=Source.EMPLOYER, stated_by=employer)
    entry.written_by_id = actor.pk
    notes = _write(entry, kind, employer, values, now, actor)
    last = kind.model._default_manager.filter(person=person).aggregate(last=Max("position"))["last"]
    entry.position = 0 if last is None else last + 1
    check_row(entry, exclude=UNCHECKED)
    if not insert(entry):
        return Written(kind.model._default_manager.get(pk=key), ())
    entry.files.set(files_attach(actor=actor, ids=files, now=now))
    draft_drop(writer=actor, person=person, kind=kind, entry=None)
    recorded("added", actor, person, kind, entry, now, employer=employer.id)
    _tell_person(_WROTE, person, employer, now)
    return Written(entry, notes)


@transaction.atomic
def employer_entry_change(
    *,
    actor: AbstractBaseUser,
    entry: Entry,
    values: Mapping[str, Any],
    row_version: int,
    now: datetime,
    files: Sequence[UUID] | None = None,
) -> Written:
    """Mend a row of the employer; a dispute of it is over. `files`, where given, are all the files it has.

    Raises NotAllowedError, InvalidError, StaleError where somebody was faster, RefusedError.
    """
    person, kind, employer = entry.person, kind_of(entry), _employer_of(entry)
    _check_testifies(actor, employer, person, kind, now)
    notes = _write(entry, kind, employer, values, now, actor)
    disputed = entry.disputed_at is not None
    entry.written_by_id, entry.disputed_at, entry.dispute_reason = actor.pk, None, ""
    take_version(entry, row_version)
    check_row(entry, exclude=UNCHECKED)
    entry.save()
    if files is not None:
        set_files(entry, actor, files, now)
    draft_drop(writer=actor, person=person, kind=kind, entry=entry)
    recorded("changed", actor, person, kind, entry, now, employer=employer.id, disputed=disputed)
    _tell_person(_MENDED, person, employer, now)
    return Written(entry, notes)


@transaction.atomic
def employer_entry_withdraw(
    *, actor: AbstractBaseUser, entry: Entry, row_version: int, now: datetime
) -> None:
    """Withdraw a row of the employer, a disputed one also after the person has left; its files expire after a day.

    Raises NotAllowedError, StaleError.
    """
    person, kind, employer = entry.person, kind_of(entry), _employer_of(entry)
    if not withdraws_after_leaving(actor, entry, today=timezone.localdate(now)):
        _check_testifies(actor, employer, person, kind, now)
    take_version(entry, row_version)
    set_files(entry, actor, (), now)
    disputed = entry.disputed_at is not None
    draft_drop(writer=actor, person=person, kind=kind, entry=entry)
    recorded("removed", actor, person, kind, entry, now, employer=employer.id, disputed=disputed)
    entry.delete()
    _tell_person(_WITHDREW, person, employer, now)


@transaction.atomic
def entry_dispute(
    *, actor: AbstractBaseUser, entry: Entry, reason: str, row_version: int, now: datetime
) -> Entry:
    """Say that what an employer wrote is not so; the employer's clerks are told. Only the person says this.

    Raises NotAllowedError, StaleError, RefusedError for a row that no employer wrote, or without a reason.
    """
    person, employer = entry.person, _employer_of(entry)
    check_writes(actor, person)
    reason = reason.strip()
    if not reason:
        raise RefusedError("E-PEO-016", _("请写明哪里不符、应为什么，单位会看到。"), field="reason")
    if len(reason) > LONGEST_REASON:
        text = _("最多写 {most} 字，现在是 {n} 字，请改短。").format(most=LONGEST_REASON, n=len(reason))
        raise RefusedError("E-PEO-016", text, field="reason")
    check_hidden(reason, "reason")
    take_version(entry, row_version)
    entry.disputed_at, entry.dispute_reason = now, reason
    check_row(entry, exclude=UNCHECKED)
    entry.save()
    recorded("disputed", actor, person, kind_of(entry), entry, now, reason=reason)
    for clerk in clerks_of(employer.id, today=timezone.localdate(now)):
        notify(user=clerk, template=_DISPUTED, context={"person": str(person)}, subject=person, now=now)
    return entry


@transaction.atomic
def dispute_withdraw(*, actor: AbstractBaseUser, entry: Entry, row_version: int, now: datetime) -> Entry:
    """Take a dispute back.

    Raises NotAllowedError, StaleError, RefusedError where there is none or the person wrote the same year beside it.
    """
    person = entry.person
    check_writes(actor, person)
    if entry.disputed_at is None:
        raise RefusedError("E-PEO-018", _("这一条现在没有“与实际不符”的标记，可能单位已经改正。"))
    take_version(entry, row_version)
    entry.disputed_at, entry.dispute_reason = None, ""
    check_single(entry)
    entry.save()
    recorded("dispute_withdrawn", actor, person, kind_of(entry), entry, now)
    return entry


def _check_testifies(
    actor: AbstractBaseUser, employer: Employer, person: Person, kind: Kind, now: datetime
) -> None:
    check_testifies(actor, employer.id, person, today=timezone.localdate(now))
    if not employer_rule(kind).by_employer:
        raise NotAllowedError("E-PEO-015", _("这一类内容单位不能代填，只能核实本人填写的。"))


def _write(
    entry: Entry,
    kind: Kind,
    employer: Employer,
    values: Mapping[str, Any],
    now: datetime,
    actor: AbstractBaseUser,
) -> tuple[str, ...]:
    # Only the person opens the record to an employer: an employer's row about work never does.
    given = {key: value for key, value in values.items() if key != "share"}
    return write_row(entry, kind, entry.person, given | employer_rule(kind).values(employer), now, actor)


def _employer_of(entry: Entry) -> Employer:
    if entry.stated_by is None:
        raise RefusedError("E-PEO-019", _("这一条不是单位填写的。"))
    return entry.stated_by


def _tell_person(template: str, person: Person, employer: Employer, now: datetime) -> None:
    if person.user is not None:
        notify(
            user=person.user, template=template, context={"employer": str(employer)}, subject=person, now=now
        )
