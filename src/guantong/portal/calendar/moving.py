"""Moving the clock of a demonstration, for all its processes."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import OperationalError, ProgrammingError, transaction
from django.utils.translation import gettext as _

from .. import clock
from ..audit.services import record
from ..refusals import NotAllowedError, RefusedError
from .models import ClockShift

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

FARTHEST: Final = timedelta(days=366 * 20)
"""How far the clock of a demonstration goes, to either side."""


def shift() -> timedelta:
    """By how much the clock is moved; not at all before the tables are made."""
    try:
        row = ClockShift.objects.filter(pk=1).first()
    except (OperationalError, ProgrammingError):
        return timedelta()
    return row.by if row else timedelta()


@transaction.atomic
def clock_move(*, actor: AbstractBaseUser | None, to: datetime | None, now: datetime) -> timedelta:
    """Let the demonstration live at another instant, or, for None, at that of the machine again; by how much.

    Raises NotAllowedError outside a demonstration, RefusedError for an instant too far away.
    """
    if not settings.DEMO:
        raise NotAllowedError("E-CLK-001", _("正式运行时不能移动时钟：期限按真实日期计算。"))
    # whole seconds, rounded up: who asks for nine o'clock does not find the minute before it
    by = timedelta(seconds=0 if to is None else ceil((to - clock.machine()).total_seconds()))
    if abs(by) > FARTHEST:
        raise RefusedError("E-CLK-002", _("只能移动到前后二十年之内，请改日期。"), field="to")
    ClockShift.objects.filter(pk=1).delete()
    if by:
        ClockShift.objects.create(seconds=int(by.total_seconds()))
    record(
        "calendar.clock.moved" if by else "calendar.clock.reset",
        actor=actor,
        subject=None,
        now=now,
        detail={"to": to, "seconds": int(by.total_seconds())},
    )
    transaction.on_commit(clock.forget)
    return by
