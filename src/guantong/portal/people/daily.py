"""What is done for records once a day: drafts whose days are over go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drafts import drafts_expire

if TYPE_CHECKING:
    from datetime import datetime


def run(*, now: datetime) -> None:
    """Delete what has expired. Doing it again changes nothing."""
    drafts_expire(now=now)
