"""Who may change what officers found out, and that nothing of it can be half there."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from guantong.portal.accounts.models import Role
from guantong.portal.policies import demonstration
from guantong.portal.policies.models import ChosenReading, Confirmation, Precedent
from guantong.portal.policies.services import fact_propose, precedent_propose
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError

from ..accounts.signing import account, granted
from .ruling import regional_office

if TYPE_CHECKING:
    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db
FACT = "standards/default"


def recorded(actor: User, now: datetime, **changes: Any) -> Precedent:
    given: dict[str, Any] = {
        "question": "occupation_relation", "about": {"occupation": "车工", "target": "钳工"}, "answer": True,
        "decided_by": "评价机构", "decided_on": date(2026, 3, 2), "source": "纪要", "reason": "相近",
    }  # fmt: skip
    return precedent_propose(actor=actor, now=now, **(given | changes))


def test_only_policy_officers_write(stranger: User, now: datetime) -> None:
    with pytest.raises(NotAllowedError):
        fact_propose(actor=stranger, fact=FACT, source="文件", now=now)
    with pytest.raises(NotAllowedError):
        recorded(stranger, now)
    assert not Confirmation.objects.exists()
    assert not Precedent.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"about": "车工"},
        {"about": {"occupation": "车工"}},
        {"about": {"occupation": "车工", "target": "x" * 500}},
        {"reason": ""},
        {"source": "\x00"},
        {"decided_by": "\u202e"},
    ],
)
def test_everything_wrong_is_told(officer: User, now: datetime, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidError) as caught:
        recorded(officer, now, **changes)
    assert all(refusal.text for refusal in caught.value.refusals)
    assert not Precedent.objects.exists()


def test_questions_about_one_person_are_no_precedents(officer: User, now: datetime) -> None:
    with pytest.raises(RefusedError, match="E-POL-005"):
        recorded(officer, now, question="former_studio_lead", about="国家级技能大师工作室带头人")


def test_a_fact_is_confirmed_once(officer: User, now: datetime) -> None:
    fact_propose(actor=officer, fact=FACT, source="文件", now=now)
    with pytest.raises(InvalidError, match="已经核实过"):
        fact_propose(actor=officer, fact=FACT, source="另一份文件", now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(
            fact=FACT, statement="x", source="y", proposed_by=officer, proposed_at=now
        )


def test_the_demonstration_is_loaded_once_and_says_that_it_is_one(now: datetime) -> None:
    demonstration.load(now=now)
    assert not Confirmation.objects.exists()
    today, office = now.date(), regional_office()
    granted(Role.POLICY_OFFICER, user=account(demonstration.OFFICER), today=today)
    granted(Role.OFFICE_LEADER, scope_id=office.id, user=account(demonstration.LEADER), today=today)
    for _ in range(2):
        demonstration.load(now=now)
    assert "虚构" in Confirmation.objects.get().source
    assert "演示" in Precedent.objects.get().source
    assert Confirmation.objects.get().state(today) == Confirmation.State.IN_FORCE
    assert ChosenReading.objects.get().state(today) == ChosenReading.State.PROPOSED
