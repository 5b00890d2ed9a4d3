"""What stands around every view: whose address counts, what was refused, what was typed when a session had ended."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from ..refusals import RefusedError
from .account.kept import session_over
from .account.typed import MARK, from_our_page, keep, owner, settle, take, typed_in

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


class TypedTextMiddleware:
    """Who has to sign in before a form is taken gets back what they typed.

    Stands after those that say who asks and whether the form is ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Keep what a page did not take because it asks who is there."""
        answer = self.get_response(request)
        if request.method != "POST":
            return answer
        if (mark := getattr(request, "sent_again", None)) is not None:
            settle(request, mark, arrived=answer.status_code < 400)
        if not _asks_who(answer) or (typed := typed_in(request)) is None:
            return answer
        user = owner(request)
        if user is None or typed.too_long:
            return session_over(request, typed) if from_our_page(request) else answer
        keep(request, typed, user)
        there = urlsplit(answer.headers["Location"]).path
        return HttpResponseRedirect(f"{there}?{urlencode({'next': reverse('account_kept')})}")

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        """Let what was kept through to its page once; a second press comes back to the page that says so."""
        mark = request.POST.get(MARK) if request.method == "POST" else None
        if mark is None or not request.user.is_authenticated:  # who asks is not looked up for a page without
            return None
        if not take(request, mark):
            return HttpResponseRedirect(reverse("account_kept"))
        request.sent_again = mark  # type: ignore[attr-defined]
        return None


def _asks_who(answer: HttpResponse) -> bool:
    """Whether a page sends somebody to sign in, or to give the second factor, instead of taking what they sent."""
    if answer.status_code != 302:
        return False
    there = urlsplit(answer.headers["Location"]).path
    return there in {
        reverse(name) for name in (settings.LOGIN_URL, "mfa_reauthenticate", "mfa_activate_totp")
    }
