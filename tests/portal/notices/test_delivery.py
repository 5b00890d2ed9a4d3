"""Notices are written with what they tell of, read, and delivered; what fails is tried again and shown."""

from __future__ import annotations

import smtplib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as mailbox
from django.core.management import call_command
from django.db import transaction
from django.http import Http404
from django_tasks_db.models import DBTaskResult

from guantong.portal import clock, tasks
from guantong.portal.audit.models import AuditEvent
from guantong.portal.notices import mail
from guantong.portal.notices.access import access_delivery, access_message
from guantong.portal.notices.delivery import LEASE, deliver_all, overdue, take
from guantong.portal.notices.models import Attempt, Delivery, Message, Outcome, State
from guantong.portal.notices.selectors import messages_of, outbox, outbox_counts, text_of, unread_count
from guantong.portal.notices.services import delivery_retry, message_read, messages_read, notify
from guantong.portal.notices.settings import read_mail
from guantong.portal.notices.texts import TemplateError
from guantong.portal.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from pytest_django import Settings

    from guantong.portal.accounts.models import User

    CaptureOnCommit = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]

pytestmark = pytest.mark.django_db
ROLE_ENDS = {"role": "职改办经办", "until": date(2026, 12, 22), "days": 30}


@pytest.fixture
def wei(settings: Settings) -> User:
    settings.MAIL_SENDER = "notices@example.org"
    user: User = get_user_model().objects.create_user("wei", email="wei@example.org")
    return user


def tell(user: User, now: datetime) -> Message:
    return notify(user=user, template="N18", context=ROLE_ENDS, subject=user, now=now)


def test_a_notice_is_there_at_once_and_reads_as_it_was_sent(wei: User, now: datetime) -> None:
    message = tell(wei, now)

    assert text_of(message, "zh").subject == "您的角色“职改办经办”2026年12月22日到期"
    assert (message.subject_type, message.subject_id) == ("accounts.user", str(wei.pk))
    assert unread_count(wei) == 1
    assert [*messages_of(wei, now=now)] == [message]


def test_a_notice_goes_with_the_transaction_that_tells_of_it(wei: User, now: datetime) -> None:
    with transaction.atomic():
        tell(wei, now)
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not Delivery.objects.exists()


def test_a_gap_without_a_value_stops_the_transaction(wei: User, now: datetime) -> None:
    with pytest.raises(TemplateError):
        notify(user=wei, template="N18", context={"role": "x"}, subject=None, now=now)

    assert not Message.objects.exists()


def test_what_fills_no_gap_is_not_kept(wei: User, now: datetime) -> None:
    notify(user=wei, template="N18", context={**ROLE_ENDS, "secret": "x"}, subject=None, now=now)

    assert Message.objects.get().context == {"role": "职改办经办", "until": "2026-12-22", "days": 30}


def test_many_notices_of_one_transaction_start_one_task(
    wei: User, now: datetime, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            tell(wei, now)

    assert DBTaskResult.objects.filter(task_path__endswith="deliver_waiting").count() == 1


def test_a_letter_is_in_both_languages_with_an_identity_of_its_own(wei: User, now: datetime) -> None:
    tell(wei, now)

    assert deliver_all(now=now) == 1

    (letter,) = mailbox.outbox
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.finished_at) == (State.SENT, now)
    assert letter.to == ["wei@example.org"]
    assert "2026年12月22日" in letter.body
    assert "22 December 2026" in letter.body
    assert letter.message()["Message-ID"] == f"<{delivery.pk}@example.org>"
    assert deliver_all(now=now) == 0


def test_at_night_a_letter_waits_and_the_notice_does_not(wei: User, now: datetime) -> None:
    night = now.replace(hour=23)
    tell(wei, night)

    assert unread_count(wei) == 1
    assert deliver_all(now=night) == 0
    assert deliver_all(now=now + timedelta(days=1)) == 1


def test_without_a_server_or_an_address_the_log_says_so(wei: User, now: datetime, settings: Settings) -> None:
    nobody: User = get_user_model().objects.create_user("nobody")
    tell(nobody, now)
    deliver_all(now=now)
    settings.MAIL_SENDER = ""
    tell(wei, now)
    deliver_all(now=now)

    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SKIPPED}
    assert set(Attempt.objects.values_list("delivery__message__user__username", "outcome")) == {
        ("nobody", Outcome.NO_ADDRESS),
        ("wei", Outcome.NOT_CONFIGURED),
    }
    assert mailbox.outbox == []


