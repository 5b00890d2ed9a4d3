"""What is said of a preview: by the holder, and by an officer who goes on without the holder's word or takes a row out.

The list is locked first, then the preview, by everybody: an answer, an officer's going on and the confirmation of the list
come one after the other, and each sees what the one before it did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.guard import looks_personal
from ..dates import day
from ..people.selectors import person_of
from ..refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from .batches import may_issue
from .models import Batch, BatchEntry, BatchState, EntryState, Preview, PreviewState
from .previews import (
    PHOTO,
    Standing,
    is_of,
    record_preview,
    standing_of,
    stands,
    tell_decided,
    touch,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..accounts.models import User

LONGEST: Final = 500
"""Characters of what a holder reports, and of an officer's reason."""
WITHOUT_ANSWER: Final = (Standing.OVERDUE, Standing.NO_ACCOUNT)
"""Where an officer may go on with all rows of a list at once."""
OPEN: Final = (*WITHOUT_ANSWER, Standing.REPORTED)


@transaction.atomic
def preview_confirm(*, actor: User, preview: Preview, now: datetime) -> Preview:
    """Say as the holder that everything is right. Saying it again changes nothing.

    Raises NotAllowedError for anybody else, StaleError where the row was corrected since, an officer has gone on, or the
    list is not waiting any more.
    """
    preview = _for_holder(actor, preview)
    if preview.state == PreviewState.CONFIRMED:
        return preview
    _answer(preview, actor, PreviewState.CONFIRMED, [], "", now)
    record_preview("confirmed", actor, preview, now)
    return preview


@transaction.atomic
def preview_report(
    *, actor: User, preview: Preview, lines: Sequence[str], what: str, now: datetime
) -> Preview:
    """Say as the holder what is wrong. Saying the same again changes nothing.

    Args:
        actor: the holder.
        preview: what was shown.
        lines: which lines are wrong: keys of the face, or ``photo``.
        what: what is wrong with them, and how it should be.
        now: when.

    Raises NotAllowedError, StaleError as `preview_confirm`, InvalidError with everything that is missing.

    """
    preview = _for_holder(actor, preview)
    said, wrong = what.strip(), list(dict.fromkeys(lines))
    faults = []
    if not wrong or not set(wrong) <= {PHOTO, *preview.entry.face}:
        faults.append(RefusedError("E-CER-104", _("请选出哪几项不对。"), field="lines"))
    if not 0 < len(said) <= LONGEST:
        text = _("请写明哪里不对、应当是什么，不超过 {n} 字。").format(n=LONGEST)
        faults.append(RefusedError("E-CER-105", text, field="what"))
    elif looks_personal(said):
        text = _("不要写完整的证件号码、电话或邮箱。证件号码不对的，只写第几位不对、应当是什么。")
        faults.append(RefusedError("E-CER-117", text, field="what"))
    if faults:
        raise InvalidError(faults)
    if (preview.state, preview.lines, preview.what) == (PreviewState.REPORTED, wrong, said):
        return preview
    _answer(preview, actor, PreviewState.REPORTED, wrong, said, now)
    record_preview("reported", actor, preview, now, lines=wrong)
    return preview


@transaction.atomic
def preview_go_on(*, actor: User, preview: Preview, seen: int, reason: str, now: datetime) -> Preview:
    """Go on with a row without the holder's yes, for a reason: no answer in time, no account, or over a reported error.

    A holder who has an account is told. `seen` is the version that the officer saw.
    Raises NotAllowedError, StaleError where it changed since, RefusedError where the holder may still answer, a row is
    not open, or no reason is given.
    """
    preview = preview_for_officer(actor, preview, seen, now)
    standing, said = standing_of(preview, timezone.localdate(now)), checked_reason(reason)
    if standing == Standing.WAITING:
        text = _("本人可以在{day}前（含当日）答复，到期后才能注明理由继续。").format(day=day(preview.due_on))
        raise RefusedError("E-CER-108", text)
    if standing not in OPEN:
        raise StaleError("E-CER-109", _("这一行已经核对完，请刷新页面查看。"))
    _go_on(preview, standing, actor, said, now)
    return preview


