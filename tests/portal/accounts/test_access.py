"""Which roles count, what a staff page asks for, and who reaches a grant or an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from guantong.portal import clock
from guantong.portal.accounts.access import access_grant, access_user, has_role, roles_of, staff_required
from guantong.portal.accounts.models import Role, User

from .signing import account, granted

if TYPE_CHECKING:
    from django.test import RequestFactory

pytestmark = pytest.mark.django_db


def test_a_role_counts_from_its_first_to_its_last_day(now: datetime) -> None:
    user = granted(Role.OFFICE_CLERK, today=now.date())
    grant = user.grants.get()

    def held(day: object) -> bool:
        return has_role(user, Role.OFFICE_CLERK, today=day)  # type: ignore[arg-type]

    assert held(grant.valid_from)
    assert held(grant.valid_to)
    assert not held(grant.valid_from - timedelta(days=1))
    assert not held(grant.valid_to + timedelta(days=1))


def test_a_role_ended_early_counts_no_more(now: datetime) -> None:
    user = granted(Role.OFFICE_CLERK, today=now.date())
    user.grants.update(ended_at=now, end_reason="调离")

    assert roles_of(user, today=now.date()) == ()


def test_a_role_counts_in_its_own_organisation_only(now: datetime) -> None:
    here, elsewhere = uuid4(), uuid4()
    user = granted(Role.EMPLOYER_CLERK, scope_id=here, today=now.date())

    assert has_role(user, Role.EMPLOYER_CLERK, today=now.date(), scope_id=here)
    assert not has_role(user, Role.EMPLOYER_CLERK, today=now.date(), scope_id=elsewhere)
    assert not has_role(user, Role.EMPLOYER_APPROVER, today=now.date(), scope_id=here)


def test_strangers_and_closed_accounts_hold_nothing(now: datetime) -> None:
    user = granted(Role.ADMINISTRATOR, today=now.date())
    user.is_active = False

    assert roles_of(user, today=now.date()) == ()
    assert roles_of(AnonymousUser(), today=now.date()) == ()


@staff_required(Role.OFFICE_CLERK)
def page(request: HttpRequest) -> HttpResponse:
    """A page of the office."""
    return HttpResponse("受理")


def asked_by(rf: RequestFactory, user: User | AnonymousUser, *methods: str) -> HttpRequest:
    request = rf.get("/office/?q=1")
    request.user = user
    request.session = SessionStore()
    request.session["account_authentication_methods"] = [{"method": method} for method in methods]
    request.session["account_authentication_methods_user"] = str(user.pk)
    return request


def test_a_staff_page_sends_a_stranger_to_sign_in_and_back(rf: RequestFactory) -> None:
    answer = page(asked_by(rf, AnonymousUser()))

    assert answer.headers["Location"] == "/account/login/?next=/office/%3Fq%3D1"


def test_a_staff_page_refuses_who_lacks_the_role(rf: RequestFactory) -> None:
    with pytest.raises(PermissionDenied):
        page(asked_by(rf, granted(Role.OFFICE_LEADER), "password", "mfa"))


def test_a_staff_page_sends_who_has_no_second_factor_to_set_it_up(rf: RequestFactory) -> None:
    answer = page(asked_by(rf, granted(Role.OFFICE_CLERK), "password"))

    assert answer.headers["Location"] == "/account/2fa/totp/activate/?next=%2Foffice%2F%3Fq%3D1"


def test_a_staff_page_opens_with_role_and_second_factor(rf: RequestFactory) -> None:
    assert page(asked_by(rf, granted(Role.OFFICE_CLERK), "password", "mfa")).content.decode() == "受理"


def test_a_grant_is_reached_by_its_holder_leaders_there_and_who_keeps_all() -> None:
    here = uuid4()
    holder = granted(Role.EMPLOYER_CLERK, scope_id=here)
    grant = holder.grants.get()
    welcome = [
        holder,
        granted(Role.EMPLOYER_APPROVER, scope_id=here),
        granted(Role.ADMINISTRATOR),
        granted(Role.SUPERVISOR),
    ]
    strangers = [
        account(),
        granted(Role.EMPLOYER_APPROVER, scope_id=uuid4()),
        granted(Role.EMPLOYER_CLERK, scope_id=here),
        granted(Role.OFFICE_CLERK),
    ]

    for user in welcome:
        assert access_grant(user, grant.id, today=clock.today()) == grant
        assert access_user(user, holder.id, today=clock.today()) == holder
    for user in strangers:
        with pytest.raises(Http404):
            access_grant(user, grant.id, today=clock.today())
        with pytest.raises(Http404):
            access_user(user, holder.id, today=clock.today())


def test_an_id_of_nothing_is_reached_by_nobody() -> None:
    with pytest.raises(Http404):
        access_grant(granted(Role.ADMINISTRATOR), uuid4(), today=clock.today())
    with pytest.raises(Http404):
        access_user(granted(Role.ADMINISTRATOR), uuid4(), today=clock.today())
