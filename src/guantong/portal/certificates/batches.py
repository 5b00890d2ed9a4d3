"""A list on its way to certificates: taken in, proposed by one person, confirmed by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guantong.certificates.signing.signer import SigningError

from ..accounts.persons import same_person
from ..audit.services import record
from ..policies.selectors import policy_in_force
from ..refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from ..tasks import enqueue_after_commit
from .integrity import rows_on_record
from .jobs import issue_waiting, tell_asked
from .judging import Approval, judge, names_another_issuer, rows_outside_remit
from .life import acts_for, transitions
from .lists import digest_of
from .models import Batch, BatchEntry, BatchState, EntryState, IssuingAuthority
from .numbering import code_keys
from .previews import ask, check_settled, parameters
from .storing import keep

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ..accounts.models import User
    from .lists import Row

_LONGEST_DOCUMENT: Final = 80
_OPEN: Final = (BatchState.PREVIEW, BatchState.PROPOSED)


def may_issue(user: User, authority: IssuingAuthority, *, today: date) -> bool:
    """Whether the person proposes and confirms issuing for the authority."""
    return acts_for(user, authority, transitions()["issue"].proposers, today=today)


def batch_take_in(
    *,
    actor: User | None,
    authority: IssuingAuthority,
    approval_document: str,
    approved_on: date,
    rows: Sequence[Row],
    origin: str,
    now: datetime,
    asks_holders: bool | None = None,
) -> Batch:
    """Keep a list with every row judged, for a look before anything is issued.

    Args:
        actor: who hands it in; None for a program with the authority's token.
        authority: who shall issue.
        approval_document: the number of the approval.
        approved_on: its day.
        rows: as `lists` reads them.
        origin: ``workbook`` or ``api``.
        now: when.
        asks_holders: whether everybody on it is asked if what will stand on the certificate is right; None for what
            ``previews.yaml`` says.

    Raises NotAllowedError for somebody who does not issue for the authority, InvalidError for an approval that cannot
    be, StaleError where the same list is there already, RefusedError where the disk takes no photo. Rows at fault are kept with their faults.

    """
    today = timezone.localdate(now)
    if actor is not None and not may_issue(actor, authority, today=today):
        raise NotAllowedError("E-CER-040", _("您不能以这个发证机关的名义办理发证。"))
    approval = Approval(approval_document.strip(), approved_on)
    if faults := _faults(authority, approval, today):
        raise InvalidError(faults)
    digest = digest_of(rows, approval.document, approved_on.isoformat())
    _check_alone(authority, digest)
    lang = "en" if (translation.get_language() or "").startswith("en") else "zh"
    judged = judge(rows, authority=authority, approval=approval, today=today, lang=lang)  # type: ignore[arg-type]
    entries = [
        BatchEntry(
            row=made.row.number,
            face=made.face,
            identity_hash=made.holder.hash if made.holder else "",
            identity_hash_key=made.holder.hash_key if made.holder else "",
            identity_hashes=made.hashes,
            tail=made.holder.tail if made.holder else "",
            decision_key=made.decision,
            clauses=made.clauses,
            problems=made.faults,
            state=EntryState.WRONG if made.faults else EntryState.WAITING,
        )
        for made in judged
    ]
    try:
        for entry, made in zip(entries, judged, strict=True):
            if made.photo is not None and not made.faults:
                entry.photo_key, entry.photo_sha256 = keep(made.photo, "jpg")
    except OSError as error:
        text = _("磁盘写不进去（空间可能已满），名单没有收下。请管理员清理后重新上传。")
        raise RefusedError("E-CER-053", text) from error
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                authority=authority,
                approval_document=approval.document,
                approved_on=approved_on,
                digest=digest,
                origin=origin,
                asks_holders=parameters().asks if asks_holders is None else asks_holders,
                decision=_snapshot(approval, today),
                prepared_by=actor,
            )
            for entry in entries:
                entry.batch = batch
            BatchEntry.objects.bulk_create(entries)
            wrong = sum(entry.state == EntryState.WRONG for entry in entries)
            detail = {
                "authority": authority.id,
                "rows": len(entries),
                "wrong": wrong,
                "origin": origin,
                "asks_holders": batch.asks_holders,
            }
            record("certificates.list.taken_in", actor=actor, subject=batch, now=now, detail=detail)
    except IntegrityError:
        _check_alone(authority, digest)
        raise
    return batch


def _faults(authority: IssuingAuthority, approval: Approval, today: date) -> list[RefusedError]:
    faults = []
    if not authority.active:
        faults.append(RefusedError("E-CER-041", _("这个发证机关已经停用。"), field="authority"))
    if not 0 < len(approval.document) <= _LONGEST_DOCUMENT or not approval.document.isprintable():
        text = _("请写明批准文号，不超过 {n} 字。").format(n=_LONGEST_DOCUMENT)
        faults.append(RefusedError("E-CER-042", text, field="approval_document"))
    if approval.approved_on > today:
        text = _("批准日期晚于今天（{today}）。请核对日期；如果系统时钟不对，请联系管理员。").format(
            today=today
        )
        faults.append(RefusedError("E-CER-043", text, field="approved_on"))
    return faults


def _check_alone(authority: IssuingAuthority, digest: str) -> None:
    """Refuse a list that is there already, saying who has it. Raises StaleError."""
    there = (
        Batch.objects.filter(authority=authority, digest=digest)
        .exclude(state=BatchState.WITHDRAWN)
        .select_related("prepared_by")
        .first()
    )
    if there is not None:
        who = there.prepared_by.display_name if there.prepared_by else _("接口")
        raise StaleError(
            "E-CER-044",
            _(
                "这份名单已经由{who}交来（{state}），不能再办一次。请在“批次”里打开原来的一份；要改，请先撤回它。"
            ).format(who=who, state=BatchState(there.state).label),
        )


def _snapshot(approval: Approval, today: date) -> dict[str, Any]:
    """The decision as it stood: the approval, and by which packs its clauses are to be read."""
    policy = policy_in_force(today)
    return {
        "document": approval.document,
        "approved_on": approval.approved_on.isoformat(),
        "packs": [
            {"id": pack.id, "version": pack.document.version, "digest": pack.digest}
            for pack in policy.packs.values()
        ],
        "catalogue": policy.catalogue.digest,
    }


@transaction.atomic
def batch_propose(*, actor: User, batch: Batch, now: datetime) -> Batch:
    """Ask somebody else to confirm the list; rows at fault stay out. Where the list asks holders, they are asked now.

    Raises NotAllowedError, StaleError where it is proposed already, RefusedError where no row can be issued.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not may_issue(actor, batch.authority, today=timezone.localdate(now)):
        raise NotAllowedError("E-CER-040", _("您不能以这个发证机关的名义办理发证。"))
    if batch.state != BatchState.PREVIEW:
        raise _elsewhere(batch)
    _check_rows(batch)
    batch.state, batch.proposed_by, batch.proposed_at = BatchState.PROPOSED, actor, now
    _save(batch)
    detail: dict[str, object] = {}
    if batch.asks_holders:
        asked = list(batch.entries.filter(state=EntryState.WAITING))
        detail = {"asked": len(asked), "with_account": ask(asked, actor=actor, now=now)}
        enqueue_after_commit(tell_asked)
    record("certificates.list.proposed", actor=actor, subject=batch, now=now, detail=detail)
    return batch


