"""Numbers of identity documents: encrypted at rest, found by a keyed hash, masked on the screen.

A number is encrypted together with the id of its person, so that a cipher moved to another row does not read. Keys come
from the environment, the newest first; each cipher and hash says by a fingerprint which key made it, so that a rotation
can stop anywhere and go on.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from guantong.cases import identity

if TYPE_CHECKING:
    from uuid import UUID

_HEAD: Final = 4
_TAIL: Final = 4


class UnreadableNumberError(Exception):
    """A cipher that no known key opens, or that belongs to somebody else. The text never holds the number."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A number as it is kept."""

    cipher: str
    key: str
    hash: str
    hash_key: str


def fingerprint(key: str) -> str:
    """What names a key without telling it."""
    return hashlib.sha256(b"guantong identity key" + key.encode()).hexdigest()[:16]


def seal(number: str, person_id: UUID) -> Sealed:
    """Encrypt and hash a number with the newest keys."""
    key, hash_key = settings.IDENTITY_KEYS[0], settings.IDENTITY_HASH_KEYS[0]
    text = f"{person_id}:{identity.normalise(number)}"
    return Sealed(
        Fernet(key).encrypt(text.encode()).decode(),
        fingerprint(key),
        keyed_hash(number, hash_key),
        fingerprint(hash_key),
    )


def open_sealed(cipher: str, person_id: UUID) -> str:
    """The number of a person. Raises UnreadableNumberError."""
    try:
        text = MultiFernet(list(map(Fernet, settings.IDENTITY_KEYS))).decrypt(cipher.encode()).decode()
    except InvalidToken as error:
        raise UnreadableNumberError(f"no key opens the number of {person_id}") from error
    owner, _colon, number = text.partition(":")
    if owner != str(person_id):
        raise UnreadableNumberError(f"the number at {person_id} belongs to another row")
    return number


def keyed_hash(number: str, key: str) -> str:
    """HMAC-SHA-256 of the normalised number: the same number gives the same hash, and without the key nobody finds it."""
    return hmac.new(key.encode(), identity.normalise(number).encode(), hashlib.sha256).hexdigest()


def search_hashes(number: str) -> list[str]:
    """The hashes under every known key, so that a search finds rows not yet rotated too."""
    return [keyed_hash(number, key) for key in settings.IDENTITY_HASH_KEYS]


def masked(number: str) -> str:
    """The number with its middle hidden: four characters at either end, fewer of a short one."""
    shown = min(_HEAD, len(number) // 4), min(_TAIL, len(number) // 4)
    hidden = len(number) - sum(shown)
    return number[: shown[0]] + "*" * hidden + number[len(number) - shown[1] :]
