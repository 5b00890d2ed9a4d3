"""Which days each year's notices take off or have worked, as the catalogue lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from guantong.catalogue.reading import PACKS, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Layer = Literal["national", "regional"]
LAYERS: Final[tuple[Layer, ...]] = ("national", "regional")
"""From the lowest to the highest: what a higher one says about a day stands."""


class ArrangementError(ValueError):
    """The table of working days contradicts itself."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What one notice says of one year. `number` and `issued` are None where they are not known."""

    layer: Layer
    year: int
    document: str
    number: str | None
    issued: date | None
    confidence: str

    @property
    def confirmed(self) -> bool:
        """Whether the notice itself was seen, or two good witnesses of it."""
        return self.confidence == "H"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says, with the names of the holiday and the notice that says so."""

    off: bool
    zh: str
    en: str
    arrangement: Arrangement


@dataclass(frozen=True, slots=True)
class Arrangements:
    """All notices, and what they say of single days."""

    notices: Mapping[tuple[Layer, int], Arrangement]
    special_days: Mapping[date, SpecialDay]

    def published(self, year: int) -> bool:
        """Whether every layer has its notice for the year; until then its days are estimated."""
        return all((layer, year) in self.notices for layer in LAYERS)


@cache
def arrangements(path: Path = PACKS / "catalogue" / "working_days.yaml") -> Arrangements:
    """Read the table. Raises ArrangementError where one notice takes a day off and has it worked, and KeyError,
    TypeError or ValueError for a row that is not as the others.
    """
    content: Any = read_yaml(path)
    notices: dict[tuple[Layer, int], Arrangement] = {}
    special_days: dict[date, SpecialDay] = {}
    for layer in LAYERS:
        for row in content[layer]:
            notice = _notice(layer, row)
            if notices.setdefault((layer, notice.year), notice) is not notice:
                raise ArrangementError(f"{layer} {notice.year}: given twice")
            special_days |= _special_days(notice, row)
    return Arrangements(notices, special_days)


def _notice(layer: Layer, row: Mapping[str, Any]) -> Arrangement:
    issued = row.get("issued")
    return Arrangement(
        layer,
        int(row["year"]),
        row["document"],
        row.get("number"),
        date.fromisoformat(issued) if issued else None,
        row["confidence"],
    )


def _special_days(notice: Arrangement, row: Mapping[str, Any]) -> dict[date, SpecialDay]:
    found: dict[date, SpecialDay] = {}
    for span in row["off"]:
        first, last = date.fromisoformat(span["first"]), date.fromisoformat(span["last"])
        if last < first:
            raise ArrangementError(f"{notice.layer} {notice.year}: {first} to {last}")
        for number in range((last - first).days + 1):
            names = span["name"]
            found[first + timedelta(number)] = SpecialDay(True, names["zh"], names["en"], notice)
    for text in row["worked"]:
        day = date.fromisoformat(text)
        if day in found or day.weekday() < 5:
            raise ArrangementError(f"{notice.layer} {notice.year}: {day} is worked anyway, or taken off")
        found[day] = SpecialDay(False, "调休上班", "worked instead", notice)
    return found
