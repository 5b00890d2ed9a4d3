"""The pages of those who act for an organisation: what is known of it, how it is reached, when an office is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ... import clock
from ...accounts.access import has_role, staff_required
from ...accounts.models import Role
from ...organisations import access, selectors, services
from ...organisations.models import Office
from ...refusals import InvalidError, RefusedError
from .asking import series_names
from .forms import ClosureForm, ContactForm
from .refusing import put

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...accounts.models import User

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_SEERS: Final = tuple(dict.fromkeys((*access.READERS, *access.SPEAKERS)))


@staff_required(*access.SPEAKERS)
@require_GET
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """The organisations for which the person acts; the page of the only one."""
    found = selectors.own_organisations(cast("User", request.user), now=clock.now())
    if len(found) == 1:
        kind, organisation = found[0]
        return redirect("organisations_detail", kind=kind, organisation=organisation.id)
    return render(request, "organisations/own.html", {"found": found})


@staff_required(*_SEERS)
@require_GET
@never_cache
def detail(request: HttpRequest, kind: str, organisation: UUID) -> HttpResponse:
    """What is known of an organisation, for its own people and those who see every one."""
    user, today = cast("User", request.user), clock.today()
    found = access.access_organisation(user, kind, organisation, today=today)
    administers = access.administers(user, today=today)
    speaks = access.speaks_for(user, found.id, today=today)
    context = {
        "kind": kind,
        "organisation": found,
        "administers": administers,
        "keeps_contact": administers or speaks,
        "closes": kind == "office" and access.speaks_for(user, found.id, today=today, leaders=True),
        "series": series_names(cast("Office", found)) if hasattr(found, "series") else None,
        "listed": has_role(user, *access.READERS, today=today),
    }
    return render(request, "organisations/detail.html", context)


@staff_required(Role.ADMINISTRATOR, *access.SPEAKERS)
@_get_or_post
@never_cache
def contact(request: HttpRequest, kind: str, organisation: UUID) -> HttpResponse:
    """Change how an organisation is reached."""
    user, today = cast("User", request.user), clock.today()
    found = access.access_organisation(user, kind, organisation, today=today)
    if not access.administers(user, today=today) and not access.speaks_for(user, found.id, today=today):
        raise Http404
    form = ContactForm(request.POST) if request.method == "POST" else ContactForm.of(found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["row_version"]
        try:
            services.contact_change(
                actor=user, organisation=found, row_version=version, values=form.cleaned_data, now=clock.now()
            )
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            messages.success(request, _("联系方式已保存。"))
            return redirect("organisations_detail", kind=kind, organisation=found.id)
    context = {"form": form, "organisation": found, "kind": kind, "title": _("联系方式")}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@staff_required(Role.OFFICE_LEADER)
@_get_or_post
@never_cache
def closures(request: HttpRequest, office: UUID) -> HttpResponse:
    """The days on which an office is closed; its leader adds to them."""
    user, today = cast("User", request.user), clock.today()
    found = access.access_organisation(user, "office", office, today=today)
    if not access.speaks_for(user, found.id, today=today, leaders=True):
        raise Http404
    assert isinstance(found, Office)  # noqa: S101 - by its kind
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.closure_add(actor=user, office=found, now=clock.now(), **form.cleaned_data)
        except (InvalidError, RefusedError) as error:
            put(form, error)
        else:
            messages.success(request, _("停止办公的日子已登记，期限会相应顺延。"))
            return redirect("organisations_closures", office=found.id)
    context = {"form": form, "office": found, "closures": found.closures.select_related("decided_by")}
    return render(request, "organisations/closures.html", context, status=422 if form.errors else 200)
