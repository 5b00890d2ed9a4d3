"""The pages of the shell: home, the desk of somebody signed in, and how pages look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from .. import clock
from ..accounts.access import roles_of
from .desk import desk_of
from .shell import DISPLAY_CHOICES, DISPLAY_COOKIE
from .shell import display as display_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_YEAR: Final = 365 * 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Three doors, for anybody."""
    return render(request, "home.html")


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What somebody signed in can do here."""
    grants = roles_of(request.user, today=clock.today())
    return render(request, "desk.html", {"grants": grants, "groups": desk_of(grants)})


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep how pages shall look in this browser, and go back."""
    wanted = display_of(request)
    for kind, choices in DISPLAY_CHOICES.items():
        if request.POST.get(kind) in choices:
            wanted[kind] = request.POST[kind]
    answer = HttpResponseRedirect(_back(request))
    text = ".".join(f"{kind}-{choice}" for kind, choice in wanted.items())
    answer.set_cookie(
        DISPLAY_COOKIE, text, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language of this browser, and go back."""
    answer = HttpResponseRedirect(_back(request))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        translation.activate(wanted)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=_YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer


@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For a watchdog: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def _back(request: HttpRequest) -> str:
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return there if safe and there.startswith("/") else "/"
