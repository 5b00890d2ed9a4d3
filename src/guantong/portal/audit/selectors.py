"""Entries for screens: what was asked for, within what the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from .models import AuditEvent, AuditSeal, ChainEnd
from .services import READING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Sight:
    """Which entries somebody may see: all, or those by some people and about some organisations."""

    everywhere: bool = False
    actors: Collection[UUID] = ()
    subjects: Collection[UUID] = ()


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is empty is not asked. `event` is a code or the beginning of one."""

    event: str = ""
    actors: Sequence[UUID] | None = None
    subject_type: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def entries(wanted: Wanted, sight: Sight) -> QuerySet[AuditEvent]:
    """The entries looked for that may be seen, the newest first, with who acted and the place in the chain."""
    found = AuditEvent.objects.select_related("actor", "link").order_by("-id")
    if not sight.everywhere:
        about = Q(subject_id__in=[str(subject) for subject in sight.subjects])
        found = found.filter(Q(actor__in=sight.actors) | about)
    if wanted.event:
        found = found.filter(event__startswith=wanted.event)
    if wanted.actors is not None:
        found = found.filter(actor__in=wanted.actors)
    if wanted.subject_type:
        found = found.filter(subject_type=wanted.subject_type)
    if wanted.subject_id:
        found = found.filter(subject_id=wanted.subject_id)
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__lt=wanted.until)
    return found


def counts(*, since: datetime | None, until: datetime | None) -> list[tuple[str, int]]:
    """How often each event happened in a period, the most frequent first: for whom entries themselves are closed."""
    found = AuditEvent.objects.order_by()
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    return list(
        found.values("event").annotate(n=Count("id")).order_by("-n", "event").values_list("event", "n")
    )


def readings_of(subject: Model) -> QuerySet[AuditEvent]:
    """Who saw personal data of a subject, the newest first: `actor`, `at`, and `detail["what"]`."""
    return (
        AuditEvent.objects.filter(
            event=READING, subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
        )
        .select_related("actor")
        .order_by("-id")
    )


def tied() -> int:
    """How many entries the chains hold."""
    return ChainEnd.objects.values_list("position", flat=True).first() or 0


def last_seal() -> AuditSeal | None:
    """The seal made last."""
    return AuditSeal.objects.first()
