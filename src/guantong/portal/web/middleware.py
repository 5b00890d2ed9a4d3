"""Turns what services refuse into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from ..refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class RefusalMiddleware:
    """A refusal that a view did not show beside its form becomes a page with the same sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave everything else to Django."""
        if not isinstance(exception, RefusedError):
            return None
        return render(request, "refused.html", {"refusal": exception}, status=exception.status)
