"""What is done for notices once a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..tasks import forget_finished

if TYPE_CHECKING:
    from datetime import datetime


def run(*, now: datetime) -> None:
    """Forget what became of tasks long ago."""
    forget_finished()
