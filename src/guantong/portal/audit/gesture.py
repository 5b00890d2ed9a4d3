"""One gesture of one person: whatever it changes carries the same number."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

_current: Final[ContextVar[UUID | None]] = ContextVar("guantong_gesture", default=None)


def current() -> UUID:
    """The number of the gesture under way, or a new one where nothing has begun."""
    return _current.get() or uuid4()


@contextmanager
def gesture(number: UUID | None = None) -> Iterator[UUID]:
    """Let everything recorded in this block carry one number."""
    chosen = number or uuid4()
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)


class GestureMiddleware:
    """Every request is one gesture."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with gesture():
            return self.get_response(request)
