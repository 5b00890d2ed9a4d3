"""The working calendar: a year at a glance, a period counted day by day; and the clock of a demonstration."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ... import clock
from ...accounts.access import staff_required
from ...accounts.models import Role
from ...calendar.arrangements import arrangements
from ...calendar.days import add_working_days
from ...calendar.moving import clock_move
from ...organisations.selectors import closed_days, offices
from ...refusals import RefusedError
from .forms import ClockForm, PeriodForm
from .year import FIRST, LAST, MARKS, NAMES, months_of, notices_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ...calendar.days import Deadline
    from ...organisations.models import Office


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A year, and, where an event and a number of days are given, the days that count."""
    acting = offices()
    asked = {"event", "days"} & request.GET.keys()
    form = PeriodForm(request.GET if asked else None, offices=acting)
    deadline = _deadline(form, acting) if asked and form.is_valid() else None
    today = clock.today()
    year = _year(request.GET.get("year", ""), deadline.day if deadline else today)
    context = {
        "form": form,
        "deadline": deadline,
        "names": NAMES,
        "marks": [(mark, NAMES[kind]) for kind, mark in MARKS.items() if kind != "closed"],
        "year": year,
        "years": range(FIRST, LAST + 1),
        "months": months_of(year, today),
        "notices": notices_of(year),
        "published": arrangements().published(year),
    }
    return render(request, "calendar/calendar.html", context, status=422 if form.errors else 200)


@staff_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def clock_page(request: HttpRequest) -> HttpResponse:
    """Move the clock of a demonstration; elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    form = ClockForm(request.POST if request.method == "POST" and "reset" not in request.POST else None)
    if request.method == "POST" and ("reset" in request.POST or form.is_valid()):
        assert request.user.is_authenticated  # noqa: S101 - by its role
        to = None if "reset" in request.POST else form.cleaned_data["to"]
        try:
            clock_move(actor=request.user, to=to, now=clock.now())
        except RefusedError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
        else:
            messages.success(request, _("时钟已经移动。") if to else _("时钟已经恢复为真实时间。"))
            return HttpResponseRedirect(reverse("calendar_clock"))
    context = {"form": form, "now": clock.now(), "offset": clock.offset()}
    return render(request, "calendar/clock.html", context, status=422 if form.errors else 200)


def _deadline(form: PeriodForm, acting: list[Office]) -> Deadline | None:
    values = form.cleaned_data
    office = next((office for office in acting if str(office.id) == values["office"]), None)
    closed = closed_days(office, since=values["event"]) if office else frozenset[date]()
    try:
        return add_working_days(values["event"], values["days"], closed=closed)
    except ValueError:
        form.add_error("event", _("这个日期太远，算不出期限。请改日期。"))
        return None


def _year(text: str, otherwise: date) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else otherwise.year
    return min(max(year, FIRST), LAST)
