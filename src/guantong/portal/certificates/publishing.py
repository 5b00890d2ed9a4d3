"""What is published for outsiders, so that nobody depends on our pages: issuers with keys, lists of states, the register.

The lists of states are signed anew when they are asked for and the last one is old, a state has changed, or another key
signs by now: what a key signed that is trusted no more is not given out once more. The register dump holds digests and
states and no word about anybody.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from guantong.certificates.credential.badge import PURPOSES
from guantong.certificates.credential.jose import compact
from guantong.certificates.credential.status_list import SHORTEST, list_address, status_list
from guantong.certificates.offline.page import build
from guantong.certificates.offline.payload import keys_of_ring

from .issuers import issuer_of, ring_of
from .models import Certificate, IssuingAuthority, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from guantong.certificates.signing.signer import Signer

_KEPT: Final = 3600
_BEHIND: Final = timedelta(minutes=5)
"""Lists hold from a little earlier, for whose clock stands behind."""
MARKED: Final = {
    "revocation": (State.REVOKED, State.ANNULLED, State.REPLACED),
    "suspension": (State.SUSPENDED,),
}
"""Which states set the bit of each list: a certificate that was replaced or annulled is to be trusted no more, either."""


def authority_named(kind: str, unit: str) -> IssuingAuthority | None:
    """The authority of an address. An authority without keys publishes nothing."""
    return IssuingAuthority.objects.filter(kind=kind, unit=unit).exclude(ring="").first()


def publishers() -> list[IssuingAuthority]:
    """The authorities that publish."""
    return list(IssuingAuthority.objects.exclude(ring=""))


def signed_status_list(
    authority: IssuingAuthority, purpose: str, number: int, *, now: datetime
) -> bytes | None:
    """A list of a purpose, signed; None where no certificate is that far. Kept until a state changes, and not for long.

    Raises SigningError.
    """
    there = Certificate.objects.filter(authority=authority)
    changed = there.aggregate(versions=Sum("row_version"), n=Count("id"), last=Max("status_index"))
    if number > (changed["last"] or 0) // SHORTEST:
        return None
    signer = ring_of(authority).signer("credential", at=now)
    key = f"certificates.status.{authority.pk}.{purpose}.{number}.{_as_of(changed, signer, now)}"
    kept: bytes | None = cache.get(key)
    if kept is not None:
        return kept
    first, issuer = number * SHORTEST, issuer_of(authority)
    marked = there.filter(
        state__in=MARKED[purpose], status_index__gte=first, status_index__lt=first + SHORTEST
    ).values_list("status_index", flat=True)
    made = status_list(
        issuer,
        list_address(issuer, purpose, number),
        purpose,
        [index - first for index in marked],
        signer,
        now - _BEHIND,
    )
    cache.set(key, made, _KEPT)
    return made


def _as_of(changed: Mapping[str, int | None], signer: Signer, now: datetime) -> str:
    """What is another after any change, whatever the clocks of several machines say, under another key, and every hour."""
    return f"{signer.key_id}.{changed['versions']}.{changed['n']}.{now:%Y%m%d%H}"


def lists_of(authority: IssuingAuthority) -> list[tuple[str, int]]:
    """Purpose and number of every list that the authority publishes."""
    last = Certificate.objects.filter(authority=authority).aggregate(last=Max("status_index"))["last"] or 0
    return [(purpose, number) for purpose in PURPOSES for number in range(last // SHORTEST + 1)]


def register_dump(authority: IssuingAuthority, *, now: datetime) -> str:
    """Every certificate of an authority by number, with state and the digests of its files, as a signed token.

    It holds nothing personal: a number reveals nothing alone. Raises SigningError.
    """
    there = Certificate.objects.filter(authority=authority)
    changed = there.aggregate(versions=Sum("row_version"), n=Count("id"))
    signer = ring_of(authority).signer("credential", at=now)
    key = f"certificates.register.{authority.pk}.{_as_of(changed, signer, now)}"
    kept: str | None = cache.get(key)
    if kept is not None:
        return kept
    rows = there.exclude(issued_at=None).order_by("status_index").prefetch_related("files")
    claims: dict[str, Any] = {
        "iss": issuer_of(authority).did,
        "iat": int(now.timestamp()),
        "certificates": [
            {
                "number": row.number,
                "state": row.state,
                "since": row.state_on.isoformat() if row.state_on else None,
                "face": row.face_digest,
                "files": sorted(file.sha256 for file in row.files.all()),
            }
            for row in rows
        ],
    }
    made = compact(claims, {"typ": "register+jwt"}, issuer_of(authority), signer)
    cache.set(key, made, _KEPT)
    return made


def issuer_document(authority: IssuingAuthority) -> str:
    """The DID document of an authority. Raises SigningError."""
    return json.dumps(issuer_of(authority).document(), ensure_ascii=False, indent=1)


def key_set(authority: IssuingAuthority) -> str:
    """Its keys as a JSON Web Key Set. Raises SigningError."""
    return json.dumps(issuer_of(authority).key_set(), ensure_ascii=False, indent=1)


def offline_page(*, today: date) -> str | None:
    """The one-file page that verifies offline codes, for the keys of every authority; None while there are none."""
    keys = [
        key
        for authority in IssuingAuthority.objects.exclude(ring="")
        for key in keys_of_ring(ring_of(authority), authority.name)
    ]
    return build({key.key_id + key.owner: key for key in keys}.values(), today) if keys else None
