"""Entries of what happened, and the links that tie them into chains (docs/adr/0006-audit-chains.md).

None of these rows is ever changed or deleted; triggers of the database refuse it.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from ..records import Record


class AuditEvent(models.Model):
    """One thing that happened: ids and codes, never personal data. `digest` is the SHA-256 of its canonical form."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(editable=False)
    event = models.CharField(max_length=64, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        db_constraint=False,  # an entry says who, even when the account is gone
        null=True,
        editable=False,
        related_name="+",
    )
    subject_type = models.CharField(max_length=64, blank=True, editable=False)
    subject_id = models.CharField(max_length=64, blank=True, editable=False)
    gesture = models.UUIDField(editable=False)
    reason = models.TextField(blank=True, editable=False)
    detail = models.JSONField(default=dict, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_event_subject"),
            models.Index(fields=["actor", "id"], name="audit_event_actor"),
            models.Index(fields=["event", "id"], name="audit_event_event"),
            models.Index(fields=["at"], name="audit_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.event}"


class AuditLink(models.Model):
    """The place of an entry in the system's chain and in the chain of its subject.

    `hash` covers the entry and the hashes of both links before it: changing, removing or moving any entry shows.
    """

    position = models.PositiveBigIntegerField(primary_key=True, editable=False)
    entry = models.OneToOneField(
        AuditEvent, models.DO_NOTHING, db_constraint=False, editable=False, related_name="link"
    )
    previous = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    subject = models.CharField(max_length=130, editable=False)
    subject_position = models.PositiveBigIntegerField(editable=False)
    subject_previous = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "subject_position"], name="the chain of a subject has no fork"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class ChainEnd(models.Model):
    """The end of the system's chain: one row, which whoever links entries holds while doing so."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    position = models.PositiveBigIntegerField(default=0, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one end of the system chain"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class AuditSeal(Record):
    """A seal that was written outside the database; kept here too so that people see when the last one was made."""

    day = models.DateField(editable=False)
    made_at = models.DateTimeField(editable=False)
    position = models.PositiveBigIntegerField(editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)
    signature = models.CharField(max_length=128, editable=False)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.day} {self.position}"