def test_a_refusing_server_is_asked_again_later_and_later_and_then_given_up(
    wei: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(delivery: Delivery) -> None:
        raise smtplib.SMTPServerDisconnected("wei@example.org")

    monkeypatch.setattr(mail, "send", refuse)
    tell(wei, now)
    waits = []
    at = now
    while Delivery.objects.get().state == State.WAITING:
        assert deliver_all(now=at) == 1
        later = Delivery.objects.get().not_before
        waits.append((later - at) // timedelta(minutes=1))
        at = max(at, later)

    assert waits[:4] == [1, 5, 30, 120]
    assert len(waits) == 6
    assert Delivery.objects.get().state == State.FAILED
    assert [*Attempt.objects.values_list("number", "outcome", "error")] == [
        (number, Outcome.ERROR, "SMTPServerDisconnected") for number in range(1, 7)
    ]


def test_a_row_that_is_held_is_nobody_elses_until_the_lease_runs_out(wei: User, now: datetime) -> None:
    tell(wei, now)
    held = take(now=now)
    assert held is not None
    assert take(now=now) is None
    assert not overdue(now=now)

    Delivery.objects.update(lease_until=clock.machine() - timedelta(seconds=1))

    assert overdue(now=now)
    again = take(now=now)
    assert again is not None
    assert [attempt.outcome for attempt in again.delivery.attempts.all()] == [Outcome.LOST, Outcome.STARTED]
    assert again.by != held.by


def test_who_lost_the_lease_changes_nothing_any_more(
    wei: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(wei, now)

    def slow(delivery: Delivery) -> None:
        Delivery.objects.update(leased_by="another", lease_until=clock.machine() + LEASE)

    monkeypatch.setattr(mail, "send", slow)
    deliver_all(now=now)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.leased_by) == (State.WAITING, "another")


def test_the_lease_is_longer_than_a_server_may_take(settings: Settings) -> None:
    assert timedelta(seconds=settings.EMAIL_TIMEOUT) * 3 < LEASE


def test_reading_is_kept_once(wei: User, now: datetime) -> None:
    message = tell(wei, now)
    message_read(message=message, now=now)
    message_read(message=message, now=now + timedelta(hours=1))

    message.refresh_from_db()
    assert message.read_at == now
    assert unread_count(wei) == 0


def test_all_at_once_leaves_what_comes_later(wei: User, now: datetime) -> None:
    tell(wei, now)
    tell(wei, now)
    tell(wei, now + timedelta(hours=1))

    assert messages_read(user=wei, now=now) == 2
    assert unread_count(wei) == 1


def test_a_delivery_that_failed_is_tried_again_and_audited_one_that_was_sent_is_not(
    wei: User, now: datetime, settings: Settings
) -> None:
    settings.MAIL_SENDER = ""
    tell(wei, now)
    deliver_all(now=now)
    settings.MAIL_SENDER = "notices@example.org"

    delivery_retry(actor=wei, delivery=Delivery.objects.get(), now=now)

    assert deliver_all(now=now) == 1
    assert Delivery.objects.get().state == State.SENT
    assert AuditEvent.objects.get().event == "notices.delivery.retried"
    with pytest.raises(RefusedError, match="E-NOT-001"):
        delivery_retry(actor=wei, delivery=Delivery.objects.get(), now=now)


def test_nobody_reads_what_is_written_to_another(wei: User, now: datetime) -> None:
    other: User = get_user_model().objects.create_user("other")
    message = tell(wei, now)

    assert access_message(wei, message.pk) == message
    with pytest.raises(Http404):
        access_message(other, message.pk)
    with pytest.raises(Http404):
        access_message(wei, wei.pk)
    with pytest.raises(Http404):
        access_delivery(wei.pk)


def test_the_outbox_shows_what_became_of_each(wei: User, now: datetime) -> None:
    tell(wei, now)
    deliver_all(now=now)
    tell(wei, now)

    assert outbox_counts() == {"waiting": 1, "sent": 1, "failed": 0, "skipped": 0}
    assert [row.state for row in outbox("sent")] == [State.SENT]
    assert outbox("nonsense").count() == 2


@pytest.mark.django_db(transaction=True)
def test_reaping_starts_a_delivery_only_where_one_is_missing(wei: User, now: datetime) -> None:
    tell(wei, now)
    DBTaskResult.objects.all().delete()

    with clock.at(now - timedelta(minutes=1)):
        call_command("outbox", reap=True)
    assert not DBTaskResult.objects.exists()
    with clock.at(now):
        call_command("outbox", reap=True)
    assert DBTaskResult.objects.count() == 1


def test_a_task_whose_worker_was_killed_is_called_failed_and_forgotten_in_time(
    wei: User, now: datetime, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell(wei, now)
    DBTaskResult.objects.update(status="RUNNING", started_at=clock.machine() - tasks.LOST_AFTER * 2)

    assert tasks.give_up_lost() == 1
    assert DBTaskResult.objects.get().status == "FAILED"
    assert tasks.forget_finished() == 0
    DBTaskResult.objects.update(finished_at=clock.machine() - tasks.KEPT * 2)
    assert tasks.forget_finished() == 1


def test_the_command_delivers_in_its_own_process(
    wei: User, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(wei, now)
    with clock.at(now):
        call_command("outbox", deliver=True)

    assert "已交邮件服务器 1" in capsys.readouterr().out


def test_a_mail_server_is_read_from_one_address() -> None:
    found = read_mail("smtp://wei:p%40ss@mail.example.org:2525/?from=gt@example.org&tls=none")

    assert (found.sender, found.host, found.port) == ("gt@example.org", "mail.example.org", 2525)
    assert (found.user, found.password, found.tls) == ("wei", "p@ss", "none")
    assert read_mail("smtp://h/?from=a@b&tls=always").port == 465
    assert read_mail("").sender == ""


@pytest.mark.parametrize(
    "url", ["http://h/?from=a@b", "smtp://h/", "smtp:///?from=a@b", "smtp://h/?from=a@b&tls=maybe"]
)
def test_an_address_of_mail_that_is_incomplete_is_refused(url: str) -> None:
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="GUANTONG_MAIL"):
        read_mail(url)
