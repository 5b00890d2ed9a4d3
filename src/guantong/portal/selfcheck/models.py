"""Answers that somebody asked to be kept for a while, under a code that only they have."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..records import Record


class SavedCheck(Record):
    """A sheet kept under the hash of its code until a day. It names nobody."""

    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    sheet = models.JSONField(_("回答"))
    expires_at = models.DateTimeField(_("保存到"), db_index=True)

    class Meta:
        verbose_name = _("保存的自查")

    def __str__(self) -> str:
        return str(self.id)
