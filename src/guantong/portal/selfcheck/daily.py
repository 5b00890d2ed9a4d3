"""What is done here once a day: self-checks whose 90 days are over are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .services import purge_expired

if TYPE_CHECKING:
    from datetime import datetime


def run(*, now: datetime) -> None:
    """Delete what has expired. Doing it again changes nothing."""
    purge_expired(now=now)
