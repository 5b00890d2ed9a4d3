"""Keeping answers under a code, finding them again, deleting them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ..audit.services import record
from ..people.selectors import person_of
from ..people.services import fill_record, person_create
from ..refusals import RefusedError
from .codes import code_from, digest_of, read_code
from .models import SavedCheck
from .sheet import Sheet, complete, sheet_from

if TYPE_CHECKING:
    from uuid import UUID

    from ..accounts.models import User
    from ..people.filling import Filled

KEPT_FOR: Final = timedelta(days=90)
TRIES: Final = 10
TRIES_WITHIN: Final = 600
"""So many wrong codes from one place in so many seconds; guessing one of 31⁹ takes longer than a life."""


@transaction.atomic
def save_check(*, sheet: Sheet, seed: str, now: datetime, saved: UUID | None = None) -> SavedCheck:
    """Keep a sheet for 90 days: in place of what is kept already (`saved`), else under the code of a seed.

    Saving once more with the same seed keeps the newer answers under the same code.
    """
    kept = SavedCheck.objects.select_for_update().filter(pk=saved).first() if saved else None
    if kept is not None:
        same = kept.sheet == sheet.plain()
        kept.sheet, kept.expires_at = sheet.plain(), now + KEPT_FOR
        kept.save()
        if same:
            return kept  # nothing that an entry could tell, and entries stay for ever
        new = False
    else:
        kept, new = SavedCheck.objects.update_or_create(
            code_digest=digest_of(code_from(seed)),
            defaults={"sheet": sheet.plain(), "expires_at": now + KEPT_FOR},
        )
    record("selfcheck.saved" if new else "selfcheck.saved_again", actor=None, subject=kept, now=now)
    return kept


def resume_check(*, typed: str, place: str, now: datetime) -> tuple[Sheet, UUID]:
    """The sheet that is kept under a code, and the id of what is kept.

    `place` is where the person is, for counting wrong codes; only a hash of it is kept, and not for long. Raises
    RefusedError for a code that is mistyped, one under which nothing is kept (whatever the reason), and after too
    many wrong ones.
    """
    counter = f"selfcheck.tries.{salted_hmac('guantong.portal.selfcheck.tries', place).hexdigest()}"
    tries = cache.get(counter, 0)
    if tries >= TRIES:
        raise RefusedError("E-CHK-030", _("试的次数太多，请 10 分钟后再试。"), field="code")
    code = read_code(typed)
    if code is None:
        raise RefusedError(
            "E-CHK-031",
            _("保存码是 10 位数字和字母，最后一位用来校验；请对照您抄下的再输一遍。"),
            field="code",
        )
    kept = SavedCheck.objects.filter(code_digest=digest_of(code), expires_at__gt=now).first()
    sheet = None if kept is None else sheet_from(kept.sheet)
    if kept is None or sheet is None:
        cache.set(counter, tries + 1, TRIES_WITHIN)
        raise RefusedError(
            "E-CHK-032",
            _("没有找到用这个码保存的自查，可能已经过期或删除。可以重新自查，两分钟就好。"),
            field="code",
        )
    return sheet, kept.id


@transaction.atomic
def delete_check(*, saved: UUID, now: datetime) -> None:
    """Delete what is kept; nothing of it stays. Deleting it twice changes nothing."""
    kept = SavedCheck.objects.select_for_update().filter(pk=saved).first()
    if kept is not None:
        record("selfcheck.deleted", actor=None, subject=kept, now=now)
        kept.delete()


@transaction.atomic
def purge_expired(*, now: datetime) -> int:
    """Delete everything whose time is over; how many they were."""
    expired = SavedCheck.objects.filter(expires_at__lte=now)
    count = expired.count()
    if count:
        record("selfcheck.purged", actor=None, subject=None, now=now, detail={"count": count})
        expired.delete()
    return count


@transaction.atomic
def start_record(*, user: User, sheet: Sheet, now: datetime) -> Filled:
    """Fill the record of a person, begun if there is none, with what the self-check says; what is there stays.

    Raises InvalidError with every answer that a record cannot take; nothing is written then.
    """
    person = person_of(user) or person_create(actor=user, user=user, name=user.display_name, now=now)
    document = complete(sheet.document).document
    document.pop("targets", None)
    return fill_record(actor=user, person=person, case=document, now=now)
