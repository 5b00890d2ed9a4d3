"""Ties entries into the chains, after the transaction that wrote them: docs/adr/0006-audit-chains.md says why then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Max

from .canonical import link_hash
from .models import AuditEvent, AuditLink, ChainEnd

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH: Final = 500
"""How many entries are tied while the end of the chain is held."""


def link() -> int:
    """Tie every committed entry that is not yet tied, the earlier first; how many were tied.

    Only the row of the chain's end is held, and nothing else is waited for while it is: writers cannot deadlock.
    """
    tied = 0
    while True:
        count = _link_batch()
        tied += count
        if count < BATCH:
            return tied


def chain_of(entry: AuditEvent) -> str:
    """The name of the chain of an entry's subject; entries without one share a chain."""
    return f"{entry.subject_type}:{entry.subject_id}" if entry.subject_type else "-"


@transaction.atomic
def _link_batch() -> int:
    end, _ = ChainEnd.objects.select_for_update().get_or_create(id=1)
    entries = list(AuditEvent.objects.filter(link__isnull=True).order_by("id")[:BATCH])
    if not entries:
        return 0
    ends = _ends_of({chain_of(entry) for entry in entries})
    links = []
    for entry in entries:
        subject = chain_of(entry)
        subject_position, subject_previous = ends.get(subject, (0, ""))
        tied = AuditLink(
            position=end.position + 1,
            entry=entry,
            previous=end.hash,
            subject=subject,
            subject_position=subject_position + 1,
            subject_previous=subject_previous,
        )
        tied.hash = link_hash(tied, entry.digest)
        end.position, end.hash = tied.position, tied.hash
        ends[subject] = (tied.subject_position, tied.hash)
        links.append(tied)
    AuditLink.objects.bulk_create(links)
    end.save(update_fields=["position", "hash"])
    return len(links)


def _ends_of(subjects: Sequence[str] | set[str]) -> dict[str, tuple[int, str]]:
    """The end of each chain that has one."""
    last = (
        AuditLink.objects.filter(subject__in=subjects)
        .order_by()
        .values("subject")
        .annotate(last=Max("position"))
        .values_list("last", flat=True)
    )
    return {
        tied.subject: (tied.subject_position, tied.hash)
        for tied in AuditLink.objects.filter(position__in=list(last))
    }
