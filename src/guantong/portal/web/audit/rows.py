"""An entry as people read it, on the page and in the file they take away."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from .details import Told, ids, in_words
from .names import event_name, subject_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.utils.functional import _StrPromise

    from ...audit.models import AuditEvent

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so would be run as a formula by spreadsheets."""


@dataclass(frozen=True)
class Row:
    """One entry with its words; `detail` has the keys and codes as they are kept."""

    entry: AuditEvent
    event: str
    subject: str | _StrPromise
    told: tuple[Told, ...]
    ids: tuple[Told, ...]
    detail: tuple[str, ...]
    position: int | None


def rows(entries: Iterable[AuditEvent]) -> list[Row]:
    """Entries with the names of what they are about."""
    names = subject_names()
    return [
        Row(
            entry,
            event_name(entry.event),
            names.get(entry.subject_type, entry.subject_type),
            in_words(entry),
            ids(entry),
            tuple(f"{key} = {_told(value)}" for key, value in entry.detail.items()),
            entry.link.position if hasattr(entry, "link") else None,
        )
        for entry in entries
    ]


class _Echo:
    def write(self, line: str) -> str:
        return line


def as_csv(entries: Iterable[AuditEvent]) -> Iterator[str]:
    """The lines of a CSV file that spreadsheets open as text: a mark of its encoding, and no formulas."""
    writer = csv.writer(_Echo())
    heads = (_("编号"), _("时间"), _("事件"), _("用户名"), _("操作人编号"), _("对象种类"), _("对象编号"))
    yield "\ufeff" + str(
        writer.writerow((*heads, _("操作编号"), _("理由"), _("细节"), _("链上位置"), _("哈希")))
    )
    for row in _each(entries):
        entry = row.entry
        cells = (
            entry.id,
            timezone.localtime(entry.at).isoformat(timespec="seconds"),
            entry.event,
            entry.actor.username if entry.actor else "",
            entry.actor_id or "",
            entry.subject_type,
            entry.subject_id,
            entry.gesture,
            entry.reason,
            "; ".join(row.detail),
            "" if row.position is None else row.position,
            entry.link.hash if row.position is not None else "",
        )
        yield str(writer.writerow(map(harmless, cells)))


def harmless(cell: object) -> str:
    """The text of a cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(_RISKY) else text


def _each(entries: Iterable[AuditEvent]) -> Iterator[Row]:
    for entry in entries:
        yield from rows((entry,))


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
