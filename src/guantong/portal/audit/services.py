"""Recording what happened. Everything that changes something calls `record` in the transaction of the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from . import gesture
from .canonical import entry_digest
from .guard import checked_detail, checked_reason
from .linking import link
from .models import AuditEvent
from .origin import origin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import Model

READING: Final = "personal_data.read"
"""The event of somebody seeing personal data; its detail says what."""


def record(
    event: str,
    *,
    actor: AbstractBaseUser | AnonymousUser | None,
    subject: Model | None,
    now: datetime,
    detail: Mapping[str, object] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write one entry in the transaction under way; it vanishes with it, and is tied into the chains when it commits.

    Args:
        event: what happened, a code as ``people.employment.added``.
        actor: who did it; None for the system and for somebody without an account.
        subject: what it happened to; its chain is the one the entry belongs to. None for the portal itself.
        now: when.
        detail: codes, numbers, days and ids that say more. Names and sentences are refused. What a command of the
            shell records says so by itself (`origin`).
        reason: what the person who acted gave as the reason.

    Raises PersonalDataError for a detail that may hold personal data, TypeError for one without a form in an entry,
    RefusedError for a reason that holds what looks like a number of a person.

    """
    entry = AuditEvent(
        at=now,
        event=event,
        actor_id=None if actor is None else actor.pk,
        subject_type="" if subject is None else subject._meta.label_lower,
        subject_id="" if subject is None else str(subject.pk),
        gesture=gesture.current(),
        reason=checked_reason(reason),
        detail=checked_detail({**(detail or {}), **origin()}),
    )
    entry.clean_fields(exclude=["id", "actor", "digest"])
    entry.digest = entry_digest(entry)
    with transaction.atomic(savepoint=False):
        entry.save(force_insert=True)
        _link_after_commit()
    return entry


def record_reading(
    *, actor: AbstractBaseUser | AnonymousUser | None, subject: Model, what: str, now: datetime
) -> AuditEvent:
    """Write that somebody saw personal data of a subject: `what` is a code, as ``identity_number``."""
    return record(READING, actor=actor, subject=subject, now=now, detail={"what": what})


def _link_after_commit() -> None:
    """Once a transaction, however many entries it writes. Failing to tie fails nobody: the next one ties them too."""
    if not any(hook is _tie for _, hook, *_ in connection.run_on_commit):
        transaction.on_commit(_tie, robust=True)


def _tie() -> None:
    link()
