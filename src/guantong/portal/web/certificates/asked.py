"""What will stand on one's certificate, before it is issued: confirmed, or said to be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ... import clock
from ...accounts.access import signed_in
from ...certificates import answering
from ...certificates.access import access_own_preview
from ...certificates.models import BatchState, PreviewState
from ...refusals import InvalidError
from ..organisations.refusing import put
from .files import photo_of
from .forms import ReportForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...certificates.models import Preview


@login_required
@require_GET
@never_cache
def one(request: HttpRequest, preview: UUID) -> HttpResponse:
    """What one is asked."""
    return _page(request, access_own_preview(request.user, preview))


@login_required
@require_GET
@never_cache
def photo(request: HttpRequest, preview: UUID) -> HttpResponse:
    """The photo that will stand on it."""
    return photo_of(access_own_preview(request.user, preview).entry)


@login_required
@require_POST
@never_cache
def confirm(request: HttpRequest, preview: UUID) -> HttpResponse:
    """Say that everything is right."""
    this = access_own_preview(request.user, preview)
    answering.preview_confirm(actor=signed_in(request), preview=this, now=clock.now())
    messages.success(request, _("谢谢，已记录您核对无误。"))
    return redirect("certificate_asked", preview=this.pk)


@login_required
@require_POST
@never_cache
def report(request: HttpRequest, preview: UUID) -> HttpResponse:
    """Say what is wrong."""
    this = access_own_preview(request.user, preview)
    form = ReportForm(request.POST, face=this.entry.face)
    if form.is_valid():
        try:
            answering.preview_report(
                actor=signed_in(request), preview=this, now=clock.now(), **form.cleaned_data
            )
        except InvalidError as error:
            put(form, error)
        else:
            messages.success(request, _("已告诉发证机关。更正以后会请您再核对一次。"))
            return redirect("certificate_asked", preview=this.pk)
    return _page(request, this, form, status=422)


def _page(
    request: HttpRequest, this: Preview, form: ReportForm | None = None, *, status: int = 200
) -> HttpResponse:
    asks = this.superseded_at is None and this.entry.batch.state == BatchState.PROPOSED
    said = {"lines": this.lines, "what": this.what}
    context = {
        "preview": this,
        "face": this.entry.face,
        "batch": this.entry.batch,
        "answers": asks and this.state != PreviewState.WENT_ON,
        "form": form or ReportForm(face=this.entry.face, initial=said),
    }
    return render(request, "certificates/asked.html", context, status=status)
