"""The result on one page of paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guantong.portal import clock
from guantong.portal.selfcheck.selectors import result, sheet_in, told

from .summary import summary

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """One page to show to the employer."""
    sheet = sheet_in(request.session)
    if sheet is None:
        return redirect("selfcheck_start")
    today = clock.today()
    made = summary(result(sheet, today), told(sheet, today))
    headers = {"Content-Disposition": f'inline; filename="selfcheck-{today:%Y%m%d}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
