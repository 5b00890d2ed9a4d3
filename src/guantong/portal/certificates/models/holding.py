"""What holders do with their certificates; and how often somebody tried to verify one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...records import Record
from .certificates import Certificate


class ShareLink(Record):
    """A link by which the holder shows more than a verification does. Only its hash is kept."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="shares")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(_("给谁看"), max_length=80, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("到期"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(_("打开次数"), default=0)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.expires_at:%Y-%m-%d}"


class CorrectionState(models.TextChoices):
    """What became of a request."""

    OPEN = "open", _("待处理")
    ACCEPTED = "accepted", _("已受理换发")
    REFUSED = "refused", _("不予更正")


class Correction(Record):
    """A holder says that something on the certificate is wrong. An officer replaces the certificate, or says why not."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="corrections")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    what = models.CharField(_("哪里不对，应当是什么"), max_length=500)
    proof = models.CharField(
        _("证明材料"), max_length=300, help_text=_("如户口簿曾用名页；材料由发证机关另行核验")
    )
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="open"), name="one open correction a certificate"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="a refused correction says why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.state}"


class Tries(models.Model):
    """How often one place, number or everybody tried within a window. The key is a keyed hash; past rows are deleted."""

    key = models.CharField(max_length=64, primary_key=True)
    expires = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
