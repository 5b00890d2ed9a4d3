"""Changes of a certificate's state: proposed by one person, decided by another where `life.yaml` wants two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from guantong.cases import identity
from guantong.certificates.face import Face, FaceError

from ..accounts.persons import same_person
from ..audit.guard import checked_reason
from ..audit.services import record
from ..people.identities import search_hashes
from ..refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from ..tasks import enqueue_after_commit
from .holders import holder_of
from .integrity import integrity_record
from .issuing import row_give_up
from .jobs import issue_waiting
from .life import check_decides, check_proposes, check_state, transitions
from .models import Batch, BatchEntry, BatchState, Certificate, Change, EntryState, Origin, Outcome, State
from .telling import tell_holder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ..accounts.models import User
    from .life import Transition

CORRECTABLE: Final = ("name", "identity", "sex", "birth", "employer", "specialty", "committee")
"""What a replacement may say otherwise; what was decided stays as it was decided."""


@transaction.atomic
def change_propose(
    *,
    actor: User,
    certificate: Certificate,
    transition: str,
    reason_code: str,
    reason: str,
    document: str,
    clause: str,
    effective_on: date | None,
    now: datetime,
    corrected: Mapping[str, str] | None = None,
) -> Change:
    """Propose a change of state; one that needs a single person is made at once.

    Args:
        actor: who proposes.
        certificate: which.
        transition: a code of `life.yaml`, other than ``issue``.
        reason_code: one of the reasons of that transition.
        reason: in words.
        document: the number of the decision.
        clause: the clause that it rests on.
        effective_on: from which day; today, or earlier for what never held.
        now: when.
        corrected: for a replacement, what it shall say otherwise: keys of `CORRECTABLE`.

    Raises NotAllowedError, RefusedError for a state from which there is no such way, InvalidError with everything that
    is missing or cannot be, StaleError where somebody has proposed something already.

    """
    today = timezone.localdate(now)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    way = check_proposes(actor, certificate, transition, today=today)
    day = effective_on or today
    faults = list(_faults(way, certificate, reason_code, reason, document, clause, day, today))
    fields, more = _corrected(certificate, corrected or {}, today) if transition == "replace" else ({}, [])
    if faults or more:
        raise InvalidError([*faults, *more])
    if transition == "replace":
        _check_alone(certificate)
    change = Change(
        certificate=certificate,
        transition=way.code,
        source=certificate.state,
        target=way.target,
        two_persons=way.two_persons,
        reason_code=reason_code,
        reason=reason.strip(),
        document=document.strip(),
        clause=clause.strip(),
        effective_on=day,
        corrected=fields,
        proposed_by=actor,
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as error:
        raise StaleError("E-CER-060", _("这份证书已有一项办理在等人确认，请先处理那一项。")) from error
    _record("proposed", actor, change, now)
    if not way.two_persons:
        _apply(change, actor, "", now)
    return change


@transaction.atomic
def change_decide(*, actor: User, change: Change, agree: bool, note: str, now: datetime) -> Change:
    """Confirm a change that somebody else proposed, or refuse it with a reason.

    Raises NotAllowedError for the proposer and whoever does not decide for the authority, StaleError where it is decided
    already, RefusedError where the certificate stands otherwise by now or a refusal says nothing.
    """
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.outcome != Outcome.OPEN:
        raise StaleError("E-CER-061", _("这项办理已经有人处理，请刷新页面查看。"))
    certificate = Certificate.objects.select_for_update().get(pk=change.certificate_id)
    way = transitions()[change.transition]
    check_decides(actor, certificate, way, today=timezone.localdate(now))
    if same_person(actor, change.proposed_by):
        raise NotAllowedError("E-CER-062", _("提出和确认须是两个人。请由另一人确认。"))
    if not agree:
        if not note.strip():
            raise RefusedError("E-CER-063", _("不同意的，请写明理由。"), field="note")
        _decided(change, actor, Outcome.REJECTED, note, now)
        _record("rejected", actor, change, now)
        return change
    check_state(certificate, way)
    _apply(change, actor, note, now)
    return change


@transaction.atomic
def change_withdraw(*, actor: User, change: Change, now: datetime) -> Change:
    """Take back what one proposed oneself. Raises NotAllowedError, StaleError."""
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.proposed_by_id != actor.pk:
        raise NotAllowedError("E-CER-064", _("只有提出的人可以收回。"))
    if change.outcome != Outcome.OPEN:
        raise StaleError("E-CER-061", _("这项办理已经有人处理，请刷新页面查看。"))
    _decided(change, actor, Outcome.WITHDRAWN, "", now)
    _record("withdrawn", actor, change, now)
    return change


def _faults(
    way: Transition,
    certificate: Certificate,
    reason_code: str,
    reason: str,
    document: str,
    clause: str,
    day: date,
    today: date,
) -> list[RefusedError]:
    faults = []
    if reason_code not in way.reasons:
        faults.append(RefusedError("E-CER-065", _("请选择这项办理的事由。"), field="reason_code"))
    if not 0 < len(reason.strip()) <= 500:
        faults.append(RefusedError("E-CER-066", _("请写明情况，不超过 500 字。"), field="reason"))
    else:
        try:
            checked_reason(reason)
        except RefusedError as refused:
            faults.append(refused)
    if not 0 < len(document.strip()) <= 80:
        faults.append(RefusedError("E-CER-067", _("请写明决定文号，不超过 80 字。"), field="document"))
    if not 0 < len(clause.strip()) <= 80:
        faults.append(RefusedError("E-CER-068", _("请写明依据的条款，不超过 80 字。"), field="clause"))
    issued = certificate.face["issued_on"]
    if day > today or day.isoformat() < issued:
        text = _("生效日期应在发证之日（{issued}）和今天之间。").format(issued=issued)
        faults.append(RefusedError("E-CER-069", text, field="effective_on"))
    return faults


def _corrected(
    certificate: Certificate, given: Mapping[str, str], today: date
) -> tuple[dict[str, Any], list[RefusedError]]:
    """What the new certificate says otherwise, the identity number reduced to what is kept of it."""
    typed = {key: value.strip() for key, value in given.items() if value.strip()}
    if unknown := sorted(typed.keys() - set(CORRECTABLE)):
        return {}, [RefusedError("E-CER-070", _("这些项不能更正：{names}").format(names=", ".join(unknown)))]
    number = typed.pop("identity", "")
    face = {**certificate.face, **typed}
    holder: dict[str, str] = {}
    if number:
        try:
            identity.check_number(None, identity.normalise(number), today)
        except identity.WrongNumber as wrong:
            return {}, [RefusedError("E-CER-071", f"{wrong.zh}（{wrong.hint[0]}）", field="identity")]
        made = holder_of(face["name"], number)
        face["identity_masked"] = made.masked
        holder = {"hash": made.hash, "hash_key": made.hash_key, "tail": made.tail}
        if certificate.identity_hash in search_hashes(
            number
        ):  # the number it has, under an older key perhaps
            del holder["hash"], holder["hash_key"]
    elif "name" in typed:
        # the tail is a hash of name and number together: without the number no new one can be made
        text = _("更正姓名时请一并填写完整的证件号码，用来核对；号码不保存。")
        return {}, [RefusedError("E-CER-072", text, field="identity")]
    if not typed and not number:
        return {}, [RefusedError("E-CER-073", _("请填写要更正的内容。"), field="name")]
    try:
        Face.from_mapping(face)
    except FaceError as error:
        return {}, [RefusedError("E-CER-074", f"{key}：{zh}", field=key) for key, zh, _en in error.problems]
    changed = {key: face[key] for key in (*typed, *(["identity_masked"] if number else []))}
    return {"face": changed, "holder": holder}, []


def _apply(change: Change, actor: User, note: str, now: datetime) -> None:
    """Make the change, in the transaction under way; a replacement is made when the new certificate is issued."""
    _decided(change, actor, Outcome.CONFIRMED, note, now)
    certificate = Certificate.objects.select_for_update().get(pk=change.certificate_id)
    _record("confirmed", actor, change, now)
    if change.transition == "replace":
        _replace_soon(change, certificate, actor, now)
        return
    certificate.state, certificate.state_on = change.target, change.effective_on
    certificate.row_version += 1
    certificate.save()
    integrity_record(change, certificate, actor=actor, now=now)
    if change.transition == "give_up":
        row_give_up(certificate, now=now)
    told = {"number": certificate.number, "state": State(change.target).label, "day": change.effective_on}
    tell_holder(certificate, "N16", told, now=now)


def _check_alone(certificate: Certificate) -> None:
    """Refuse a second replacement at a time. One that failed without drawing a number is none. Raises StaleError."""
    there = BatchEntry.objects.filter(replaces=certificate).exclude(state=EntryState.GIVEN_UP)
    if there.exclude(state=EntryState.FAILED, certificate=None).exists():
        text = _("这份证书已有一件换发在办理，请先把那一件办完；办不成的，请作废它的编号。")
        raise StaleError("E-CER-075", text)


def _replace_soon(change: Change, old: Certificate, actor: User, now: datetime) -> None:
    """A list of one row, confirmed by the same two persons, from which the new certificate is issued."""
    _check_alone(old)
    BatchEntry.objects.filter(replaces=old, state=EntryState.FAILED, certificate=None).update(
        state=EntryState.GIVEN_UP, row_version=F("row_version") + 1
    )
    unlike = ("number", "issued_on")
    face = {key: value for key, value in old.face.items() if key not in unlike} | change.corrected["face"]
    holder = change.corrected["holder"]
    batch = Batch.objects.create(
        authority=old.authority,
        approval_document=old.face["approval_document"],
        approved_on=old.face["approved_on"],
        issued_on=timezone.localdate(now),
        digest=change.id.hex,
        origin=Origin.REPLACEMENT,
        decision={key: value for key, value in old.decision.items() if key != "clauses"},
        state=BatchState.CONFIRMED,
        prepared_by=change.proposed_by,
        proposed_by=change.proposed_by,
        proposed_at=change.proposed_at,
        confirmed_by=actor,
        confirmed_at=now,
    )
    BatchEntry.objects.create(
        batch=batch,
        row=1,
        face=face,
        identity_hash=holder.get("hash", old.identity_hash),
        identity_hash_key=holder.get("hash_key", old.identity_hash_key),
        tail=holder.get("tail", old.tail_hash),
        decision_key=old.decision_key,
        clauses=old.decision.get("clauses", []),
        photo_key=old.photo_key,
        photo_sha256=old.photo_sha256,
        replaces=old,
    )
    enqueue_after_commit(issue_waiting)


def _decided(change: Change, actor: User, outcome: Outcome, note: str, now: datetime) -> None:
    change.outcome, change.decided_by, change.decided_at = outcome, actor, now
    change.note = note.strip()[:500]
    change.row_version += 1
    change.save()


def _record(what: str, actor: User, change: Change, now: datetime) -> None:
    record(
        f"certificates.change.{what}",
        actor=actor,
        subject=change.certificate,
        now=now,
        detail={
            "change": change.id,
            "transition": change.transition,
            "reason": change.reason_code,
            "effective_on": change.effective_on,
        },
    )
