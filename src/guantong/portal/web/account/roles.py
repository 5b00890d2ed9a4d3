"""The pages of role administration and of emergency access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import clock
from ...accounts.access import access_grant, break_glass_of, has_role, may_give, signed_in, staff_required
from ...accounts.break_glass import break_glass_close, break_glass_open
from ...accounts.models import Role
from ...accounts.selectors import grants_for
from ...accounts.services import grant_end, grant_give
from ...audit.services import record_reading
from ...people.access import access_person_in_emergency
from ...people.selectors import masked_identity, sections
from ...refusals import InvalidError, NotAllowedError, RefusedError
from ..people.showing import cards
from .role_forms import BreakGlassForm, EndForm, FilterForm, GiveForm, RecordForm, roles_to_give
from .scopes import named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

_KEEPERS = (Role.ADMINISTRATOR, Role.EMPLOYER_APPROVER, Role.OFFICE_LEADER)


@staff_required(*_KEEPERS, Role.SUPERVISOR)
@never_cache
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """The grants that the person keeps or reads, with filters."""
    user, today = signed_in(request), clock.today()
    form = FilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = grants_for(
        user,
        today=today,
        role=wanted.get("role", ""),
        state=wanted.get("state") or "valid",
        words=wanted.get("q", ""),
    )
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "grants": named(page.object_list),
        "query": query.urlencode(),
        "to_give": roles_to_give(user, today=today),
        "at_counter": has_role(user, Role.ADMINISTRATOR, today=today),
    }
    return render(request, "account/roles.html", context)


@staff_required(*_KEEPERS)
@never_cache
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, role: str) -> HttpResponse:
    """Give the role to somebody."""
    user, now, today = signed_in(request), clock.now(), clock.today()
    offered = roles_to_give(user, today=today)
    if role not in offered:
        return redirect("roles")
    form = GiveForm(request.POST or None, actor=user, role=Role(role), today=today)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        try:
            grant = grant_give(
                actor=user,
                user=form.user,
                role=form.role,
                scope_id=form.scope_id,
                valid_from=form.cleaned_data["valid_from"],
                valid_to=form.cleaned_data["valid_to"],
                reason=form.cleaned_data["reason"],
                now=now,
            )
        except InvalidError as error:
            _beside(form, error.refusals)
        except RefusedError as error:
            _beside(form, [error])
        else:
            messages.success(request, _("已授予。对方下次打开页面时生效；第一次办理前须设置第二道验证。"))
            return redirect("roles_grant", grant.id)
    return render(request, "account/roles_give.html", {"form": form, "role": Role(role)})


@staff_required(*_KEEPERS, Role.SUPERVISOR)
@never_cache
@require_http_methods(["GET", "POST"])
def one_grant(request: HttpRequest, grant: UUID) -> HttpResponse:
    """One grant, and the form that ends it."""
    user, now, today = signed_in(request), clock.now(), clock.today()
    found = access_grant(user, grant, today=today)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant_end(actor=user, grant=found, reason=form.cleaned_data["reason"], now=now)
        except RefusedError as error:
            _beside(form, [error])
        else:
            messages.success(request, _("已终止，即时生效。"))
            return redirect("roles_grant", grant)
    running = found.ended_at is None and found.valid_to >= today
    context = {
        "grant": found,
        "organisation": named([found])[0][1],
        "form": form,
        "may_end": running and may_give(user, Role(found.role), found.scope_id, today=today),
        "over": found.valid_to < today,
    }
    return render(request, "account/roles_grant.html", context)


@staff_required(Role.ADMINISTRATOR)
@never_cache
@require_http_methods(["GET", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """Emergency access: open it, or see until when it is open and go to a record."""
    user, now = signed_in(request), clock.now()
    wanted = RecordForm(request.GET or None)
    if request.method == "GET" and wanted.is_bound and wanted.is_valid():
        return redirect("break_glass_record", wanted.cleaned_data["record"])
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            break_glass_open(actor=user, now=now, **form.cleaned_data)
        except RefusedError as error:
            _beside(form, [error])
        else:
            return redirect("break_glass")
    context = {"form": form, "wanted": wanted, "opened": break_glass_of(user, now=now)}
    return render(request, "account/break_glass.html", context)


@staff_required(Role.ADMINISTRATOR)
@never_cache
@require_GET
def break_glass_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A record, to read, while emergency access is open; every look is in the audit."""
    user, now = signed_in(request), clock.now()
    person = access_person_in_emergency(user, person_id, now=now)
    record_reading(actor=user, subject=person, what="record_in_emergency", now=now)
    context = {
        "person": person,
        "sections": [cards(section) for section in sections(person) if section.entries],
        "masked": masked_identity(person),
        "verifies": False,
    }
    return render(request, "account/break_glass_record.html", context)


@staff_required(Role.ADMINISTRATOR)
@require_POST
def break_glass_end(request: HttpRequest) -> HttpResponse:
    """End emergency access before its time."""
    break_glass_close(actor=signed_in(request), now=clock.now())
    messages.success(request, _("应急访问已结束。"))
    return redirect("break_glass")


def _beside(form: Form, refusals: Iterable[RefusedError]) -> None:
    """Say what a service refused beside the field that it is about. What is not allowed gets a page of its own."""
    places = {"user": "username"}
    for refusal in refusals:
        if isinstance(refusal, NotAllowedError):
            raise refusal
        field = places.get(refusal.field or "", refusal.field)
        form.add_error(field if field in form.fields else None, f"{refusal.text}（{refusal.code}）")
