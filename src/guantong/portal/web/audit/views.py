"""The pages of the audit: what happened or how often, a file of it, and whether the chains are whole."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ... import clock
from ...accounts.access import staff_required
from ...accounts.models import Role
from ...audit import selectors, services
from ...audit.verification import verify
from .access import EMERGENCY, VIEWERS, own_sight, sight_of, viewer
from .forms import PeriodForm, SearchForm
from .names import event_name
from .rows import as_csv, rows

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from ...audit.models import AuditEvent

PAGE: Final = 50
COUNTED: Final = timedelta(days=29)
"""Counts begin with the last thirty days."""
MOST_EXPORTED: Final = 50_000
MOST_VERIFIED: Final = 50_000
"""More entries than these are verified by the command, which nobody waits for."""


@staff_required(*VIEWERS)
@require_GET
@never_cache
def entries(request: HttpRequest) -> HttpResponse:
    """The newest entries, filtered, older ones a page at a time; for administrators how many there are."""
    user, now = viewer(request), clock.now()
    sight = sight_of(user, now=now)
    if sight is None:
        return _counts(request)
    if sight is EMERGENCY:
        services.record("audit.read_in_emergency", actor=user, subject=None, now=now)
    form = SearchForm(request.GET)
    context = _page(request, _found(form, sight), form)
    return render(
        request,
        "audit/entries.html",
        {**context, **_chains(), "form": form, "exports": sight is not EMERGENCY, "linked": True},
    )


@login_required
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody did, and what was done about their account and their record."""
    found = selectors.entries(selectors.Wanted(), own_sight(viewer(request)))
    return render(request, "audit/mine.html", _page(request, found))


@staff_required(Role.SUPERVISOR)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The filtered entries as a file; taking it is an entry itself."""
    form, now = SearchForm(request.POST), clock.now()
    sight = sight_of(viewer(request), now=now)
    if not form.is_valid() or sight is None:
        return render(request, "audit/entries.html", {"form": form, "rows": []}, status=422)
    found = _found(form, sight)[:MOST_EXPORTED]
    services.record("audit.exported", actor=viewer(request), subject=None, now=now)
    answer = StreamingHttpResponse(as_csv(found.iterator()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{now:%Y%m%d-%H%M}.csv"'
    return cast("HttpResponse", answer)  # which it is, but for reading it twice


@staff_required(*VIEWERS)
@require_POST
def verification(request: HttpRequest) -> HttpResponse:
    """Walk the chains now. Seals lie outside and are held against them by ``guantong audit verify --seal``."""
    too_many = selectors.tied() > MOST_VERIFIED
    services.record("audit.verified", actor=viewer(request), subject=None, now=clock.now())
    report = None if too_many else verify()
    return render(request, "audit/verification.html", {"report": report})


def _counts(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form = PeriodForm(request.GET or {"since": f"{today - COUNTED}", "until": f"{today}"})
    told = []
    if form.is_valid():
        since, until = form.bounds
        told = [(event_name(event), event, n) for event, n in selectors.counts(since=since, until=until)]
    context = {**_chains(), "form": form, "counts": told, "all": sum(n for _name, _event, n in told)}
    return render(request, "audit/counts.html", context)


def _chains() -> dict[str, Any]:
    """What is said of the chains beside everything else."""
    tied = selectors.tied()
    return {"tied": tied, "seal": selectors.last_seal(), "verifiable": tied <= MOST_VERIFIED}


def _page(
    request: HttpRequest, found: QuerySet[AuditEvent], form: SearchForm | None = None
) -> dict[str, Any]:
    """The entries from where the address says, and the address of those that follow."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(id__lt=int(before))
    page = list(found[: PAGE + 1])
    older = _older(form, page[PAGE - 1].id) if len(page) > PAGE else ""
    return {"rows": rows(page[:PAGE]), "older": older, "first_page": not before}


def _found(form: SearchForm, sight: selectors.Sight) -> QuerySet[AuditEvent]:
    if not form.is_valid():
        return selectors.entries(selectors.Wanted(actors=[]), sight)
    return selectors.entries(form.wanted(), sight)


def _older(form: SearchForm | None, last: int) -> str:
    asked = {name: form.data[name] for name in form.fields if form.data.get(name)} if form else {}
    return urlencode({**asked, "before": last})
