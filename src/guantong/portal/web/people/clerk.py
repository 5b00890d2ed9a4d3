"""Pages of an employer's clerk: the people who let the employer see their record, and what is verified of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ... import clock
from ...accounts.access import staff_required
from ...accounts.models import Role
from ...audit.services import record_reading
from ...people import services
from ...people.access import (
    READS,
    VERIFIES,
    access_entry,
    access_kind,
    access_person,
    acts_for,
    employers_for,
)
from ...people.models import Verification
from ...people.selectors import employed_at, masked_identity, sections
from .forms import VerificationForm
from .showing import cards

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...people.models import Person


@staff_required(*READS)
@never_cache
@require_GET
def employed(request: HttpRequest) -> HttpResponse:
    """Everybody who works there and lets the employer see their record."""
    today = clock.today()
    people = employed_at(employers_for(request.user, *READS, today=today), today=today)
    return render(request, "people/employed.html", {"people": people})


@staff_required(*READS)
@never_cache
@require_GET
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The record of somebody, to read and to verify."""
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


@staff_required(Role.EMPLOYER_CLERK)
@require_POST
def verify(request: HttpRequest, person_id: UUID, kind: str, entry_id: UUID) -> HttpResponse:
    """Say what came of looking at a row."""
    found = access_person(request.user, person_id, today=clock.today())
    sort = access_kind(kind)
    entry = access_entry(found, sort, entry_id)
    form = VerificationForm(request.POST)
    back = f"{reverse('person', args=[found.id])}#{sort.key}"
    if not form.is_valid():
        messages.error(request, _("没有保存：请选择真实、存疑或者无法核实。"))
        return redirect(back)
    services.entry_verify(
        actor=request.user,  # type: ignore[arg-type]
        entry=entry,
        verification=Verification(form.cleaned_data["verification"]),
        note=form.cleaned_data["note"],
        row_version=form.cleaned_data["row_version"],
        now=clock.now(),
    )
    messages.success(request, _("已记下核实结果。"))
    return redirect(back)


def _record(request: HttpRequest, found: Person, number: str = "") -> dict[str, Any]:
    return {
        "person": found,
        "sections": [cards(section) for section in sections(found) if section.entries],
        "masked": masked_identity(found),
        "number": number,
        "verifies": acts_for(request.user, found, VERIFIES, today=clock.today()),
        "choices": [choice for choice in Verification.choices if choice[0] != Verification.UNVERIFIED],
    }
