"""Giving and ending roles: who may, what stands against it, and what is kept of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from guantong.portal.accounts.access import has_role
from guantong.portal.accounts.models import Role, RoleGrant, User
from guantong.portal.accounts.services import grant_end, grant_give
from guantong.portal.audit.models import AuditEvent
from guantong.portal.notices.models import Message
from guantong.portal.organisations.models import CommitteeOffice, Employer, EvaluationBody, Office, Region
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError

from .signing import account, granted

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

pytestmark = pytest.mark.django_db
HERE = UUID("6f0c2f3c-6f0a-4c58-9d0f-2d3bb20f0001")
ELSEWHERE = UUID("6f0c2f3c-6f0a-4c58-9d0f-2d3bb20f0002")


@pytest.fixture(autouse=True)
def _organisations() -> None:
    """One of each kind here and elsewhere."""
    region, _ = Region.objects.get_or_create(code="450000", defaults={"name": "广西", "confidence": "V"})
    for place, uscc in ((HERE, "91450100MA5K9R0X0A"), (ELSEWHERE, "91450200MA5K9R0X0B")):
        here: dict[str, Any] = {"id": place, "name": "示例", "region": region}
        Employer.objects.create(**here, uscc=uscc, nature="private")
        office = Office.objects.create(**here, kind="regional")
        CommitteeOffice.objects.create(**here, office=office)
        EvaluationBody.objects.create(**here)


@pytest.fixture
def give(now: datetime) -> Callable[..., RoleGrant]:
    """Give a role as an administrator, for a year from today; anything can be said otherwise."""
    administrator = granted(Role.ADMINISTRATOR, today=now.date())

    def giving(user: User, role: Role, scope_id: UUID | None = HERE, **otherwise: Any) -> RoleGrant:
        arguments: dict[str, Any] = {
            "actor": administrator,
            "user": user,
            "role": role,
            "scope_id": scope_id,
            "valid_from": now.date(),
            "valid_to": now.date() + timedelta(days=365),
            "reason": "岗位分工",
            "now": now,
        }
        return grant_give(**{**arguments, **otherwise})

    return giving


def codes(caught: pytest.ExceptionInfo[InvalidError]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def test_a_role_given_is_held_and_told_to_the_audit(give: Callable[..., RoleGrant], now: datetime) -> None:
    user = account()

    grant = give(user, Role.OFFICE_CLERK)

    assert has_role(user, Role.OFFICE_CLERK, today=now.date(), scope_id=HERE)
    entry = AuditEvent.objects.get(event="accounts.role.given")
    assert entry.actor_id == grant.granted_by_id
    assert (entry.subject_id, entry.reason) == (str(user.id), "岗位分工")
    assert entry.detail["role"] == "TO"


@pytest.mark.parametrize(
    ("giver", "role", "scope_id"),
    [
        (Role.EMPLOYER_APPROVER, Role.EMPLOYER_CLERK, HERE),
        (Role.OFFICE_LEADER, Role.OFFICE_CLERK, HERE),
        (Role.ADMINISTRATOR, Role.EMPLOYER_APPROVER, ELSEWHERE),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, None),
    ],
)
def test_leaders_give_in_their_own_organisation_administrators_anywhere(
    give: Callable[..., RoleGrant], now: datetime, giver: Role, role: Role, scope_id: UUID | None
) -> None:
    actor = granted(giver, scope_id=HERE, today=now.date())

    assert give(account(), role, scope_id, actor=actor).granted_by == actor


@pytest.mark.parametrize(
    ("giver", "role", "scope_id"),
    [
        (Role.EMPLOYER_APPROVER, Role.EMPLOYER_CLERK, uuid4()),
        (Role.EMPLOYER_APPROVER, Role.EMPLOYER_APPROVER, HERE),
        (Role.OFFICE_LEADER, Role.OFFICE_CLERK, uuid4()),
        (Role.OFFICE_LEADER, Role.OFFICE_LEADER, HERE),
        (Role.ADMINISTRATOR, Role.EMPLOYER_CLERK, HERE),
        (Role.OFFICE_CLERK, Role.OFFICE_CLERK, HERE),
        (Role.SUPERVISOR, Role.OFFICE_CLERK, HERE),
    ],
)
def test_nobody_else_gives_a_role(
    give: Callable[..., RoleGrant], now: datetime, giver: Role, role: Role, scope_id: UUID
) -> None:
    user = account()

    with pytest.raises(NotAllowedError):
        give(user, role, scope_id, actor=granted(giver, scope_id=HERE, today=now.date()))

    assert not user.grants.exists()


@pytest.mark.parametrize(
    ("held", "wanted", "code"),
    [
        (Role.EMPLOYER_CLERK, Role.EMPLOYER_APPROVER, "E-ACC-010"),
        (Role.OFFICE_LEADER, Role.OFFICE_CLERK, "E-ACC-011"),
        (Role.OFFICE_CLERK, Role.OFFICE_LEADER, "E-ACC-011"),
        (Role.ADMINISTRATOR, Role.OFFICE_CLERK, "E-ACC-012"),
        (Role.EXPERT, Role.ADMINISTRATOR, "E-ACC-012"),
        (Role.SUPERVISOR, Role.POLICY_OFFICER, "E-ACC-013"),
        (Role.EMPLOYER_CLERK, Role.OFFICE_CLERK, "E-ACC-014"),
        (Role.APPROVING_AUTHORITY, Role.EMPLOYER_APPROVER, "E-ACC-014"),
        (Role.EMPLOYER_CLERK, Role.COMMITTEE_SECRETARY, "E-ACC-015"),
        (Role.INVESTIGATOR, Role.OFFICE_CLERK, "E-ACC-016"),
    ],
)
def test_roles_that_nobody_holds_together(
    give: Callable[..., RoleGrant], now: datetime, held: Role, wanted: Role, code: str
) -> None:
    user = granted(held, scope_id=HERE, today=now.date())

    with pytest.raises(InvalidError) as caught:
        give(user, wanted, None if wanted in (Role.ADMINISTRATOR, Role.POLICY_OFFICER) else HERE)

    assert code in codes(caught)
    assert user.grants.count() == 1


@pytest.mark.parametrize(
    ("held", "wanted"),
    [(Role.EMPLOYER_CLERK, Role.EMPLOYER_APPROVER), (Role.OFFICE_LEADER, Role.OFFICE_CLERK)],
)
def test_clerk_here_and_leader_elsewhere_is_no_conflict(
    give: Callable[..., RoleGrant], now: datetime, held: Role, wanted: Role
) -> None:
    user = granted(held, scope_id=uuid4(), today=now.date())

    assert give(user, wanted).user == user


def test_a_role_that_is_over_stands_against_nothing(give: Callable[..., RoleGrant], now: datetime) -> None:
    user = granted(Role.OFFICE_LEADER, scope_id=HERE, today=now.date())
    user.grants.update(ended_at=now, end_reason="调离")

    assert give(user, Role.OFFICE_CLERK).user == user


def test_everything_at_fault_is_told_at_once(give: Callable[..., RoleGrant], now: datetime) -> None:
    yesterday = now.date() - timedelta(days=1)

    with pytest.raises(InvalidError) as caught:
        give(account(), Role.OFFICE_CLERK, None, reason=" ", valid_from=yesterday, valid_to=yesterday)

    assert codes(caught) == ["E-ACC-008", "E-ACC-007", "E-ACC-004"]


def test_no_role_for_longer_than_three_years(give: Callable[..., RoleGrant], now: datetime) -> None:
    with pytest.raises(InvalidError) as caught:
        give(account(), Role.OFFICE_CLERK, valid_to=now.date() + timedelta(days=1200))

    assert codes(caught) == ["E-ACC-006"]


def test_nobody_gives_a_role_to_themselves(give: Callable[..., RoleGrant], now: datetime) -> None:
    leader = granted(Role.OFFICE_LEADER, scope_id=HERE, today=now.date())

    with pytest.raises(InvalidError) as caught:
        give(leader, Role.OFFICE_CLERK, actor=leader)

    assert codes(caught) == ["E-ACC-002", "E-ACC-011"]


def test_the_same_role_twice_is_refused(give: Callable[..., RoleGrant]) -> None:
    user = account()
    give(user, Role.OFFICE_CLERK)

    with pytest.raises(InvalidError) as caught:
        give(user, Role.OFFICE_CLERK)

    assert codes(caught) == ["E-ACC-017"]


def test_a_role_ends_at_once_and_the_audit_says_why(give: Callable[..., RoleGrant], now: datetime) -> None:
    user = account()
    grant = give(user, Role.OFFICE_CLERK)
    leader = granted(Role.OFFICE_LEADER, scope_id=HERE, today=now.date())

    ended = grant_end(actor=leader, grant=grant, reason="调离", now=now)

    assert not has_role(user, Role.OFFICE_CLERK, today=now.date())
    assert (ended.ended_by, ended.end_reason) == (leader, "调离")
    assert AuditEvent.objects.get(event="accounts.role.ended").reason == "调离"
    with pytest.raises(StaleError):
        grant_end(actor=leader, grant=grant, reason="调离", now=now)


def test_a_leader_of_another_office_ends_nothing(give: Callable[..., RoleGrant], now: datetime) -> None:
    grant = give(account(), Role.OFFICE_CLERK)

    with pytest.raises(NotAllowedError):
        grant_end(actor=granted(Role.OFFICE_LEADER, today=now.date()), grant=grant, reason="调离", now=now)


def test_ending_a_role_needs_a_reason(give: Callable[..., RoleGrant], now: datetime) -> None:
    grant = give(account(), Role.OFFICE_CLERK)
    assert grant.granted_by is not None

    with pytest.raises(RefusedError, match="E-ACC-007"):
        grant_end(actor=grant.granted_by, grant=grant, reason=" ", now=now)


def test_the_last_administrator_stays(now: datetime, settings: Settings) -> None:
    first = granted(Role.ADMINISTRATOR, today=now.date())

    with pytest.raises(RefusedError, match="E-ACC-020"):
        grant_end(actor=first, grant=first.grants.get(), reason="离职", now=now)

    everybody_knows = granted(Role.ADMINISTRATOR, today=now.date())
    User.objects.filter(id=everybody_knows.id).update(demonstration=True)
    settings.DEMO = False
    with pytest.raises(RefusedError, match="E-ACC-020"):
        grant_end(actor=first, grant=first.grants.get(), reason="离职", now=now)

    second = granted(Role.ADMINISTRATOR, today=now.date())
    assert grant_end(actor=second, grant=first.grants.get(), reason="离职", now=now).ended_at == now


def test_who_gets_a_role_and_the_supervisors_are_told(
    give: Callable[..., RoleGrant], supervisor: User, now: datetime
) -> None:
    user = account()

    give(user, Role.OFFICE_CLERK)

    told = Message.objects.filter(template="N22")
    assert {message.user_id for message in told} == {user.id, supervisor.id}


@pytest.mark.parametrize(
    ("role", "scope_id"),
    [
        (Role.OFFICE_CLERK, UUID(int=0)),
        (Role.CHAIR, uuid4()),
        (Role.EMPLOYER_APPROVER, UUID("6f0c2f3c-6f0a-4c58-9d0f-2d3bb20f0003")),
    ],
)
def test_a_role_is_not_given_in_an_organisation_that_is_not_there(
    give: Callable[..., RoleGrant], role: Role, scope_id: UUID
) -> None:
    # the id of another kind of organisation is none either
    Office.objects.create(
        id="6f0c2f3c-6f0a-4c58-9d0f-2d3bb20f0003", name="示例", region=Region.objects.get(), kind="city"
    )
    user = account()

    with pytest.raises(InvalidError, match="没有这个单位") as caught:
        give(user, role, scope_id)

    assert codes(caught) == ["E-ACC-018"]
    assert not user.grants.exists()


def test_a_role_is_not_given_in_an_organisation_that_acts_no_more(give: Callable[..., RoleGrant]) -> None:
    Office.objects.update(active=False)

    with pytest.raises(InvalidError, match="E-ACC-018"):
        give(account(), Role.OFFICE_CLERK)
