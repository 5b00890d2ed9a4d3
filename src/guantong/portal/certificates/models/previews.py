"""What holders are shown before a certificate is issued, and what they say of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from ...records import Record
from .batches import BatchEntry


class PreviewState(models.TextChoices):
    """What was said of a preview: by the holder, or by an officer who goes on without the holder's word."""

    WAITING = "waiting", _("待本人核对")
    CONFIRMED = "confirmed", _("本人已核对")
    REPORTED = "reported", _("本人说有误")
    WENT_ON = "went_on", _("经办人注明理由后继续")


SETTLED = (PreviewState.CONFIRMED, PreviewState.WENT_ON)
"""The states with which a row can be issued."""


class Preview(Record):
    """One asking about one row as it then was. A row that is corrected is asked about anew; the older asking is superseded.

    `digest` is that of the words and the photo that were shown: nothing else may be issued. `person` is None where no
    account is known with this identity number; then an officer confirms on paper. `due_on` is the last day for an
    answer, after which an officer may go on; an answer that comes later counts as long as nobody has gone on.
    """

    entry = models.ForeignKey(BatchEntry, models.CASCADE, related_name="previews")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(_("本人核对"), max_length=10, choices=PreviewState, default=PreviewState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("答复期限"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    lines = models.JSONField(
        _("哪几项"), default=list, blank=True, help_text="what is wrong: keys of the face, or photo"
    )
    what = models.CharField(_("哪里不对，应当是什么"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(superseded_at=None), name="one preview of a row at a time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "reported")) | Q(answered_by__isnull=False),
                name="an answer has who gave it",
            ),
            models.CheckConstraint(
                condition=~Q(state="reported") | ~Q(what=""), name="a reported error has its words"
            ),
            models.CheckConstraint(
                condition=~Q(state="went_on") | Q(decided_by__isnull=False) & ~Q(reason=""),
                name="who goes on says why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["told_at", "asked_at"], name="certificates_to_tell")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"