@transaction.atomic
def batch_confirm(*, actor: User, batch: Batch, now: datetime, reason: str = "") -> Batch:
    """Confirm a list that somebody else proposed: its certificates are issued, dated today.

    Raises NotAllowedError for the proposer, whoever changed a row after that and whoever does not issue for the
    authority, StaleError where it is not waiting for it any more, RefusedError where the clock stands before the
    approval, the authority has no key, is out of use, or may not issue a row any more, and while a holder's word is open.
    """
    today = timezone.localdate(now)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not may_issue(actor, batch.authority, today=today):
        raise NotAllowedError("E-CER-040", _("您不能以这个发证机关的名义办理发证。"))
    if batch.state != BatchState.PROPOSED:
        raise _elsewhere(batch)
    if same_person(actor, batch.proposed_by):
        raise NotAllowedError("E-CER-046", _("提交和确认须是两个人。请由另一名证书管理员确认。"))
    if today < batch.approved_on:
        raise RefusedError("E-CER-047", _("系统日期早于批准日期，没有签发。请管理员核对服务器的时钟。"))
    if not batch.authority.ring:
        raise RefusedError("E-CER-048", _("这个发证机关还没有签名密钥，没有签发。请联系管理员。"))
    # held until the list is confirmed: whoever changes the authority or a remit comes before or after
    batch.authority = IssuingAuthority.objects.select_for_update(no_key=True).get(pk=batch.authority_id)
    if not batch.authority.active:
        raise RefusedError("E-CER-041", _("这个发证机关已经停用。"))
    if outside := rows_outside_remit(batch, today):
        text = _("这些行已不在发证权限内，没有签发：{rows}。请撤回名单，改正后重新上传。")
        raise RefusedError("E-CER-051", text.format(rows="、".join(map(str, outside[:20]))))
    if names_another_issuer(batch):
        text = _("名单交来以后，发证机关的名称或演示标记变了，没有签发。请撤回名单，重新上传。")
        raise RefusedError("E-CER-054", text)
    _check_rows(batch)
    if not reason.strip() and (on_record := rows_on_record(batch, today)):
        text = _("这些行的人在失信记录期内：{rows}。能否发证由您决定；决定发证的，请写明理由。")
        told = text.format(rows="、".join(map(str, on_record[:20])))
        raise RefusedError("E-CER-162", told, field="reason")
    check_settled(batch, actor)
    try:
        code_keys()
    except SigningError as error:
        raise RefusedError("E-CER-052", str(error)) from error
    batch.state, batch.confirmed_by, batch.confirmed_at = BatchState.CONFIRMED, actor, now
    batch.issued_on = today
    _save(batch)
    record("certificates.list.confirmed", actor=actor, subject=batch, now=now, reason=reason)
    enqueue_after_commit(issue_waiting)
    return batch


