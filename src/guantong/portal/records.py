"""What every table of the portal has."""

from __future__ import annotations

import uuid

from django.db import models


class Record(models.Model):
    """A row with an id that tells nothing, its times, and a version that shows when two people changed it at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
