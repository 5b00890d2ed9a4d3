"""Two accounts of one person are one person wherever two are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from guantong.cases.identity import RESIDENT
from guantong.portal import clock
from guantong.portal.accounts.counter import reset_allow
from guantong.portal.accounts.models import Role, User
from guantong.portal.accounts.persons import accounts_of_person, same_person
from guantong.portal.accounts.services import grant_give
from guantong.portal.certificates.batches import batch_confirm, batch_propose
from guantong.portal.certificates.changes import change_decide
from guantong.portal.certificates.mandates import mandate_decide, mandate_propose
from guantong.portal.certificates.models import BatchState, Outcome, Step
from guantong.portal.people.models import Person
from guantong.portal.policies.rulings import ruling_accept, withdrawal_propose
from guantong.portal.policies.services import fact_propose
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError
from tests.portal.accounts.signing import account, granted
from tests.portal.certificates import makers
from tests.portal.policies.ruling import regional_office

from .one_person import one_person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
FACT = "standards/default"


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


@pytest.mark.parametrize("kinds", [(RESIDENT, ""), ("", RESIDENT)])
def test_the_same_number_is_the_same_person(kinds: tuple[str, str]) -> None:
    one, other = account(), account()
    one_person(one, other, kinds=kinds)

    assert same_person(one, other)
    assert same_person(other, one)
    assert accounts_of_person(one) == {one.pk, other.pk}


def test_in_the_middle_of_a_rotation_too(settings: Settings) -> None:
    one, other = account(), account()
    one_person(one, kinds=(RESIDENT,))
    settings.IDENTITY_HASH_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_HASH_KEYS]
    one_person(other, kinds=(RESIDENT,))

    assert same_person(one, other)
    assert same_person(other, one)


def test_by_its_hash_where_no_key_opens_the_number_any_more(settings: Settings) -> None:
    one, other = account(), account()
    one_person(one, other)
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode()]

    assert same_person(one, other)


def test_others_are_others() -> None:
    one, other, third, fourth = (account() for _ in range(4))
    one_person(one, kinds=(RESIDENT,))
    one_person(other, kinds=(RESIDENT,), number=makers.identity_number(2))
    Person.objects.create(user=third, name="韦示例")

    for different in (other, third, fourth, None):
        assert not same_person(one, different)
    assert not same_person(third, fourth), "two that state no number are not one"


def test_two_documents_of_different_kinds_are_two() -> None:
    one, other = account(), account()
    one_person(one, other, kinds=("taiwan_permit", "passport"), number="12345678")

    assert not same_person(one, other)


# --- where two persons are wanted -------------------------------------------------------------------------


def test_no_list_is_issued_by_one_person() -> None:
    of = makers.authority()
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, of) for _ in range(2))
    one_person(one, other)
    batch = makers.taken_in(of, [makers.row()], actor=one)
    batch_propose(actor=one, batch=batch, now=clock.now())

    with pytest.raises(NotAllowedError, match="E-CER-046"):
        batch_confirm(actor=other, batch=batch, now=clock.now())

    batch.refresh_from_db()
    assert batch.state == BatchState.PROPOSED
    third = makers.officer(Role.CERTIFICATE_OFFICER, of)
    assert batch_confirm(actor=third, batch=batch, now=clock.now()).state == BatchState.CONFIRMED


@pytest.mark.parametrize(
    ("way", "proposes", "decides"),
    [
        ("revoke", Role.OFFICE_LEADER, Role.APPROVING_AUTHORITY),
        ("annul", Role.APPROVING_AUTHORITY, Role.APPROVING_AUTHORITY),
        ("replace", Role.CERTIFICATE_OFFICER, Role.CERTIFICATE_OFFICER),
    ],
)
@pytest.mark.parametrize("agree", [True, False])
def test_no_certificate_is_changed_by_one_person(
    way: str, proposes: Role, decides: Role, agree: bool
) -> None:
    of = makers.authority()
    certificate = makers.issued(of)
    one, other = makers.officer(proposes, of), makers.officer(decides, of)
    one_person(one, other)
    change = makers.proposed(certificate, way, one)

    with pytest.raises(NotAllowedError, match="E-CER-062"):
        change_decide(actor=other, change=change, agree=agree, note="测试", now=clock.now())

    change.refresh_from_db()
    certificate.refresh_from_db()
    assert (change.outcome, certificate.state) == (Outcome.OPEN, "issued")


def test_no_ruling_comes_into_force_or_goes_by_one_person(now: datetime) -> None:
    officer = granted(Role.POLICY_OFFICER, today=now.date())
    leader = granted(Role.OFFICE_LEADER, scope_id=regional_office().id, today=now.date())
    second = granted(Role.OFFICE_LEADER, scope_id=regional_office().id, today=now.date())
    one_person(officer, leader)
    made = fact_propose(actor=officer, fact=FACT, source="原文", now=now)
    with pytest.raises(NotAllowedError, match="E-POL-015"):
        ruling_accept(actor=leader, ruling=made, now=now)

    in_force = ruling_accept(actor=second, ruling=made, now=now)
    leaving = withdrawal_propose(actor=officer, ruling=in_force, reason="有误", now=now)
    with pytest.raises(NotAllowedError, match="E-POL-015"):
        ruling_accept(actor=leader, ruling=leaving, now=now)


def test_nobody_is_let_issue_by_one_person(now: datetime) -> None:
    of = makers.authority()
    officer = granted(Role.POLICY_OFFICER, today=now.date())
    leader = makers.officer(Role.OFFICE_LEADER, of)
    one_person(officer, leader)
    mandate = mandate_propose(
        actor=officer, step=Step.RENAME, authority=of, document="测试1号", reason="测试", now=now,
        content={"name": "自治区职改办二（测试）"}, effective_on=now.date(),
    )  # fmt: skip

    with pytest.raises(NotAllowedError, match="E-CER-143"):
        mandate_decide(actor=leader, mandate=mandate, agree=True, note="", now=now)


def given(actor: User, user: User, role: Role, scope_id: UUID | None, now: datetime) -> None:
    grant_give(
        actor=actor, user=user, role=role, scope_id=scope_id, valid_from=now.date(), valid_to=now.date(),
        reason="测试", now=now,
    )  # fmt: skip


def test_nobody_gives_a_role_to_their_second_account(now: datetime) -> None:
    administrator = granted(Role.ADMINISTRATOR, today=now.date())
    second = account()
    one_person(administrator, second)

    with pytest.raises(InvalidError) as told:
        given(administrator, second, Role.POLICY_OFFICER, None, now)

    assert [refusal.code for refusal in told.value.refusals] == ["E-ACC-002", "E-ACC-012"]
    assert not second.grants.exists()


def test_roles_that_nobody_holds_together_are_not_held_in_two_accounts(now: datetime) -> None:
    one, second = granted(Role.SUPERVISOR, today=now.date()), account()
    one_person(one, second)

    with pytest.raises(InvalidError) as told:
        given(granted(Role.ADMINISTRATOR, today=now.date()), second, Role.POLICY_OFFICER, None, now)

    assert [refusal.code for refusal in told.value.refusals] == ["E-ACC-013"]


def test_a_role_may_be_held_in_two_accounts_that_do_not_exclude_each_other(now: datetime) -> None:
    one, second = granted(Role.POLICY_OFFICER, today=now.date()), account()
    one_person(one, second)

    given(granted(Role.ADMINISTRATOR, today=now.date()), second, Role.POLICY_OFFICER, None, now)

    assert second.grants.count() == 1


def test_nobody_resets_the_password_of_their_second_account(now: datetime) -> None:
    administrator, second = granted(Role.ADMINISTRATOR, today=now.date()), account()
    one_person(administrator, second)

    with pytest.raises(RefusedError, match="E-ACC-061"):
        reset_allow(actor=administrator, user=second, reason="测试", now=now)
