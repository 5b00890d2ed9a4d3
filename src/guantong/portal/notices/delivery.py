"""Emptying the outbox: one row after the other is taken, handed over, and marked.

Who takes a row holds it for `LEASE`; if the process is killed, the row is free again after that, and the attempt counts
as lost. A letter that was handed over in the very moment of the kill is therefore handed over once more, with the same
Message-ID: mail is never lost, and a mailbox can tell the copies. Two that live never hold the same row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Max, Q

from .. import clock
from . import mail, texts
from .models import Attempt, Delivery, Outcome, State

if TYPE_CHECKING:
    from datetime import datetime

LEASE: Final = timedelta(minutes=2)
"""How long one row is held: several times what a mail server may take to answer (EMAIL_TIMEOUT)."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row that this process holds, and the attempt that it makes."""

    delivery: Delivery
    attempt: Attempt
    by: str


def deliver_all(*, now: datetime | None = None) -> int:
    """Deliver what is due until nothing is left; how many rows were dealt with. `now` is asked anew if not given."""
    count = 0
    while held := take(now=now or clock.now()):
        _deliver(held, now=now or clock.now())
        count += 1
    return count


@transaction.atomic
def take(*, now: datetime) -> Held | None:
    """Take hold of a row that is due and that nobody holds; None where there is none."""
    machine = clock.machine()
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("message__user")
        .filter(Q(lease_until=None) | Q(lease_until__lt=machine), state=State.WAITING, not_before__lte=now)
        .first()
    )
    if delivery is None:
        return None
    by = uuid4().hex
    delivery.attempts.filter(outcome=Outcome.STARTED).update(outcome=Outcome.LOST)
    last = delivery.attempts.aggregate(last=Max("number"))["last"] or 0
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=machine + LEASE, leased_by=by)
    attempt = Attempt.objects.create(delivery=delivery, number=last + 1, at=now)
    return Held(delivery, attempt, by)


def _deliver(held: Held, *, now: datetime) -> None:
    outcome = mail.unavailable(held.delivery)
    error = ""
    if outcome is None:
        try:
            mail.send(held.delivery)
            outcome = Outcome.SENT
        except Exception as failure:  # any failure of the way out is an outcome of this attempt
            outcome, error = Outcome.ERROR, type(failure).__name__
    _finish(held, outcome, error, now=now)


@transaction.atomic
def _finish(held: Held, outcome: Outcome, error: str, *, now: datetime) -> None:
    state, not_before = _next(held, outcome, now)
    mine = Delivery.objects.filter(pk=held.delivery.pk, leased_by=held.by, state=State.WAITING).update(
        state=state,
        not_before=not_before,
        finished_at=None if state == State.WAITING else now,
        lease_until=None,
        leased_by="",
        updated_at=now,
        row_version=F("row_version") + 1,
    )
    if mine:
        Attempt.objects.filter(pk=held.attempt.pk).update(outcome=outcome, error=error[:80])


def _next(held: Held, outcome: Outcome, now: datetime) -> tuple[State, datetime]:
    if outcome == Outcome.SENT:
        return State.SENT, held.delivery.not_before
    if outcome != Outcome.ERROR:
        return State.SKIPPED, held.delivery.not_before
    pauses = texts.parameters().retry_after_minutes
    if held.attempt.number > len(pauses):
        return State.FAILED, held.delivery.not_before
    again = now + timedelta(minutes=pauses[held.attempt.number - 1])
    return State.WAITING, texts.after_quiet_hours(again)


def overdue(*, now: datetime) -> bool:
    """Whether something is due that nobody holds: then a task is missing that delivers it."""
    return Delivery.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=clock.machine()), state=State.WAITING, not_before__lte=now
    ).exists()
