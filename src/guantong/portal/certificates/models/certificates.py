"""A certificate, its files, and every change of its state.

A certificate is written once. Its row is at the same time the reservation of its number: it is made, `prepared`, in the
transaction that draws the number, and becomes `issued` in the one that keeps the signed file. A trigger of the database
refuses any change to what was written (`protection`); nothing deletes one.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from ...records import Record
from .authorities import IssuingAuthority, Kind

WRITTEN_ONCE = (
    *("number", "kind", "authority_id", "status_index", "face", "face_digest", "decision", "decision_key"),
    *("identity_hash", "identity_hash_key", "tail_hash", "photo_key", "photo_sha256", "replaces_id"),
)
"""The columns that never change."""


class State(models.TextChoices):
    """Where a certificate stands. `prepared` is known inside only."""

    PREPARED = "prepared", _("待签发")
    ISSUED = "issued", _("有效")
    SUSPENDED = "suspended", _("核查中")
    REVOKED = "revoked", _("已撤销")
    ANNULLED = "annulled", _("已注销")
    REPLACED = "replaced", _("已换发")


class Certificate(Record):
    """One certificate. The identity number is nowhere in it: masked on the face, and as keyed hashes to compare with.

    `decision` is a snapshot: the approval, its clauses, and the digests of packs and catalogue in force that day.
    `decision_key` is a keyed hash of holder, subject, level and approval, so that one decision gives one certificate.
    """

    number = models.CharField(_("证书编号"), max_length=32, unique=True)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    authority = models.ForeignKey(IssuingAuthority, models.PROTECT, related_name="certificates")
    status_index = models.PositiveIntegerField(unique=True)
    face = models.JSONField()
    face_digest = models.CharField(max_length=64)
    decision = models.JSONField(default=dict)
    decision_key = models.CharField(max_length=64)
    identity_hash = models.CharField(max_length=64)
    identity_hash_key = models.CharField(max_length=16)
    tail_hash = models.CharField(max_length=64)
    photo_key = models.CharField(max_length=120, blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, related_name="replacements", null=True, blank=True, verbose_name=_("换发自")
    )
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.PREPARED)
    state_on = models.DateField(_("状态自"), null=True, blank=True)
    issued_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="certificates", null=True, blank=True, verbose_name=_("持证人")
    )

    class Meta:
        ordering: ClassVar = ["-created_at", "-status_index"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision_key"],
                condition=~Q(state="annulled") & Q(replaces=None),
                name="one certificate a decision",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(state="annulled"), name="one living replacement"
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", issued_at=None)
                | Q(state="annulled")
                | ~Q(state="prepared") & Q(issued_at__isnull=False),
                name="what is issued has its time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-issued_at"], name="certificates_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def replacement(self) -> Certificate | None:
        """The certificate that takes its place, or will; one whose number was given up does not."""
        return self.replacements.exclude(state=State.ANNULLED).first()


class FileForm(models.TextChoices):
    """The forms of a certificate's file."""

    PDF = "pdf", "PDF"
    OFD = "ofd", "OFD"
    CREDENTIAL = "credential", _("可验证凭证")
    PROLONGED = "prolonged", _("PDF（长期保存）")


class CertificateFile(Record):
    """A file that we issued: what an upload is held against. A prolonged signature adds a row; none goes."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="files")
    form = models.CharField(max_length=12, choices=FileForm)
    storage_key = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    key = models.CharField(max_length=80, help_text="the key that signed it")

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.form}"


class Outcome(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    REJECTED = "rejected", _("未同意")
    WITHDRAWN = "withdrawn", _("已收回")


class Change(Record):
    """A change of state: proposed by one person, decided by another where `life.yaml` wants two.

    The confirmed changes of a certificate are its history. `corrected` holds what a replacement says otherwise.
    """

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="changes")
    transition = models.CharField(max_length=20)
    source = models.CharField(max_length=12, choices=State)
    target = models.CharField(max_length=12, choices=State)
    two_persons = models.BooleanField(default=True)
    reason_code = models.CharField(_("事由"), max_length=40, blank=True)
    reason = models.CharField(_("说明"), max_length=500, blank=True)
    document = models.CharField(_("决定文号"), max_length=80, blank=True)
    clause = models.CharField(_("依据条款"), max_length=80, blank=True)
    effective_on = models.DateField(_("生效日期"))
    corrected = models.JSONField(default=dict, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("意见"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["proposed_at", "created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(outcome="open"), name="one open proposal a certificate"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed", two_persons=True)
                | Q(proposed_by__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="two persons change a certificate",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None)
                | ~Q(outcome="open") & Q(decided_at__isnull=False),
                name="what is decided has its time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.transition} {self.outcome}"
