"""Certificates for staff: found, looked at, changed by two persons; and holders answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import clock
from ...accounts.access import signed_in, staff_required
from ...accounts.persons import same_person
from ...audit.services import record_reading
from ...certificates import changes, holding, selectors
from ...certificates.access import (
    CHANGERS,
    DECIDERS,
    ISSUERS,
    READERS,
    access_certificate,
    access_change,
    access_correction,
)
from ...certificates.life import acts_for, open_to, transitions
from ...certificates.models import Outcome
from ...refusals import InvalidError, RefusedError
from ..organisations.refusing import put
from .files import answer_with, forms_of
from .forms import ChangeForm, DecideForm, ReplaceForm, day_or_none

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from ...accounts.models import User
    from ...certificates.models import Certificate

PAGE: Final = 50


@staff_required(*READERS)
@require_GET
@never_cache
def found(request: HttpRequest) -> HttpResponse:
    """The certificates of one's authorities; sought by whole number or whole name."""
    search = request.GET.get("q", "").strip()[:80].replace("\0", "")
    rows = selectors.certificates_for(signed_in(request), today=clock.today(), search=search)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "certificates/all.html", {"page": page, "search": search})


@staff_required(*READERS)
@require_GET
@never_cache
def one(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """One certificate with its history, and what may be done with it."""
    user, today = signed_in(request), clock.today()
    this = access_certificate(user, certificate, today=today)
    record_reading(actor=user, subject=this, what="certificate", now=clock.now())
    return render(request, "certificates/one.html", _page_of(user, this))


@staff_required(*READERS)
@require_GET
@never_cache
def file(request: HttpRequest, certificate: UUID, form: str) -> HttpResponse:
    """The file, for staff."""
    user = signed_in(request)
    this = access_certificate(user, certificate, today=clock.today())
    return answer_with(this, form, user, clock.now())


@sensitive_post_parameters()
@staff_required(*CHANGERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def propose(request: HttpRequest, certificate: UUID, transition: str) -> HttpResponse:
    """Propose a change of state."""
    user, today = signed_in(request), clock.today()
    this = access_certificate(user, certificate, today=today)
    way = transitions().get(transition)
    if way is None or way not in open_to(user, this, today=today):
        raise Http404
    kind = ReplaceForm if transition == "replace" else ChangeForm
    form = kind(request.POST if request.method == "POST" else None, way=way)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        corrected = {key: given[key] for key in changes.CORRECTABLE if given.get(key)}
        try:
            changes.change_propose(
                actor=user,
                certificate=this,
                transition=transition,
                reason_code=given["reason_code"],
                reason=given["reason"],
                document=given["document"],
                clause=given["clause"],
                effective_on=day_or_none(form),
                corrected=corrected,
                now=clock.now(),
            )
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            told = _("已提出，等另一人确认。") if way.two_persons else _("已办理。")
            messages.success(request, told)
            return redirect("certificate", certificate=this.pk)
    asked = this.corrections.all() if transition == "replace" else ()
    context = {"form": form, "certificate": this, "way": way, "corrections": asked}
    return render(request, "certificates/change.html", context, status=422 if form.errors else 200)


@staff_required(*DECIDERS)
@require_POST
def decide(request: HttpRequest, change: UUID) -> HttpResponse:
    """Agree to what another person proposed, or not."""
    user = signed_in(request)
    this = access_change(user, change, today=clock.today())
    form = DecideForm(request.POST)
    if not form.is_valid():
        return render(
            request, "certificates/one.html", _page_of(user, this.certificate) | {"decide": form}, status=422
        )
    agree = form.cleaned_data["agree"] == "yes"
    changes.change_decide(
        actor=user, change=this, agree=agree, note=form.cleaned_data["note"], now=clock.now()
    )
    messages.success(request, _("已确认并生效。") if agree else _("已记录不同意。"))
    return redirect("certificate", certificate=this.certificate_id)


@staff_required(*CHANGERS)
@require_POST
def withdraw(request: HttpRequest, change: UUID) -> HttpResponse:
    """Take back what one proposed oneself."""
    user = signed_in(request)
    this = access_change(user, change, today=clock.today())
    changes.change_withdraw(actor=user, change=this, now=clock.now())
    messages.success(request, _("已收回。"))
    return redirect("certificate", certificate=this.certificate_id)


@staff_required(*ISSUERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, correction: UUID) -> HttpResponse:
    """Answer a holder who asked for a correction."""
    user, today = signed_in(request), clock.today()
    this = access_correction(user, correction, today=today)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        accept = form.cleaned_data["agree"] == "yes"
        try:
            holding.correction_answer(
                actor=user, correction=this, accept=accept, answer=form.cleaned_data["note"], now=clock.now()
            )
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            if accept:
                messages.success(request, _("已受理。请在这里办理换发，由另一人确认。"))
                return redirect("certificate_change", certificate=this.certificate_id, transition="replace")
            messages.success(request, _("已答复。"))
            return redirect("certificate", certificate=this.certificate_id)
    context = {"form": form, "correction": this, "certificate": this.certificate}
    return render(request, "certificates/answer.html", context, status=422 if form.errors else 200)


def _page_of(user: User, this: Certificate) -> dict[str, Any]:
    today = clock.today()
    waiting = this.changes.filter(outcome=Outcome.OPEN).select_related("proposed_by").first()
    decides = (
        waiting is not None
        and not same_person(user, waiting.proposed_by)
        and acts_for(user, this.authority, transitions()[waiting.transition].deciders, today=today)
    )
    return {
        "certificate": this,
        "face": this.face,
        "history": selectors.history(this, inside=True),
        "waiting": waiting,
        "typed_by": selectors.typed_by(waiting) if waiting else "",
        "ways": [] if waiting else open_to(user, this, today=today),
        "decide": DecideForm() if decides else None,
        "own": waiting is not None and waiting.proposed_by_id == user.pk,
        "corrections": this.corrections.all(),
        "uses": selectors.uses_of(this, 10),
        "forms": forms_of(this),
    }
