"""When a session ends and how it goes on; where somebody is signed in, and how they end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.base import UpdateError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ... import clock
from ...accounts.access import signed_in
from ...accounts.sessions import session_end, sessions_end_others, sessions_of
from ...dates import moment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def ending(request: HttpRequest) -> dict[str, Any]:
    """What every page says of the session: when it ends, as the portal's clock shows it, and how many seconds are left."""
    user, session = getattr(request, "user", None), getattr(request, "session", None)
    if user is None or not user.is_authenticated:
        return {}
    ends_at = getattr(session, "ends_at", None)
    if ends_at is None:
        return {}
    left = max(int((ends_at - timezone.now()).total_seconds()), 0)
    return {"session_ends": ends_at + clock.offset(), "session_left": left}


@login_required
@never_cache
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Go on for as long as a new session lasts; a script is told how long, a person is shown until when."""
    try:
        request.session.save()
    except UpdateError:  # it was ended elsewhere a moment ago
        return redirect(settings.LOGIN_URL)
    told = ending(request)
    if request.accepts("text/html"):
        return render(request, "account/session_stays.html")
    return JsonResponse({"left": told["session_left"], "until": moment(told["session_ends"])})


@login_required
@never_cache
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in."""
    found = sessions_of(signed_in(request), here=request.session.session_key)
    shift = clock.offset()
    listed = [(one, one.since and one.since + shift, one.ends_at + shift) for one in found]
    return render(request, "account/sessions.html", {"sessions": listed})


@login_required
@require_POST
def end(request: HttpRequest, mark: str) -> HttpResponse:
    """End one of them."""
    session_end(actor=signed_in(request), mark=mark, now=clock.now())
    messages.success(request, _("这处登录已结束。"))
    return redirect("account_sessions")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all but this one."""
    user, here = signed_in(request), request.session.session_key
    count = sessions_end_others(actor=user, user=user, here=here, now=clock.now())
    told = ngettext("已结束其他 %d 处登录。", "已结束其他 %d 处登录。", count) % count
    messages.success(request, told if count else _("没有其他登录。"))
    return redirect("account_sessions")
