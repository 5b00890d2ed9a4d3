"""Adding and changing a row: files first, then the row; whatever fails, nothing that was typed or sent is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guantong.catalogue import catalogue

from ... import clock
from ...files.services import file_upload
from ...people import services
from ...people.access import access_entry
from ...people.drafts import draft_of
from ...people.selectors import own_files
from ...people.testifying import employer_entry_add, employer_entry_change
from ...people.testimony import employer_rule
from ...people.validation import read_entry
from ...refusals import InvalidError, RefusedError, StaleError
from . import drafting
from .forms import EntryForm, carry_version, file_ids
from .purposes import SECTIONS
from .showing import card, fixed_facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse

    from ...organisations.models import Employer
    from ...people.kinds import Kind
    from ...people.models import Entry, EntryDraft, Person
    from ...people.writing import Written


@dataclass
class Edited:
    """What a page is editing; `entry` is None for a new row."""

    person: Person
    kind: Kind
    form: EntryForm
    entry: Entry | None = None
    employers: tuple[Employer, ...] = ()
    """For whom somebody writes who does not write of themselves."""
    draft: EntryDraft | None = None
    """What the form was filled from, where it is not the row itself."""
    newer: Entry | None = None
    """What the row has become meanwhile, where somebody was faster."""

    @property
    def employer(self) -> Employer | None:
        """The employer that writes; None where people write of themselves."""
        if self.entry is not None or not self.employers:
            return self.entry.stated_by if self.entry is not None and self.employers else None
        chosen = self.form["stated_by"].value() if "stated_by" in self.form.fields else ""
        return next((one for one in self.employers if str(one.id) == chosen), self.employers[0])

    @property
    def record(self) -> str:
        """The address of the record, at the section of the row."""
        page = reverse("person", args=[self.person.id]) if self.employers else reverse("record")
        return f"{page}#{self.kind.key}"

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, with what the employer does not choose."""
        return self.form.values | (employer_rule(self.kind).values(self.employer) if self.employer else {})


def edit(
    request: HttpRequest,
    person: Person,
    kind: Kind,
    entry: Entry | None = None,
    employers: tuple[Employer, ...] = (),
) -> HttpResponse:
    """The form of a row, filled from the draft where there is one; sent, it saves the row, or keeps or drops the draft."""
    user: Any = request.user
    if request.method == "POST":
        form = EntryForm(kind, request.POST, entry=entry, employers=employers)
        edited = Edited(person, kind, form, entry, employers)
        what = request.POST.get("draft")
        return drafting.answer(request, edited, what) if what else handle(request, edited)
    found = draft_of(user, person, kind, entry, now=clock.now())
    form = EntryForm(kind, entry=entry, typed=found[1] if found else None, employers=employers)
    edited = Edited(person, kind, form, entry, employers, draft=found[0] if found else None)
    return entry_page(request, edited)


def handle(request: HttpRequest, edited: Edited) -> HttpResponse:
    """Save, and go back to the record; otherwise the form again, with every mistake and everything that was given."""
    form = edited.form
    form.is_valid()
    files, refusals = _take_files(request)
    try:
        if refusals or form.errors:
            read_entry(edited.kind, edited.person, _judged(edited.values), today=clock.today())
        else:
            written = _save(request.user, edited, files)  # type: ignore[arg-type]
            for note in written.notes:
                messages.info(request, note)
            messages.success(request, _("已保存。"))
            return redirect(edited.record)
    except InvalidError as errors:
        refusals += errors.refusals
    except StaleError as stale:
        refusals.append(stale)
        _show_newer(edited)
    except RefusedError as refused:
        refusals.append(refused)
    for refusal in refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
    return entry_page(request, edited, files)


def entry_page(request: HttpRequest, edited: Edited, files: Sequence[UUID] | None = None) -> HttpResponse:
    """The form of a row."""
    form, entry = edited.form, edited.entry
    attached = list(entry.files.all()) if entry else []
    shown = attached if files is None else own_files(request.user, files, attached)
    context = {
        "form": form,
        "kind": edited.kind,
        "entry": entry,
        "files": shown,
        "purpose": SECTIONS[edited.kind.key],
        "person": edited.person,
        "employer": edited.employer,
        "fixed": fixed_facts(edited.kind, employer_rule(edited.kind).values(edited.employer))
        if edited.employer
        else (),
        "back": edited.record,
        "draft": edited.draft,
        "newer": card(edited.kind, edited.newer) if edited.newer else None,
        "occupations": [row.name for row in catalogue().occupations.values()],
        "specialties": sorted({row.name for row in catalogue().all_specialties}),
    }
    return render(request, "people/entry.html", context, status=422 if form.errors else 200)


def _take_files(request: HttpRequest) -> tuple[list[UUID], list[RefusedError]]:
    """The files kept from before and those sent now, each refused on its own."""
    files = file_ids(request.POST.getlist("kept"))
    refusals = []
    for upload in request.FILES.getlist("files"):
        try:
            files.append(file_upload(actor=request.user, upload=upload, now=clock.now()).id)  # type: ignore[arg-type]
        except RefusedError as refusal:
            text = f"{(upload.name or '')[:60]}：{refusal.text}"
            refusals.append(RefusedError(refusal.code, text, field="files"))
    return list(dict.fromkeys(files)), refusals


def _save(user: AbstractBaseUser, edited: Edited, files: list[UUID]) -> Written:
    form, employer, now = edited.form, edited.employer, clock.now()
    version = form.cleaned_data.get("row_version") or 0
    what: dict[str, Any] = {"actor": user, "values": form.values, "files": files, "now": now}
    if edited.entry is not None:
        change = employer_entry_change if employer else services.entry_change
        return change(entry=edited.entry, row_version=version, **what)
    what |= {"person": edited.person, "kind": edited.kind, "entry_id": form.cleaned_data.get("entry_id")}
    return employer_entry_add(employer=employer, **what) if employer else services.entry_add(**what)


def _judged(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != "share"}


def _show_newer(edited: Edited) -> None:
    """Both versions on one page: what is kept now beside what was typed, which the next saving writes."""
    assert edited.entry is not None  # noqa: S101 - only a change can be stale
    edited.newer = access_entry(edited.person, edited.kind, edited.entry.id)
    carry_version(edited.form, edited.newer.row_version)
