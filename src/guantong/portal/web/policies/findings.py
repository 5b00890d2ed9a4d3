"""What officers have found out: confirmed facts and precedents, for everybody to read and for officers to add to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guantong.policy import load_policy

from ... import clock
from ...accounts.access import has_role, staff_required
from ...accounts.models import Role
from ...policies.access import access_confirmation, access_precedent
from ...policies.facts import stated, unconfirmed_facts
from ...policies.selectors import confirmations as all_confirmations
from ...policies.selectors import policy_in_force, says_still
from ...policies.selectors import precedents as all_precedents
from ...policies.services import confirmation_withdraw, fact_confirm, precedent_record, precedent_withdraw
from ...refusals import InvalidError, NotAllowedError, RefusedError
from .forms import ConfirmForm, PrecedentForm, WithdrawForm
from .showing import Sure, language, subject

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

officers = staff_required(Role.POLICY_OFFICER)


def _is_officer(request: HttpRequest) -> bool:
    return has_role(request.user, Role.POLICY_OFFICER, today=clock.today())


@require_GET
def facts(request: HttpRequest) -> HttpResponse:
    """What is unconfirmed, and what was confirmed by whom, when and at which source."""
    lang = language()
    context = {
        "unconfirmed": [
            (fact, Sure(fact.confidence, fact.source))
            for fact in unconfirmed_facts(policy_in_force(clock.today()), lang)
        ],
        "confirmations": [
            (one, stated(load_policy(), one.fact, lang).statement if still else one.statement, still)
            for one in all_confirmations()
            for still in (says_still(one.fact, one.statement),)
        ],
        "officer": _is_officer(request),
    }
    return render(request, "policies/facts.html", context)


@officers
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """An officer confirms a fact."""
    fact = request.POST.get("fact") or request.GET.get("fact", "")
    form = ConfirmForm(request.POST or None, initial={"fact": fact})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            fact_confirm(actor=request.user, now=clock.now(), **given)  # type: ignore[arg-type]

        if _done(form, act):
            messages.success(request, _("已核实，今后的答复不再标注未核实。"))
            return redirect("policies_facts")
    try:
        shown = stated(load_policy(), fact, language())
    except (KeyError, ValueError, IndexError):
        raise RefusedError("E-POL-002", _("没有这项事实，请从未核实清单中选取。")) from None
    return render(
        request,
        "policies/confirm.html",
        {"form": form, "fact": shown, "sure": Sure(shown.confidence, shown.source)},
    )


@officers
@require_http_methods(["GET", "POST"])
def withdraw_confirmation(request: HttpRequest, confirmation: UUID) -> HttpResponse:
    """An officer takes a confirmation back."""
    found = access_confirmation(request.user, confirmation, today=clock.today())

    def act(reason: str) -> None:
        confirmation_withdraw(actor=request.user, confirmation=found, reason=reason, now=clock.now())  # type: ignore[arg-type]

    return _withdraw(request, found.statement, act, "policies_facts")


@require_GET
def precedents(request: HttpRequest) -> HttpResponse:
    """What authorities decided, so that the next case is answered alike."""
    listed = [(one, subject(one.about, language())) for one in all_precedents()]
    return render(
        request, "policies/precedents.html", {"precedents": listed, "officer": _is_officer(request)}
    )


@officers
@require_http_methods(["GET", "POST"])
def record_precedent(request: HttpRequest) -> HttpResponse:
    """An officer records a decision."""
    form = PrecedentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.given()

        def act() -> None:
            precedent_record(actor=request.user, now=clock.now(), **given)  # type: ignore[arg-type]

        if _done(form, act):
            messages.success(request, _("已登记，今后同样的情况按这一认定答复。"))
            return redirect("policies_precedents")
    return render(request, "policies/precedent.html", {"form": form})


@officers
@require_http_methods(["GET", "POST"])
def withdraw_precedent(request: HttpRequest, precedent: UUID) -> HttpResponse:
    """An officer takes a precedent back."""
    found = access_precedent(request.user, precedent, today=clock.today())

    def act(reason: str) -> None:
        precedent_withdraw(actor=request.user, precedent=found, reason=reason, now=clock.now())  # type: ignore[arg-type]

    return _withdraw(request, subject(found.about, language()), act, "policies_precedents")


def _withdraw(request: HttpRequest, what: str, act: Callable[[str], None], back: str) -> HttpResponse:
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(form, lambda: act(form.cleaned_data["reason"])):
        messages.success(request, _("已撤回，记录仍然保留。"))
        return redirect(back)
    return render(request, "policies/withdraw.html", {"form": form, "what": what, "back": back})


def _done(form: Form, act: Callable[[], None]) -> bool:
    """Whether the service did it; what it refuses is shown beside the form."""
    try:
        act()
    except InvalidError as error:
        refusals = error.refusals
    except NotAllowedError:
        raise
    except RefusedError as error:
        refusals = (error,)
    else:
        return True
    for refusal in refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
    return False
