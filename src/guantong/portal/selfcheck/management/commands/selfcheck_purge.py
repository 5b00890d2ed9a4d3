"""``guantong manage selfcheck_purge``: delete the self-checks whose 90 days are over. Meant to run every day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from guantong.portal import clock
from guantong.portal.selfcheck.services import purge_expired


class Command(BaseCommand):
    help = "删除到期的自查 / delete the self-checks that have expired"

    def handle(self, *_args: Any, **_options: Any) -> None:
        count = purge_expired(now=clock.now())
        self.stdout.write(f"已删除到期的自查 {count} 份 / deleted: {count}")
