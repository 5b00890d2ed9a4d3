"""Issuing authorities as the library knows them: their rings of keys, their identifiers, where their lists are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from guantong.certificates.credential.issuer import Issuer, Issuers
from guantong.certificates.credential.status_list import place_of
from guantong.certificates.signing.keys import MANIFEST, KeyRing
from guantong.certificates.signing.signer import SigningError

from .models import IssuingAuthority
from .numbering import certificates_folder

if TYPE_CHECKING:
    from pathlib import Path

    from guantong.certificates.credential.badge import StatusPlace


def ring_of(authority: IssuingAuthority) -> KeyRing:
    """The ring of keys of an authority, read anew when its manifest has changed. Raises SigningError."""
    folder = certificates_folder() / "keys" / authority.ring
    manifest = folder / MANIFEST
    if not manifest.exists():  # an empty ring would call everything that it signed a forgery
        raise SigningError(f"找不到密钥环 {folder} / there is no ring of keys {folder}")
    return _ring(folder, manifest.stat().st_mtime_ns, authority.demonstration)


@cache
def _ring(folder: Path, changed: int, demonstration: bool) -> KeyRing:
    return KeyRing.open(folder, demonstration=demonstration)


def address_of(authority: IssuingAuthority) -> str:
    """The web address that the identifier of an authority stands for (did:web knows https alone)."""
    return f"https://{settings.ENVIRONMENT.hosts[0]}/verify/issuers/{authority.kind}-{authority.unit}"


def issuer_of(authority: IssuingAuthority) -> Issuer:
    """The authority as an issuer of credentials. Raises SigningError."""
    return Issuer.of_ring(ring_of(authority), address_of(authority), authority.name, authority.code)


def issuers() -> Issuers:
    """Every issuer of the register; one whose keys cannot be read is passed over, and so vouches for nothing."""
    found = []
    for authority in IssuingAuthority.objects.exclude(ring=""):
        try:
            found.append(issuer_of(authority))
        except SigningError:
            continue
    return Issuers(found)


def status_place(authority: IssuingAuthority, index: int) -> StatusPlace:
    """Where the lists keep the bit of a certificate."""
    return place_of(index, issuer_of(authority))
