"""The one form in which entries and links are hashed: JSON with sorted keys and without blanks, in UTF-8."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .models import AuditEvent, AuditLink


def digest(fields: Mapping[str, object]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def entry_digest(entry: AuditEvent) -> str:
    """The digest of everything that an entry says."""
    return digest(
        {
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "event": entry.event,
            "actor": None if entry.actor_id is None else str(entry.actor_id),
            "subject": [entry.subject_type, entry.subject_id],
            "gesture": str(entry.gesture),
            "reason": entry.reason,
            "detail": entry.detail,
        }
    )


def link_hash(link: AuditLink, digest_of_entry: str) -> str:
    """The hash of a link: its entry, its places, and the links before it in both chains."""
    return digest(
        {
            "position": link.position,
            "entry": [link.entry_id, digest_of_entry],
            "previous": link.previous,
            "subject": [link.subject, link.subject_position],
            "subject_previous": link.subject_previous,
        }
    )
