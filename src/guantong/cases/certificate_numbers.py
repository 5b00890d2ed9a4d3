"""Numbers of skill certificates: the forms in use and what their digits say. They have no check digit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_LEVEL_NUMBER: Final = re.compile(
    r"(?P<body>[YS])(?P<code>[0-9]{4})(?P<province>[0-9]{2})(?P<site>[0-9]{6})(?P<year>[0-9]{2})(?P<level>[1-5])(?P<serial>[0-9]{6})"
)
_SPECIAL_NUMBER: Final = re.compile(r"(?=.{22}\Z)[A-Z][0-9]*[A-Z][0-9]*")
_LEGACY_NUMBER: Final = re.compile(r"[0-9]{16}")

LEVELS: Final = {
    "1": "senior_technician",
    "2": "technician",
    "3": "senior_worker",
    "4": "intermediate_worker",
    "5": "junior_worker",
}
"""The level that the 16th character stands for."""

SPECIAL_LEVELS: Final = ("special_technician", "chief_technician")
"""The levels above those of the digits; their numbers carry two letters."""


@dataclass(frozen=True, slots=True)
class LevelNumber:
    """A number of 22 characters: the province, the last two digits of the year, the level."""

    province: str
    year: int
    level: str


@dataclass(frozen=True, slots=True)
class SpecialNumber:
    """A number of two letters and 20 digits, for the levels that are appointed."""


@dataclass(frozen=True, slots=True)
class LegacyNumber:
    """The 16 digits of an old vocational qualification certificate."""


CertificateNumber = LevelNumber | SpecialNumber | LegacyNumber


def normalise(number: str) -> str:
    """Return a number without blanks, in half-width characters and capitals."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def parse(number: str) -> CertificateNumber | None:
    """Return what a normalised number says; None for a form that is not known."""
    if found := _LEVEL_NUMBER.fullmatch(number):
        return LevelNumber(found["province"], int(found["year"]), LEVELS[found["level"]])
    if _SPECIAL_NUMBER.fullmatch(number):
        return SpecialNumber()
    return LegacyNumber() if _LEGACY_NUMBER.fullmatch(number) else None


def years_apart(two_digits: int, year: int) -> int:
    """Return how far the two digits of a year lie from `year`, in the century that brings them nearest."""
    apart = abs(two_digits - year % 100)
    return min(apart, 100 - apart)
