"""Authorities and what they may issue: looked at, changed by two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import clock
from ...accounts.access import has_role, signed_in, staff_required
from ...accounts.models import Role
from ...accounts.persons import same_person
from ...certificates import mandates, register
from ...certificates.access import (
    KEEPERS,
    READERS,
    REGISTER_READERS,
    access_mandate,
    access_registered,
    access_remit,
    sees_register,
)
from ...certificates.mandate_rules import faults
from ...certificates.models import Kind, Outcome, Step
from ...policies.access import enforcing_office, may_propose
from ...refusals import InvalidError, RefusedError
from ..organisations.refusing import put
from .authority_forms import FORMS, EnterForm, RemitEndForm
from .forms import DecideForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...accounts.models import User
    from ...certificates.models import IssuingAuthority, Mandate, Remit
    from .authority_forms import MandateForm

PAGE: Final = 20
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@staff_required(*REGISTER_READERS)
@require_GET
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """Who may issue what: all for who keeps the register, else one's own; and what waits to be decided."""
    user, today = signed_in(request), clock.today()
    found = register.register(user, today=today)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "waiting": register.waiting_mandates(user, today=today),
        "proposes": may_propose(user, today=today),
        "kinds": Kind.choices,
        **_shell(user),
    }
    return render(request, "certificates/authorities.html", context)


@staff_required(*REGISTER_READERS)
@require_GET
@never_cache
def one(request: HttpRequest, authority: UUID) -> HttpResponse:
    """An authority, what it may issue, and how that came about."""
    user, today = signed_in(request), clock.today()
    this = access_registered(user, authority, today=today)
    context = {
        "authority": this,
        "remits": this.remits.select_related("authority"),
        "today": today,
        "history": register.mandates_of(this, inside=sees_register(user, today=today)),
        "inside": sees_register(user, today=today),
        "steps": _open_steps(this) if may_propose(user, today=today) else [],
        **_shell(user),
    }
    return render(request, "certificates/authority.html", context)


@staff_required(Role.POLICY_OFFICER)
@_get_or_post
@never_cache
def enter(request: HttpRequest, kind: str) -> HttpResponse:
    """Propose a new authority."""
    if kind not in Kind.values:
        raise Http404
    form = EnterForm(request.POST if request.method == "POST" else None, kind=kind)
    return _proposing(request, form, Step.ENTER)


@staff_required(Role.POLICY_OFFICER)
@_get_or_post
@never_cache
def propose(request: HttpRequest, authority: UUID, step: str) -> HttpResponse:
    """Propose a change of an authority, or a remit."""
    this = access_registered(signed_in(request), authority, today=clock.today())
    if step not in FORMS:
        raise Http404
    form = FORMS[Step(step)](request.POST if request.method == "POST" else None, authority=this)
    return _proposing(request, form, Step(step), authority=this)


@staff_required(Role.POLICY_OFFICER)
@_get_or_post
@never_cache
def end_remit(request: HttpRequest, remit: UUID) -> HttpResponse:
    """Propose the end of a remit."""
    this = access_remit(signed_in(request), remit, today=clock.today())
    form = RemitEndForm(request.POST if request.method == "POST" else None, authority=this.authority)
    return _proposing(request, form, Step.REMIT_END, authority=this.authority, remit=this)


def _proposing(
    request: HttpRequest,
    form: MandateForm,
    step: Step,
    *,
    authority: IssuingAuthority | None = None,
    remit: Remit | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = mandates.mandate_propose(
                actor=signed_in(request),
                step=step,
                authority=authority,
                remit=remit,
                content=form.content(),
                document=given["document"],
                clause=given["clause"],
                reason=given["reason"],
                effective_on=given.get("effective_on"),
                now=clock.now(),
            )
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            messages.success(request, _("已提出，等另一人确认。"))
            return redirect("certificates_mandate", mandate=made.pk)
    context = {"form": form, "step": step, "authority": authority, "remit": remit}
    return render(request, "certificates/mandate_form.html", context, status=422 if form.errors else 200)


@staff_required(*KEEPERS)
@require_GET
@never_cache
def mandate(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """A change that was proposed, and what became of it."""
    user = signed_in(request)
    this = access_mandate(user, mandate, today=clock.today())
    return render(request, "certificates/mandate.html", _page_of(user, this))


@staff_required(Role.OFFICE_LEADER)
@require_POST
def decide(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """Agree to what a policy officer proposed, or not."""
    user = signed_in(request)
    this = access_mandate(user, mandate, today=clock.today())
    form = DecideForm(request.POST)
    if form.is_valid():
        agree = form.cleaned_data["agree"] == "yes"
        try:
            mandates.mandate_decide(
                actor=user, mandate=this, agree=agree, note=form.cleaned_data["note"], now=clock.now()
            )
        except InvalidError as error:
            put(form, error)
        except RefusedError as error:
            if error.field is None:
                raise
            put(form, error)
        else:
            messages.success(request, _("已确认并生效。") if agree else _("已记录不同意。"))
            return redirect("certificates_mandate", mandate=this.pk)
    return render(request, "certificates/mandate.html", {**_page_of(user, this), "form": form}, status=422)


@staff_required(Role.POLICY_OFFICER)
@require_POST
def withdraw(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """Take back what one proposed oneself."""
    user = signed_in(request)
    this = access_mandate(user, mandate, today=clock.today())
    mandates.mandate_withdraw(actor=user, mandate=this, now=clock.now())
    messages.success(request, _("已收回。"))
    return redirect("certificates_mandate", mandate=this.pk)


def _open_steps(authority: IssuingAuthority) -> list[Step]:
    """What may be proposed of an authority; one that ended changes no more."""
    if not authority.active:
        return []
    return [step for step in FORMS if step != Step.FORMAL or authority.demonstration]


def _page_of(user: User, this: Mandate) -> dict[str, Any]:
    today = clock.today()
    waits = this.outcome == Outcome.OPEN
    another = not same_person(user, this.proposed_by)
    decides = waits and another and enforcing_office(user, today=today) is not None
    ended = this.remit if this.step == Step.REMIT_END else None
    after = register.issued_after(ended, this.effective_on) if ended and this.effective_on else 0
    return {
        "mandate": this,
        "form": DecideForm() if decides else None,
        "decides": decides,
        "withdraws": waits and this.proposed_by_id == user.pk,
        "waits": waits,
        "hindrances": [one.text for one in faults(this, today=today, confirming=True)] if waits else [],
        "issued_after": after,
    }


def _shell(user: User) -> dict[str, bool]:
    """Whether the page of lists is open to the person, so that it can be linked to."""
    return {"issues_too": has_role(user, *READERS, today=clock.today())}
