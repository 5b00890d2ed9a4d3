"""The only way to a notice or a delivery that somebody names by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from .models import Delivery, Message

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser


def access_message(user: AbstractBaseUser, id: UUID) -> Message:
    """A notice to this very person. Raises Http404 for any other."""
    message = Message.objects.filter(pk=id).first()
    if message is None:
        raise Http404
    if message.user_id != user.pk:
        raise Http404
    return message


def access_delivery(id: UUID) -> Delivery:
    """A delivery, for pages that are open to those who watch over the outbox. Raises Http404."""
    delivery = Delivery.objects.filter(pk=id).first()
    if delivery is None:
        raise Http404
    return delivery
