"""What goes when it is no longer needed: photos of rows from which nothing was issued and nothing will be."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q

from guantong.catalogue.reading import read_yaml

from ..audit.services import record
from .models import Batch, BatchEntry, BatchState, EntryState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


@cache
def photos_kept_for() -> timedelta:
    """How long photos of lists from which nothing is issued are kept (``keeping.yaml``)."""
    data: Any = read_yaml(Path(__file__).with_name("keeping.yaml"))
    return timedelta(days=data["photos_not_issued_days"])


def photos_forget(now: datetime) -> int:
    """Let rows of withdrawn lists, and rows taken out of lists that are done, forget their photos; how many did.

    A row that is taken out, or whose list is withdrawn, never comes back; a row that failed does. The contents are then
    nobody's, and `storing.forget_orphans` deletes them: a kill in between leaves nothing that the next day does not find.
    """
    gone = 0
    for batch in Batch.objects.filter(pk__in=_due(now).values("batch")):
        with transaction.atomic():
            count = _due(now).filter(batch=batch).update(photo_key="", row_version=F("row_version") + 1)
            if count:
                detail = {"count": count}
                record("certificates.list.photos_removed", actor=None, subject=batch, now=now, detail=detail)
        gone += count
    return gone


def _due(now: datetime) -> QuerySet[BatchEntry]:
    return BatchEntry.objects.filter(
        Q(batch__state=BatchState.WITHDRAWN) | Q(batch__state=BatchState.DONE, state=EntryState.TAKEN_OUT),
        batch__finished_at__lte=now - photos_kept_for(),
        certificate=None,
    ).exclude(photo_key="")
