"""The daily round: what every context does once a day, each on its own, so that one failure stops no other."""

from __future__ import annotations

import logging
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from .. import clock
from .models import DailyRound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

CONTEXTS: Final = (
    "files",
    "notices",
    "accounts",
    "organisations",
    "policies",
    "people",
    "certificates",
    "selfcheck",
    "audit",
)
"""In this order; each may have a module `daily` with ``run(*, now)``, which may be repeated without harm."""
_AGAIN_AFTER: Final = timedelta(hours=1)
"""A round that failed, or whose process was killed, is tried again after this."""
_log = logging.getLogger(__name__)


def daily_round(*, now: datetime, contexts: Sequence[str] = CONTEXTS) -> tuple[DailyRound, ...]:
    """Do what is not yet done today; what was done in this call, with the failures of those that failed."""
    done = []
    for context in contexts:
        name = f"guantong.portal.{context}.daily"
        if find_spec(name) is None:
            continue
        mine = _begin(context, timezone.localdate(now))
        if mine is None:
            continue
        try:
            import_module(name).run(now=now)
        except Exception as failure:  # the round of one context must not end that of the others
            _log.exception("the daily round of %s failed", context)
            mine.failure = type(failure).__name__
        else:
            mine.finished_at, mine.failure = now, ""
        mine.save(update_fields=["finished_at", "failure", "updated_at"])
        done.append(mine)
    return tuple(done)


def _begin(context: str, day: date) -> DailyRound | None:
    """The row of this round, if it is ours to do: nobody has done it, nobody is at it."""
    try:
        with transaction.atomic():
            return DailyRound.objects.create(context=context, day=day)
    except IntegrityError:
        pass
    unfinished = DailyRound.objects.filter(
        context=context, day=day, finished_at=None, updated_at__lt=clock.machine() - _AGAIN_AFTER
    )
    if not unfinished.update(updated_at=clock.machine(), failure=""):
        return None
    return DailyRound.objects.get(context=context, day=day)
