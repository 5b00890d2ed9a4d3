"""The page for an account that is locked after failed sign-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from ...accounts.lockout import locked_until, username_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def locked(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Until when the account is locked, and what to do meanwhile."""
    until = locked_until(username_of(request, credentials))
    return render(request, "account/locked.html", {"until": until}, status=429)
