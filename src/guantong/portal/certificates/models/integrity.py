"""Who is on the integrity record, since a title of theirs was revoked for fraud."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...records import Record
from .certificates import Change


class IntegrityRecord(Record):
    """An entry in the integrity file: made by a decided revocation, from the day of the decision to a last day.

    Whose it is tells the keyed hash of the certificate, as `identity_hash` there; no name and no number is kept. It rests
    on the clause that the policy has for the period, and on the number of the decision.
    """

    change = models.OneToOneField(Change, models.PROTECT, related_name="integrity_record")
    identity_hash = models.CharField(max_length=64, db_index=True)
    identity_hash_key = models.CharField(max_length=16)
    begins_on = models.DateField(_("第一天"))
    ends_on = models.DateField(_("最后一天"), db_index=True)
    document = models.CharField(_("决定文号"), max_length=80)
    clause = models.CharField(_("记录期依据的条款"), max_length=80)

    class Meta:
        ordering: ClassVar = ["begins_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="an integrity record ends after it begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.ends_on}"
