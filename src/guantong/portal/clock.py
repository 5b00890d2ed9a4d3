"""The time of the portal, which tests and a demonstration may move.

Services take `now` as an argument; views and commands get it here, and nothing else asks the machine.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

_moved: Final[ContextVar[timedelta]] = ContextVar("guantong_clock", default=timedelta())


def now() -> datetime:
    """The instant, aware, as moved in this context."""
    return timezone.now() + _moved.get()


def today() -> date:
    """The day in the portal's own time zone."""
    return timezone.localdate(now())


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Let this context live earlier or later."""
    token = _moved.set(by)
    try:
        yield
    finally:
        _moved.reset(token)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let this context begin at an instant; time goes on from there."""
    with moved(instant - timezone.now()):
        yield
