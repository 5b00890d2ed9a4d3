"""Whose certificate it is, without the identity number: keyed hashes to find by and to compare with.

The keys are those of identity numbers (``GUANTONG_IDENTITY_HASH_KEY``, the newest first). The number itself is not kept,
so hashes cannot be made anew when a key is rotated: older keys stay in the list as long as certificates made under them.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from guantong.cases import identity

from ..people.identities import UnreadableNumberError, fingerprint, keyed_hash, masked, search_hashes
from ..people.selectors import identity_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..people.models import Person

TAIL: Final = 4
"""How many last characters of the identity number are asked for beside a number and a name."""
_BRACKETS: Final = str.maketrans("〔〕【】［］[]", "()" * 4)
_DOTS: Final = dict.fromkeys(map(ord, "•・･‧∙⋅.．"), "·")


@dataclass(frozen=True, slots=True)
class Holder:
    """What is kept of an identity number."""

    masked: str
    hash: str
    hash_key: str
    tail: str


def holder_of(name: str, number: str) -> Holder:
    """Reduce an identity number to what is kept of it."""
    key = settings.IDENTITY_HASH_KEYS[0]
    normal = identity.normalise(number)
    return Holder(masked(normal), keyed_hash(normal, key), fingerprint(key), _tail(name, normal[-TAIL:], key))


def name_as_compared(name: str) -> str:
    """A name without blanks, its dots of one kind, letters of one case: people type what they see in several ways."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_DOTS).split()).casefold()


def hashes_of(person: Person) -> list[str]:
    """The identity number in the record of a person, as hashes under every known key; none where it cannot be read."""
    try:
        number = identity_number(person)
    except UnreadableNumberError:
        return []
    return search_hashes(number) if number else []


def hash_fits(kept: str, person: Person) -> bool:
    """Whether the record of a person has the identity number of which a hash was kept."""
    fits = False
    for known in hashes_of(person):
        fits |= hmac.compare_digest(known, kept)
    return fits


def names_alike(one: str, other: str) -> bool:
    """Whether two names share a character: one that was misheard or mistyped still does, another person's seldom."""
    return not set(name_as_compared(one)).isdisjoint(name_as_compared(other).replace("·", ""))


def tail_fits(name: str, tail: str, kept: str) -> bool:
    """Whether name and last four are those of a certificate; every key is tried, in constant time each."""
    fits = False
    for key in settings.IDENTITY_HASH_KEYS:
        fits |= hmac.compare_digest(_tail(name, identity.normalise(tail)[-TAIL:], key), kept)
    return fits


def decision_key(identity_hash: str, subject: str, level: str, document: str) -> str:
    """What names one decision for one holder: its hash is the same whichever list brings it."""
    same = unicodedata.normalize(
        "NFKC", document.translate(_BRACKETS)
    )  # 〔2026〕, [2026] and （2026） are one year
    text = "\0".join((identity_hash, subject, level, "".join(same.split())))
    return hashlib.sha256(text.encode()).hexdigest()


def masked_name(name: str) -> str:
    """A name of which the first character shows alone: 韦**. Source: the way public lists are masked."""
    first, rest = name[:1], name[1:]
    return first + "*" * max(1, min(len(rest), 2))


def shown_name(name: str, typed: str = "") -> str:
    """The name in full for whoever gave it in full, else masked."""
    given: Sequence[str] = name_as_compared(typed)
    return name if given and given == name_as_compared(name) else masked_name(name)


def _tail(name: str, tail: str, key: str) -> str:
    text = f"guantong certificate holder\0{name_as_compared(name)}\0{tail}"
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
