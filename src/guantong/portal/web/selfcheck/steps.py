"""The steps of the self-check: where it begins, one question a page, an occupation looked for while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guantong.policy import load_policy
from guantong.portal import clock
from guantong.portal.refusals import InvalidError
from guantong.portal.selfcheck.asking import answered, passed_over, with_row, without_row
from guantong.portal.selfcheck.occupations import find_occupations
from guantong.portal.selfcheck.questions import Field, question_named
from guantong.portal.selfcheck.questions.occupation import CHOICE
from guantong.portal.selfcheck.selectors import before, keep_in, progress, sheet_in, to_ask
from guantong.portal.selfcheck.sheet import REQUIRED, Sheet

from .screens import LONGEST_SENT, Shown, sent, shown

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from guantong.portal.selfcheck.asking import Waiting
    from guantong.portal.selfcheck.questions import Question, Values

THEN_RESULT: Final = "result"
_NO_FIELD: Final = Field("value", "", "occupation")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What the self-check is; beginning it forgets an earlier one of this browser."""
    if request.method == "POST":
        exam = request.POST.get("aim") == "exam"
        sheet = Sheet(careers=not exam)
        keep_in(request.session, sheet)
        return redirect("selfcheck_step", "exam") if exam else redirect(_next(sheet, clock.today()))
    sheet_now = sheet_in(request.session)
    begun = sheet_now is not None and bool(sheet_now.put)
    return render(request, "selfcheck/start.html", {"begun": begun})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One question: shown, answered, or passed over."""
    question, today = question_named(name), clock.today()
    if question is None:
        raise Http404
    sheet = sheet_in(request.session)
    if sheet is None:
        return _expired(request)
    if not question.applies(sheet):
        messages.info(request, _("这一题已经不用答了，请从这里继续。"))
        return redirect(_next(sheet, today))
    if request.method != "POST":
        return _page(request, question, sheet, question.read(sheet))
    values = sent(question, sheet, today, dict(request.POST.lists()))
    if "find" in request.POST:
        return _page(request, question, sheet, {**values, CHOICE: []})
    try:
        if "unsure" in request.POST:
            changed = passed_over(sheet, question, today)
        else:
            changed = answered(sheet, question, values, today)
    except InvalidError as error:
        return _page(request, question, sheet, values, error)
    keep_in(request.session, changed)
    return redirect(_after(changed, name, today, to_result=request.POST.get("then") == THEN_RESULT))


@require_POST
def rows(request: HttpRequest) -> HttpResponse:
    """Add a certificate, a title or a period of work, or take one away."""
    sheet, today = sheet_in(request.session), clock.today()
    if sheet is None:
        return _expired(request)
    if request.POST.get("add") in REQUIRED:
        sheet = with_row(sheet, request.POST["add"])
    listed, _dash, number = request.POST.get("remove", "").partition("-")
    if listed in REQUIRED and number.isascii() and number.isdigit() and len(number) < 3:
        sheet = without_row(sheet, listed, int(number) - 1)
    keep_in(request.session, sheet)
    return redirect(_next(sheet, today))


@require_GET
def occupations(request: HttpRequest) -> HttpResponse:
    """The occupations that may be meant by what is being typed, as a part of the page."""
    typed = request.GET.get("value", "")[:LONGEST_SENT]
    field = Shown(_NO_FIELD, (typed,), (), found=find_occupations(typed))
    return render(request, "selfcheck/found.html", {"shown": field})


def _page(
    request: HttpRequest, question: Question, sheet: Sheet, values: Values, error: InvalidError | None = None
) -> HttpResponse:
    today = clock.today()
    left = to_ask(sheet, today)
    asked = next((one for one in left if one.name == question.name), None)
    then = (request.POST if request.method == "POST" else request.GET).get("then", "")
    back = before(sheet, question.name)
    context = {
        "question": question,
        "title": question.title(sheet),
        "hint": question.hint(sheet),
        "fields": shown(question, sheet, today, values, error),
        "general": [r.text for r in error.refusals if not r.field] if error else [],
        "errors": error.refusals if error else (),
        "progress": progress(sheet, question.name, left),
        "why": _why(asked),
        "back": reverse("selfcheck_step", args=[back]) if back else reverse("selfcheck_start"),
        "then": THEN_RESULT if then == THEN_RESULT else "",
    }
    return render(request, "selfcheck/step.html", context)


def _why(asked: Waiting | None) -> dict[str, object] | None:
    """The clause that makes a question worth asking, with its gist."""
    if asked is None or asked.clause is None:
        return None
    return {"clause": asked.clause, "provision": load_policy().provision(asked.clause)}


def _expired(request: HttpRequest) -> HttpResponse:
    """The browser has no self-check (any more): what was just typed is shown, so that it is not lost."""
    typed = [
        value[:LONGEST_SENT]
        for key, values in request.POST.lists()
        if key not in ("csrfmiddlewaretoken", "then", "unsure", "find")
        for value in values
        if value
    ]
    if request.method != "POST":
        return redirect("selfcheck_start")
    return render(request, "selfcheck/expired.html", {"typed": typed}, status=410)


def _after(sheet: Sheet, name: str, today: date, *, to_result: bool) -> str:
    """Where to go after an answer: on through what was put before, then to what is still open, then to the result."""
    left = to_ask(sheet, today)
    if to_result and not (left and left[0].clause is None):
        return reverse("selfcheck_result")
    place = sheet.put.index(name) + 1
    if not to_result and place < len(sheet.put):
        return reverse("selfcheck_step", args=[sheet.put[place]])
    return _first(left)


def _next(sheet: Sheet, today: date) -> str:
    return _first(to_ask(sheet, today))


def _first(left: tuple[Waiting, ...]) -> str:
    return reverse("selfcheck_step", args=[left[0].name]) if left else reverse("selfcheck_result")
