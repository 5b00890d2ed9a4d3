"""Who may issue what, for everybody: a page, and the same for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ... import clock
from ...certificates.register import published, register

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE: Final = 50
_AGE: Final = 300


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The authorities with what they may issue; those that ended last."""
    today = clock.today()
    found = Paginator(register(None, today=today), PAGE).get_page(request.GET.get("page"))
    return render(request, "verify/authorities.html", {"page": found, "today": today})


@require_GET
def document(request: HttpRequest) -> HttpResponse:
    """The same for programs; kept by whoever passes it on for a few minutes."""
    answer = JsonResponse(published(clock.today()), json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = f"public, max-age={_AGE}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
