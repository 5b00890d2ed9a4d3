"""What pages and other contexts read of certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Prefetch, Q

from guantong.certificates import numbers

from ..audit.models import AuditEvent
from ..people.selectors import person_of
from .access import authorities_of
from .holders import hashes_of
from .models import (
    Batch,
    BatchEntry,
    BatchState,
    Certificate,
    Change,
    Correction,
    CorrectionState,
    EntryState,
    Outcome,
    Preview,
    PreviewState,
)
from .previews import Standing, is_of, stands

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
    taken_out: int
    given_up: int

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
    return Progress(**{state.value: counts.get(state, 0) for state in EntryState})


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


def typed_by(change: Change) -> str:
    """The account of the operating system from which a change was proposed at the command line; empty for one of a page."""
    proposal = AuditEvent.objects.filter(
        event="certificates.change.proposed",
        subject_type=Certificate._meta.label_lower,
        subject_id=str(change.certificate_id),
        detail__change=str(change.pk),
    ).first()
    return str(proposal.detail.get("os_user", "")) if proposal else ""


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


def own_previews(user: User | AnonymousUser) -> list[Preview]:
    """What the person is asked about rows that wait to be confirmed, answered or not."""
    person = person_of(user)
    if person is None:
        return []
    found = Preview.objects.filter(
        entry__identity_hash__in=hashes_of(person),
        superseded_at=None,
        entry__state=EntryState.WAITING,
        entry__batch__state=BatchState.PROPOSED,
    ).select_related("entry__batch__authority")
    return [preview for preview in found if is_of(preview.entry, person)]


def open_reports_for(user: User, *, today: date) -> QuerySet[Preview]:
    """Errors that holders reported at the person's authorities, and that nobody has dealt with."""
    return Preview.objects.filter(
        state=PreviewState.REPORTED,
        superseded_at=None,
        entry__batch__state=BatchState.PROPOSED,
        entry__batch__authority__in=authorities_of(user, today=today),
    ).select_related("entry__batch")


def due_on(batch: Batch) -> date | None:
    """The last day for the answers of a list, the latest where rows were corrected; None where nobody was asked."""
    found = Preview.objects.filter(entry__batch=batch, superseded_at=None).aggregate(last=Max("due_on"))
    last: date | None = found["last"]
    return last


def rows_of(batch: Batch, *, only: str = "", standing: str = "", today: date) -> QuerySet[BatchEntry]:
    """The rows of a list, or those of a state or a standing with their holders, with what was said of them (`asked`)."""
    current = Preview.objects.filter(superseded_at=None).select_related("person", "decided_by")
    rows = batch.entries.select_related("certificate").order_by("row")
    if only in EntryState.values:
        rows = rows.filter(state=only)
    if standing in Standing.values:
        rows = rows.filter(previews__in=current.filter(stands(Standing(standing), today), entry__batch=batch))
    return rows.prefetch_related(Prefetch("previews", current, to_attr="asked"))


def uses_of(certificate: Certificate, most: int = 50) -> QuerySet[AuditEvent]:
    """When the certificate was downloaded, shared, verified or reported on, the newest first."""
    return AuditEvent.objects.filter(
        subject_type=certificate._meta.label_lower,
        subject_id=str(certificate.pk),
        event__in=(
            "certificates.copy",
            "certificates.reported",
            "certificates.verified",
            "certificates.shared",
            "certificates.share_withdrawn",
        ),
    ).order_by("-id")[:most]
