"""Pages of one's own record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import clock
from ...accounts.access import has_second_factor, is_staff, to_second_factor
from ...files.access import download
from ...people import services
from ...people.access import access_entry, access_own, access_own_kind
from ...people.selectors import masked_identity, person_of, readings, sections
from ...refusals import InvalidError, RefusedError, StaleError
from .editing import Edited, entry_page, handle
from .forms import EntryForm, PersonForm, carry_version
from .purposes import SECTIONS
from .showing import card, cards

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """The record, section by section; where there is none yet, how to begin one."""
    found = person_of(request.user)
    if found is None:
        return render(request, "people/begin.html")
    return render(request, "people/record.html", _record(found))


def _record(found: Any, number: str = "") -> dict[str, Any]:
    shown = [
        (cards(section), SECTIONS[section.kind.key])
        for section in sections(found)
        if section.kind.own or section.entries
    ]
    return {
        "person": found,
        "sections": shown,
        "masked": masked_identity(found),
        "number": number,
        "own": True,
        "former_names": found.former_names.all(),
    }


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin the record with the name of the account."""
    name = getattr(request.user, "display_name", "")
    services.person_create(actor=request.user, user=request.user, name=name, now=clock.now())  # type: ignore[arg-type]
    return redirect("record")


@login_required
@never_cache
@_get_or_post
def person(request: HttpRequest) -> HttpResponse:
    """The facts of the person."""
    found = access_own(request.user)
    form = PersonForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            notes = services.person_change(
                actor=request.user,  # type: ignore[arg-type]
                person=found,
                values=form.values,
                row_version=form.cleaned_data["row_version"],
                now=clock.now(),
            )
        except InvalidError as errors:
            _tell(form, errors.refusals)
        except StaleError as stale:
            _tell(form, [stale])
            found.refresh_from_db()
            carry_version(form, found.row_version)
        else:
            _noted(request, notes)
            messages.success(request, _("已保存。"))
            return redirect("record")
    return render(
        request,
        "people/person.html",
        {"form": form, "purpose": SECTIONS["person"]},
        status=422 if form.errors else 200,
    )


@login_required
@never_cache
@require_POST
def identity(request: HttpRequest) -> HttpResponse:
    """The record with the full identity number, once."""
    found = access_own(request.user)
    number = services.identity_read(actor=request.user, person=found, now=clock.now())  # type: ignore[arg-type]
    return render(request, "people/record.html", _record(found, number))


@login_required
@never_cache
@require_GET
def viewers(request: HttpRequest) -> HttpResponse:
    """Who has seen the record."""
    return render(request, "people/viewers.html", {"readings": readings(access_own(request.user))})


@login_required
@require_GET
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A proof, for whom it is open; who acts for an organisation gives a second factor first, as on every page of staff."""
    if is_staff(request.user, today=clock.today()) and not has_second_factor(request):
        return to_second_factor(request)
    return download(request.user, file_id, now=clock.now())


@login_required
@never_cache
@_get_or_post
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a row."""
    found, sort = access_own(request.user), access_own_kind(kind)
    form = EntryForm(sort, request.POST if request.method == "POST" else None)
    edited = Edited(found, sort, form)
    if request.method == "POST":
        return handle(request, edited)
    return entry_page(request, edited)


@login_required
@never_cache
@_get_or_post
def change(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Change a row."""
    found, sort = access_own(request.user), access_own_kind(kind)
    entry = access_entry(found, sort, entry_id)
    form = EntryForm(sort, request.POST if request.method == "POST" else None, entry=entry)
    edited = Edited(found, sort, form, entry)
    if request.method == "POST":
        return handle(request, edited)
    return entry_page(request, edited)


@login_required
@never_cache
@_get_or_post
def remove(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Remove a row, after asking."""
    found, sort = access_own(request.user), access_own_kind(kind)
    entry = access_entry(found, sort, entry_id)
    if request.method == "POST":
        version = request.POST.get("row_version", "")
        services.entry_remove(
            actor=request.user,  # type: ignore[arg-type]
            entry=entry,
            row_version=int(version) if version.isdecimal() and len(version) < 9 else 0,
            now=clock.now(),
        )
        messages.success(request, _("已删除。"))
        return redirect("record")
    return render(request, "people/remove.html", {"kind": sort, "card": card(sort, entry)})


@login_required
@require_POST
def without(request: HttpRequest, kind: str) -> HttpResponse:
    """State that there is nothing of a kind, or take it back."""
    found, sort = access_own(request.user), access_own_kind(kind)
    stated = request.POST.get("stated") == "yes"
    services.without_set(
        actor=request.user,  # type: ignore[arg-type]
        person=found,
        kind=sort,
        stated=stated,
        now=clock.now(),
    )
    return redirect(f"/people/#{sort.key}")


def _tell(form: Any, refusals: Any) -> None:
    for refusal in refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, _sentence(refusal))


def _sentence(refusal: RefusedError) -> str:
    return refusal.text


def _noted(request: HttpRequest, notes: tuple[str, ...]) -> None:
    for note in notes:
        messages.info(request, note)
