"""``guantong manage outbox``: what waits; ``--reap``: free what a killed worker held; ``--deliver``: do it here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from .... import clock, tasks
from ...delivery import deliver_all, overdue
from ...jobs import deliver_waiting
from ...models import State
from ...selectors import outbox_counts

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    requires_system_checks = []
    help = "Show how many notices wait, were sent, failed or were left out; start or do their delivery."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--reap",
            action="store_true",
            help="call lost tasks failed; start a delivery where one is missing",
        )
        choice.add_argument("--deliver", action="store_true", help="deliver what is due, in this process")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reap"]:
            tasks.give_up_lost()
            if overdue(now=clock.now()):
                tasks.enqueue_after_commit(deliver_waiting)
        elif options["deliver"]:
            deliver_all()
        for state, count in outbox_counts().items():
            self.stdout.write(f"{State(state).label} {count}")
