"""What officers have settled: confirmed facts, precedents and chosen readings, for everybody to read, for officers to add to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guantong.policy import load_policy

from ... import clock
from ...accounts.access import has_role, staff_required
from ...policies.access import PROPOSES, READERS, may_propose
from ...policies.facts import stated, unconfirmed_facts
from ...policies.models import ChosenReading, Confirmation, Precedent
from ...policies.selectors import policy_in_force, rulings, says_still
from ...policies.services import fact_propose, precedent_propose, reading_propose
from ...refusals import RefusedError
from .forms import ChooseForm, ConfirmForm, PrecedentForm
from .ruled import done, shown
from .showing import Sure, language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

officers = staff_required(PROPOSES)


@require_GET
def facts(request: HttpRequest) -> HttpResponse:
    """What is unconfirmed, and what was confirmed by whom, when and at which source."""
    lang, today = language(), clock.today()
    listed = [
        (shown(one, today, lang), says_still(one.fact, one.statement))
        for one in rulings(Confirmation, drafts=_reads(request))
    ]
    waiting = {one.row.fact for one, _still in listed if one.row.waits}  # type: ignore[attr-defined]
    context = {
        "unconfirmed": [
            (fact, Sure(fact.confidence, fact.source), fact.id in waiting)
            for fact in unconfirmed_facts(policy_in_force(today), lang)
        ],
        "confirmations": listed,
        "officer": may_propose(request.user, today=today),
    }
    return render(request, "policies/facts.html", context)


def _reads(request: HttpRequest) -> bool:
    return has_role(request.user, *READERS, today=clock.today())


@officers
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """An officer proposes that a fact be called confirmed."""
    fact = request.POST.get("fact") or request.GET.get("fact", "")
    form = ConfirmForm(request.POST or None, initial={"fact": fact})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            fact_propose(actor=request.user, now=clock.now(), **given)  # type: ignore[arg-type]

        if done(form, act):
            messages.success(request, _("已提出。自治区职改办的负责人同意以后，答复不再标注未核实。"))
            return redirect("policies_facts")
    try:
        shown_fact = stated(load_policy(), fact, language())
    except (KeyError, ValueError, IndexError):
        raise RefusedError("E-POL-002", _("没有这项事实，请从未核实清单中选取。")) from None
    return render(
        request,
        "policies/confirm.html",
        {"form": form, "fact": shown_fact, "sure": Sure(shown_fact.confidence, shown_fact.source)},
    )


@require_GET
def precedents(request: HttpRequest) -> HttpResponse:
    """What authorities decided, so that the next case is answered alike."""
    today, lang = clock.today(), language()
    listed = [shown(one, today, lang) for one in rulings(Precedent, drafts=_reads(request))]
    context = {"precedents": listed, "officer": may_propose(request.user, today=today)}
    return render(request, "policies/precedents.html", context)


@officers
@require_http_methods(["GET", "POST"])
def record_precedent(request: HttpRequest) -> HttpResponse:
    """An officer proposes that a decision answer the next case."""
    form = PrecedentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.given()

        def act() -> None:
            precedent_propose(actor=request.user, now=clock.now(), **given)  # type: ignore[arg-type]

        if done(form, act):
            messages.success(request, _("已提出。自治区职改办的负责人同意以后，同样的情况按这一认定答复。"))
            return redirect("policies_precedents")
    return render(request, "policies/precedent.html", {"form": form})


@officers
@require_http_methods(["GET", "POST"])
def choose_reading(request: HttpRequest, reading: str) -> HttpResponse:
    """An officer proposes how a point that the text leaves open is read here."""
    policy, lang, today = policy_in_force(clock.today()), language(), clock.today()
    found = policy.readings.get(reading)
    if found is None or not found.options:
        raise Http404
    options = [(option, text.in_(lang)) for option, text in found.options.items()]
    form = ChooseForm(request.POST or None, options=options, today=today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            reading_propose(actor=request.user, reading=reading, now=clock.now(), **given)  # type: ignore[arg-type]

        if done(form, act):
            messages.success(request, _("已提出。自治区职改办的负责人同意以后，自生效日期起按它答复。"))
            return redirect("policies_reading", reading=reading)
    context = {
        "form": form,
        "reading": found,
        "question": found.question.in_(lang),
        "decided_by": found.decided_by.in_(lang),
        "now_read": dict(options)[policy.choices.get(reading, found.default)],
    }
    return render(request, "policies/choose.html", context)


def choices_of(request: HttpRequest, reading: str) -> list[object]:
    """What was chosen for a reading here, what holds first; proposals for those who may see them."""
    rows = rulings(ChosenReading, drafts=_reads(request)).filter(reading=reading)
    return [shown(row, clock.today(), language()) for row in rows]
