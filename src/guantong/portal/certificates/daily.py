"""What is done for certificates once a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .storing import forget_orphans

if TYPE_CHECKING:
    from datetime import datetime


def run(*, now: datetime) -> None:
    """Delete contents that a broken-off issue left."""
    forget_orphans(now)
