"""Whether the chains are whole: every entry that was altered, removed or moved, by name."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from .canonical import entry_digest, link_hash
from .linking import chain_of
from .models import AuditEvent, AuditLink, ChainEnd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .seals import Seal

_PAGE: Final = 2000
_COMPARED: Final = 100
"""Among more links at fault than these no exchange is looked for."""


class Fault(StrEnum):
    """What can be wrong with a place in a chain."""

    ALTERED = "altered"
    REMOVED = "removed"
    MOVED = "moved"
    CUT = "cut"
    TAIL = "tail"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that is not as it was written.

    `position` is the place in the system's chain, `entry` the id of the entry where it is known; `until` is the last
    place of a gap, or the place where a moved entry belongs.
    """

    fault: Fault
    position: int
    entry: int | None = None
    until: int | None = None


@dataclass
class Report:
    """What a verification found. `untied` entries were written, but not yet tied to the chains."""

    tied: int = 0
    subjects: int = 0
    untied: int = 0
    sealed_to: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(seals: Iterable[Seal] = ()) -> Report:
    """Walk the system's chain and, on the way, the chain of every subject; then hold the seals against it.

    A break is told where it is: the walk goes on from what is written, so that one fault is not told for every later
    entry. Reads only.
    """
    walk = _Walk()
    for link, entry in _tied():
        walk.step(link, entry)
    report = Report(walk.tied, len(walk.subjects), findings=walk.end())
    for seal in sorted(seals, key=lambda seal: seal.position):
        _hold(seal, report, walk.position)
    report.untied = AuditEvent.objects.filter(link__isnull=True).count()
    return report


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A link that does not fit its entry or its place."""

    link: AuditLink
    digest: str

    def fits(
        self, *, position: int | None = None, entry: int | None = None, digest: str | None = None
    ) -> bool:
        """Whether the link's hash is right once its place, or its entry, is another."""
        tried = copy(self.link)
        tried.position = position or tried.position
        tried.entry_id = entry or tried.entry_id
        return link_hash(tried, digest or self.digest) == tried.hash


class _Walk:
    """Where the walk stands: the last link of the system's chain and of every subject's."""

    def __init__(self) -> None:
        self.position = 0
        self.hash = ""
        self.tied = 0
        self.subjects: dict[str, tuple[int, str]] = {}
        self.findings: list[Finding] = []
        self.suspects: list[_Suspect] = []
        self.explained = False  # whether what was before the next link is known to be at fault
        self.kept = _end()  # read first: others may add links while we walk

    def step(self, link: AuditLink, entry: AuditEvent | None) -> None:
        gap = link.position != self.position + 1
        if gap:
            self.findings.append(Finding(Fault.REMOVED, self.position + 1, until=link.position - 1))
        own_fault = not self._is_right(link, entry)
        if not (own_fault or gap or self.explained or self._continues(link)) or (
            link.position == self.kept.position and link.hash != self.kept.hash and not own_fault
        ):
            self.findings.append(Finding(Fault.CUT, link.position, link.entry_id))
        self.explained = own_fault
        self.position, self.hash = link.position, link.hash
        self.subjects[link.subject] = (link.subject_position, link.hash)
        self.tied += 1

    def end(self) -> list[Finding]:
        """Hold the end that was kept against the end that was reached; everything found, in order of place."""
        if self.kept.position > self.position:
            self.findings.append(Finding(Fault.TAIL, self.position + 1, until=self.kept.position))
        elif _end().position < self.position:
            self.findings.append(Finding(Fault.CUT, self.position))
        self.findings += _named(self.suspects)
        return sorted(self.findings, key=lambda finding: finding.position)

    def _is_right(self, link: AuditLink, entry: AuditEvent | None) -> bool:
        """Whether a link and its entry fit each other and their place; what does not is kept."""
        if entry is None:
            self.findings.append(Finding(Fault.REMOVED, link.position, link.entry_id))
            return False
        digest = entry_digest(entry)
        if (
            digest == entry.digest
            and link.subject == chain_of(entry)
            and link_hash(link, digest) == link.hash
        ):
            return True
        self.suspects.append(_Suspect(link, digest))
        return False

    def _continues(self, link: AuditLink) -> bool:
        if link.previous != self.hash:
            return False
        if self.findings or self.suspects:
            return True  # what is missing in the chain of the subject was told where it is missing
        position, last = self.subjects.get(link.subject, (0, ""))
        return (link.subject_position, link.subject_previous) == (position + 1, last)


def _named(suspects: Sequence[_Suspect]) -> Iterator[Finding]:
    """What happened to each: moved to the place of another, or altered."""
    others = suspects if len(suspects) <= _COMPARED else ()
    for suspect in suspects:
        link = suspect.link
        places = (link.position + 1, *(other.link.position for other in others))  # renumbered, or exchanged
        home = next((place for place in places if suspect.fits(position=place)), None)
        if home is not None and home != link.position:
            yield Finding(Fault.MOVED, link.position, link.entry_id, until=home)
        elif any(
            suspect.fits(entry=other.link.entry_id, digest=other.digest) or suspect.fits(digest=other.digest)
            for other in others
            if other is not suspect
        ):
            yield Finding(Fault.MOVED, link.position, link.entry_id)
        else:
            yield Finding(Fault.ALTERED, link.position, link.entry_id)


def _end() -> ChainEnd:
    return ChainEnd.objects.filter(id=1).first() or ChainEnd()


def _tied() -> Iterator[tuple[AuditLink, AuditEvent | None]]:
    """Every link with its entry, in order, a page at a time."""
    position = 0
    while True:
        links = list(AuditLink.objects.filter(position__gt=position).order_by("position")[:_PAGE])
        entries = AuditEvent.objects.in_bulk([link.entry_id for link in links])
        for link in links:
            yield link, entries.get(link.entry_id)
        if len(links) < _PAGE:
            return
        position = links[-1].position


def _hold(seal: Seal, report: Report, last: int) -> None:
    """Hold one seal against the chain; a chain rewritten in itself is shown by it alone."""
    if seal.position > last:
        if not any(
            finding.fault is Fault.TAIL and finding.position == last + 1 for finding in report.findings
        ):
            report.findings.append(Finding(Fault.TAIL, last + 1, until=seal.position))
        return
    sealed = AuditLink.objects.filter(position=seal.position).first()
    if seal.position == 0 or (sealed is not None and sealed.hash == seal.hash):
        report.sealed_to = seal.position
    else:
        report.findings.append(Finding(Fault.REWRITTEN, report.sealed_to + 1, until=seal.position))
