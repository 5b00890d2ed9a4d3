"""How a ruling comes into force and goes: one person proposes, another agrees, and everybody concerned is told."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..accounts.access import holders
from ..accounts.models import Role
from ..accounts.persons import same_person
from ..audit.services import record
from ..notices.services import notify
from ..refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from .access import ENFORCES, enforcing_office, may_propose
from .models import ChosenReading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ..accounts.models import User
    from ..organisations.models import Office
    from .models import Ruling

TOLD_OF_READINGS = (Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.SUPERIOR_OFFICE, Role.EMPLOYER_CLERK)
"""Who answers people under a reading and so has to know that it changes."""


def check_proposer(actor: User, now: datetime) -> None:
    """Raise NotAllowedError for anybody but a policy officer."""
    if not may_propose(actor, today=timezone.localdate(now)):
        raise NotAllowedError("E-POL-007", _("只有政策管理员可以提出。"))


def propose(made: Ruling, *, actor: User, now: datetime, detail: dict[str, object], reason: str) -> None:
    """Keep a new ruling as a proposal, and tell those who may put it into force."""
    made.proposed_by, made.proposed_at = actor, now
    _save(made)
    record("policies.ruling.proposed", actor=actor, subject=made, now=now, detail=detail, reason=reason)
    _tell(holders(ENFORCES, today=timezone.localdate(now)), "N31", made, now)


@transaction.atomic
def ruling_accept(*, actor: User, ruling: Ruling, now: datetime) -> Ruling:
    """Agree to what waits: put the ruling into force, or take it back, from today or the day that was wished.

    `ruling` is as the person saw it. A reading that is put into force ends the one chosen before. Raises
    NotAllowedError for anybody but a leader of the regional office and for who proposed it, StaleError where somebody
    was faster, RefusedError where nothing waits.
    """
    row, office = _waiting(ruling), _office(actor, now)
    today = timezone.localdate(now)
    if not row.waits_for_withdrawal:
        _check_other(actor, row.proposed_by)
        row.enforced_by, row.enforced_at, row.office = actor, now, office
        row.effective_from = max(row.effective_from or today, today)
        if isinstance(row, ChosenReading):
            _replace(row, actor, now)
        event, proposer = "policies.ruling.enforced", row.proposed_by
    else:
        _check_other(actor, row.withdrawal_proposed_by)
        row.withdrawn_by, row.withdrawn_at = actor, now
        row.effective_to = max(today, row.effective_from or today)
        event, proposer = "policies.ruling.withdrawn", row.withdrawal_proposed_by
    _save(row, changed=True)
    detail = {"office": str(office.pk), "from": str(row.effective_to or row.effective_from)}
    record(event, actor=actor, subject=row, now=now, detail=detail)
    _tell([proposer], "N32", row, now, day=row.effective_to or row.effective_from)
    if isinstance(row, ChosenReading):
        concerned = holders(*TOLD_OF_READINGS, today=today).exclude(pk__in=[actor.pk])
        _tell(concerned, "N19", row, now, day=row.effective_to or row.effective_from)
    return row


@transaction.atomic
def ruling_decline(*, actor: User, ruling: Ruling, reason: str, now: datetime) -> Ruling:
    """Say no to what waits, with a reason; who proposed it may think better of it. What is in force stays so.

    Raises NotAllowedError, StaleError and RefusedError as `ruling_accept` does, and RefusedError without a reason.
    """
    row, said = _waiting(ruling), clean(reason)
    proposer = row.withdrawal_proposed_by if row.waits_for_withdrawal else row.proposed_by
    if proposer != actor:
        _office(actor, now)
    else:
        check_proposer(actor, now)
    if not said:
        raise RefusedError("E-POL-009", _("请写明理由。"), field="reason")
    if row.waits_for_withdrawal:
        row.withdrawal_proposed_by, row.withdrawal_proposed_at, row.withdrawal_reason = None, None, ""
        event = "policies.withdrawal.declined"
    else:
        row.withdrawn_by, row.withdrawn_at, row.withdrawal_reason = actor, now, said
        event = "policies.ruling.declined"
    _save(row, changed=True)
    record(event, actor=actor, subject=row, now=now, reason=said)
    if proposer != actor:
        _tell([proposer], "N33", row, now, reason=said)
    return row


@transaction.atomic
def withdrawal_propose(*, actor: User, ruling: Ruling, reason: str, now: datetime) -> Ruling:
    """Propose that a ruling in force be taken back; until somebody else agrees, it holds.

    Raises NotAllowedError for anybody but a policy officer, StaleError where somebody was faster, RefusedError where it
    is not in force, is asked for already, or has no reason.
    """
    check_proposer(actor, now)
    row, said = _locked(ruling), clean(reason)
    if row.enforced_at is None or row.withdrawn_at is not None:
        raise RefusedError("E-POL-008", _("这一项没有生效，或者已经撤回。"))
    if row.waits:
        raise RefusedError("E-POL-011", _("已经提出撤回，正等待同意。"))
    if not said:
        raise RefusedError("E-POL-009", _("请写明理由。"), field="reason")
    row.withdrawal_proposed_by, row.withdrawal_proposed_at, row.withdrawal_reason = actor, now, said
    _save(row, changed=True)
    record("policies.withdrawal.proposed", actor=actor, subject=row, now=now, reason=said)
    _tell(holders(ENFORCES, today=timezone.localdate(now)), "N31", row, now)
    return row


def clean(text: str) -> str:
    """A typed text as it is kept: in one line, one form of each character, no control characters, no blanks around it."""
    kept = " ".join(unicodedata.normalize("NFC", text).splitlines())
    return "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cs", "Cf")).strip()


def _waiting(ruling: Ruling) -> Ruling:
    row = _locked(ruling)
    if not row.waits:
        raise RefusedError("E-POL-012", _("这一项没有什么等待同意。"))
    return row


def _locked(ruling: Ruling) -> Ruling:
    row = type(ruling)._default_manager.select_for_update().get(pk=ruling.pk)
    if row.row_version != ruling.row_version:
        raise StaleError("E-POL-013", _("有人刚刚处理过这一项，请看过现在的状态再决定。"))
    return row


def _office(actor: User, now: datetime) -> Office:
    office = enforcing_office(actor, today=timezone.localdate(now))
    if office is None:
        raise NotAllowedError("E-POL-014", _("只有自治区职改办的负责人可以同意或者不采纳。"))
    return office


def _check_other(actor: User, proposer: User | None) -> None:
    if same_person(actor, proposer):
        raise NotAllowedError("E-POL-015", _("提出的人不能自己同意，请另一个人来看。"))


def _replace(new: ChosenReading, actor: User, now: datetime) -> None:
    """End every choice that the new one takes the place of, on the day on which the new one begins.

    There are two where the last one has not begun: itself, and the one that would have held until it does.
    """
    day = new.effective_from
    for old in ChosenReading.objects.select_for_update().filter(
        Q(effective_to=None) | Q(effective_to__gt=day), reading=new.reading, enforced_at__isnull=False
    ):
        if old.effective_from is None or day is None:
            continue
        if old.withdrawn_at is None:
            old.withdrawal_proposed_by, old.withdrawal_proposed_at = new.proposed_by, new.proposed_at
            old.withdrawal_reason, old.withdrawn_by, old.withdrawn_at = new.reason, actor, now
        old.effective_to = max(day, old.effective_from)
        _save(old, changed=True)
        detail = {"replaced_by": str(new.pk), "from": str(old.effective_to)}
        record("policies.ruling.withdrawn", actor=actor, subject=old, now=now, detail=detail)


def _tell(people: Iterable[User | None], template: str, row: Ruling, now: datetime, **more: object) -> None:
    with translation.override("zh-hans"):  # not in the language of who acts: somebody else reads it
        told = {"kind": str(row._meta.verbose_name), "what": _named(row), **more}
    for person in people:
        if person is not None:
            notify(user=person, template=template, context=told, subject=row, now=now)


def _named(row: Any) -> str:
    """What a ruling is about, in the words in which it was kept."""
    return str(getattr(row, "statement", None) or f"{row.get_question_display()}：{row.subject}")


def _save(row: Ruling, *, changed: bool = False) -> None:
    row.row_version += changed
    try:
        row.full_clean()
    except ValidationError as error:
        raise InvalidError(
            [
                RefusedError("E-POL-001", text, field=None if name == "__all__" else name)
                for name, texts in error.message_dict.items()
                for text in texts
            ]
        ) from error
    row.save()