@transaction.atomic
def rows_go_on(*, actor: User, batch: Batch, standing: Standing, reason: str, now: datetime) -> int:
    """Go on with all rows of a list whose holders did not answer in time, or have no account; how many.

    Raises NotAllowedError, StaleError where the list is not waiting any more, RefusedError for any other standing,
    without a reason, and where there is no such row.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    _check_officer(actor, batch, now)
    if standing not in WITHOUT_ANSWER:
        raise RefusedError("E-CER-106", _("只有到期未答和本人无账户的行可以一并继续。"), field="standing")
    said, today = checked_reason(reason), timezone.localdate(now)
    found = (
        Preview.objects.select_for_update(of=("self",))
        .select_related("entry", "person__user")
        .filter(
            stands(standing, today),
            entry__batch=batch,
            entry__state=EntryState.WAITING,
            superseded_at=None,
        )
    )
    count = 0
    for preview in found:
        _go_on(preview, standing, actor, said, now)
        count += 1
    if not count:
        raise RefusedError("E-CER-118", _("没有待处理的这类行：可能刚刚已经处理过。请刷新名单再看。"))
    return count


@transaction.atomic
def row_take_out(*, actor: User, preview: Preview, seen: int, reason: str, now: datetime) -> BatchEntry:
    """Take a row out of a list, for a reason: no certificate comes of it. A holder who has an account is told.

    Raises NotAllowedError, StaleError where it changed since, RefusedError without a reason.
    """
    preview = preview_for_officer(actor, preview, seen, now)
    said, entry = checked_reason(reason), preview.entry
    entry.state, entry.failure = EntryState.TAKEN_OUT, said[:300]
    entry.row_version += 1
    entry.save()
    preview.decided_by, preview.decided_at, preview.reason, preview.superseded_at = actor, now, said, now
    touch(preview)
    record_preview("taken_out", actor, preview, now, reason=said)
    tell_decided(preview, "N26", said, now)
    return entry


def preview_for_officer(actor: User, preview: Preview, seen: int, now: datetime) -> Preview:
    """The preview, locked with its list, for an officer who saw it in this version. Raises NotAllowedError, StaleError."""
    preview, batch = _locked(preview)
    _check_officer(actor, batch, now)
    if preview.superseded_at is not None or preview.row_version != seen:
        raise StaleError("E-CER-107", _("这一行刚有变动（本人答复，或者别人办理），请刷新页面后再办。"))
    return preview


def checked_reason(reason: str) -> str:
    """A reason without blanks around it. Raises RefusedError."""
    said = reason.strip()
    if not 0 < len(said) <= LONGEST:
        text = _("请写明理由，不超过 {n} 字。").format(n=LONGEST)
        raise RefusedError("E-CER-113", text, field="reason")
    return said


def _check_officer(actor: User, batch: Batch, now: datetime) -> None:
    if not may_issue(actor, batch.authority, today=timezone.localdate(now)):
        raise NotAllowedError("E-CER-040", _("您不能以这个发证机关的名义办理发证。"))
    _check_waits(batch)


def _check_waits(batch: Batch) -> None:
    if batch.state != BatchState.PROPOSED:
        state = BatchState(batch.state).label
        raise StaleError("E-CER-102", _("这份名单已是“{state}”，不再核对。").format(state=state))


def _locked(preview: Preview) -> tuple[Preview, Batch]:
    batch = Batch.objects.select_for_update(of=("self",)).get(entries__previews=preview.pk)
    found = (
        Preview.objects.select_for_update(of=("self",))
        .select_related("entry", "person__user")
        .get(pk=preview.pk)
    )
    found.entry.batch = batch
    return found, batch


def _for_holder(actor: User, preview: Preview) -> Preview:
    """The preview, locked with its list, for its holder, where an answer still counts. Raises NotAllowedError, StaleError."""
    preview, batch = _locked(preview)
    person = person_of(actor)
    if person is None or not is_of(preview.entry, person):
        raise NotAllowedError("E-CER-100", _("只有证书上的本人可以核对。"))
    if preview.superseded_at is not None:
        raise StaleError("E-CER-101", _("这一行已经更正或移出名单。请到“我的证书”查看最新的内容。"))
    _check_waits(batch)
    if preview.state == PreviewState.WENT_ON:
        text = _("期限已过，经办人已注明理由继续办理。发证后仍有误的，请在“我的证书”里申请更正。")
        raise StaleError("E-CER-103", text)
    preview.person = person
    return preview


def _answer(
    preview: Preview, actor: User, state: PreviewState, lines: list[str], what: str, now: datetime
) -> None:
    preview.state, preview.lines, preview.what = state, lines, what
    preview.answered_by, preview.answered_at = actor, now
    touch(preview)


def _go_on(preview: Preview, standing: Standing, actor: User, reason: str, now: datetime) -> None:
    preview.state, preview.reason = PreviewState.WENT_ON, reason
    preview.decided_by, preview.decided_at = actor, now
    touch(preview)
    record_preview("went_on", actor, preview, now, reason=reason, standing=standing.value)
    tell_decided(preview, "N25", reason, now)
