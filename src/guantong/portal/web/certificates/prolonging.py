"""How far the signatures of the person's authorities are prolonged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ... import clock
from ...accounts.access import signed_in, staff_required
from ...certificates.access import READERS
from ...certificates.prolonging import runs, standing, unstamped
from ...certificates.selectors import certificates_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_PAGE: Final = 50
_RUNS: Final = 10


@staff_required(*READERS)
@require_GET
@never_cache
def prolonged(request: HttpRequest) -> HttpResponse:
    """Whether there is a time-stamp service, what is left, what failed, and what came of the last runs."""
    now = clock.now()
    mine = certificates_for(signed_in(request), today=clock.today())
    context = {
        "standing": standing(now=now, of=mine),
        "page": Paginator(unstamped(mine), _PAGE).get_page(request.GET.get("page")),
        "runs": runs()[:_RUNS],
        "days": settings.TIME_STAMPS.renew_days,
    }
    return render(request, "certificates/prolonging.html", context)
