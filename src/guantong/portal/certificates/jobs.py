"""What runs in the background for certificates."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from .. import clock
from ..tasks import background, enqueue_after_commit
from .issuing import issue_all
from .previews import tell_holders
from .prolonging import prolong_due, standing

SLICE: Final = 200
"""Rows of one run of issuing: some seconds."""
_PAUSE: Final = timedelta(seconds=30)
"""Between two runs of prolonging, so that other tasks get their turn and a service its rest."""


@background()
def issue_waiting() -> int:
    """Issue some of what is confirmed; how many rows were dealt with. Where there may be more, there is another run.

    So the longest list is many short tasks: none is taken for lost, others get their turn, and a worker that is told to
    stop need not finish the list.
    """
    count = issue_all(most=SLICE)
    if count >= SLICE:
        enqueue_after_commit(issue_waiting, alone=True)
    return count


@background()
def tell_asked() -> int:
    """Tell everybody who is asked about the preview of a certificate; how many."""
    return tell_holders(now=clock.now())


@background()
def prolong_signatures() -> int:
    """Put time stamps on what is due; how many. As long as that goes well and something is left, there is another run."""
    run = prolong_due(now=clock.now())
    if run is None:
        return 0
    if run.done and not run.halted and standing(now=clock.now()).due:
        enqueue_after_commit(prolong_signatures, after=_PAUSE)
    return run.done
