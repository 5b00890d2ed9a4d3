"""My certificates: downloaded, shared for a time, and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import clock
from ...accounts.access import signed_in
from ...certificates import holding, integrity, selectors
from ...certificates.access import access_own_certificate, access_own_share
from ...refusals import InvalidError, RefusedError
from ..organisations.refusing import put
from .files import answer_with, forms_of
from .forms import ClaimForm, CorrectForm, ShareForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...certificates.models import Certificate


@login_required
@require_GET
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """The certificates that are bound to the account, and what one is asked about before one is issued."""
    return _listed(request, ClaimForm())


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def claim(request: HttpRequest) -> HttpResponse:
    """Bind a certificate to the account by its code."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            found = holding.certificate_claim(actor=signed_in(request), now=clock.now(), **form.cleaned_data)
        except RefusedError as error:
            put(form, error)
        else:
            messages.success(request, _("已绑定到您的账户。"))
            return redirect("certificate_mine", certificate=found.pk)
    return _listed(request, form)


@login_required
@require_GET
@never_cache
def one(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """One's own certificate."""
    this = access_own_certificate(request.user, certificate)
    return _page(request, this)


@login_required
@require_GET
@never_cache
def file(request: HttpRequest, certificate: UUID, form: str) -> HttpResponse:
    """The file; taking it is an entry."""
    this = access_own_certificate(request.user, certificate)
    return answer_with(this, form, signed_in(request), clock.now())


@login_required
@require_POST
@never_cache
def share(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Make a link; it is shown on this page alone, once."""
    this = access_own_certificate(request.user, certificate)
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, this, share=form, status=422)
    link, token = holding.share_make(
        actor=signed_in(request), certificate=this, now=clock.now(), **form.cleaned_data
    )
    address = f"{request.build_absolute_uri(reverse('verify'))}#s.{token}"
    return _page(request, this, made=link, address=address)


@login_required
@require_POST
def unshare(request: HttpRequest, share: UUID) -> HttpResponse:
    """Withdraw a link."""
    link = access_own_share(request.user, share)
    holding.share_withdraw(actor=signed_in(request), link=link, now=clock.now())
    messages.success(request, _("链接已收回，再也打不开。"))
    return redirect("certificate_mine", certificate=link.certificate_id)


@login_required
@require_POST
def correct(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Ask for a correction."""
    this = access_own_certificate(request.user, certificate)
    form = CorrectForm(request.POST)
    if form.is_valid():
        try:
            holding.correction_ask(
                actor=signed_in(request), certificate=this, now=clock.now(), **form.cleaned_data
            )
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            messages.success(request, _("更正申请已送到发证机关，答复会在这里显示。"))
            return redirect("certificate_mine", certificate=this.pk)
    return _page(request, this, correct=form, status=422)


def _listed(request: HttpRequest, form: ClaimForm) -> HttpResponse:
    context = {
        "certificates": selectors.own_certificates(request.user),
        "asked": selectors.own_previews(request.user),
        "on_record": integrity.own_records(request.user, clock.today()),
        "form": form,
    }
    return render(request, "certificates/mine.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, this: Certificate, *, status: int = 200, **more: Any) -> HttpResponse:
    now = clock.now()
    context = {
        "certificate": this,
        "face": this.face,
        "history": selectors.history(this, inside=False),
        "shares": this.shares.filter(withdrawn_at=None, expires_at__gt=now),
        "uses": selectors.uses_of(this),
        "corrections": this.corrections.all(),
        "forms": forms_of(this),
        "share": ShareForm(),
        "correct": CorrectForm(),
        **more,
    }
    return render(request, "certificates/own.html", context, status=status)
