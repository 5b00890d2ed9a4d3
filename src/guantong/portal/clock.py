"""The time of the portal, which tests and a demonstration may move.

Services take `now` as an argument; views and commands get it here, and nothing else asks the machine. Tests move the
time of their own context. A demonstration moves that of all its processes: it keeps by how much in its database, and
says with `follow` how to look there.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FRESH: Final = 1.0
"""For how many seconds a process trusts what it last read."""
_moved: Final[ContextVar[timedelta | None]] = ContextVar("guantong_clock", default=None)
_look: Callable[[], timedelta] | None = None
_seen: tuple[float, timedelta] | None = None


def now() -> datetime:
    """The instant, aware, as moved in this context or else for all."""
    return machine() + offset()


def today() -> date:
    """The day in the portal's own time zone."""
    return timezone.localdate(now())


def machine() -> datetime:
    """The machine's own time, for what must never jump: how long a worker may hold what it works on."""
    return timezone.now()


def offset() -> timedelta:
    """By how much time is moved here."""
    global _seen
    here = _moved.get()
    if here is not None:
        return here
    if _look is None:
        return timedelta()
    at = time.monotonic()
    if _seen is None or at - _seen[0] > _FRESH:
        _seen = (at, _look())
    return _seen[1]


def moved_here() -> timedelta | None:
    """By how much this context was moved on its own; None where it goes with the others."""
    return _moved.get()


def follow(look: Callable[[], timedelta] | None) -> None:
    """Let this process move with what `look` answers, asked once a second at most; None: no more."""
    global _look
    _look = look
    forget()


def forget() -> None:
    """Look anew at the next question: for the process that has just moved the time of all."""
    global _seen
    _seen = None


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Let this context live earlier or later, whatever moves the others."""
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
