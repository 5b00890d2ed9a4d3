"""Keeping what is typed while somebody types, where JavaScript runs; and dropping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ... import clock
from ...people.drafts import draft_drop, draft_keep
from ...refusals import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from .editing import Edited


def answer(request: HttpRequest, edited: Edited, what: str) -> HttpResponse:
    """Drop the draft and show the form anew, or keep it and answer the line that says so."""
    user: Any = request.user
    if what == "drop":
        draft_drop(writer=user, person=edited.person, kind=edited.kind, entry=edited.entry)
        messages.success(request, _("草稿已丢弃。"))
        return redirect(request.path)
    edited.form.is_valid()
    scripted = "HX-Request" in request.headers  # not where it is sent again after the session had ended
    told: dict[str, Any] = {}
    try:
        told["kept"] = draft_keep(
            writer=user,
            person=edited.person,
            kind=edited.kind,
            entry=edited.entry,
            typed=edited.form.typed,
            entry_id=edited.form.cleaned_data.get("entry_id"),
            row_version=edited.form.cleaned_data.get("row_version"),
            now=clock.now(),
        )
    except RefusedError as refused:
        if not scripted:
            raise
        told["refused"] = refused
    if not scripted:
        return redirect(request.path)
    return render(request, "people/parts/draft_state.html", told)
