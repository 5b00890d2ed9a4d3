"""Who may issue what, changed by two persons: a policy officer proposes it with its document, the leader of the regional
office decides.

It is a rule for the whole region that comes from a document, so the persons are those of rulings (`policies.rulings`).
Whoever issues does not widen their own remit, and an administrator, who keeps the keys, decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..accounts.access import holders
from ..accounts.persons import same_person
from ..audit.services import record
from ..notices.services import notify
from ..policies.access import ENFORCES, enforcing_office, may_propose
from ..policies.rulings import clean
from ..refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from .mandate_rules import about, content_of, faults, new_remit
from .models import IssuingAuthority, Mandate, Outcome, Remit, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from ..accounts.models import User

_LAST_UNIT: Final = 9999
Row = TypeVar("Row", IssuingAuthority, Remit)


@transaction.atomic
def mandate_propose(
    *,
    actor: User,
    step: Step,
    document: str,
    now: datetime,
    authority: IssuingAuthority | None = None,
    remit: Remit | None = None,
    content: Mapping[str, object] | None = None,
    clause: str = "",
    reason: str = "",
    effective_on: date | None = None,
) -> Mandate:
    """Propose a change of who may issue what; until somebody else agrees, nothing changes.

    Args:
        actor: a policy officer.
        step: what shall change.
        document: the number of the document that it rests on.
        now: when.
        authority: whose; none for one that is entered.
        remit: which, where one is ended.
        content: what the step says besides (`mandate_rules.CONTENT`).
        clause: the clause of the document.
        reason: in words; where something ends it must be said.
        effective_on: from when a name holds, the first day without an authority, the last day of a remit.

    Raises NotAllowedError for anybody else, InvalidError with everything that is missing or cannot be, StaleError where
    a proposal about the same waits already.

    """
    today = timezone.localdate(now)
    if not may_propose(actor, today=today):
        raise NotAllowedError("E-CER-140", _("只有政策管理员可以提出发证机关和权限的变更。"))
    made = Mandate(
        step=step,
        authority=remit.authority if remit is not None else authority,
        remit=remit,
        content=content_of(step, content or {}),
        effective_on=effective_on,
        document=clean(document),
        clause=clean(clause),
        reason=clean(reason),
        proposed_by=actor,
        proposed_at=now,
    )
    if found := faults(made, today=today):
        raise InvalidError(found)
    if step == Step.RENAME and made.authority is not None:
        made.content["before"] = made.authority.name
    made.about = about(made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        text = _("同一事项已有一项提议在等人确认，请先处理那一项。")
        raise StaleError("E-CER-141", text) from error
    _record("proposed", actor, made, now)
    _tell(_deciders(today, but=actor), "N35", made, now)
    return made


@transaction.atomic
def mandate_decide(*, actor: User, mandate: Mandate, agree: bool, note: str, now: datetime) -> Mandate:
    """Agree to what somebody else proposed, and it holds; or say no, with a reason.

    Raises NotAllowedError for anybody but a leader of the regional office and for who proposed it, StaleError where it
    is decided already, RefusedError for a refusal without a reason, InvalidError where the register stands otherwise by
    now.
    """
    today = timezone.localdate(now)
    mandate = _open(mandate)
    if enforcing_office(actor, today=today) is None:
        raise NotAllowedError("E-CER-142", _("只有自治区职改办的负责人可以确认发证机关和权限的变更。"))
    if same_person(actor, mandate.proposed_by):
        raise NotAllowedError("E-CER-143", _("提出和确认须是两个人。请由另一人确认。"))
    mandate.note = clean(note)[:500]
    if agree:
        # one step after the other: names, codes and rings are compared with those of every authority
        list(IssuingAuthority.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        if mandate.authority_id is not None:
            mandate.authority = IssuingAuthority.objects.get(pk=mandate.authority_id)
        if mandate.remit_id is not None:
            mandate.remit = Remit.objects.select_related("authority").get(pk=mandate.remit_id)
        if found := faults(mandate, today=today, confirming=True):
            raise InvalidError(found)
        _take(mandate)
    elif not mandate.note:
        raise RefusedError("E-CER-144", _("不同意的，请写明理由。"), field="note")
    _close(mandate, Outcome.CONFIRMED if agree else Outcome.REJECTED, actor, now)
    told = {"outcome": Outcome(mandate.outcome).label}
    _tell([mandate.proposed_by], "N36", mandate, now, **told)
    return mandate


@transaction.atomic
def mandate_withdraw(*, actor: User, mandate: Mandate, now: datetime) -> Mandate:
    """Take back what one proposed oneself. Raises NotAllowedError, StaleError."""
    mandate = _open(mandate)
    if mandate.proposed_by_id != actor.pk:
        raise NotAllowedError("E-CER-145", _("只有提出的人可以收回。"))
    _close(mandate, Outcome.WITHDRAWN, actor, now)
    return mandate


def _open(mandate: Mandate) -> Mandate:
    found = Mandate.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=mandate.pk)
    if found.outcome != Outcome.OPEN:
        raise StaleError("E-CER-146", _("这项提议已经有人处理，请刷新页面查看。"))
    return found


def _close(mandate: Mandate, outcome: Outcome, actor: User, now: datetime) -> None:
    mandate.outcome, mandate.decided_by, mandate.decided_at = outcome, actor, now
    mandate.row_version += 1
    mandate.save()
    _record(outcome.value, actor, mandate, now)


def _take(mandate: Mandate) -> None:
    """Change the register, in the transaction under way; it was asked just now whether it can be."""
    authority, remit = mandate.authority, mandate.remit
    match mandate.step:
        case Step.ENTER:
            mandate.authority = _entered(mandate)
            return
        case Step.REMIT:
            mandate.remit = _checked(new_remit(mandate))
            return
        case Step.REMIT_END:
            assert remit is not None  # noqa: S101 - the step names it
            remit.valid_to = mandate.effective_on
            remit.row_version += 1
            remit.save()
            return
    assert authority is not None  # noqa: S101 - every other step is on one
    match mandate.step:
        case Step.RENAME:
            authority.name = mandate.content["name"]
        case Step.RING:
            authority.ring = mandate.content["ring"]
        case Step.FORMAL:
            authority.demonstration = False
        case Step.END:
            authority.active, authority.ended_on = False, mandate.effective_on
    authority.row_version += 1
    _checked(authority)


def _entered(mandate: Mandate) -> IssuingAuthority:
    """The new authority under the next free code of units; it is a demonstration until that is lifted."""
    content = mandate.content
    last = IssuingAuthority.objects.filter(kind=content["kind"], unit__regex=r"^[0-9]{4}$").aggregate(
        last=Max("unit")
    )["last"]
    unit = int(last or 0) + 1
    if unit > _LAST_UNIT:
        raise RefusedError("E-CER-147", _("编号中的单位代码已经用完，请联系系统管理员。"))
    made = IssuingAuthority(
        name=content["name"],
        code=content["code"],
        kind=content["kind"],
        unit=f"{unit:04}",
        office_id=content["office"],
        body_id=content["body"] or None,
        ring=content["ring"],
        source=f"{mandate.document} {mandate.clause}".strip(),
    )
    try:
        with transaction.atomic():
            return _checked(made)
    except IntegrityError as error:  # somebody else entered one at this moment, and has the code
        text = _("刚刚有人登记了另一个发证机关。请再确认一次。")
        raise StaleError("E-CER-148", text) from error


def _checked(row: Row) -> Row:
    try:
        row.full_clean(validate_constraints=False)
    except ValidationError as error:
        raise InvalidError([RefusedError("E-CER-149", text) for text in error.messages]) from error
    row.save()
    return row


def _deciders(today: date, *, but: User) -> list[User]:
    return [
        user
        for user in holders(ENFORCES, today=today).exclude(pk=but.pk)
        if enforcing_office(user, today=today) is not None
    ]


def _tell(people: Iterable[User], template: str, mandate: Mandate, now: datetime, **more: object) -> None:
    with translation.override("zh-hans"):  # not in the language of who acts: somebody else reads it
        told = {"step": Step(mandate.step).label, "name": named(mandate), **more}
        told = {key: str(value) for key, value in told.items()}
    for person in people:
        notify(user=person, template=template, context=told, subject=mandate, now=now)


def named(mandate: Mandate) -> str:
    """The authority that a mandate is about, by its name."""
    return mandate.authority.name if mandate.authority is not None else str(mandate.content["name"])


def _record(what: str, actor: User, mandate: Mandate, now: datetime) -> None:
    record(
        f"certificates.mandate.{what}",
        actor=actor,
        subject=mandate,
        now=now,
        detail={
            "step": mandate.step,
            "authority": mandate.authority_id,
            "remit": mandate.remit_id,
        },
    )
