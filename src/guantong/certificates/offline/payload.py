"""The words of a certificate that a checker needs, signed and short enough for a QR code.

CBOR, an Ed25519 signature after it, all in base 32: capitals and digits, which QR codes hold densely, and which survive
being copied out of a scanning program. It is no web address: a name must not end up in the log of a server.

The name is whole, not masked. The code is printed on the sheet that shows the name, and only a whole name ties the two:
with a masked one it would fit on a forged sheet of anybody with the same surname. Of birth, sex, employer and identity
number there is nothing.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from guantong.certificates.face import KINDS, Kind
from guantong.certificates.findings import Finding, finding
from guantong.certificates.signing.checking import public_key
from guantong.certificates.signing.signer import Algorithm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.certificates.face import Face
    from guantong.certificates.signing.keys import KeyRing
    from guantong.certificates.signing.signer import Signer

MARK: Final = "GT1:"
"""What every payload begins with: that it is one, and of which form."""
CONTEXT: Final = b"guantong offline certificate 1\0"
"""Signed before the words, so that a signature made for this cannot be taken for one made for anything else."""
LONGEST: Final = 2000
"""Characters; the largest certificate has about 900."""

_SIGNATURE: Final = 64
_HINT: Final = 4
_CHINA: Final = timezone(timedelta(hours=8))
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class OfflineKey:
    """A public key that the offline page believes: whose it is, in which time it signs."""

    key_id: str
    public: bytes
    owner: str
    since: datetime
    until: datetime
    test: bool
    distrusted: bool = False

    @property
    def hint(self) -> bytes:
        """By which a payload names its key: the first bytes of the SHA-256 of the key. Only the signature decides."""
        return hint(self.public)


@dataclass(frozen=True, slots=True)
class Words:
    """What a payload says."""

    kind: Kind
    number: str
    name: str
    title: str
    level: str
    authority: str
    acquired_on: date
    issued_on: date
    signed_on: date
    """The day of the signature in China, which is that of the key's time; the day of issue may be another."""
    demonstration: bool


@dataclass(frozen=True, slots=True)
class OfflineExamination:
    """What was found; the words and the key of an intact payload only. It never says that a certificate still stands."""

    finding: Finding
    words: Words | None = None
    key: OfflineKey | None = None


def hint(public: bytes) -> bytes:
    """Return what payloads call a key."""
    return hashlib.sha256(public).digest()[:_HINT]


def keys_of_ring(ring: KeyRing, owner: str) -> tuple[OfflineKey, ...]:
    """The keys that the ring keeps for this purpose, with their history. Test keys only in the demonstration."""
    return tuple(
        OfflineKey(
            key.id,
            raw(key.certificate),
            owner,
            key.valid_from,
            min(key.valid_to, key.retired_at or key.valid_to),
            key.test,
            key.distrusted_at is not None,
        )
        for key in ring.keys
        if key.purpose == "offline" and (ring.demonstration or not key.test)
    )


def raw(certificate: bytes) -> bytes:
    """The 32 bytes of the Ed25519 key of a certificate. Raises ValueError for a key of another kind."""
    key = load_der_public_key(public_key(certificate))
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("离线核验码只用 Ed25519 密钥 / the offline code takes an Ed25519 key")
    return key.public_bytes_raw()


def offline_payload(face: Face, signer: Signer, moment: datetime) -> str:
    """Return the text of the QR code, signed at a moment. Raises ValueError for a key that is not Ed25519."""
    if signer.algorithm != Algorithm.ED25519:
        raise ValueError(
            f"{signer.key_id}：离线核验码只用 Ed25519 密钥 / the offline code takes an Ed25519 key"
        )
    words = cbor2.dumps(
        [
            hint(raw(signer.certificate)),
            KINDS.index(face.kind),
            face.number,
            face.name,
            face.title,
            face.level,
            face.authority,
            (face.acquired_on - _EPOCH).days,
            (face.issued_on - _EPOCH).days,
            (moment.astimezone(_CHINA).date() - _EPOCH).days,
            face.demonstration,
        ],
        canonical=True,
    )
    return MARK + base64.b32encode(words + signer.sign(CONTEXT + words)).decode().rstrip("=")


def examine_offline(text: str, keys: Iterable[OfflineKey]) -> OfflineExamination:
    """Return what a payload is, as the offline page does."""
    taken = _take_apart(text)
    if taken is None:
        return OfflineExamination(finding("offline_unreadable"))
    signed, signature = taken
    try:
        named, said = _words(signed)
    except (ValueError, TypeError, IndexError, ArithmeticError, RecursionError, cbor2.CBORError):
        return OfflineExamination(finding("offline_unreadable"))
    candidates = [key for key in keys if key.hint == named]
    if not candidates:
        return OfflineExamination(finding("offline_key_unknown", key=named.hex()))
    key = next((key for key in candidates if _verifies(key, signed, signature)), None)
    if key is None:
        return OfflineExamination(finding("offline_broken"))
    if key.distrusted:
        return OfflineExamination(finding("key_distrusted", key=key.key_id))
    first, last = (moment.astimezone(_CHINA).date() for moment in (key.since, key.until))
    if not first <= said.signed_on <= last:
        return OfflineExamination(finding("key_period", key=key.key_id, day=said.signed_on.isoformat()))
    return OfflineExamination(finding("offline_intact", owner=key.owner), said, key)


def _take_apart(text: str) -> tuple[bytes, bytes] | None:
    """The signed bytes and the signature. Blanks and line breaks of a copy do not count, and neither does case."""
    bare = "".join(text.split()).upper()
    if not bare.startswith(MARK) or len(bare) > LONGEST or not bare.isascii():
        return None
    code = bare.removeprefix(MARK)
    try:
        data = base64.b32decode(code + "=" * (-len(code) % 8))
    except ValueError:
        return None
    if len(data) <= _SIGNATURE or base64.b32encode(data).decode().rstrip("=") != code:
        return None
    return data[:-_SIGNATURE], data[-_SIGNATURE:]


def _words(signed: bytes) -> tuple[bytes, Words]:
    read = cbor2.loads(signed)
    if not isinstance(read, list) or cbor2.dumps(read, canonical=True) != signed:
        raise ValueError(signed)
    named, kind, number, name, title, level, authority, *dates, demonstration = read
    texts = (number, name, title, level, authority)
    if (
        type(named) is not bytes
        or len(named) != _HINT
        or not all(type(days) is int and days >= 0 for days in (kind, *dates))
        or not all(type(value) is str for value in texts)
        or type(demonstration) is not bool
    ):
        raise ValueError(signed)
    acquired, issued, signed_on = (_EPOCH + timedelta(days=days) for days in dates)
    return named, Words(KINDS[kind], *texts, acquired, issued, signed_on, demonstration)


def _verifies(key: OfflineKey, signed: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, CONTEXT + signed)
    except InvalidSignature:
        return False
    return True
