"""What is recorded, in which transaction, and what is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from guantong.portal.audit.canonical import entry_digest
from guantong.portal.audit.gesture import gesture
from guantong.portal.audit.guard import PersonalDataError
from guantong.portal.audit.models import AuditEvent, AuditLink, ChainEnd
from guantong.portal.audit.services import READING, record, record_reading
from guantong.portal.refusals import RefusedError

if TYPE_CHECKING:
    from guantong.portal.accounts.models import User


def test_entry_says_who_did_what_to_what_and_why(actor: User, subject: User, now: datetime) -> None:
    entry = record(
        "accounts.role.granted",
        actor=actor,
        subject=subject,
        now=now,
        detail={"role": "TO", "until": date(2027, 1, 1), "scope": UUID(int=7), "count": 3, "days": (1, 2)},
        reason="接替休假人员",
    )
    kept = AuditEvent.objects.get()
    assert kept == entry
    assert (kept.at, kept.event, kept.actor, kept.reason) == (
        now,
        "accounts.role.granted",
        actor,
        "接替休假人员",
    )
    assert (kept.subject_type, kept.subject_id) == ("accounts.user", str(subject.pk))
    assert kept.detail == {
        "role": "TO",
        "until": "2027-01-01",
        "scope": str(UUID(int=7)),
        "count": 3,
        "days": [1, 2],
    }
    assert kept.digest == entry_digest(kept), "the form that is hashed survives the database"


def test_reading_says_what_was_read(actor: User, subject: User, now: datetime) -> None:
    entry = record_reading(actor=actor, subject=subject, what="identity_number", now=now)
    assert (entry.event, entry.detail) == (READING, {"what": "identity_number"})


def test_one_gesture_has_one_number(actor: User, now: datetime) -> None:
    number = uuid4()
    with gesture(number):
        first = record("a.b", actor=actor, subject=None, now=now)
        second = record("a.c", actor=actor, subject=None, now=now)
    third = record("a.d", actor=None, subject=None, now=now)
    assert first.gesture == second.gesture == number != third.gesture


@transaction.atomic
def _change_that_fails(now: datetime) -> None:
    record("a.b", actor=None, subject=None, now=now)
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_rolled_back_change_leaves_no_entry(now: datetime) -> None:
    with pytest.raises(RuntimeError):
        _change_that_fails(now)
    record("a.c", actor=None, subject=None, now=now)
    assert [entry.event for entry in AuditEvent.objects.all()] == ["a.c"]
    assert AuditLink.objects.count() == 1
    assert ChainEnd.objects.get().position == 1


@pytest.mark.django_db(transaction=True)
def test_rolled_back_part_of_a_transaction_leaves_no_entry(now: datetime) -> None:
    with transaction.atomic():
        with pytest.raises(RuntimeError):
            _change_that_fails(now)
        record("a.c", actor=None, subject=None, now=now)
    assert [tied.entry.event for tied in AuditLink.objects.all()] == ["a.c"]


@pytest.mark.parametrize(
    "detail",
    [
        {"who": "韦示例"},
        {"name": "x"},
        {"note": "two words"},
        {"number": "45010219870101123X"},
        {"number": 450102870101123},
        {"phone": "x"},
        {"call": 13800138000},
        {"nested": {"id_number": "x"}},
        {"listed": ["13800138000"]},
        {"bad key": 1},
        {"nul": "a\0b"},
        {"surrogate": "\ud800"},
    ],
)
def test_detail_that_may_be_personal_is_refused(detail: dict[str, object], now: datetime, db: None) -> None:
    with pytest.raises(PersonalDataError) as refused:
        record("a.b", actor=None, subject=None, now=now, detail=detail)
    assert "45010" not in str(refused.value)
    assert not AuditEvent.objects.exists()


def test_detail_without_a_form_is_refused(now: datetime, db: None) -> None:
    with pytest.raises(TypeError):
        record("a.b", actor=None, subject=None, now=now, detail={"share": 0.1})


@pytest.mark.parametrize(
    "reason",
    ["证件号 45010219870101123X 有误", "打 13800138000", "写信到 a@b.cn", "长" * 1001, "坏\0", "坏\ud800"],
)
def test_reason_that_may_not_stay_is_refused_in_a_sentence(reason: str, now: datetime, db: None) -> None:
    with pytest.raises(RefusedError) as refused:
        record("a.b", actor=None, subject=None, now=now, reason=reason)
    assert refused.value.code.startswith("E-AUD-")
    assert refused.value.field == "reason"
    assert not AuditEvent.objects.exists()
