"""Turns what services refuse into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render

from ..refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Behind proxies, the address of the client is the one that the outermost of ours saw; limits count by it.

    ``X-Forwarded-For`` is believed for as many entries, from the right, as `GUANTONG_PROXIES` stand in front. What the
    client itself wrote into it stands further left and is passed over.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the address where everything looks for it."""
        seen = [
            part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
        ]
        if settings.PROXIES and len(seen) >= settings.PROXIES:
            request.META["REMOTE_ADDR"] = seen[-settings.PROXIES]
        return self.get_response(request)


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
