"""``guantong manage worker``: does what is to be done in the background, and looks after what others left."""

from __future__ import annotations

import time
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from .... import tasks

if TYPE_CHECKING:
    from argparse import ArgumentParser

_ROUND: Final = 30
"""Seconds between two looks at what killed workers left and at the daily round."""


class Command(BaseCommand):
    requires_system_checks = []
    help = "Run background tasks, free what killed workers held, and do the daily round. Ctrl+C or SIGTERM stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is ready and end")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        self._looked = float("-inf")
        worker = tasks.worker(between=self._look_after)
        worker.configure_signals()
        while worker.running:
            self._look_after()
            worker.run()
            if options["once"]:
                return
            if worker.running:
                time.sleep(options["interval"])

    def _look_after(self) -> None:
        """Look after what others left, where the last look was some time ago."""
        if time.monotonic() - self._looked <= _ROUND:
            return
        self._looked = time.monotonic()
        call_command("outbox", reap=True, stdout=StringIO())
        call_command("certificate_issue", resume=True, stdout=StringIO())
        try:
            call_command("daily", stdout=StringIO())
        except CommandError as error:
            self.stderr.write(f"daily: {error}")
