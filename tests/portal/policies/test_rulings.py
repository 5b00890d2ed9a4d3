"""One person proposes, another agrees, never the same, and what is told and kept of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import translation

from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.models import AuditEvent
from guantong.portal.notices.models import Message
from guantong.portal.organisations.models import OfficeKind
from guantong.portal.policies.access import access_ruling
from guantong.portal.policies.models import Confirmation
from guantong.portal.policies.rulings import ruling_accept, ruling_decline, withdrawal_propose
from guantong.portal.policies.selectors import waiting
from guantong.portal.policies.services import fact_propose, reading_propose
from guantong.portal.refusals import NotAllowedError, RefusedError, StaleError

from ..accounts.signing import granted
from .ruling import in_force, leader_of, regional_office, taken_back

if TYPE_CHECKING:
    from guantong.portal.policies.models import Ruling

pytestmark = pytest.mark.django_db
FACT = "standards/default"


@pytest.fixture
def waits(officer: User, now: datetime) -> Confirmation:
    """A confirmation that waits for the second person."""
    return fact_propose(actor=officer, fact=FACT, source="文件", now=now)


def events(row: Ruling) -> list[str]:
    return list(
        AuditEvent.objects.filter(subject_id=str(row.pk)).order_by("id").values_list("event", flat=True)
    )


def told(person: User) -> list[str]:
    return list(Message.objects.filter(user=person).order_by("id").values_list("template", flat=True))


def test_the_way_of_a_ruling(waits: Confirmation, officer: User, leader: User, now: datetime) -> None:
    today = now.date()
    assert waits.state(today) == Confirmation.State.PROPOSED
    assert waiting() == (waits,)
    made = in_force(waits, leader, now)
    assert (made.state(today), made.enforced_by, made.effective_from) == (
        Confirmation.State.IN_FORCE,
        leader,
        today,
    )
    assert made.office is not None
    assert made.office.name == "自治区职改办（测试）"
    assert waiting() == ()
    back = taken_back(made, officer, leader, now + timedelta(days=3))
    assert (back.state(today + timedelta(2)), back.state(today + timedelta(3))) == (
        Confirmation.State.IN_FORCE,
        Confirmation.State.OVER,
    )
    assert (back.withdrawal_proposed_by, back.withdrawn_by) == (officer, leader)
    assert events(waits) == [
        "policies.ruling.proposed",
        "policies.ruling.enforced",
        "policies.withdrawal.proposed",
        "policies.ruling.withdrawn",
    ]


def test_what_is_told_is_in_no_language_of_who_acts(officer: User, leader: User, now: datetime) -> None:
    with translation.override("en"):
        made = fact_propose(actor=officer, fact=FACT, source="文件\r\n第二行", now=now)
    assert made.source == "文件 第二行"
    assert Message.objects.get(user=leader).context["kind"] == "事实的核实"


def test_who_proposed_does_not_agree(waits: Confirmation, officer: User, now: datetime) -> None:
    granted(Role.OFFICE_LEADER, scope_id=regional_office().id, user=officer, today=now.date())
    with pytest.raises(NotAllowedError, match="E-POL-015"):
        ruling_accept(actor=officer, ruling=waits, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.update(
            enforced_by=officer, enforced_at=now, effective_from=now.date(), office=regional_office()
        )


def test_who_wants_it_back_does_not_agree(waits: Confirmation, leader: User, now: datetime) -> None:
    made = in_force(waits, leader, now)
    granted(Role.POLICY_OFFICER, user=leader, today=now.date())
    wanted = withdrawal_propose(actor=leader, ruling=made, reason="有误", now=now)
    with pytest.raises(NotAllowedError, match="E-POL-015"):
        ruling_accept(actor=leader, ruling=wanted, now=now)
    wanted.refresh_from_db()
    assert wanted.state(now.date()) == Confirmation.State.LEAVING


@pytest.mark.parametrize("kind", [OfficeKind.CITY, OfficeKind.SERIES, OfficeKind.UNIT])
def test_the_leader_of_another_office_does_not_agree(
    waits: Confirmation, now: datetime, kind: OfficeKind
) -> None:
    other = leader_of(regional_office(kind=kind), now.date())
    with pytest.raises(NotAllowedError, match="E-POL-014"):
        ruling_accept(actor=other, ruling=waits, now=now)
    with pytest.raises(NotAllowedError, match="E-POL-014"):
        ruling_decline(actor=other, ruling=waits, reason="不妥", now=now)


def test_a_leader_declines_with_a_reason(
    waits: Confirmation, officer: User, leader: User, now: datetime
) -> None:
    with pytest.raises(RefusedError, match="E-POL-009"):
        ruling_decline(actor=leader, ruling=waits, reason=" \x00", now=now)
    dropped = ruling_decline(actor=leader, ruling=waits, reason="出处不符", now=now)
    assert dropped.state(now.date()) == Confirmation.State.DROPPED
    assert events(waits)[-1] == "policies.ruling.declined"
    assert told(officer)[-1] == "N33"
    assert fact_propose(actor=officer, fact=FACT, source="另一份文件", now=now).waits


def test_who_proposed_may_think_better_of_it(
    waits: Confirmation, officer: User, leader: User, now: datetime
) -> None:
    dropped = ruling_decline(actor=officer, ruling=waits, reason="写错了出处", now=now)
    assert dropped.state(now.date()) == Confirmation.State.DROPPED
    assert "N33" not in told(officer)
    with pytest.raises(RefusedError, match="E-POL-012"):
        ruling_accept(actor=leader, ruling=dropped, now=now)


def test_a_withdrawal_declined_leaves_it_in_force(
    waits: Confirmation, officer: User, leader: User, now: datetime
) -> None:
    made = in_force(waits, leader, now)
    wanted = withdrawal_propose(actor=officer, ruling=made, reason="文件已废止", now=now)
    with pytest.raises(RefusedError, match="E-POL-011"):
        withdrawal_propose(actor=officer, ruling=wanted, reason="再提", now=now)
    kept = ruling_decline(actor=leader, ruling=wanted, reason="文件仍有效", now=now)
    assert kept.state(now.date()) == Confirmation.State.IN_FORCE
    event = AuditEvent.objects.filter(subject_id=str(waits.pk)).latest("id")
    assert (event.event, event.reason) == ("policies.withdrawal.declined", "文件仍有效")


def test_what_was_not_seen_is_not_agreed_to(
    waits: Confirmation, officer: User, leader: User, now: datetime
) -> None:
    seen = Confirmation.objects.get()
    made = in_force(waits, leader, now)
    withdrawal_propose(actor=officer, ruling=made, reason="有误", now=now)
    with pytest.raises(StaleError):
        ruling_accept(actor=leader, ruling=seen, now=now)
    assert Confirmation.objects.get().withdrawn_at is None


def test_what_is_not_in_force_is_not_taken_back(waits: Confirmation, officer: User, now: datetime) -> None:
    with pytest.raises(RefusedError, match="E-POL-008"):
        withdrawal_propose(actor=officer, ruling=waits, reason="有误", now=now)


def test_who_is_told(officer: User, leader: User, now: datetime) -> None:
    clerk = granted(Role.OFFICE_CLERK, today=now.date())
    personnel = granted(Role.EMPLOYER_CLERK, today=now.date())
    made = reading_propose(
        actor=officer, reading="A02", option="two_of_three", source="答复", reason="请示", effective_from=now.date(), now=now
    )  # fmt: skip
    assert told(leader) == ["N31"]
    in_force(made, leader, now)
    assert told(officer) == ["N32"]
    assert told(clerk) == told(personnel) == ["N19"]


def test_a_proposal_is_for_those_who_work_on_it(
    waits: Confirmation, officer: User, leader: User, stranger: User, supervisor: User, now: datetime
) -> None:
    today = now.date()
    for person in (officer, leader, supervisor):
        assert access_ruling(person, waits.pk, today=today) == waits
    with pytest.raises(Http404):
        access_ruling(stranger, waits.pk, today=today)
    in_force(waits, leader, now)
    assert access_ruling(stranger, waits.pk, today=today) == waits


def test_the_database_holds_what_the_services_hold(
    waits: Confirmation, officer: User, leader: User, now: datetime
) -> None:
    rows = Confirmation.objects.filter(pk=waits.pk)
    for half in (
        {"withdrawn_at": now},
        {"enforced_at": now},
        {"effective_to": now.date()},
        {"withdrawal_proposed_by": officer, "withdrawal_proposed_at": now, "withdrawal_reason": "没有生效"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**half)
    in_force(waits, leader, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(
            withdrawn_by=leader, withdrawn_at=now, withdrawal_reason="一个人", effective_to=now.date()
        )
