"""Pages of one's own record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import clock
from ...accounts.access import has_second_factor, is_staff, to_second_factor
from ...files.access import download
from ...files.showing import picture as show_picture
from ...people import services
from ...people.access import access_kind, access_own, access_own_entry, access_own_kind, access_stated
from ...people.drafts import drafted_kinds
from ...people.selectors import masked_identity, person_of, readings, sections
from ...people.testifying import dispute_withdraw, entry_dispute
from ...refusals import InvalidError, RefusedError, StaleError
from .editing import edit
from .forms import DisputeForm, PersonForm, carry_version, version_of
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
    drafted = drafted_kinds(request.user, found, now=clock.now())
    return render(request, "people/record.html", _record(found) | {"drafted": drafted})


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
@require_GET
def picture(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A proof as a picture in a page, for whom it is open; staff give a second factor first."""
    if is_staff(request.user, today=clock.today()) and not has_second_factor(request):
        return to_second_factor(request)
    return show_picture(request.user, file_id, now=clock.now())


@login_required
@never_cache
@_get_or_post
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a row."""
    return edit(request, access_own(request.user), access_own_kind(kind))


@login_required
@never_cache
@_get_or_post
def change(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Change a row."""
    found, sort = access_own(request.user), access_own_kind(kind)
    return edit(request, found, sort, access_own_entry(found, sort, entry_id))


@login_required
@never_cache
@_get_or_post
def remove(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Remove a row, after asking."""
    found, sort = access_own(request.user), access_own_kind(kind)
    entry = access_own_entry(found, sort, entry_id)
    if request.method == "POST":
        services.entry_remove(
            actor=request.user,  # type: ignore[arg-type]
            entry=entry,
            row_version=version_of(request),
            now=clock.now(),
        )
        messages.success(request, _("已删除。"))
        return redirect("record")
    context = {"kind": sort, "card": card(sort, entry), "back": reverse("record")}
    return render(request, "people/remove.html", context)


@login_required
@never_cache
@_get_or_post
def dispute(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Say that what the employer wrote is not so, or take that back."""
    found, sort = access_own(request.user), access_kind(kind)
    entry = access_stated(found, sort, entry_id)
    back = f"{reverse('record')}#{sort.key}"
    actor: Any = request.user
    if request.method == "POST" and "withdraw" in request.POST:
        dispute_withdraw(actor=actor, entry=entry, row_version=version_of(request), now=clock.now())
        messages.success(request, _("已去掉“与实际不符”的标记。"))
        return redirect(back)
    first = {"reason": entry.dispute_reason, "row_version": entry.row_version}
    form = DisputeForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            entry_dispute(
                actor=actor,
                entry=entry,
                reason=form.cleaned_data["reason"],
                row_version=form.cleaned_data["row_version"],
                now=clock.now(),
            )
        except StaleError as stale:
            _tell(form, [stale])
            entry = access_stated(found, sort, entry_id)
            carry_version(form, entry.row_version)
        except RefusedError as refused:
            _tell(form, [refused])
            entry = access_stated(found, sort, entry_id)
        else:
            messages.success(request, _("已写明“与实际不符”，单位会看到您的原因。"))
            return redirect(back)
    context = {"form": form, "kind": sort, "card": card(sort, entry), "back": back}
    return render(request, "people/dispute.html", context, status=422 if form.errors else 200)


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
    return redirect(f"{reverse('record')}#{sort.key}")


def _tell(form: Any, refusals: Any) -> None:
    for refusal in refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, _sentence(refusal))


def _sentence(refusal: RefusedError) -> str:
    return refusal.text


def _noted(request: HttpRequest, notes: tuple[str, ...]) -> None:
    for note in notes:
        messages.info(request, note)
