"""Pages on which an employer's clerk writes in the record of somebody who works there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ... import clock
from ...accounts.access import staff_required
from ...audit.services import record_reading
from ...people.access import (
    TESTIFIES,
    access_employer_entry,
    access_employer_kind,
    access_person,
    access_withdrawable,
    employers_testifying,
    withdraws_after_leaving,
)
from ...people.testifying import employer_entry_withdraw
from .editing import edit
from .forms import version_of
from .showing import card

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@staff_required(*TESTIFIES)
@never_cache
@_get_or_post
def add(request: HttpRequest, person_id: UUID, kind: str) -> HttpResponse:
    """Add a row as the employer's."""
    today = clock.today()
    found, sort = access_person(request.user, person_id, today=today), access_employer_kind(kind)
    employers = tuple(employers_testifying(request.user, found, today=today))
    if not employers:
        raise Http404
    return edit(request, found, sort, employers=employers)


@staff_required(*TESTIFIES)
@never_cache
@_get_or_post
def change(request: HttpRequest, person_id: UUID, kind: str, entry_id: UUID) -> HttpResponse:
    """Mend a row of the employer."""
    today = clock.today()
    found, sort = access_person(request.user, person_id, today=today), access_employer_kind(kind)
    entry = access_employer_entry(request.user, found, sort, entry_id, today=today)
    employers = tuple(employers_testifying(request.user, found, today=today))
    return edit(request, found, sort, entry, employers)


@staff_required(*TESTIFIES)
@never_cache
@_get_or_post
def withdraw(request: HttpRequest, person_id: UUID, kind: str, entry_id: UUID) -> HttpResponse:
    """Withdraw a row of the employer, after asking."""
    today, sort = clock.today(), access_employer_kind(kind)
    entry = access_withdrawable(request.user, person_id, sort, entry_id, today=today)
    found = entry.person
    back = f"{reverse('person', args=[found.id])}#{sort.key}"
    if withdraws_after_leaving(request.user, entry, today=today):
        back = reverse("people_employed")
        if request.method != "POST":
            record_reading(actor=request.user, subject=found, what="entry", now=clock.now())
    if request.method == "POST":
        actor: Any = request.user
        employer_entry_withdraw(actor=actor, entry=entry, row_version=version_of(request), now=clock.now())
        messages.success(request, _("已撤回，本人会收到消息。"))
        return redirect(back)
    context = {"kind": sort, "card": card(sort, entry), "back": back, "person": found}
    return render(request, "people/remove.html", context)
