"""``guantong manage rotate_identity_keys``: bring every identity number to the newest keys (docs/operations.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from .... import clock
from ...rotation import remaining, rotate_batch

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "用最新的密钥重新加密证件号码，可以中断后继续。 / Encrypt identity numbers with the newest key; may be resumed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        while rotated := rotate_batch(size=options["batch"], now=clock.now()):
            done += rotated
            self.stdout.write(f"{done} …")
        self.stdout.write(
            f"已换 {done} 个，还剩 {remaining()} 个；旧密钥可以从环境变量中去掉。"
            f" / {done} rotated, {remaining()} left; the old keys may be dropped from the environment."
        )
