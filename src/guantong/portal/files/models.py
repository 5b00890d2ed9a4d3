"""Files that people hand in as proof: what is known of each, and where its content lies."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..records import Record


class MediaType(models.TextChoices):
    """What a file may be, as found in its content."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"


class Scan(models.TextChoices):
    """What a virus scanner said of the file."""

    NOT_SCANNED = "not_scanned", _("未查毒")
    CLEAN = "clean", _("查毒未见异常")
    FAILED = "failed", _("查毒没有成功")


class StoredFile(Record):
    """A file. Uploaded it waits for a day; attached to something it stays."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="files")
    name = models.CharField(_("文件名"), max_length=255)
    media_type = models.CharField(_("类型"), max_length=20, choices=MediaType)
    size = models.PositiveIntegerField(_("字节数"))
    pages = models.PositiveSmallIntegerField(_("页数"))
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=80, unique=True)
    scan = models.CharField(_("查毒"), max_length=12, choices=Scan)
    attached_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], name="files_expiry"),
            models.Index(fields=["owner", "sha256"], name="files_same"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(attached_at=None, expires_at__isnull=False)
                | Q(attached_at__isnull=False, expires_at=None),
                name="a file is attached or expires",
            ),
        ]

    def __str__(self) -> str:
        return self.name
