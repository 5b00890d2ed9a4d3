"""The people of the demonstration, loaded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import guantong
from guantong.portal.accounts.models import Role, User
from guantong.portal.people import demonstration
from guantong.portal.people.models import Apprenticeship, ContinuingEducation, EmploymentPeriod, Person
from guantong.portal.people.selectors import case_document
from tests.portal.accounts.signing import granted

from .employers import employer

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db


def test_four_people_at_one_employer_and_the_turner_may_apply(now: datetime) -> None:
    worker = User.objects.create_user("worker", display_name="韦示例")
    there = employer(demonstration.EMPLOYER)

    demonstration.load(now=now)
    demonstration.load(now=now)

    assert Person.objects.count() == 4
    assert EmploymentPeriod.objects.filter(organisation=there).count() == 4
    case = case_document(Person.objects.get(user=worker), as_of=now.date())
    target = {"direction": "title_review", "series": "engineering", "specialty": "机械制造", "level": "intermediate"}  # fmt: skip
    (decision,) = guantong.decide(guantong.load_case(case | {"targets": [target]})).decisions
    assert decision.verdict == "eligible"


def test_without_accounts_and_employers_it_waits_for_them(now: datetime) -> None:
    demonstration.load(now=now)

    assert Person.objects.count() == 3


def test_the_employer_wrote_two_rows_and_the_worker_disputes_one(now: datetime) -> None:
    worker = User.objects.create_user("worker", display_name="韦示例")
    there = employer(demonstration.EMPLOYER)
    clerk = User.objects.create_user("clerk", display_name="陆示例")
    granted(Role.EMPLOYER_CLERK, scope_id=there.id, user=clerk, today=now.date())

    demonstration.load(now=now)
    demonstration.load(now=now)

    assert ContinuingEducation.objects.get(person__user=worker, stated_by=there).disputed_at is None
    assert Apprenticeship.objects.get(person__user=worker, stated_by=there).disputed_at == now
