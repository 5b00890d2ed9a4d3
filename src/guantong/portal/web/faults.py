"""Pages for what goes wrong around a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from .account.typed import from_our_page, is_secret, typed_in

if TYPE_CHECKING:
    from django.http import HttpRequest


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form did not come from our page, or the page is from before signing in.

    What was typed is given back, to send again, where the browser vouches that the form stood on a page of ours.
    """
    ours = from_our_page(request)
    context = {
        "typed": typed_in(request) if ours else None,
        "reopen": request.get_full_path() if ours and is_secret(request) else None,
    }
    answer = render(request, "403_csrf.html", context, status=403)
    add_never_cache_headers(answer)
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or none for this person."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person may not."""
    return render(request, "403.html", status=403)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request cannot be read."""
    return render(request, "400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours. The page needs nothing that could be broken too: what stands around pages asks the database."""
    return HttpResponse(render_to_string("500.html"), status=500)
