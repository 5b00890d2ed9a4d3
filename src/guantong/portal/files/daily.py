"""What is done for files once a day: uploads that nobody saved go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .services import uploads_reap

if TYPE_CHECKING:
    from datetime import datetime


def run(*, now: datetime) -> None:
    """Delete uploads that waited for a day, and contents that no row knows."""
    uploads_reap(now=now)
