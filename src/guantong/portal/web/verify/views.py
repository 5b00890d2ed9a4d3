"""The page on which anybody verifies a certificate, and what it answers."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from ... import clock
from ...certificates import holding, publishing, verification
from ...certificates.limits import TooOftenError
from ...certificates.reporting import ticket_for
from ...certificates.verification import UNREACHABLE
from ..shell import display
from .forms import WAYS
from .showing import shown

if TYPE_CHECKING:
    from datetime import datetime

    from django import forms
    from django.http import HttpRequest

    from ...certificates.verification import Answer

_log: Final = logging.getLogger(__name__)


@never_cache
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """Four ways to ask."""
    return _asking(request)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The answer to a question, which prints as a report. Whoever comes back to it without one asks again."""
    if request.method != "POST":
        return redirect("verify")
    way = request.POST.get("way", "")
    if way not in WAYS:
        return _asking(request, status=422)
    form = WAYS[way](request.POST, request.FILES)
    if not form.is_valid():
        return _asking(request, way, form, status=422)
    now = clock.now()
    try:
        answer = _answer(way, form.cleaned_data, request.META.get("REMOTE_ADDR", ""), now)
        return _told(request, way, answer, form.cleaned_data)
    except TooOftenError as refusal:
        return too_often(request, refusal)
    except UNREACHABLE as error:
        return unknown(request, error)


def too_often(request: HttpRequest, refusal: TooOftenError) -> HttpResponse:
    """Who asks too often is told for how long to wait."""
    told = render(request, "verify/too_often.html", {"refusal": refusal}, status=429)
    told["Retry-After"] = str(refusal.seconds)
    return told


def unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    """No register, no answer: never one that reads as valid."""
    # its kind alone: what was asked could stand in its text
    _log.error("a certificate could not be looked up: %s", type(error).__name__)
    return HttpResponse(render_to_string("verify/unknown.html", {"display": display(request)}), status=503)


def _told(request: HttpRequest, way: str, answer: Answer | None, given: dict[str, Any]) -> HttpResponse:
    """The page of an answer. What stands around it asks the database too, and may find it gone."""
    if answer is None or not answer.matched:
        return render(request, "verify/no_match.html", {"way": way, "finding": answer and answer.finding})
    share = holding.digest_of(given["token"]) if way == "share" else ""
    digest = ""
    if way == "file":
        given["file"].seek(0)
        digest = sha256(given["file"].read()).hexdigest()
    context = {
        "way": way,
        "shown": shown(answer, way),
        "answer": answer,
        "ticket": ticket_for(answer, way, share=share, digest=digest),
    }
    return render(request, "verify/answer.html", context)


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """How to verify without us: offline, and with programs of others."""
    return render(request, "verify/offline.html", {"authorities": publishing.publishers()})


def _answer(way: str, given: dict[str, Any], address: str, now: datetime) -> Answer | None:
    match way:
        case "code":
            return verification.by_code(number=given["number"], code=given["code"], address=address, now=now)
        case "person":
            return verification.by_person(
                number=given["number"], name=given["name"], tail=given["tail"], address=address, now=now
            )
        case "file":
            return verification.by_file(content=given["file"].read(), address=address, now=now)
        case _:
            return holding.by_share(token=given["token"], address=address, now=now)


def _asking(
    request: HttpRequest, way: str = "", wrong: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    made = {
        name: wrong if wrong is not None and name == way else form(auto_id=f"id_{name}_%s")
        for name, form in WAYS.items()
    }
    return render(
        request, "verify/ask.html", {"forms": made, "way": way or "code", "form": wrong}, status=status
    )
