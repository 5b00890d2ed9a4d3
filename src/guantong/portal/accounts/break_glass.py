"""Emergency access of administrators: with a reason, for at most an hour, seen by leaders and supervisors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.services import record
from ..notices.services import notify
from ..refusals import NotAllowedError, RefusedError, StaleError
from .access import break_glass_of, has_role, holders
from .models import BreakGlass, Role, User

if TYPE_CHECKING:
    from datetime import datetime

LONGEST: Final = timedelta(hours=1)
MINUTES: Final = (15, 30, 60)
"""What may be asked for."""


def break_glass_open(*, actor: User, minutes: int, reason: str, now: datetime) -> BreakGlass:
    """Open emergency access. It ends by itself; office leaders and supervisors are told at once.

    Raises NotAllowedError for anybody but an administrator, RefusedError without a reason, for a time that is not
    offered, and while another one is open.
    """
    today = timezone.localdate(now)
    if not has_role(actor, Role.ADMINISTRATOR, today=today):
        raise NotAllowedError("E-ACC-030", _("只有系统管理员可以开启应急访问。"))
    if not reason.strip():
        raise RefusedError("E-ACC-031", _("请写明理由，将记入审计并通知负责人和监督人员。"), field="reason")
    if minutes not in MINUTES:
        raise RefusedError("E-ACC-032", _("应急访问最长 60 分钟，请重新选择时长。"), field="minutes")
    with transaction.atomic():
        User.objects.select_for_update().get(id=actor.id)
        if break_glass_of(actor, now=now) is not None:
            raise RefusedError("E-ACC-033", _("应急访问已经开启，请先结束再重新开启。"))
        told = list(holders(Role.OFFICE_LEADER, Role.SUPERVISOR, today=today).exclude(id=actor.id))
        if not told:
            raise RefusedError(
                "E-ACC-035",
                _("现在没有职改办负责人或监督人员可以通知，不能开启应急访问。请先由有权的人员授予这些角色。"),
            )
        opened = BreakGlass(
            user=actor, reason=reason.strip(), opened_at=now, ends_at=now + timedelta(minutes=minutes)
        )
        opened.full_clean(validate_constraints=False)
        opened.save()
        record(
            "accounts.break_glass.opened",
            actor=actor,
            subject=actor,
            now=now,
            detail={"break_glass": opened.id, "minutes": minutes},
            reason=opened.reason,
        )
        for user in told:
            notify(
                user=user,
                template="N21",
                context={"username": actor.username, "minutes": minutes, "reason": opened.reason},
                subject=opened,
                now=now,
            )
    return opened


def break_glass_close(*, actor: User, now: datetime) -> BreakGlass:
    """End one's own emergency access early. Raises StaleError where none is open."""
    with transaction.atomic():
        opened = break_glass_of(actor, now=now)
        if opened is None:
            raise StaleError("E-ACC-034", _("没有开启的应急访问，可能已经到时自动结束。"))
        opened.closed_at = now
        opened.row_version += 1
        opened.save()
        record(
            "accounts.break_glass.closed",
            actor=actor,
            subject=actor,
            now=now,
            detail={"break_glass": opened.id},
        )
    return opened
