"""The page of the result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from guantong.portal import clock
from guantong.portal.organisations.regions import PROVINCE, region_facts
from guantong.portal.organisations.selectors import competent_office
from guantong.portal.selfcheck.questions.question import language
from guantong.portal.selfcheck.selectors import keep_in, left_out, sheet_in, to_ask, told
from guantong.portal.selfcheck.selectors import result as result_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from guantong.portal.selfcheck.sheet import Sheet


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
    sheet = sheet_in(request.session)
    if sheet is None:
        return redirect("selfcheck_start")
    asked = request.POST.get("region", "")
    keep_in(request.session, replace(sheet, region=asked if asked in cities() else ""))
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


def cities() -> dict[str, str]:
    """The cities of the region, name by code; counties are asked through them."""
    zh = language() == "zh"
    return {
        place.code: place.zh if zh else place.en
        for place in region_facts().regions
        if place.code.endswith("00") and place.code != PROVINCE
    }
