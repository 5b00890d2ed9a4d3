"""The pages on which administrators enter and change organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ... import clock
from ...accounts.access import staff_required
from ...accounts.models import Role
from ...organisations import selectors, services
from ...organisations.access import READERS, access_organisation, administers
from ...organisations.models import KINDS, EvaluationBody
from ...refusals import InvalidError, RefusedError
from .forms import FORMS, ScopeForm
from .refusing import put

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...accounts.models import User

PAGE: Final = 50
NAMES: Final = {
    "office": pgettext_lazy("句中", "职改办"),
    "employer": gettext_lazy("用人单位"),
    "committee_office": pgettext_lazy("句中", "评委会办公室"),
    "evaluation_body": pgettext_lazy("句中", "评价机构"),
}
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise Http404


@staff_required(*READERS)
@require_GET
@never_cache
def listed(request: HttpRequest, kind: str) -> HttpResponse:
    """Every organisation of a kind; sought by name or code."""
    _known(kind)
    search = request.GET.get("q", "").strip()[:120].replace("\0", "")
    page = Paginator(selectors.organisations(kind, search), PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "name": NAMES[kind],
        "names": NAMES,
        "page": page,
        "search": search,
        "coded": kind in ("employer", "evaluation_body"),
        "administers": administers(cast("User", request.user), today=clock.today()),
    }
    return render(request, "organisations/list.html", context)


@staff_required(Role.ADMINISTRATOR)
@_get_or_post
@never_cache
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter an organisation."""
    _known(kind)
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.organisation_add(
                actor=cast("User", request.user), organisation=form.instance, now=clock.now()
            )
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            messages.success(request, _("%(name)s 已登记。") % {"name": made.name})
            return redirect("organisations_detail", kind=kind, organisation=made.id)
    title = _("登记%(kind)s") % {"kind": NAMES[kind]}
    context = {"form": form, "kind": kind, "title": title}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@staff_required(Role.ADMINISTRATOR)
@_get_or_post
@never_cache
def edit(request: HttpRequest, kind: str, organisation: UUID) -> HttpResponse:
    """Change an organisation."""
    user, today = cast("User", request.user), clock.today()
    found = access_organisation(user, kind, organisation, today=today)
    # the form writes what is typed into the object that it gets, so it gets one of its own
    typed_into = access_organisation(user, kind, organisation, today=today)
    form = FORMS[kind](request.POST if request.method == "POST" else None, instance=typed_into)
    if request.method == "POST" and form.is_valid():
        try:
            services.organisation_change(
                actor=user,
                organisation=found,
                row_version=form.cleaned_data["row_version"] or 0,
                values=form.values(),
                now=clock.now(),
            )
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            messages.success(request, _("修改已保存。"))
            return redirect("organisations_detail", kind=kind, organisation=found.id)
    context = {"form": form, "kind": kind, "title": _("修改登记"), "organisation": found}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@staff_required(Role.ADMINISTRATOR)
@_get_or_post
@never_cache
def scopes(request: HttpRequest, body: UUID) -> HttpResponse:
    """What an evaluation body certifies; add to it, or take from it with `remove`."""
    user = cast("User", request.user)
    found = access_organisation(user, "evaluation_body", body, today=clock.today())
    assert isinstance(found, EvaluationBody)  # noqa: S101 - by its kind
    removing = request.POST.get("remove", "")
    form = ScopeForm(request.POST if request.method == "POST" and not removing else None)
    if removing:
        for scope in found.scopes.all():
            if str(scope.id) == removing:
                services.scope_remove(actor=user, body=found, scope_id=scope.id, now=clock.now())
        return redirect("organisations_scopes", body=found.id)
    if request.method == "POST" and form.is_valid():
        try:
            services.scope_add(actor=user, body=found, now=clock.now(), **form.cleaned_data)
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            return redirect("organisations_scopes", body=found.id)
    context = {"form": form, "body": found}
    return render(request, "organisations/scopes.html", context, status=422 if form.errors else 200)
