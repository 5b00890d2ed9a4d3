"""A list is issued in slices, each a task of its own: none is long, and none that is lost takes the list with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from guantong.portal import clock, tasks
from guantong.portal.certificates import issuing, jobs
from guantong.portal.certificates.models import BatchState, Certificate, EntryState

from . import makers

if TYPE_CHECKING:
    from guantong.portal.certificates.models import Batch

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 5


@pytest.fixture
def batch(monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A confirmed list of five rows, of which two are issued at a time."""
    monkeypatch.setattr(jobs, "SLICE", 2)
    monkeypatch.setattr(issuing, "produce", makers.stands_for_a_file)
    return makers.confirmed(makers.authority(), [makers.row(serial) for serial in range(1, ROWS + 1)])


def begun() -> list[str]:
    """How every task of issuing stands."""
    found = DBTaskResult.objects.filter(task_path=jobs.issue_waiting.module_path)
    return sorted(found.values_list("status", flat=True))


def work() -> int:
    """Let a worker do what is ready; how many tasks it ran."""
    ran: list[None] = []
    worker = tasks.worker(between=lambda: ran.append(None))
    worker.run()
    return len(ran)


def test_each_slice_is_a_task_and_starts_the_next(batch: Batch) -> None:
    assert begun() == ["READY"]

    assert work() >= 3

    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert set(batch.entries.values_list("state", flat=True)) == {EntryState.ISSUED}
    results = DBTaskResult.objects.filter(task_path=jobs.issue_waiting.module_path).order_by("finished_at")
    assert [one.return_value for one in results] == [2, 2, 1]


def test_a_worker_that_is_told_to_stop_stops_after_a_slice_and_another_goes_on(batch: Batch) -> None:
    worker = tasks.worker(between=lambda: setattr(worker, "running", False))
    worker.run()
    assert Certificate.objects.count() == 2
    assert begun() == ["READY", "SUCCESSFUL"]

    work()

    assert Certificate.objects.exclude(issued_at=None).count() == ROWS


def test_a_lost_task_loses_nothing_and_what_goes_on_is_one_task(batch: Batch) -> None:
    DBTaskResult.objects.update(status="RUNNING", started_at=clock.machine())  # and its worker was killed
    for _look in range(3):
        call_command("certificate_issue", resume=True)
    assert begun() == ["READY", "RUNNING"]

    work()

    assert Certificate.objects.exclude(issued_at=None).count() == ROWS
    call_command("certificate_issue", resume=True)
    assert "READY" not in begun(), "nothing is left"
