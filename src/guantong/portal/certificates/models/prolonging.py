"""How far the signatures of certificates are prolonged, and what came of each run."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ... import clock
from ...records import Record
from .certificates import Certificate, CertificateFile

_LONGEST: Final = timedelta(hours=1)


class Prolonging(Record):
    """The signature of one certificate's PDF: the last file with a time stamp, and why there is none yet.

    `until` is when the certificate of the time-stamp service runs out: before that the next stamp is due. Whoever works on it
    holds it until `lease_until`, by the machine's clock; after that anybody takes it up again.
    """

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="prolonging")
    file = models.OneToOneField(CertificateFile, models.PROTECT, related_name="+", null=True, blank=True)
    level = models.CharField(_("签名级别"), max_length=8, blank=True)
    stamped_at = models.DateTimeField(_("时间戳时间"), null=True, blank=True)
    until = models.DateTimeField(_("时间戳证书到期"), null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(_("原因"), max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(file=None, until=None, stamped_at=None)
                | Q(file__isnull=False, until__isnull=False, stamped_at__isnull=False),
                name="what is stamped says when and until when",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["until", "tried_at"], name="certificates_stamps_due")]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.until or '-'}"


class ProlongingRun(Record):
    """One run: how many files got a stamp, how many did not, and what stopped it for all of them."""

    service = models.CharField(_("时间戳服务"), max_length=200)
    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True, blank=True)
    done = models.PositiveIntegerField(_("已加时间戳"), default=0)
    failed = models.PositiveIntegerField(_("没有成功"), default=0)
    halted = models.CharField(_("停下的原因"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-began_at"]

    @property
    def broken_off(self) -> bool:
        """Whether its worker must have died: a run does not take an hour."""
        return self.ended_at is None and self.began_at < clock.machine() - _LONGEST

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} {self.done}"
