"""The code under which answers are kept: easy to copy by hand, and no way back from what is stored to it."""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

from django.utils.crypto import salted_hmac

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without 0, O, 1, I and L. They are 31, a prime, so that the check letter finds any letter that
is wrong and any two that changed places."""
LENGTH: Final = 10
_SALT: Final = "guantong.portal.selfcheck.codes"


def new_seed() -> str:
    """What a browser's session keeps instead of the code."""
    return secrets.token_urlsafe(24)


def code_from(seed: str) -> str:
    """The code of a seed, the same each time; only this installation can tell it."""
    digest = salted_hmac(f"{_SALT}.seed", seed, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LENGTH - 1):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    body = "".join(letters)
    return body + _check_letter(body)


def shown(code: str) -> str:
    """The code in two groups."""
    return f"{code[:5]}-{code[5:]}"


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in any case and with any blanks or dashes; None where it cannot be one."""
    folded = unicodedata.normalize("NFKC", typed[:80]).upper()
    code = "".join(c for c in folded if c.isalnum())
    if len(code) != LENGTH or not set(code) <= set(LETTERS) or code[-1] != _check_letter(code[:-1]):
        return None
    return code


def digest_of(code: str) -> str:
    """What is stored in place of the code: a keyed hash."""
    return salted_hmac(f"{_SALT}.stored", code, algorithm="sha256").hexdigest()


def _check_letter(body: str) -> str:
    """The letter that makes the weighted sum of all letters a multiple of 31."""
    total = sum((place + 2) * LETTERS.index(letter) for place, letter in enumerate(body))
    return LETTERS[-total % len(LETTERS)]
