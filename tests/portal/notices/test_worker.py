"""Real workers: one is killed midway, and another does the rest; nothing is lost, nothing is sent by two."""

from __future__ import annotations

import os
import select
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from .processes import portal

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from .processes import Portal

pytestmark = pytest.mark.django_db
WITH_MAIL = "tests.portal.notices.mailing_settings"
NOTIFY = """
from django.contrib.auth import get_user_model
from django.db import transaction
from guantong.portal import clock
from guantong.portal.notices import texts
from guantong.portal.notices.services import notify
texts.after_quiet_hours = lambda now: now
user = get_user_model().objects.create_user("wei", email="wei@example.org")
for _ in range({count}):
    with transaction.atomic():
        notify(user=user, template="N00", context={{}}, subject=None, now=clock.now())
"""
STATES = """
from guantong.portal.notices.models import Delivery
for row in Delivery.objects.order_by("id"): print(row.id, row.state, row.attempts.count())
"""
LEASES_RUN_OUT = """
from datetime import timedelta
from guantong.portal import clock
from guantong.portal.notices.models import Delivery
past = clock.machine() - timedelta(seconds=1)
print(Delivery.objects.filter(lease_until__gt=clock.machine()).update(lease_until=past))
"""
TASKS = """
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.filter(status="RUNNING").count())
"""


def letters(home: Path) -> Counter[str]:
    """How often each letter lies in the box, by its Message-ID."""
    return Counter(file.name.partition(".")[0] for file in (home / "letters").iterdir())


def states(other: Portal) -> dict[str, tuple[str, int]]:
    rows = (line.split() for line in other.run(STATES).splitlines())
    return {row: (state, int(attempts)) for row, state, attempts in rows}


def wait_for(pipe: Path, worker: subprocess.Popen[str]) -> None:
    """Until the worker says through the pipe that it has come there; a minute at most, and not after its end."""
    assert worker.stdout is not None
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    ready, _, _ = select.select([reading, worker.stdout.fileno()], [], [], 60)
    os.close(reading)
    if reading not in ready:
        worker.kill()
        raise AssertionError(f"no worker came to where it should stop: {worker.communicate()[0]}")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_a_killed_worker_leaves_another_delivers(tmp_path: Path, moment: str) -> None:
    ours = portal(tmp_path, WITH_MAIL)
    ours.run(NOTIFY.format(count=8))
    os.mkfifo(tmp_path / "reached")
    stopping = replace(ours, environment={**ours.environment, "STOP_AT": f"{moment}:3"})
    victim = stopping.start("worker")
    wait_for(tmp_path / "reached", victim)
    victim.kill()
    victim.communicate()
    held = [row for row, (state, attempts) in states(ours).items() if state == "waiting" and attempts]

    ours.manage("worker", "--once")
    assert sum(state == "sent" for state, _ in states(ours).values()) == 7, "what is held stays held"
    assert ours.run(LEASES_RUN_OUT) == "1"
    ours.manage("worker", "--once")

    after = states(ours)
    assert len(held) == 1
    assert {state for state, _ in after.values()} == {"sent"}
    assert {row for row, (_, attempts) in after.items() if attempts == 2} == set(held)
    box = letters(tmp_path)
    assert box.keys() == after.keys(), "nothing is lost"
    twice = {row for row, count in box.items() if count > 1}
    assert twice == (set(held) if moment == "after" else set()), (
        "only what was in hand, under the same Message-ID"
    )


def test_two_workers_at_once_send_nothing_twice(tmp_path: Path) -> None:
    ours = portal(tmp_path, WITH_MAIL)
    ours.run(NOTIFY.format(count=30))

    both = [ours.start("worker", "--once") for _ in range(2)]
    ends = [worker.communicate(timeout=120)[0] for worker in both]
    ours.manage("worker", "--once")

    assert [worker.returncode for worker in both] == [0, 0], ends
    after = states(ours)
    assert len(after) == 30
    assert set(after.values()) == {("sent", 1)}
    assert letters(tmp_path) == Counter(after.keys())


def test_a_worker_told_to_stop_ends_in_order(tmp_path: Path) -> None:
    ours = portal(tmp_path, WITH_MAIL)
    ours.run(NOTIFY.format(count=1))
    os.mkfifo(tmp_path / "reached")
    worker = replace(ours, environment={**ours.environment, "STOP_AT": "after:1"}).start("worker")
    wait_for(tmp_path / "reached", worker)

    worker.terminate()
    worker.communicate(timeout=60)

    assert worker.returncode == 0
    assert [*states(ours).values()] == [("sent", 1)]
    assert ours.run(TASKS) == "0"