@transaction.atomic
def batch_withdraw(*, actor: User, batch: Batch, reason: str, now: datetime) -> Batch:
    """Take back a list of which nothing is confirmed. Raises NotAllowedError, StaleError, RefusedError."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not may_issue(actor, batch.authority, today=timezone.localdate(now)):
        raise NotAllowedError("E-CER-040", _("您不能以这个发证机关的名义办理发证。"))
    if batch.state not in _OPEN:
        raise _elsewhere(batch)
    if not reason.strip():
        raise RefusedError("E-CER-049", _("请写明撤回的理由。"), field="reason")
    batch.state, batch.finished_at = BatchState.WITHDRAWN, now
    _save(batch)
    record("certificates.list.withdrawn", actor=actor, subject=batch, now=now, reason=reason)
    return batch


@transaction.atomic
def batch_retry(*, actor: User, batch: Batch, now: datetime) -> int:
    """Try again what failed, and go on where it was stopped; how many rows. Raises NotAllowedError, StaleError."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not may_issue(actor, batch.authority, today=timezone.localdate(now)):
        raise NotAllowedError("E-CER-040", _("您不能以这个发证机关的名义办理发证。"))
    if batch.state not in (BatchState.CONFIRMED, BatchState.DONE):
        raise _elsewhere(batch)
    again = batch.entries.filter(state=EntryState.FAILED).update(
        state=EntryState.WAITING, failure="", lease_until=None
    )
    if not batch.entries.filter(state=EntryState.WAITING).exists():
        raise StaleError("E-CER-055", _("没有要重新签发的行，请刷新页面查看。"))
    batch.state, batch.halted, batch.finished_at = BatchState.CONFIRMED, "", None
    _save(batch)
    record("certificates.list.retried", actor=actor, subject=batch, now=now, detail={"rows": again})
    enqueue_after_commit(issue_waiting)
    return again


def _check_rows(batch: Batch) -> None:
    if not batch.entries.filter(state=EntryState.WAITING).exists():
        raise RefusedError("E-CER-045", _("没有可以签发的行。请改正名单后重新上传。"))


def _elsewhere(batch: Batch) -> StaleError:
    who = batch.confirmed_by or batch.proposed_by or batch.prepared_by
    return StaleError(
        "E-CER-050",
        _("这份名单已是“{state}”（{who}办理），请刷新页面查看。").format(
            state=BatchState(batch.state).label, who=who.display_name if who else _("接口")
        ),
    )


def _save(batch: Batch) -> None:
    batch.row_version += 1
    batch.save()
