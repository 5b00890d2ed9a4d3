"""The key of a person in SQL: which spellings are surely right, and what stands for an identity number.

What is not surely right is put to the reader of values, which mends or explains it; so these
expressions only have to be safe, and fast on many millions of rows.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from guantong.screening.sources.parts import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEY_LENGTH: Final = 32
"""Hexadecimal digits of the hash that stands for an identity number."""

_FIRST_BIRTH: Final = date(1900, 1, 1)
_CHECK_DIGITS: Final = "10X98765432"


def surely_plain(raw: str) -> str:
    """Whether a text is surely a key as it stands: visible ASCII, and nothing that a spreadsheet damaged."""
    return (
        f"(regexp_full_match({raw}, '[!-~]{{1,64}}') AND NOT regexp_matches({raw}, "
        f"'^[0-9](\\.[0-9]+)?[eE]|^[0-9]{{15}}000$|\\.0+$'))"
    )


def surely_card(raw: str) -> str:
    """Whether a text has the form of the number of an identity card; whether it is one is not looked at."""
    return f"regexp_full_match({raw}, '[1-9][0-9]{{16}}[0-9X]')"


def card_is_right(raw: str, latest: date) -> str:
    """Whether the number of a card has the right check digit (ISO 7064 MOD 11-2) and a possible day of birth."""
    total = " + ".join(
        f"(ascii(substr({raw}, {place + 1}, 1)) - 48) * {pow(2, 17 - place, 11)}" for place in range(17)
    )
    return (
        f"({surely_card(raw)} AND substr({literal(_CHECK_DIGITS)}, ({total}) % 11 + 1, 1) = substr({raw}, 18, 1) "
        f"AND {_birth(raw)} BETWEEN DATE {literal(_FIRST_BIRTH)} AND DATE {literal(latest)} AND {raw} NOT LIKE '9%')"
    )


def card_birth(raw: str) -> str:
    """The ordinal of the day of birth that the number of a card carries."""
    return f"CAST({_birth(raw)} - DATE '0001-01-01' + 1 AS INTEGER)"


def _birth(raw: str) -> str:
    parts = " || '-' || ".join(
        f"substr({raw}, {start}, {length})" for start, length in ((7, 4), (11, 2), (13, 2))
    )
    return f"TRY_CAST({parts} AS DATE)"


def day(ordinal: str) -> str:
    """The date of an ordinal."""
    return f"(DATE '0001-01-01' + ({ordinal} - 1))"


def hashed(number: str, salt: str) -> str:
    """What stands for an identity number in the store: it cannot be computed without the salt."""
    return f"left(sha256({literal(salt)} || {number}), {_KEY_LENGTH})"


def surely_numbered(number: str, kind: str, level: str, issued_on: str, codes: CertificateCodes) -> str:
    """Whether a certificate number is surely right beside kind, level and day of issue, given as in the normal form."""
    levels = " ".join(f"WHEN '{digit}' THEN {place}" for digit, place in codes.levels)
    provinces = ", ".join(map(literal, codes.provinces))
    year = f"substr(strftime({day(issued_on)}, '%Y'), 3, 2)"
    return (
        f"CASE WHEN {kind} IS NOT NULL AND {kind} NOT IN ({codes.skill_level}, {codes.qualification}) "
        f"THEN regexp_full_match({number}, '[0-9A-Z]{{1,64}}') "
        f"WHEN regexp_full_match({number}, '[0-9]{{16}}') THEN coalesce({kind} = {codes.qualification}, true) "
        f"ELSE regexp_full_match({number}, '[YS][0-9]{{14}}[1-5][0-9]{{6}}') "
        f"AND coalesce({kind} = {codes.skill_level}, true) "
        f"AND substr({number}, 6, 2) IN ({provinces}) "
        f"AND coalesce(CASE substr({number}, 16, 1) {levels} END = {level}, true) "
        f"AND coalesce(substr({number}, 14, 2) = {year}, true) END"
    )


class CertificateCodes:
    """The places of the codes that a certificate number speaks of."""

    def __init__(
        self,
        levels: Iterable[tuple[str, int]],
        skill_level: int,
        qualification: int,
        provinces: Iterable[str],
    ) -> None:
        self.levels = tuple(levels)
        self.skill_level = skill_level
        self.qualification = qualification
        self.provinces = tuple(provinces)
