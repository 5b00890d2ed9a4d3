"""``guantong manage clock --at 2027-01-04``: let the demonstration live on another day; ``--reset``: today again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from .... import clock
from ....refusals import RefusedError
from ...moving import clock_move

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    requires_system_checks = []
    help = "Tell the time of the portal; in a demonstration, move it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--at", metavar="DAY", help="a day or an instant, as 2027-01-04 or 2027-01-04T09:00"
        )
        choice.add_argument("--reset", action="store_true", help="back to the time of the machine")

    def handle(self, *args: Any, **options: Any) -> None:
        to = None
        if options["at"]:
            try:
                to = datetime.fromisoformat(options["at"])
            except ValueError as error:
                raise CommandError(
                    f"{options['at']}：不是日期，应如 2027-01-04 或 2027-01-04T09:00 / not a day"
                ) from error
            to = to if to.tzinfo else timezone.make_aware(to)
        if options["at"] or options["reset"]:
            try:
                clock_move(actor=None, to=to, now=clock.now())
            except RefusedError as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}")
