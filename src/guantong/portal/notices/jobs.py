"""What runs in the background for notices."""

from __future__ import annotations

from ..tasks import background
from .delivery import deliver_all


@background()
def deliver_waiting() -> int:
    """Deliver everything that is due; how many rows were dealt with."""
    return deliver_all()
