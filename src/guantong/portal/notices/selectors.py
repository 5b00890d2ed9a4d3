"""What pages read of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from .models import Delivery, Message, State

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import QuerySet

    from .texts import Text


def messages_of(user: AbstractBaseUser, *, now: datetime, unread_only: bool = False) -> QuerySet[Message]:
    """The notices that somebody has received up to now, the newest first."""
    found = Message.objects.filter(user_id=user.pk, sent_at__lte=now)
    return found.filter(read_at=None) if unread_only else found


def unread_count(user: AbstractBaseUser | AnonymousUser) -> int:
    """How many notices somebody has not read; none for a stranger."""
    return Message.objects.filter(user_id=user.pk, read_at=None).count() if user.is_authenticated else 0


def text_of(message: Message, language: str) -> Text:
    """What a notice says."""
    from . import texts

    return texts.template(message.template, message.template_version).filled(message.context, language)


def outbox(state: str = "") -> QuerySet[Delivery]:
    """The deliveries for those who watch over them, the newest first, with their attempts."""
    found = Delivery.objects.select_related("message__user").prefetch_related("attempts")
    found = found.order_by("-created_at", "id")
    return found.filter(state=state) if state in State.values else found


def outbox_counts() -> dict[str, int]:
    """How many deliveries there are in each state."""
    counts = dict(Delivery.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counts.get(state, 0) for state in State.values}
