"""The pages on which an organisation keeps its tokens: which there are, a new one, one of them and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import clock
from ..accounts.access import signed_in, staff_required
from ..refusals import InvalidError, RefusedError
from . import access
from .forms import RevokeForm, TokenForm
from .selectors import tokens_of, with_organisations
from .tokens import token_issue, token_revoke

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_ON_A_PAGE = 50


@staff_required(*access.READERS)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The organisations whose tokens the person keeps; the page of the only one. All tokens, for who sees them all."""
    user, today = signed_in(request), clock.today()
    if access.sees_all(user, today=today):
        page = Paginator(tokens_of(None), _ON_A_PAGE).get_page(request.GET.get("page"))
        return render(
            request,
            "api/tokens/all.html",
            {"page": page, "tokens": with_organisations(page.object_list, today=today)},
        )
    found = access.own_organisations(user, today=today)
    if len(found) == 1:
        kind, organisation = found[0]
        return redirect("tokens_of", kind=kind.value, organisation=organisation.pk)
    return render(request, "api/tokens/own.html", {"found": found})


@staff_required(*access.READERS)
@never_cache
@require_safe
def of_organisation(request: HttpRequest, kind: str, organisation: UUID) -> HttpResponse:
    """The tokens of one organisation."""
    user, today = signed_in(request), clock.today()
    found = access.access_organisation(user, kind, organisation, today=today)
    page = Paginator(tokens_of(found), _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "organisation": found,
        "page": page,
        "tokens": with_organisations(page.object_list, today=today),
        "keeps": access.may_keep(user, kind, organisation, today=today),
        "all": access.sees_all(user, today=today),
    }
    return render(request, "api/tokens/list.html", context)


@staff_required(*access.KEEPERS)
@never_cache
@_get_or_post
def make(request: HttpRequest, kind: str, organisation: UUID) -> HttpResponse:
    """Make a token. The answer to the form is the only page that ever shows it; nothing keeps it for another."""
    user, now, today = signed_in(request), clock.now(), clock.today()
    found = access.access_organisation(user, kind, organisation, today=today)
    if not access.may_keep(user, kind, organisation, today=today):
        raise Http404
    form = TokenForm(request.POST if request.method == "POST" else None)
    context = {"kind": kind, "organisation": found, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            issued = token_issue(
                actor=user,
                organisation_type=kind,
                organisation_id=str(organisation),
                now=now,
                **form.cleaned_data,
            )
        except (InvalidError, RefusedError) as error:
            form.put(error)
        else:
            return render(request, "api/tokens/made.html", {**context, "issued": issued})
    return render(request, "api/tokens/make.html", context, status=422 if form.errors else 200)


@staff_required(*access.READERS)
@never_cache
@_get_or_post
def one(request: HttpRequest, token: UUID) -> HttpResponse:
    """One token without its secret, and the form that stops it."""
    user, now, today = signed_in(request), clock.now(), clock.today()
    found = access.access_token(user, token, today=today)
    keeps = access.may_keep(user, found.organisation_type, found.organisation_id, today=today)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not keeps:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            token_revoke(actor=user, token_id=str(token), reason=form.cleaned_data["reason"], now=now)
        except (InvalidError, RefusedError) as error:
            form.put(error)
        else:
            messages.success(request, _("令牌已停用，即时生效。"))
            return redirect("tokens_one", token=token)
    (shown,) = with_organisations([found], today=today)
    context = {"shown": shown, "token": found, "form": form, "keeps": keeps}
    return render(request, "api/tokens/one.html", context, status=422 if form.errors else 200)
