"""Verification by anybody: what a certificate is today, and nothing of what it is not to know.

A number alone reveals nothing. Whoever asks brings the code printed beside it, or name and last four of the identity
number, or the file itself. Wrong and absent are one answer, found by the same work; only a hit leaves an audit row. What
is told of the issuer comes from our register, never from the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from django.db import DatabaseError
from django.utils import timezone

from guantong.certificates import numbers
from guantong.certificates.signing.signer import SigningError

from ..audit.services import record
from ..counting import network_of
from . import limits
from .examining import examine
from .holders import shown_name, tail_fits
from .life import reasons
from .lists import storable
from .models import Certificate, Change, Outcome, State
from .numbering import code_keys

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from guantong.certificates.findings import Finding

Standing = Literal[
    "valid", "suspended", "revoked", "annulled", "replaced", "not_issued", "unknown", "no_match"
]
_STANDING: Final[dict[str, Standing]] = {
    State.ISSUED: "valid",
    State.SUSPENDED: "suspended",
    State.REVOKED: "revoked",
    State.ANNULLED: "annulled",
    State.REPLACED: "replaced",
}
UNREACHABLE: Final = (DatabaseError, SigningError, OSError)
"""What keeps an answer from being known: no register, no keys to compare with, no disk. Never read as valid or as wrong."""
_NOBODY: Final = "0" * 64
PUBLIC: Final = (
    *("number", "kind", "series", "specialty", "level", "title", "occupation", "way", "acquired_on"),
    *(
        "committee",
        "authority",
        "authority_code",
        "approval_document",
        "approved_on",
        "issued_on",
        "demonstration",
    ),
)
"""What is shown of a face besides the name. Employer, birth, sex and identity number are not."""
SHARED: Final = ("sex", "birth", "employer")
"""What a link of the holder shows besides."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told. `face` is empty where nothing fits; `finding` is that of an uploaded file."""

    standing: Standing
    asked_at: datetime
    face: dict[str, Any]
    name: str = ""
    state_on: date | None = None
    reason_code: str = ""
    superseded_by: str = ""
    finding: Finding | None = None
    certificate: Certificate | None = None

    @property
    def matched(self) -> bool:
        """Whether there is a certificate to tell of."""
        return self.certificate is not None


def by_code(*, number: str, code: str, address: str | None, now: datetime) -> Answer:
    """By the number and the code printed beside it, as the square carries them. Raises TooOftenError."""
    _count(address, now)
    wanted = numbers.normalise(storable(number[:80]))
    key, _ = _find(wanted)
    fits = numbers.code_fits(code[:80], wanted, code_keys())
    return _told(key if fits else None, now, how="code")


def by_person(*, number: str, name: str, tail: str, address: str | None, now: datetime) -> Answer:
    """By the number, the full name and the last four of the identity number. Raises TooOftenError."""
    _count(address, now)
    wanted, name = numbers.normalise(storable(number[:80])), storable(name[:200])
    limits.count("number", wanted, limits.NUMBER, now=now)
    key, tail_hash = _find(wanted)
    fits = tail_fits(name, storable(tail[:40]), tail_hash)
    return _told(key if fits else None, now, how="person", typed=name)


def by_file(*, content: bytes, address: str | None, now: datetime) -> Answer:
    """By the file itself, as `examining` finds it.

    Raises TooOftenError.
    """
    _count(address, now)
    found = examine(content)
    if found.certificate is None:
        return Answer("not_issued", now, {}, finding=found.finding)
    told = _told(found.certificate.pk, now, how="file", typed=found.name)
    return replace(told, finding=found.finding)


def _count(address: str | None, now: datetime) -> None:
    """Count one question; without an address, somebody else has counted who asks."""
    if address is not None:
        limits.count("address", network_of(address), limits.ADDRESS, now=now)
    limits.count("everybody", "", limits.EVERYBODY, now=now)


def _find(number: str) -> tuple[UUID | None, str]:
    """The key and hash of the certificate with a number, unless it is only prepared; as much work where there is none."""
    issued = Certificate.objects.filter(number=number).exclude(issued_at=None)
    return issued.values_list("pk", "tail_hash").first() or (None, _NOBODY)


def _told(key: UUID | None, now: datetime, *, how: str, typed: str = "") -> Answer:
    if key is None:
        return Answer("no_match", now, {})
    found = Certificate.objects.select_related("authority").get(pk=key)
    record("certificates.verified", actor=None, subject=found, now=now, detail={"how": how})
    return told_of(found, now, typed=typed)


def told_of(found: Certificate, now: datetime, *, typed: str = "", more: bool = False) -> Answer:
    """What is told of a certificate; with `more`, what its holder shares."""
    keys = (*PUBLIC, *SHARED) if more else PUBLIC
    face = {key: found.face[key] for key in keys}
    # both from the register, as a file may say anything: the name as it was issued under, and the one of today
    if found.authority.name != face["authority"]:
        face["authority_now"] = found.authority.name
    standing = _STANDING.get(found.state, "unknown")
    reason = _reason(found) if standing not in ("valid", "unknown") else ""
    newer = Certificate.objects.filter(replaces=found).exclude(issued_at=None).first()
    return Answer(
        standing,
        now,
        face,
        name=found.face["name"] if more else shown_name(found.face["name"], typed),
        state_on=found.state_on,
        reason_code=reason,
        superseded_by=newer.number if newer else "",
        certificate=found,
    )


def _reason(found: Certificate) -> str:
    last = (
        Change.objects.filter(certificate=found, outcome=Outcome.CONFIRMED).exclude(transition="issue")
        .order_by("decided_at").last()
    )  # fmt: skip
    return last.reason_code if last else ""


def as_document(answer: Answer) -> dict[str, Any]:
    """The answer as plain data, for programs. The same text for every certificate that does not fit."""
    if not answer.matched:
        told: dict[str, Any] = {"standing": answer.standing}
    else:
        reason = reasons().get(answer.reason_code, {})
        told = {
            "standing": answer.standing,
            "checked_at": timezone.localtime(answer.asked_at).isoformat(timespec="seconds"),
            "name": answer.name,
            "certificate": answer.face,
            "since": answer.state_on.isoformat() if answer.state_on else None,
            "reason": {"code": answer.reason_code, **reason} if answer.reason_code else None,
            "superseded_by": answer.superseded_by or None,
        }
    if answer.finding is not None:
        told["file"] = answer.finding.as_mapping()
    return told
