"""Notices of the demonstration: every account finds one that says where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from .models import Message
from .services import notify

if TYPE_CHECKING:
    from datetime import datetime


def load(*, now: datetime) -> None:
    """Greet every account that was not greeted."""
    greeted = Message.objects.filter(template="N00").values("user_id")
    for user in get_user_model().objects.exclude(pk__in=greeted):
        notify(user=user, template="N00", context={}, subject=None, now=now)
