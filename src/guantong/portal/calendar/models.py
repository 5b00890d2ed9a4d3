"""By how much a demonstration has moved the clock, and which daily rounds are done."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..records import Record


class ClockShift(models.Model):
    """The one row by which a demonstration moves the time of all its processes; no row: not moved."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    seconds = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there is one clock")]

    def __str__(self) -> str:
        return str(self.by)

    @property
    def by(self) -> timedelta:
        """By how much."""
        return timedelta(seconds=self.seconds)


class DailyRound(Record):
    """What one context did on one day; a context whose round failed is asked again."""

    day = models.DateField()
    context = models.CharField(max_length=40)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(_("差错"), max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "context"]
        constraints = [models.UniqueConstraint(fields=["day", "context"], name="one round a day and context")]

    def __str__(self) -> str:
        return f"{self.day} {self.context}"
