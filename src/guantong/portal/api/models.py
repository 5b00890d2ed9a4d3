"""Tokens of organisations, and how often somebody asked within a minute."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..accounts.models import ScopeType
from ..records import Record


class Scope(models.TextChoices):
    """What a token opens."""

    DECIDE = "decide", _("判断")
    PATH = "path", _("路径")
    LIBRARY = "library", _("政策库")
    VERIFY = "verify", _("查验证书")
    CERTIFICATES = "certificates", _("交获批名单")


class ApiToken(Record):
    """A token of an organisation. Only its hash is kept: the token itself is random, and shown once."""

    organisation_type = models.CharField(max_length=20, choices=ScopeType)
    organisation_id = models.UUIDField()
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    valid_to = models.DateField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        constraints = [
            models.CheckConstraint(
                condition=~Q(organisation_type=ScopeType.EVERYWHERE), name="a token is of an organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RateCount(models.Model):
    """How often one caller asked within one minute. The key is a keyed hash, and rows of past minutes are deleted."""

    key = models.CharField(max_length=64, primary_key=True)
    expires = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
