"""Lets a request live at one and the same shift of the clock, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from .. import clock
from .moving import shift

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class ClockMiddleware:
    """For a demonstration only; elsewhere it takes itself out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEMO:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by = clock.moved_here()
        with clock.moved(shift() if by is None else by):
            return self.get_response(request)
