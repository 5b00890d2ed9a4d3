"""``guantong manage reap_uploads``: delete uploads that nobody attached within a day. To be run every hour or so."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from .... import clock
from ...services import uploads_reap


class Command(BaseCommand):
    help = "删除一天内没有保存的上传文件。 / Delete uploads that nobody attached within a day."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(uploads_reap(now=clock.now())))
