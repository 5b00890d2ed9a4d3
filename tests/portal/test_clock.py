"""The clock of the portal: moved for a test, moved for all of a demonstration, and never in production."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.management import CommandError, call_command
from django.utils import timezone

from guantong.portal import clock
from guantong.portal.audit.models import AuditEvent
from guantong.portal.calendar.middleware import ClockMiddleware
from guantong.portal.calendar.models import ClockShift
from guantong.portal.calendar.moving import clock_move, shift
from guantong.portal.refusals import NotAllowedError, RefusedError

from .notices.processes import portal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager as ContextManager
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries, Settings


@pytest.fixture(autouse=True)
def following() -> Iterator[None]:
    clock.follow(shift)
    yield
    clock.follow(shift)


def manage(*arguments: str) -> str:
    out = StringIO()
    call_command("clock", *arguments, stdout=out)
    return out.getvalue().strip()


def test_an_instant_stands_where_a_test_puts_it_and_time_goes_on(now: datetime) -> None:
    with clock.at(now):
        first, second = clock.now(), clock.now()

    assert timedelta() <= first - now < timedelta(minutes=1)
    assert second >= first


def test_a_shift_within_a_shift_ends_with_it(now: datetime) -> None:
    with clock.at(now):
        with clock.moved(timedelta(days=400)):
            assert clock.offset() == timedelta(days=400)
        assert clock.today() == now.date()


@pytest.mark.django_db
def test_a_demonstration_moves_for_every_process(tmp_path: Path) -> None:
    other = portal(tmp_path)

    assert other.manage("clock", "--at", "2031-01-06T09:00").startswith("2031-01-06 09:0")
    assert other.run("from guantong.portal import clock; print(clock.today())") == "2031-01-06"
    assert other.manage("clock", "--reset") <= f"{timezone.localtime():%Y-%m-%d %H:%M}"
    assert other.run("from guantong.portal import clock; print(clock.offset())") == "0:00:00"


@pytest.mark.django_db
def test_the_process_that_moves_the_clock_lives_there_at_once(
    django_capture_on_commit_callbacks: Callable[..., ContextManager[object]],
) -> None:
    clock.now()
    with django_capture_on_commit_callbacks(execute=True):
        manage("--at", "2031-01-06T09:00")

    assert clock.today().isoformat() == "2031-01-06"

    with django_capture_on_commit_callbacks(execute=True):
        manage("--reset")

    assert clock.offset() == timedelta()
    assert not ClockShift.objects.exists()


@pytest.mark.django_db
def test_a_page_lives_at_one_shift_read_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ClockShift.objects.create(seconds=86400 * 365 * 5)
    seen = []

    def view(request: object) -> object:
        seen.extend([clock.today(), clock.today()])
        return object()

    middleware = ClockMiddleware(view)  # type: ignore[arg-type]
    with django_assert_num_queries(1):
        middleware(object())  # type: ignore[arg-type]

    assert seen[0] == seen[1] == timezone.localdate(timezone.now() + timedelta(days=365 * 5))


@pytest.mark.django_db
def test_a_test_that_stands_somewhere_is_not_moved_by_the_row(now: datetime) -> None:
    ClockShift.objects.create(seconds=86400)
    seen = []
    middleware = ClockMiddleware(lambda request: seen.append(clock.today()))  # type: ignore[arg-type, return-value]

    with clock.at(now):
        middleware(object())  # type: ignore[arg-type]

    assert seen == [now.date()]


@pytest.mark.django_db
def test_a_process_looks_once_a_second_at_most(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        for _ in range(50):
            clock.now()


@pytest.mark.django_db(transaction=True)
def test_moving_is_audited_and_another_move_takes_the_place_of_the_first(now: datetime) -> None:
    clock_move(actor=None, to=timezone.now() + timedelta(days=10), now=now)
    by = clock_move(actor=None, to=timezone.now() + timedelta(days=20), now=now)

    assert abs(by - timedelta(days=20)) < timedelta(minutes=1)
    assert ClockShift.objects.get().by == by
    assert list(AuditEvent.objects.values_list("event", flat=True)) == ["calendar.clock.moved"] * 2


@pytest.mark.django_db
def test_production_refuses_to_move_and_does_not_follow(settings: Settings, now: datetime) -> None:
    settings.DEMO = False

    with pytest.raises(NotAllowedError, match="E-CLK-001"):
        clock_move(actor=None, to=now, now=now)
    with pytest.raises(CommandError, match="E-CLK-001"):
        manage("--at", "2027-01-04")
    with pytest.raises(MiddlewareNotUsed):
        ClockMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]
    assert not ClockShift.objects.exists()


@pytest.mark.django_db
def test_a_day_that_is_none_or_too_far_is_refused_in_words(now: datetime) -> None:
    with pytest.raises(CommandError, match="不是日期"):
        manage("--at", "next week")
    with pytest.raises(CommandError, match="E-CLK-002"):
        manage("--at", "2126-01-01")
    with pytest.raises(RefusedError, match="E-CLK-002"):
        clock_move(actor=None, to=timezone.now() - timedelta(days=366 * 21), now=now)


def test_the_demonstration_is_what_tests_run() -> None:
    assert settings.DEMO
    assert "guantong.portal.calendar.middleware.ClockMiddleware" in settings.MIDDLEWARE
