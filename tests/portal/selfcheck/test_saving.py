"""Answers are kept under a code for 90 days, found by it alone, and deleted without a trace."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from guantong.portal.audit.models import AuditEvent
from guantong.portal.calendar.rounds import daily_round
from guantong.portal.refusals import RefusedError
from guantong.portal.selfcheck.codes import code_from, shown
from guantong.portal.selfcheck.models import SavedCheck
from guantong.portal.selfcheck.services import (
    KEPT_FOR,
    TRIES,
    delete_check,
    purge_expired,
    resume_check,
    save_check,
)
from guantong.portal.selfcheck.sheet import Sheet

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db

SHEET = Sheet({"titles": [], "certificates": []}, ("holding",), region="450200")
HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    from django.core.cache import cache

    cache.clear()


def test_what_was_kept_is_found_by_its_code(now: datetime) -> None:
    kept = save_check(sheet=SHEET, seed="seed", now=now)

    found, saved = resume_check(typed=shown(code_from("seed")).lower(), place=HERE, now=now)

    assert found == SHEET
    assert saved == kept.id
    assert kept.expires_at == now + KEPT_FOR


def test_the_code_is_not_in_the_database(now: datetime) -> None:
    save_check(sheet=SHEET, seed="seed", now=now)

    row = str(SavedCheck.objects.values().get())
    assert code_from("seed") not in row
    assert "seed" not in row.replace("saved", "")


def test_saving_once_more_keeps_the_newer_answers_under_the_same_code(now: datetime) -> None:
    first = save_check(sheet=SHEET, seed="seed", now=now)
    again = save_check(sheet=Sheet(), seed="seed", now=now + timedelta(days=1))

    assert first.id == again.id
    assert resume_check(typed=code_from("seed"), place=HERE, now=now)[0] == Sheet()


def test_saving_after_resuming_keeps_the_old_code(now: datetime) -> None:
    kept = save_check(sheet=SHEET, seed="seed", now=now)
    save_check(sheet=Sheet(exam="accounting"), seed="other", now=now, saved=kept.id)

    assert SavedCheck.objects.count() == 1
    assert resume_check(typed=code_from("seed"), place=HERE, now=now)[0].exam == "accounting"


def test_saving_after_it_was_deleted_elsewhere_gives_a_new_code(now: datetime) -> None:
    kept = save_check(sheet=SHEET, seed="seed", now=now)
    delete_check(saved=kept.id, now=now)

    save_check(sheet=SHEET, seed="other", now=now, saved=kept.id)

    assert resume_check(typed=code_from("other"), place=HERE, now=now)[0] == SHEET


def test_unknown_expired_and_deleted_look_alike(now: datetime) -> None:
    save_check(sheet=SHEET, seed="expired", now=now - KEPT_FOR)
    deleted = save_check(sheet=SHEET, seed="deleted", now=now)
    delete_check(saved=deleted.id, now=now)

    said = set()
    for seed in ("unknown", "expired", "deleted"):
        with pytest.raises(RefusedError) as refused:
            resume_check(typed=code_from(seed), place=HERE, now=now)
        said.add((refused.value.code, refused.value.text))

    assert len(said) == 1


def test_a_mistyped_code_is_said_to_be_mistyped_and_costs_no_try(now: datetime) -> None:
    save_check(sheet=SHEET, seed="seed", now=now)
    for _ in range(TRIES + 1):
        with pytest.raises(RefusedError) as refused:
            resume_check(typed="ABCDE-FGHJK", place=HERE, now=now)
        assert refused.value.code == "E-CHK-031"

    assert resume_check(typed=code_from("seed"), place=HERE, now=now)[0] == SHEET


def test_guessing_ends_soon_and_for_that_place_only(now: datetime) -> None:
    save_check(sheet=SHEET, seed="seed", now=now)
    for number in range(TRIES):
        with pytest.raises(RefusedError, match="E-CHK-032"):
            resume_check(typed=code_from(f"guess {number}"), place=HERE, now=now)

    with pytest.raises(RefusedError, match="E-CHK-030"):
        resume_check(typed=code_from("seed"), place=HERE, now=now)
    assert resume_check(typed=code_from("seed"), place="127.0.0.2", now=now)[0] == SHEET


def test_deleting_twice_changes_nothing(now: datetime) -> None:
    kept = save_check(sheet=SHEET, seed="seed", now=now)

    delete_check(saved=kept.id, now=now)
    delete_check(saved=kept.id, now=now)

    assert not SavedCheck.objects.exists()


def test_what_has_expired_is_purged(now: datetime) -> None:
    save_check(sheet=SHEET, seed="old", now=now - KEPT_FOR - timedelta(seconds=1))
    save_check(sheet=SHEET, seed="new", now=now)

    assert purge_expired(now=now) == 1
    assert purge_expired(now=now) == 0
    assert SavedCheck.objects.count() == 1


def test_the_daily_round_purges(now: datetime) -> None:
    save_check(sheet=SHEET, seed="old", now=now - KEPT_FOR)

    daily_round(now=now, contexts=["selfcheck"])

    assert not SavedCheck.objects.exists()


def test_each_change_is_recorded_without_what_was_said(now: datetime) -> None:
    kept = save_check(sheet=SHEET, seed="seed", now=now)
    save_check(sheet=SHEET, seed="seed", now=now)
    delete_check(saved=kept.id, now=now)
    save_check(sheet=SHEET, seed="old", now=now - KEPT_FOR)
    purge_expired(now=now)

    events = AuditEvent.objects.filter(event__startswith="selfcheck.")
    assert set(events.values_list("event", flat=True)) == {
        "selfcheck.saved",
        "selfcheck.saved_again",
        "selfcheck.deleted",
        "selfcheck.purged",
    }
    assert not any(event.actor_id for event in events)


def test_keeping_the_same_answers_again_adds_nothing_to_the_audit(now: datetime) -> None:
    kept = save_check(sheet=SHEET, seed="seed", now=now)
    later = now + KEPT_FOR / 2

    save_check(sheet=SHEET, seed="seed", now=later, saved=kept.id)

    assert AuditEvent.objects.filter(event__startswith="selfcheck.").count() == 1
    assert SavedCheck.objects.get().expires_at == later + KEPT_FOR
