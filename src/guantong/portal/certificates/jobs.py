"""What runs in the background for certificates."""

from __future__ import annotations

from ..tasks import background
from .issuing import issue_all


@background()
def issue_waiting() -> int:
    """Issue everything that is confirmed; how many rows were dealt with."""
    return issue_all()
