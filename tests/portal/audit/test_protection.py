"""The database itself refuses to change or delete what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from guantong.portal.audit import protection
from guantong.portal.audit.linking import link
from guantong.portal.audit.models import AuditEvent, AuditLink, AuditSeal, ChainEnd
from guantong.portal.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime


@pytest.fixture
def protected(transactional_db: None, now: datetime) -> Iterator[None]:
    """An entry with its link and a seal, in tables with their triggers on."""
    record("a.b", actor=None, subject=None, now=now)
    AuditSeal.objects.create(day=now.date(), made_at=now, position=1, hash="a" * 64, signature="b")
    with connection.schema_editor() as editor:
        protection.protect(editor)
    yield
    with connection.schema_editor() as editor:
        protection.lift(editor)


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEvent.objects.update(reason="x"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditLink.objects.update(hash="x"),
        lambda: AuditLink.objects.all().delete(),
        lambda: AuditSeal.objects.update(position=0),
        lambda: AuditSeal.objects.all().delete(),
        lambda: ChainEnd.objects.update(position=F("position") - 1),
        lambda: ChainEnd.objects.update(hash="x"),
        lambda: ChainEnd.objects.all().delete(),
    ],
)
def test_written_rows_stay(protected: None, change: Callable[[], object]) -> None:
    before = _rows()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        change()
    assert _rows() == before


def test_new_entries_still_get_in(protected: None, now: datetime) -> None:
    record("a.c", actor=None, subject=None, now=now)
    assert link() == 0, "they were tied when their transaction ended"
    assert ChainEnd.objects.get().position == 2


def _rows() -> list[object]:
    return [
        list(table.objects.order_by("pk").values()) for table in (AuditEvent, AuditLink, AuditSeal, ChainEnd)
    ]
