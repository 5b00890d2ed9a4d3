"""What the synthetic register assumes about people: the data of `assumptions.yaml`, with its words checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from guantong.catalogue import terms
from guantong.catalogue.reading import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILE: Final = Path(__file__).with_name("assumptions.yaml")

UNKNOWN: Final = "unknown"
"""The key of a share whose people have no value there."""

NONE: Final = "none"
"""The key of people without a skill certificate, where a number differs by the highest level."""

Weights = tuple[tuple[str | None, float], ...]
"""Values with their relative weights; None is no value."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption: what it says, why, and how sure it is (nobody has confirmed any)."""

    id: str
    values: Mapping[str, Any]
    zh: str
    en: str
    confidence: str

    def weights(self, vocabulary: str | None = None) -> Weights:
        """The values and their weights, by code; None for what the register does not have.

        Raises ValueError for a code that its vocabulary does not have.
        """
        shares = self.values["shares"]
        if vocabulary is not None:
            known = (UNKNOWN, *terms.codes(vocabulary))
            if wrong := [code for code in shares if code not in known]:
                raise ValueError(f"{FILE.name}: {self.id}: {wrong} is no {vocabulary}")
        return tuple((None if code == UNKNOWN else code, float(weight)) for code, weight in shares.items())

    def terms(self, vocabulary: str) -> Weights:
        """The same with the official Chinese terms in place of the codes, as a register writes them."""
        return tuple(
            (code and terms.name(vocabulary, code), weight) for code, weight in self.weights(vocabulary)
        )

    def number(self, key: str = "share") -> float:
        """One number of the assumption."""
        return float(self.values[key])

    def whole(self, key: str) -> int:
        """One whole number of the assumption."""
        return int(self.values[key])

    def day(self, key: str) -> date:
        """One day of the assumption."""
        return date.fromisoformat(str(self.values[key]))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(map(str, self.values[key]))

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        return tuple(map(int, self.values[key]))

    def by_level(self) -> tuple[float, ...]:
        """The share for people without a certificate, then for each skill level from the lowest that is issued."""
        shares = self.values["share_by_level"]
        return tuple(float(shares[level]) for level in (NONE, *LEVELS))


def bands_of(rows: Sequence[Sequence[int]]) -> tuple[tuple[int, int, float], ...]:
    """Bands as (least, most, weight)."""
    return tuple((int(least), int(most), float(weight)) for least, most, weight in rows)


LEVELS: Final = terms.codes("skill_level")[1:]
"""The skill levels that a certificate names; learners have none."""


@cache
def assumptions() -> Mapping[str, Assumption]:
    """Every assumption by its id."""
    return {
        name: Assumption(
            name,
            {key: value for key, value in row.items() if key not in ("note", "confidence")},
            row["note"]["zh"],
            row["note"]["en"],
            row["confidence"],
        )
        for name, row in read_yaml(FILE)["assumptions"].items()
    }


def assumption(name: str) -> Assumption:
    """One assumption. Raises KeyError for another name: names are written in code, not by users."""
    return assumptions()[name]


def default_day() -> date:
    """The day of a register for which none was asked."""
    return assumption("as_of").day("value")
