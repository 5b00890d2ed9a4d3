"""Rulings on pages: each in words, those that wait, and how a second person agrees to them or does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guantong.policy import load_policy

from ... import clock
from ...accounts.access import staff_required
from ...dates import day
from ...policies.access import ENFORCES, PROPOSES, READERS, access_ruling, enforcing_office, may_propose
from ...policies.facts import stated
from ...policies.models import ChosenReading, Confirmation, Precedent, Ruling
from ...policies.readings import still_offered
from ...policies.rulings import ruling_accept, ruling_decline, withdrawal_propose
from ...policies.selectors import replaced_by, says_still, waiting
from ...refusals import InvalidError, NotAllowedError, RefusedError
from .forms import ReasonForm
from .showing import language, subject

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from guantong.policy.model import Language

    from ...accounts.models import User


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling for people: what it is about, what it says, whether it is in force, and where it belongs."""

    row: Ruling
    state: Ruling.State
    title: str
    says: str
    reason: str
    back: str

    @property
    def kind(self) -> str:
        """What sort of ruling it is."""
        return str(self.row._meta.verbose_name)

    @property
    def over(self) -> bool:
        """Whether it holds no more, or never held."""
        return self.state in (Ruling.State.OVER, Ruling.State.DROPPED)

    @property
    def holds(self) -> bool:
        """Whether answers follow it today."""
        return self.state in (Ruling.State.IN_FORCE, Ruling.State.LEAVING)


def shown(row: Ruling, today: date, lang: Language) -> Ruled:
    """A ruling in words; in those in which it was kept where the packs now say something else."""
    state = row.state(today)
    match row:
        case Confirmation():
            still = says_still(row.fact, row.statement)
            title = stated(load_policy(), row.fact, lang).statement if still else row.statement
            return Ruled(row, state, title, "", row.note, reverse("policies_facts"))
        case Precedent():
            says = _("是") if row.answer else _("否")
            return Ruled(row, state, subject(row.about, lang), says, row.reason, reverse("policies_precedents"))  # fmt: skip
        case ChosenReading():
            title, says = row.statement, ""
            if still_offered(row):
                found = load_policy().readings[row.reading]
                title, says = found.question.in_(lang), found.options[row.option].in_(lang)
            back = reverse("policies_reading", kwargs={"reading": row.reading})
            return Ruled(row, state, title, says, row.reason, back)
    raise TypeError(type(row))


def afterwards(row: Ruling, today: date, lang: Language) -> str:
    """What holds once a chosen reading is taken back, and from which day; nothing for other rulings.

    A choice that it took the place of does not come back: that choice ended when two persons agreed to this one, and
    only two persons make it hold again.
    """
    found = load_policy().readings.get(row.reading) if isinstance(row, ChosenReading) else None
    if found is None or not isinstance(row, ChosenReading) or row.effective_from is None:
        return ""
    default = found.options[found.default].in_(lang)
    if row.effective_from <= today:
        return _("自同意撤回之日起，按政策包建议的读法“{default}”。").format(default=default)
    before = replaced_by(row)
    old = found.options[before.option].in_(lang) if before else default
    from_day = day(row.effective_from)
    if before is None or before.option == found.default:
        return _("它还没有生效。{day}以前和以后都按政策包建议的读法“{default}”。").format(
            day=from_day, default=default
        )
    return _(
        "它还没有生效。{day}以前仍按先前选定的“{old}”；自{day}起按政策包建议的读法“{default}”，"
        "不会回到“{old}”。要让“{old}”在{day}以后继续，请另外提出选定它。"
    ).format(day=from_day, old=old, default=default)


@staff_required(*READERS)
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person."""
    listed = [shown(row, clock.today(), language()) for row in waiting()]
    return render(request, "policies/waiting.html", {"rulings": listed, **_may(request)})


@staff_required(*READERS)
@require_GET
def ruling(request: HttpRequest, ruling: UUID) -> HttpResponse:
    """One ruling with what can be done about it."""
    row = access_ruling(request.user, ruling, today=clock.today())
    context = {
        "one": shown(row, clock.today(), language()),
        "afterwards": afterwards(row, clock.today(), language()),
        **_may(request),
    }
    return render(request, "policies/ruling.html", context)


def _may(request: HttpRequest) -> dict[str, object]:
    today = clock.today()
    return {
        "officer": may_propose(request.user, today=today),
        "leader": enforcing_office(request.user, today=today) is not None,
    }


@staff_required(ENFORCES)
@require_POST
def accept(request: HttpRequest, ruling: UUID) -> HttpResponse:
    """A leader agrees to what waits."""
    row = access_ruling(request.user, ruling, today=clock.today())
    row.row_version = _seen(request.POST.get("seen", ""))
    try:
        made = ruling_accept(actor=request.user, ruling=row, now=clock.now())  # type: ignore[arg-type]
    except NotAllowedError:
        raise
    except RefusedError as error:
        messages.error(request, error.text)
        return redirect("policies_ruling", ruling=ruling)
    messages.success(request, _("已撤回，记录仍然保留。") if made.withdrawn_at else _("已同意。"))
    return redirect("policies_ruling", ruling=ruling)


def _seen(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


@staff_required(PROPOSES, ENFORCES)
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, ruling: UUID) -> HttpResponse:
    """A leader says no to what waits, or who proposed it takes the proposal back."""

    def act(actor: User, row: Ruling, reason: str) -> None:
        ruling_decline(actor=actor, ruling=row, reason=reason, now=clock.now())

    return _with_reason(request, ruling, act, "decline")


@staff_required(PROPOSES)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, ruling: UUID) -> HttpResponse:
    """An officer proposes that what is in force be taken back."""

    def act(actor: User, row: Ruling, reason: str) -> None:
        withdrawal_propose(actor=actor, ruling=row, reason=reason, now=clock.now())

    return _with_reason(request, ruling, act, "withdraw")


def _with_reason(
    request: HttpRequest, ruling: UUID, act: Callable[[User, Ruling, str], None], what: str
) -> HttpResponse:
    row = access_ruling(request.user, ruling, today=clock.today())
    form = ReasonForm(request.POST or None, initial={"seen": row.row_version})
    one = shown(row, clock.today(), language())
    if request.method == "POST" and form.is_valid():
        row.row_version = form.cleaned_data["seen"]
        if done(form, lambda: act(request.user, row, form.cleaned_data["reason"])):  # type: ignore[arg-type]
            messages.success(
                request,
                _("已提出撤回，等待同意。同意以前仍然有效。")
                if what == "withdraw"
                else _("已记下，没有采纳。"),
            )
            return redirect("policies_ruling", ruling=ruling)
    told = afterwards(row, clock.today(), language())
    context = {"form": form, "one": one, "what": what, "afterwards": told}
    return render(request, "policies/reason.html", context)


def done(form: Form, act: Callable[[], object]) -> bool:
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
