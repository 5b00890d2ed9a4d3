"""The page of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from guantong.portal import clock
from guantong.portal.organisations.selectors import competent_office, regions
from guantong.portal.selfcheck.selectors import keep_in, left_out, sheet_in, to_ask, told
from guantong.portal.selfcheck.selectors import result as result_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from guantong.portal.selfcheck.sheet import Sheet

CITY_DIGITS = 4
"""The digits of a code that name a city; those after them are 00 for the city itself."""


@never_cache
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """What may be applied for, when and why, by what was said."""
    sheet = sheet_in(request.session)
    if sheet is None:
        return redirect("selfcheck_start")
    return render(request, "selfcheck/result.html", context_of(sheet))


@require_POST
def region(request: HttpRequest) -> HttpResponse:
    """Keep where the person works, for whom to ask."""
    from dataclasses import replace

    sheet = sheet_in(request.session)
    if sheet is None:
        return redirect("selfcheck_start")
    asked = request.POST.get("region", "")
    known = {place.code for place in cities()}
    keep_in(request.session, replace(sheet, region=asked if asked in known else ""))
    return HttpResponseRedirect(reverse("selfcheck_result") + "#ask")


def context_of(sheet: Sheet) -> dict[str, Any]:
    """Everything the page shows."""
    today = clock.today()
    found = result_for(sheet, today)
    return {
        "sheet": sheet,
        "result": found,
        "told": told(sheet, today),
        "left": to_ask(sheet, today),
        "left_out": left_out(sheet),
        "cities": cities(),
        "office": competent_office(sheet.region or None, found.series),
    }


def cities() -> list[Any]:
    """The cities of the region; counties are asked through them."""
    return [place for place in regions() if place.code.endswith("00") and place.parent_id is not None]
