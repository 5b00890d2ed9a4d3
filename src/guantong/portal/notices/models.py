"""Notices to people, and the outbox of what leaves the portal because of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..records import Record


class Message(Record):
    """One notice to one person: the version of its template and what fills the gaps."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    template = models.CharField(max_length=20)
    template_version = models.PositiveSmallIntegerField()
    context = models.JSONField(default=dict, blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "id"]
        indexes = [
            models.Index(fields=["user", "-sent_at"], name="notices_of_somebody"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.sent_at:%Y-%m-%d}"


class Channel(models.TextChoices):
    """On which way a notice leaves the portal. SMS is missing: no adapter is written for it."""

    MAIL = "mail", _("邮件")


class State(models.TextChoices):
    """What became of a delivery."""

    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已交邮件服务器")
    FAILED = "failed", _("发送失败")
    SKIPPED = "skipped", _("未发送")


class Outcome(models.TextChoices):
    """How one attempt ended."""

    STARTED = "started", _("进行中")
    SENT = "sent", _("已交邮件服务器")
    ERROR = "error", _("出错")
    LOST = "lost", _("中断")
    NOT_CONFIGURED = "not_configured", _("没有配置邮件服务器")
    NO_ADDRESS = "no_address", _("没有邮箱地址")


class Delivery(Record):
    """One notice on one channel: a row of the outbox, written in the transaction of the notice.

    Whoever delivers it holds it until `lease_until`, by the machine's clock; after that anybody may take it.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(_("不早于"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["not_before", "id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="one delivery a notice and channel"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(finished_at__isnull=False), name="what is done has an end"
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="notices_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel} {self.state}"


class Attempt(Record):
    """One try at a delivery: the log."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(_("时间"))
    outcome = models.CharField(_("结果"), max_length=20, choices=Outcome, default=Outcome.STARTED)
    error = models.CharField(_("差错"), max_length=80, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempts are numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
