"""Organisations are entered and changed by those who may, checked, audited, and asked for whom they are competent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from guantong.portal.accounts.models import Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.calendar.days import add_working_days
from guantong.portal.organisations import access, demonstration, selectors, services
from guantong.portal.organisations.models import (
    CommitteeOffice,
    Employer,
    EvaluationBody,
    EvaluationScope,
    Office,
    clean_uscc,
)
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError

from ..accounts.signing import account, granted
from .conftest import OTHER_USCC, USCC

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.portal.accounts.models import User

DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def make(**changes: Any) -> Employer:
    values = {"name": "柳北热电", "uscc": OTHER_USCC, "nature": "private", "region_id": "450205"}
    return Employer(**values | changes)


def refused_fields(error: InvalidError) -> set[str | None]:
    return {refusal.field for refusal in error.refusals}


def test_an_administrator_enters_an_employer_and_it_is_audited(admin: User, now: datetime) -> None:
    employer = services.organisation_add(actor=admin, organisation=make(uscc="91450205demx000029"), now=now)

    assert employer.uscc == OTHER_USCC
    event = AuditEvent.objects.get()
    assert (event.event, event.subject_id) == ("organisations.employer.added", str(employer.pk))


def test_everything_wrong_is_said_at_once(admin: User, now: datetime) -> None:
    wrong = make(name="", nature="cooperative", uscc="91450205DEMX000028")

    with pytest.raises(InvalidError) as refused:
        services.organisation_add(actor=admin, organisation=wrong, now=now)

    assert refused_fields(refused.value) == {"name", "nature", "uscc"}
    assert not Employer.objects.exists()


def test_a_code_stands_once(admin: User, employer: Employer, now: datetime) -> None:
    with pytest.raises(InvalidError) as refused:
        services.organisation_add(actor=admin, organisation=make(uscc=USCC), now=now)

    assert refused_fields(refused.value) == {"uscc"}


@pytest.mark.parametrize("role", [Role.EMPLOYER_APPROVER, Role.OFFICE_LEADER, Role.SUPERVISOR])
def test_nobody_else_enters_or_changes_one(role: Role, employer: Employer, now: datetime) -> None:
    other = granted(role, today=now.date())

    with pytest.raises(NotAllowedError):
        services.organisation_add(actor=other, organisation=make(), now=now)
    with pytest.raises(NotAllowedError):
        services.organisation_change(
            actor=other, organisation=employer, row_version=1, values={"name": "x"}, now=now
        )


def test_a_change_names_the_fields_in_the_audit_and_not_what_they_say(
    admin: User, employer: Employer, now: datetime
) -> None:
    changed = services.organisation_change(
        actor=admin, organisation=employer, row_version=1, values={"name": "桂江重工", "phone": ""}, now=now
    )

    assert (changed.name, changed.row_version) == ("桂江重工", 2)
    assert AuditEvent.objects.get().detail == {"fields": ["name"]}


def test_who_was_slower_is_told_and_changes_nothing(admin: User, employer: Employer, now: datetime) -> None:
    stale = Employer.objects.get(pk=employer.pk)
    services.organisation_change(
        actor=admin, organisation=employer, row_version=1, values={"name": "甲"}, now=now
    )

    with pytest.raises(StaleError):
        services.organisation_change(
            actor=admin, organisation=stale, row_version=1, values={"name": "乙"}, now=now
        )
    assert Employer.objects.get().name == "甲"


def test_a_chain_of_superiors_does_not_come_back(admin: User, employer: Employer, now: datetime) -> None:
    branch = services.organisation_add(actor=admin, organisation=make(parent=employer), now=now)

    with pytest.raises(InvalidError) as refused:
        services.organisation_change(
            actor=admin, organisation=employer, row_version=1, values={"parent": branch}, now=now
        )

    assert refused_fields(refused.value) == {"parent"}


def test_its_own_people_keep_the_contact_of_an_employer_and_nothing_else(
    employer: Employer, now: datetime
) -> None:
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=employer.id, today=now.date())
    values = {"phone": "0772-1", "name": "别的"}

    changed = services.contact_change(
        actor=clerk, organisation=employer, row_version=1, values=values, now=now
    )

    assert (changed.phone, changed.name) == ("0772-1", "桂江机械")
    stranger = granted(Role.EMPLOYER_CLERK, today=now.date())
    with pytest.raises(NotAllowedError):
        services.contact_change(actor=stranger, organisation=employer, row_version=2, values=values, now=now)


def test_a_role_that_has_ended_speaks_for_nobody(employer: Employer, now: datetime) -> None:
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=employer.id, today=now.date())
    later = now + timedelta(days=400)

    with pytest.raises(NotAllowedError):
        services.contact_change(actor=clerk, organisation=employer, row_version=1, values={}, now=later)


@given(st.integers(0, 16), st.sampled_from(DIGITS[:10]))
def test_one_wrong_digit_is_always_found(place: int, digit: str) -> None:
    number = USCC[:place] + digit + USCC[place + 1 :]
    if number != USCC:
        with pytest.raises(ValidationError):
            clean_uscc(number)


@pytest.fixture
def network(office: Office) -> dict[str, Office]:
    def put(name: str, kind: str, region: str, **more: Any) -> Office:
        return Office.objects.create(name=name, kind=kind, region_id=region, **more)

    return {
        "region": office,
        "engineering": put("工程系列职改办", "series", "450000", series=["engineering"]),
        "city": put("柳州市职改办", "city", "450200", level_cap="intermediate"),
        "county": put("柳城县职改办", "county", "450222", series=["agriculture"], level_cap="assistant"),
        "closed": put("桂林市职改办", "city", "450300", active=False),
    }


@pytest.mark.parametrize(
    ("region", "series", "level", "expected"),
    [
        (None, None, None, "region"),
        (None, "engineering", None, "engineering"),
        ("450204", "engineering", None, "city"),
        ("450222", "agriculture", None, "county"),
        ("450222", "engineering", None, "city"),
        ("450222", "agriculture", "intermediate", "city"),
        ("450222", "agriculture", "full_senior", "region"),
        ("450300", "art", None, "region"),
        ("4502", "art", None, "city"),
        ("45", "art", None, "region"),
    ],
)
def test_the_nearest_office_that_is_competent_is_asked(
    network: dict[str, Office], region: str | None, series: str | None, level: str | None, expected: str
) -> None:
    assert selectors.competent_office(region, series, level) == network[expected]


@pytest.mark.django_db
def test_where_no_office_is_entered_nobody_is_named() -> None:
    assert selectors.competent_office("450204", "engineering") is None


def test_offices_are_listed_around_a_region_nearest_first(network: dict[str, Office]) -> None:
    found = selectors.offices("450222", "agriculture")

    assert found == [network["county"], network["city"], network["region"]]
    assert network["closed"] not in selectors.offices()


def test_series_that_do_not_exist_are_refused(admin: User, now: datetime) -> None:
    office = Office(name="某职改办", kind="city", region_id="450200", series=["wizardry"])

    with pytest.raises(InvalidError) as refused:
        services.organisation_add(actor=admin, organisation=office, now=now)

    assert refused_fields(refused.value) == {"series"}


def test_what_a_body_certifies_is_checked_and_can_be_taken_back(
    admin: User, body: EvaluationBody, now: datetime
) -> None:
    def add(occupation: str, lowest: str, highest: str) -> EvaluationScope:
        return services.scope_add(
            actor=admin, body=body, occupation=occupation, lowest=lowest, highest=highest, now=now
        )

    scope = add("6-18-01-01", "senior_worker", "technician")
    assert scope.occupation_name == "车工"
    for occupation, lowest, highest, field in [
        ("9-99-99-99", "senior_worker", "technician", "occupation"),
        ("6-18-02-04", "technician", "senior_worker", "lowest"),
        ("6-18-01-01", "senior_worker", "technician", None),
    ]:
        with pytest.raises(InvalidError) as refused:
            add(occupation, lowest, highest)
        assert refused_fields(refused.value) == {field}

    assert list(selectors.evaluation_bodies("6-18-01-01")) == [body]
    services.scope_remove(actor=admin, body=body, scope_id=scope.id, now=now)
    services.scope_remove(actor=admin, body=body, scope_id=scope.id, now=now)
    assert not EvaluationScope.objects.exists()
    assert AuditEvent.objects.count() == 2


def test_a_leader_closes_the_office_and_the_days_do_not_count(office: Office, now: datetime) -> None:
    leader = granted(Role.OFFICE_LEADER, scope_id=office.id, today=now.date())
    services.closure_add(
        actor=leader, office=office, first=date(2026, 11, 24), last=date(2026, 11, 25), reason="搬迁", now=now
    )

    closed = selectors.closed_days(office, since=now.date())

    assert closed == {date(2026, 11, 24), date(2026, 11, 25)}
    assert add_working_days(date(2026, 11, 22), 2, closed=closed).day == date(2026, 11, 26)
    assert AuditEvent.objects.get().reason == "搬迁"


def test_days_that_have_begun_reasons_that_are_none_and_others_close_nothing(
    office: Office, now: datetime
) -> None:
    leader = granted(Role.OFFICE_LEADER, scope_id=office.id, today=now.date())
    clerk = granted(Role.OFFICE_CLERK, scope_id=office.id, today=now.date())
    day = date(2026, 11, 24)

    with pytest.raises(RefusedError, match="E-ORG-005"):
        services.closure_add(actor=leader, office=office, first=now.date(), last=day, reason="搬迁", now=now)
    with pytest.raises(InvalidError):
        services.closure_add(actor=leader, office=office, first=day, last=day, reason=" ", now=now)
    with pytest.raises(InvalidError):
        services.closure_add(
            actor=leader, office=office, first=day, last=date(2026, 11, 23), reason="搬迁", now=now
        )
    with pytest.raises(NotAllowedError):
        services.closure_add(actor=clerk, office=office, first=day, last=day, reason="搬迁", now=now)
    assert not office.closures.exists()


def test_an_employer_is_seen_by_its_own_people_and_by_those_who_see_all(
    employer: Employer, now: datetime
) -> None:
    today = now.date()
    for role in (Role.EMPLOYER_CLERK, Role.ADMINISTRATOR, Role.SUPERVISOR, Role.OFFICE_CLERK):
        somebody = granted(role, scope_id=employer.id, today=today)
        assert access.access_employer(somebody, employer.id, today=today) == employer
    for stranger in (account(), granted(Role.EMPLOYER_CLERK, today=today)):
        with pytest.raises(Http404):
            access.access_employer(stranger, employer.id, today=today)
    with pytest.raises(Http404):
        access.access_organisation(somebody, "castle", employer.id, today=today)
    with pytest.raises(Http404):
        access.access_organisation(somebody, "office", employer.id, today=today)


def test_own_organisations_are_those_one_acts_for(employer: Employer, office: Office, now: datetime) -> None:
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=employer.id, today=now.date())

    assert selectors.own_organisations(clerk, now=now) == [("employer", employer)]
    assert selectors.own_organisations(account(), now=now) == []


def test_a_public_office_is_one_that_acts(office: Office) -> None:
    assert access.access_office(office.id) == office
    Office.objects.update(active=False)
    with pytest.raises(Http404):
        access.access_office(office.id)


def test_administrators_find_by_name_and_by_code(employer: Employer, office: Office) -> None:
    assert list(selectors.organisations("employer", "桂江")) == [employer]
    assert list(selectors.organisations("employer", "DEMX00001")) == [employer]
    assert list(selectors.organisations("office", "DEMX00001")) == []
    assert list(selectors.organisations("office")) == [office]


@pytest.mark.django_db
def test_the_demonstration_is_loaded_once(now: datetime) -> None:
    demonstration.load(now=now)
    demonstration.load(now=now)

    names = [
        name
        for model in (Office, Employer, CommitteeOffice, EvaluationBody)
        for name in model.objects.values_list("name", flat=True)
    ]
    assert len(names) == 7
    assert all("演示" in name for name in names)
    assert EvaluationBody.objects.get().scopes.count() == 3
    office = selectors.competent_office("450204", "engineering", "assistant")
    assert office is not None
    assert office.name == "柳州市职改办（演示）"
