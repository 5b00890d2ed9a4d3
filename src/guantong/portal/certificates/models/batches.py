"""Lists of what was approved, on their way to certificates."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...records import Record
from .authorities import IssuingAuthority
from .certificates import Certificate


class BatchState(models.TextChoices):
    """How far a list is."""

    PREVIEW = "preview", _("预览")
    PROPOSED = "proposed", _("待另一人确认")
    CONFIRMED = "confirmed", _("签发中")
    DONE = "done", _("已完成")
    WITHDRAWN = "withdrawn", _("已撤回")


class Origin(models.TextChoices):
    """How a list came in; a replacement is a list of one row that a decided change made."""

    WORKBOOK = "workbook", _("工作簿")
    API = "api", _("接口")
    REPLACEMENT = "replacement", _("换发")


class Batch(Record):
    """An approved list of one authority, dated when it is confirmed. `digest` is that of its content: one list is issued once, by whomever.

    `asks_holders` says that everybody on it is asked, once it is proposed, whether what will stand on the certificate is right.
    """

    authority = models.ForeignKey(IssuingAuthority, models.PROTECT, related_name="batches")
    approval_document = models.CharField(_("批准文号"), max_length=80)
    approved_on = models.DateField(_("批准日期"))
    issued_on = models.DateField(_("发证日期"), null=True, blank=True)
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=12, choices=Origin)
    asks_holders = models.BooleanField(_("请本人核对"), default=False)
    decision = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=BatchState, default=BatchState.PREVIEW)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    halted = models.CharField(_("停下的原因"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name_plural = "batches"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "digest"],
                condition=~Q(state="withdrawn"),
                name="one list is issued once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | Q(proposed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by")),
                name="two persons issue a list",
            ),
        ]

    def __str__(self) -> str:
        return self.approval_document


class EntryState(models.TextChoices):
    """What became of a row."""

    WRONG = "wrong", _("有错误")
    WAITING = "waiting", _("等待签发")
    ISSUED = "issued", _("已签发")
    FAILED = "failed", _("签发失败")
    TAKEN_OUT = "taken_out", _("已移出名单")
    GIVEN_UP = "given_up", _("已作废")


class BatchEntry(Record):
    """One row of a list. Of its identity number only the masked form and keyed hashes are kept.

    Whoever issues it holds it until `lease_until`, by the machine's clock; after that anybody takes it up again.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="entries")
    row = models.PositiveIntegerField(_("行"))
    face = models.JSONField()
    identity_hash = models.CharField(max_length=64, blank=True)
    identity_hash_key = models.CharField(max_length=16, blank=True)
    identity_hashes = models.JSONField(
        default=list, blank=True, help_text="under every key known when the row was judged"
    )
    tail = models.CharField(max_length=64, blank=True)
    decision_key = models.CharField(max_length=64, blank=True)
    photo_key = models.CharField(max_length=120, blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True)
    problems = models.JSONField(default=list, blank=True)
    clauses = models.JSONField(default=list, blank=True)
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, related_name="entry", null=True, blank=True
    )
    replaces = models.ForeignKey(
        Certificate, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("换发自")
    )
    state = models.CharField(_("状态"), max_length=10, choices=EntryState, default=EntryState.WAITING)
    failure = models.CharField(_("原因"), max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["row"]
        verbose_name_plural = "batch entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "row"], name="rows are numbered"),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(state="given_up"), name="one replacement at a time"
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(certificate__isnull=False),
                name="an issued row has its certificate",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "lease_until"], name="certificates_waiting"),
            models.Index(fields=["identity_hash"], name="certificates_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row}"
