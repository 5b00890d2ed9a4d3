"""A row of a list that asks its holder, for officers: what the holder says, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from ... import clock
from ...accounts.access import signed_in, staff_required
from ...audit.services import record_reading
from ...certificates import answering, correcting
from ...certificates.access import ISSUERS, READERS, access_batch, access_preview
from ...certificates.batches import may_issue
from ...certificates.models import BatchState
from ...certificates.previews import Standing, standing_of
from ...refusals import InvalidError, NotAllowedError, RefusedError
from ..organisations.refusing import put
from .files import photo_of
from .forms import RowCorrectForm, RowForm, RowsForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...accounts.models import User
    from ...certificates.models import Preview


@staff_required(*READERS)
@require_GET
@never_cache
def row(request: HttpRequest, preview: UUID) -> HttpResponse:
    """What will stand on the certificate, what the holder says, and what may be done."""
    user = signed_in(request)
    this = access_preview(user, preview, today=clock.today())
    record_reading(actor=user, subject=this, what="row", now=clock.now())
    return _page(request, user, this)


@staff_required(*READERS)
@require_GET
@never_cache
def photo(request: HttpRequest, preview: UUID) -> HttpResponse:
    """The photo of the row."""
    return photo_of(access_preview(signed_in(request), preview, today=clock.today()).entry)


@staff_required(*ISSUERS)
@require_POST
@never_cache
def go_on(request: HttpRequest, preview: UUID) -> HttpResponse:
    """Go on without the holder's yes."""
    return _decided(request, preview, "on", answering.preview_go_on, _("已记录理由，这一行可以签发。"))


@staff_required(*ISSUERS)
@require_POST
@never_cache
def take_out(request: HttpRequest, preview: UUID) -> HttpResponse:
    """Take the row out of the list."""
    return _decided(request, preview, "out", answering.row_take_out, _("已移出名单，这一行不签发。"))


@sensitive_post_parameters()
@staff_required(*ISSUERS)
@require_POST
@never_cache
def correct(request: HttpRequest, preview: UUID) -> HttpResponse:
    """Correct the row; the holder is asked anew."""
    user = signed_in(request)
    this = access_preview(user, preview, today=clock.today())
    form = RowCorrectForm(request.POST, request.FILES, prefix="row", kind=this.entry.face["kind"])
    if form.is_valid():
        given = dict(form.cleaned_data)
        picture = given.pop("photo")
        known = {key: given.pop(key) for key in ("seen", "identity_type", "number")}
        try:
            new = correcting.row_correct(
                actor=user,
                preview=this,
                corrected=given,
                photo=picture.read() if picture else None,
                now=clock.now(),
                **known,
            )
        except (InvalidError, RefusedError) as error:
            _put(form, error)
        else:
            messages.success(request, _("已更正，并请本人重新核对。"))
            return redirect("certificates_row", preview=new.pk)
    return _page(request, user, this, correct=form, status=422)


@staff_required(*ISSUERS)
@require_POST
@never_cache
def all_go_on(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Go on with all rows without an account, or without an answer in time."""
    user = signed_in(request)
    this = access_batch(user, batch, today=clock.today())
    form = RowsForm(request.POST)
    if not form.is_valid():
        raise RefusedError(
            "E-CER-113", "；".join(str(text) for texts in form.errors.values() for text in texts)
        )
    count = answering.rows_go_on(
        actor=user,
        batch=this,
        standing=Standing(form.cleaned_data["standing"]),
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )
    messages.success(request, _("已对 %(n)s 行记录理由，可以签发。") % {"n": count})
    return redirect("certificates_list", batch=this.pk)


def _decided(
    request: HttpRequest, preview: UUID, name: str, act: Callable[..., object], told: str
) -> HttpResponse:
    """Do what needs a reason, and come back to the list."""
    user = signed_in(request)
    this = access_preview(user, preview, today=clock.today())
    form = RowForm(request.POST, prefix=name)
    if form.is_valid():
        try:
            act(actor=user, preview=this, now=clock.now(), **form.cleaned_data)
        except RefusedError as error:
            _put(form, error)
        else:
            messages.success(request, told)
            return redirect("certificates_list", batch=this.entry.batch_id)
    return _page(request, user, this, status=422, **{name: form})


def _put(form: RowForm | RowCorrectForm, error: InvalidError | RefusedError) -> None:
    """Put what is refused beside the form; whoever may not do it at all gets a page that says so."""
    if isinstance(error, NotAllowedError):
        raise error
    put(form, error)


def _page(
    request: HttpRequest, user: User, this: Preview, *, status: int = 200, **forms: Any
) -> HttpResponse:
    entry, today = this.entry, clock.today()
    batch = entry.batch
    acts = (
        this.superseded_at is None
        and batch.state == BatchState.PROPOSED
        and may_issue(user, batch.authority, today=today)
    )
    seen = {"seen": this.row_version}
    context = {
        "preview": this,
        "entry": entry,
        "batch": batch,
        "acts": acts,
        "may_go_on": standing_of(this, today) in answering.OPEN,
        "before": entry.previews.exclude(superseded_at=None).exclude(pk=this.pk),
        "on": RowForm(prefix="on", initial=seen),
        "out": RowForm(prefix="out", initial=seen),
        "correct": RowCorrectForm(prefix="row", kind=entry.face["kind"], initial={**entry.face, **seen}),
        **forms,
    }
    return render(request, "certificates/row.html", context, status=status)
