"""Pages of an employer: the people who let it see their record, and each record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ... import clock
from ...accounts.access import has_role, staff_required
from ...accounts.models import Role
from ...audit.services import record_reading
from ...people import services
from ...people.access import READS, VERIFIES, access_person, acts_for, employers_testifying
from ...people.claims import claims_of, disputed_by_leavers, employed_for, left_in_all, waiting
from ...people.selectors import language, masked_identity, sections
from ...people.testimony import employer_rule
from .showing import cards

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...people.models import Person

PAGE: Final = 50


@staff_required(*READS)
@never_cache
@require_GET
def employed(request: HttpRequest) -> HttpResponse:
    """Everybody who works there and lets the employer see their record."""
    today = clock.today()
    user: Any = request.user
    page = Paginator(employed_for(user, *READS, today=today), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "people": waiting(user, list(page.object_list), today=today, roles=READS),
        "left": left_in_all(user, today=today),
        "left_behind": disputed_by_leavers(user, today=today),
        "verifies": has_role(user, *VERIFIES, today=today),
    }
    return render(request, "people/employed.html", context)


@staff_required(*READS)
@never_cache
@require_GET
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The record of somebody; from here a clerk verifies, and writes what the employer testifies to."""
    found = access_person(request.user, person_id, today=clock.today())
    record_reading(actor=request.user, subject=found, what="record", now=clock.now())
    return render(request, "people/employee.html", _record(request, found))


@staff_required(Role.EMPLOYER_CLERK)
@never_cache
@require_POST
def identity(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The same with the full identity number, once."""
    found = access_person(request.user, person_id, today=clock.today())
    number = services.identity_read(actor=request.user, person=found, now=clock.now())  # type: ignore[arg-type]
    return render(request, "people/employee.html", _record(request, found, number))


def _record(request: HttpRequest, found: Person, number: str = "") -> dict[str, Any]:
    today = clock.today()
    writes = employers_testifying(request.user, found, today=today)
    shown = [
        (cards(section), employer_rule(section.kind), employer_rule(section.kind).reason(language()))
        for section in sections(found)
        if section.entries or (writes and employer_rule(section.kind).by_employer)
    ]
    return {
        "person": found,
        "sections": shown,
        "masked": masked_identity(found),
        "number": number,
        "verifies": acts_for(request.user, found, VERIFIES, today=today),
        "writes": list(writes),
        "left": sum(claim.open for claim in claims_of(found)),
        "former_names": found.former_names.all(),
    }
