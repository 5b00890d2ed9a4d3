"""What runs in the background for certificates."""

from __future__ import annotations

from .. import clock
from ..tasks import background
from .issuing import issue_all
from .previews import tell_holders


@background()
def issue_waiting() -> int:
    """Issue everything that is confirmed; how many rows were dealt with."""
    return issue_all()


@background()
def tell_asked() -> int:
    """Tell everybody who is asked about the preview of a certificate; how many."""
    return tell_holders(now=clock.now())
