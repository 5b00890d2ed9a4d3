"""The page on which typed text waits after signing in again, and the page for where it cannot wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .typed import SECONDS, forget, kept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from .typed import Typed


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def kept_text(request: HttpRequest) -> HttpResponse:
    """What was typed when the session ended, to send again; or to throw away."""
    if request.method == "POST":
        forget(request)
        messages.success(request, _("已丢弃。"))
        return redirect("desk")
    return render(request, "account/kept.html", {"typed": kept(request), "minutes": SECONDS // 60})


@never_cache
def session_over(request: HttpRequest, typed: Typed) -> HttpResponse:
    """The session was ended, or the text is too long to wait: it is given back to the browser it came from."""
    return render(request, "account/session_over.html", {"typed": typed}, status=403)
