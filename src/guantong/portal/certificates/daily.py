"""What is done for certificates once a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from ..tasks import enqueue_after_commit
from .jobs import prolong_signatures
from .keeping import photos_forget
from .prolonging import forget_runs
from .storing import forget_orphans

if TYPE_CHECKING:
    from datetime import datetime


def run(*, now: datetime) -> None:
    """Delete photos and contents that nobody needs any more, and have signatures prolonged where a time-stamp service is set."""
    photos_forget(now)
    forget_orphans(now)
    forget_runs(now)
    if settings.TIME_STAMPS.address:
        enqueue_after_commit(prolong_signatures)
