"""What is done afterwards, in the background: the one place that knows which library does it.

A task is started after the transaction that asked for it, and may never run: its worker may be killed. So a task only
looks for what is to be done in tables of ours, and the next one finds what the last one left.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from . import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_tasks.base import Task

__all__ = ["background", "enqueue_after_commit", "forget_finished", "give_up_lost", "worker"]

LOST_AFTER: Final = timedelta(hours=1)
"""A task that runs longer has lost its worker: none of ours takes minutes."""
KEPT: Final = timedelta(days=30)
"""How long one may look up what became of a task."""

background = task
"""Makes a function, at the top of a module and with arguments that JSON can say, one that runs in the background."""


def enqueue_after_commit(job: Task[Any, Any], *, after: timedelta = timedelta(), alone: bool = False) -> None:
    """Have a task without arguments run when the transaction under way is committed, `after` some time.

    Asking again in the same transaction changes nothing; with `alone` neither does asking while one waits to be begun.
    Failing to start it fails nobody.
    """
    key = f"{job.module_path} {after}"
    if any(getattr(hook, "key", None) == key for _, hook, *_ in connection.run_on_commit):
        return
    hook = partial(_enqueue, job, after, alone)
    hook.key = key  # type: ignore[attr-defined]
    transaction.on_commit(hook, robust=True)


def _enqueue(job: Task[Any, Any], after: timedelta, alone: bool) -> None:
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=job.module_path)
    if alone and waiting.exists():
        return
    if after > timedelta():
        job = job.using(run_after=clock.machine() + after)
    job.enqueue()


class _Worker(Worker):
    """A worker that does something of its own between two tasks: a long list is many tasks, each of which starts the next."""

    between: Callable[[], None]

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        super().run_task(db_task_result)
        if self.running:
            self.between()


def worker(*, between: Callable[[], None]) -> Worker:
    """One that runs what is ready and then comes back from `run`; `running` is false once it was told to stop.

    After each task it calls `between`.
    """
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    made = _Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    made.between = between
    return made


def give_up_lost() -> int:
    """Call the tasks failed that a killed worker left running for ever; how many there were."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=clock.machine() - LOST_AFTER)
    return int(
        lost.update(
            status=TaskResultStatus.FAILED,
            finished_at=clock.machine(),
            exception_class_path="",
            traceback="lost",
        )
    )


def forget_finished() -> int:
    """Forget what became of tasks long ago; how many were forgotten."""
    return int(DBTaskResult.objects.finished().filter(finished_at__lt=clock.machine() - KEPT).delete()[0])
