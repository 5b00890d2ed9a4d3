"""The pages of the audit: what happened, a file of it, and whether the chains are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ... import clock
from ...accounts.access import staff_required
from ...audit import selectors, services
from ...audit.verification import verify
from .access import VIEWERS, sight_of, viewer
from .forms import SearchForm
from .rows import as_csv, rows

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from ...audit.models import AuditEvent

PAGE: Final = 50
MOST_EXPORTED: Final = 50_000
MOST_VERIFIED: Final = 50_000
"""More entries than these are verified by the command, which nobody waits for."""


@staff_required(*VIEWERS)
@require_GET
@never_cache
def entries(request: HttpRequest) -> HttpResponse:
    """The newest entries, filtered; older ones a page at a time."""
    form = SearchForm(request.GET)
    found = _found(request, form)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(id__lt=int(before))
    page = list(found[: PAGE + 1])
    return render(
        request,
        "audit/entries.html",
        {
            "form": form,
            "rows": rows(page[:PAGE]),
            "older": _older(form, page[PAGE - 1].id) if len(page) > PAGE else "",
            "first_page": not before,
            "tied": selectors.tied(),
            "seal": selectors.last_seal(),
            "verifiable": selectors.tied() <= MOST_VERIFIED,
        },
    )


@staff_required(*VIEWERS)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The filtered entries as a file; taking it is an entry itself."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "audit/entries.html", {"form": form, "rows": []}, status=422)
    now = clock.now()
    found = _found(request, form)[:MOST_EXPORTED]
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


def _found(request: HttpRequest, form: SearchForm) -> QuerySet[AuditEvent]:
    sight = sight_of(viewer(request), today=clock.today())
    if not form.is_valid():
        return selectors.entries(selectors.Wanted(actors=[]), sight)
    return selectors.entries(form.wanted(), sight)


def _older(form: SearchForm, last: int) -> str:
    asked = {name: form.data[name] for name in form.fields if form.data.get(name)}
    return urlencode({**asked, "before": last})
