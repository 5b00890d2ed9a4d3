"""The daily round: each context once a day, each on its own."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from guantong.portal import clock
from guantong.portal.calendar import rounds
from guantong.portal.calendar.models import DailyRound

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
HOUR_AGO = timedelta(hours=1, minutes=1)


@pytest.fixture
def daily(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[datetime], None]], None]:
    """Gives a context of a name a module `daily`."""

    def give(context: str, run: Callable[[datetime], None]) -> None:
        name = f"guantong.portal.{context}.daily"
        module = ModuleType(name)
        module.run = lambda *, now: run(now)  # type: ignore[attr-defined]
        module.__spec__ = ModuleSpec(name, None)
        monkeypatch.setitem(sys.modules, f"guantong.portal.{context}", ModuleType(context))
        monkeypatch.setitem(sys.modules, name, module)

    return give


def test_a_context_is_asked_once_a_day(
    daily: Callable[[str, Callable[[datetime], None]], None], now: datetime
) -> None:
    asked: list[datetime] = []
    daily("first", asked.append)

    for instant in (now, now + timedelta(hours=1), now + timedelta(days=1)):
        rounds.daily_round(now=instant, contexts=["first"])

    assert asked == [now, now + timedelta(days=1)]
    assert [done.finished_at for done in DailyRound.objects.order_by("day")] == asked


def test_who_fails_stops_no_other_and_is_asked_again_an_hour_later(
    daily: Callable[[str, Callable[[datetime], None]], None], now: datetime
) -> None:
    asked: list[str] = []

    def fail(now: datetime) -> None:
        asked.append("first")
        raise LookupError("personal")

    daily("first", fail)
    daily("second", lambda now: asked.append("second"))
    contexts = ["first", "second"]

    done = rounds.daily_round(now=now, contexts=contexts)
    assert [(row.context, row.failure) for row in done] == [("first", "LookupError"), ("second", "")]
    assert rounds.daily_round(now=now, contexts=contexts) == ()

    DailyRound.objects.update(updated_at=clock.machine() - HOUR_AGO)
    daily("first", lambda now: asked.append("first"))
    (again,) = rounds.daily_round(now=now, contexts=contexts)

    assert asked == ["first", "second", "first"]
    assert (again.failure, again.finished_at) == ("", now)


def test_a_round_whose_process_was_killed_is_done_an_hour_later(
    daily: Callable[[str, Callable[[datetime], None]], None], now: datetime
) -> None:
    asked: list[datetime] = []
    daily("first", asked.append)
    DailyRound.objects.create(context="first", day=now.date())

    assert rounds.daily_round(now=now, contexts=["first"]) == ()
    DailyRound.objects.update(updated_at=clock.machine() - HOUR_AGO)
    rounds.daily_round(now=now, contexts=["first"])

    assert asked == [now]


def test_the_command_does_what_contexts_have_and_tells_who_failed(
    daily: Callable[[str, Callable[[datetime], None]], None],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(rounds.daily_round, "__kwdefaults__", {"contexts": ("notices", "first")})

    def fail(now: datetime) -> None:
        raise ValueError

    daily("first", fail)
    with clock.at(now), pytest.raises(CommandError, match="failed: first"):
        call_command("daily")

    assert "notices ok\nfirst ValueError" in capsys.readouterr().out
