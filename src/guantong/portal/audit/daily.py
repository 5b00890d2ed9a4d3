"""What is done for the audit once a day: its chains are sealed outside the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from .models import AuditSeal
from .seals import make

if TYPE_CHECKING:
    from datetime import datetime


def run(*, now: datetime) -> None:
    """Write the seal of the day where `GUANTONG_SEALS` says; a day that has its seal keeps it."""
    if AuditSeal.objects.filter(day=timezone.localdate(now)).exists():
        return
    settings.SEALS.mkdir(parents=True, exist_ok=True)
    make(settings.SEALS, now=now)
