"""What pages and other contexts read of certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from guantong.certificates import numbers

from ..audit.models import AuditEvent
from ..people.selectors import person_of
from .access import authorities_of
from .models import Batch, BatchEntry, Certificate, Change, Correction, CorrectionState, EntryState, Outcome

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from ..accounts.models import User


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of a list are where."""

    wrong: int
    waiting: int
    issued: int
    failed: int

    @property
    def all(self) -> int:
        """Rows that can be issued."""
        return self.waiting + self.issued + self.failed


def batches_for(user: User, *, today: date) -> QuerySet[Batch]:
    """The lists of the person's authorities, the newest first, without those that a replacement made."""
    return (
        Batch.objects.filter(authority__in=authorities_of(user, today=today))
        .exclude(origin="replacement")
        .select_related("authority", "proposed_by")
        .annotate(rows=Count("entries"))
        .order_by("-created_at")
    )


def progress(batch: Batch) -> Progress:
    """How far a list is."""
    counts = dict(
        BatchEntry.objects.filter(batch=batch).order_by().values_list("state").annotate(n=Count("id"))
    )
    return Progress(
        *(
            counts.get(state, 0)
            for state in (EntryState.WRONG, EntryState.WAITING, EntryState.ISSUED, EntryState.FAILED)
        )
    )


def certificates_for(user: User, *, today: date, search: str = "") -> QuerySet[Certificate]:
    """The certificates of the person's authorities; sought by the whole number, or by the whole name."""
    found = Certificate.objects.filter(authority__in=authorities_of(user, today=today)).select_related(
        "authority"
    )
    if search:
        found = found.filter(Q(number=numbers.normalise(search)) | Q(face__name=search))
    return found


def open_changes_for(user: User, *, today: date) -> QuerySet[Change]:
    """What waits to be decided at the person's authorities."""
    return Change.objects.filter(
        outcome=Outcome.OPEN, certificate__authority__in=authorities_of(user, today=today)
    ).select_related("certificate", "proposed_by")


def open_corrections_for(user: User, *, today: date) -> QuerySet[Correction]:
    """Requests of holders that nobody has answered."""
    return Correction.objects.filter(
        state=CorrectionState.OPEN, certificate__authority__in=authorities_of(user, today=today)
    ).select_related("certificate")


def history(certificate: Certificate, *, inside: bool) -> QuerySet[Change]:
    """The confirmed changes of a certificate; inside the office also those that were not."""
    found = certificate.changes.select_related("proposed_by", "decided_by")
    return found if inside else found.filter(outcome=Outcome.CONFIRMED)


def own_certificates(user: User | AnonymousUser) -> QuerySet[Certificate]:
    """The certificates bound to the account, once they are issued."""
    person = person_of(user)
    if person is None:
        return Certificate.objects.none()
    return Certificate.objects.filter(person=person).exclude(issued_at=None).select_related("authority")


def uses_of(certificate: Certificate, most: int = 50) -> QuerySet[AuditEvent]:
    """When the certificate was downloaded, shared or verified, the newest first."""
    return AuditEvent.objects.filter(
        subject_type=certificate._meta.label_lower,
        subject_id=str(certificate.pk),
        event__in=(
            "certificates.copy",
            "certificates.verified",
            "certificates.shared",
            "certificates.share_withdrawn",
        ),
    ).order_by("-id")[:most]
