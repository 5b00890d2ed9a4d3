"""Keeping a self-check under a code, taking it up again, deleting it, beginning anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guantong.portal import clock
from guantong.portal.accounts.models import User
from guantong.portal.refusals import InvalidError, RefusedError
from guantong.portal.selfcheck.codes import code_from, digest_of, new_seed, shown
from guantong.portal.selfcheck.selectors import KEY, keep_in, sheet_in, told
from guantong.portal.selfcheck.services import delete_check, resume_check, save_check, start_record

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SEED: Final = "selfcheck_seed"
SAVED: Final = "selfcheck_saved"
UNTIL: Final = "selfcheck_until"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """Keep the answers, and show the code as long as this browser's session lasts."""
    sheet = sheet_in(request.session)
    if request.method == "POST":
        if sheet is None:
            return redirect("selfcheck_start")
        before = request.session.get(SAVED)
        seed = request.session.get(SEED) or new_seed()
        kept = save_check(sheet=sheet, seed=seed, now=clock.now(), saved=UUID(before) if before else None)
        if kept.code_digest == digest_of(code_from(seed)):
            request.session[SEED] = seed
        request.session[SAVED] = str(kept.id)
        request.session[UNTIL] = kept.expires_at.isoformat()
        return redirect("selfcheck_saved")
    seed = request.session.get(SEED)
    if SAVED not in request.session:
        return redirect("selfcheck_result" if sheet else "selfcheck_start")
    context = {"code": shown(code_from(seed)) if seed else "", "until": request.session.get(UNTIL)}
    return render(request, "selfcheck/saved.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Take up what is kept under a code."""
    if request.method != "POST":
        return render(request, "selfcheck/resume.html")
    typed = request.POST.get("code", "")[:80]
    try:
        sheet, kept = resume_check(typed=typed, place=request.META.get("REMOTE_ADDR", ""), now=clock.now())
    except RefusedError as refusal:
        return render(request, "selfcheck/resume.html", {"refusal": refusal, "typed": typed})
    keep_in(request.session, sheet)
    request.session[SAVED] = str(kept)
    request.session.pop(SEED, None)
    return redirect("selfcheck_result")


@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Delete what is kept under the code; the answers in this browser stay until its session ends."""
    kept = request.session.pop(SAVED, None)
    for key in (SEED, UNTIL):
        request.session.pop(key, None)
    if kept is not None:
        delete_check(saved=UUID(kept), now=clock.now())
    messages.success(request, _("已经删除，保存码不能再用。"))
    return redirect("selfcheck_result" if sheet_in(request.session) else "selfcheck_start")


@require_POST
def over(request: HttpRequest) -> HttpResponse:
    """Forget the answers in this browser."""
    for key in (KEY, SEED, SAVED, UNTIL):
        request.session.pop(key, None)
    messages.success(request, _("本机上的回答已经清除。"))
    return redirect("selfcheck_start")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Begin one's record with the answers: shown first, done on a press of the button."""
    sheet, user = sheet_in(request.session), request.user
    if sheet is None:
        return redirect("selfcheck_start")
    if request.method != "POST" or not isinstance(user, User):
        return render(request, "selfcheck/record.html", {"told": told(sheet, clock.today())})
    try:
        start_record(user=user, sheet=sheet, now=clock.now())
    except InvalidError as error:
        context = {"told": told(sheet, clock.today()), "refusals": error.refusals}
        return render(request, "selfcheck/record.html", context)
    messages.success(request, _("已经填入档案，都标为“本人填写”。请逐项补上证明材料。"))
    return redirect("record")
