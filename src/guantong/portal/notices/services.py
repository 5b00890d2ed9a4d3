"""Sending notices, reading them, and trying a delivery again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ..audit.services import record
from ..refusals import RefusedError
from ..tasks import enqueue_after_commit
from . import texts
from .jobs import deliver_waiting
from .models import Channel, Delivery, Message, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import Model


@transaction.atomic
def notify(
    *,
    user: AbstractBaseUser,
    template: str,
    context: Mapping[str, object],
    subject: Model | None,
    now: datetime,
) -> Message:
    """Tell somebody something, here at once and by mail outside the hours of rest; in the transaction under way.

    Args:
        user: who is told.
        template: the id of a template of some ``texts.yaml``; its newest version is taken.
        context: what fills its gaps; nothing else is kept.
        subject: what it is about; None for nothing in particular.
        now: when.

    Raises TemplateError for a template that does not exist and a gap without a value.

    """
    wanted = texts.template(template)
    values = {gap: _plain(context[gap]) for gap in wanted.fields if gap in context}
    for language in texts.LANGUAGES:
        wanted.filled(values, language)
    message = Message(
        user_id=user.pk,
        template=wanted.id,
        template_version=wanted.version,
        context=values,
        subject_type="" if subject is None else subject._meta.label_lower,
        subject_id="" if subject is None else str(subject.pk),
        sent_at=now,
    )
    message.full_clean(exclude=["user"])
    message.save()
    not_before = texts.after_quiet_hours(now)
    Delivery.objects.create(message=message, channel=Channel.MAIL, not_before=not_before)
    enqueue_after_commit(deliver_waiting, after=not_before - now)
    return message


def message_read(*, message: Message, now: datetime) -> None:
    """Keep when the person first read it. Their own reading is not audited."""
    Message.objects.filter(pk=message.pk, read_at=None).update(
        read_at=now, updated_at=now, row_version=F("row_version") + 1
    )


def messages_read(*, user: AbstractBaseUser, now: datetime) -> int:
    """Call everything read that somebody has received up to now; how many there were."""
    return Message.objects.filter(user_id=user.pk, read_at=None, sent_at__lte=now).update(
        read_at=now, updated_at=now, row_version=F("row_version") + 1
    )


@transaction.atomic
def delivery_retry(*, actor: AbstractBaseUser, delivery: Delivery, now: datetime) -> None:
    """Put a delivery that failed or was left out back into the outbox. Raises RefusedError for any other."""
    again = Delivery.objects.filter(pk=delivery.pk, state__in=(State.FAILED, State.SKIPPED)).update(
        state=State.WAITING,
        not_before=texts.after_quiet_hours(now),
        finished_at=None,
        updated_at=now,
        row_version=F("row_version") + 1,
    )
    if not again:
        raise RefusedError("E-NOT-001", _("这条消息已经发出或正在等待发送，不需要重发。"))
    record("notices.delivery.retried", actor=actor, subject=delivery, now=now)
    enqueue_after_commit(deliver_waiting, after=texts.after_quiet_hours(now) - now)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | str) else str(value)
