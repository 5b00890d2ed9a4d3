"""``guantong manage daily``: what is done once a day; asked again on the same day it does what is missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from .... import clock
from ...rounds import daily_round


class Command(BaseCommand):
    requires_system_checks = []
    help = "Do what every context does once a day, as far as it is not done today."

    def handle(self, *args: Any, **options: Any) -> None:
        rounds = daily_round(now=clock.now())
        for round_ in rounds:
            self.stdout.write(f"{round_.context} {round_.failure or 'ok'}")
        if failed := [round_.context for round_ in rounds if round_.failure]:
            raise CommandError(f"failed: {', '.join(failed)}")
