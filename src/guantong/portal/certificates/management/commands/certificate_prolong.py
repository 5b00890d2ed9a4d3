"""``guantong certificate prolong``: put time stamps on what is due, and show what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from .... import clock
from ...models import Prolonging
from ...prolonging import prolong_due, standing

if TYPE_CHECKING:
    from argparse import ArgumentParser

_SHOWN = 20


class Command(BaseCommand):
    requires_system_checks = []
    help = "Put time stamps on certificates that have none, or whose last one runs out; with --limit 0 only show what is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, metavar="N", help="at most so many files, else one run's")

    def handle(self, *args: Any, **options: Any) -> None:
        limit: int | None = options["limit"]
        if limit is not None and limit < 0:
            raise CommandError("--limit：应为 0 或更大的整数 / a whole number, 0 or more")
        run = prolong_due(now=clock.now(), limit=limit)
        left = standing(now=clock.now())
        if run is not None:
            self.stdout.write(
                f"加了时间戳 {run.done}，没有成功 {run.failed} / stamped {run.done}, failed {run.failed}"
            )
        self.stdout.write(
            f"还要加 {left.waiting}，要续 {left.renewals}，已完成 {left.done}"
            f" / to be stamped {left.waiting}, to be renewed {left.renewals}, done {left.done}"
        )
        for row in Prolonging.objects.exclude(failure="").select_related("certificate")[:_SHOWN]:
            self.stdout.write(f"{row.certificate.number}：{row.failure}")
        if left.failed > _SHOWN:
            self.stdout.write(f"…（共 {left.failed} / in all）")
        if not left.service:
            raise CommandError(
                "没有配置时间戳服务（GUANTONG_TIME_STAMPS），签名没有续期 / no time-stamp service is configured:"
                " signatures are not prolonged"
            )
        if run is not None and run.halted:
            raise CommandError(f"{left.service}：{run.halted}")
