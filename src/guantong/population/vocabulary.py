"""The words that a synthetic register writes, as lists that SQL picks from: occupations, specialties, majors, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from guantong.catalogue import catalogue, terms
from guantong.population.assumptions import assumption
from guantong.population.chance import numbers, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OLDEST = 120
"""More years than anybody lives."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """A flat list and, for each occupation, the stretch of it that belongs to the occupation."""

    values: tuple[tuple[str | None, ...], ...]
    starts: tuple[int, ...]
    counts: tuple[int, ...]

    def column(self, number: int) -> str:
        """One column of the flat list, as SQL."""
        return texts([row[number] for row in self.values])

    def place(self, occupation: str, draw: str) -> str:
        """The place, from 1, of one value of an occupation, as SQL."""
        start = f"{numbers(self.starts)}[1 + {occupation}]"
        count = f"{numbers(self.counts)}[1 + {occupation}]"
        return f"(1 + {start} + {draw} % {count})"


def term(kind: str, code: str) -> str:
    """The official Chinese term of a code, as an SQL literal."""
    return f"'{terms.name(kind, code)}'"


@cache
def occupations() -> tuple[str, ...]:
    """The names of all occupations of the register: those of the catalogue in its order, then those it does not have."""
    return (
        *(row.name for row in catalogue().occupations.values()),
        *assumption("unlisted_occupations").texts("names"),
    )


@cache
def listed() -> int:
    """How many of the occupations the catalogue has."""
    return len(catalogue().occupations)


@cache
def weighted_occupations() -> tuple[int, ...]:
    """The places of the listed occupations, each as often as it weighs. Raises ValueError for an unknown name."""
    found = assumption("occupation_weights")
    weights: dict[str, int] = {name: int(weight) for name, weight in found.values["shares"].items()}
    names = occupations()[: listed()]
    if unknown := weights.keys() - set(names):
        raise ValueError(f"occupation_weights: no such occupation: {sorted(unknown)}")
    others = found.whole("others")
    return tuple(place for place, name in enumerate(names) for _ in range(weights.get(name, others)))


@cache
def older_names() -> tuple[str | None, ...]:
    """For each occupation the name that certificates of the old dictionary bear, where it still says which one is meant."""
    known = catalogue()
    found: list[str | None] = []
    for row in known.occupations.values():
        names = [old.name for old in row.legacy if old.name != row.name]
        meant = [name for name in names if (hit := known.find_occupation(name)) and hit.code == row.code]
        found.append(meant[0] if meant else None)
    return (*found, *[None] * (len(occupations()) - listed()))


@cache
def specialties() -> Grouped:
    """Series and specialty by their terms; for an occupation without a related one, any."""
    every = [(terms.name("series", row.series), row.name) for row in catalogue().all_specialties]
    groups = [
        [(terms.name("series", row.series), row.specialty) for row in occupation.relations or ()]
        for occupation in catalogue().occupations.values()
    ]
    return _grouped(groups, every)


@cache
def majors() -> Grouped:
    """The majors of the disciplines of an occupation; for one without disciplines, any."""
    by_id = {row.id: row for row in catalogue().disciplines}
    every = [(major,) for row in by_id.values() for major in row.majors]
    groups = [
        [(major,) for discipline in occupation.disciplines for major in by_id[discipline].majors]
        for occupation in catalogue().occupations.values()
    ]
    return _grouped(groups, every)


def _grouped(groups: Iterable[Sequence[tuple[str, ...]]], every: Sequence[tuple[str, ...]]) -> Grouped:
    flat, starts, counts = list(every), [], []
    for group in groups:
        starts.append(len(flat) if group else 0)
        counts.append(len(group) or len(every))
        flat.extend(group)
    rest = len(occupations()) - len(starts)
    return Grouped(tuple(flat), (*starts, *[0] * rest), (*counts, *[len(every)] * rest))


def years_before(day: date, years: int) -> date:
    """The day so many years before; 28 February for a 29th that the year does not have."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def anniversaries(as_of: date) -> tuple[date, ...]:
    """Days a whole number of years before, one day less and one more."""
    edges = assumption("edge_days")
    return tuple(
        years_before(as_of, years) + timedelta(offset)
        for years in edges.numbers("years")
        for offset in edges.numbers("offsets")
    )


def leap_days(as_of: date) -> tuple[date, ...]:
    """The last three 29 Februaries up to a day."""
    years = [year for year in range(as_of.year, as_of.year - 17, -1) if _leap(year)]
    return tuple(day for year in years if (day := date(year, 2, 29)) <= as_of)[:3]


def birthdays(as_of: date) -> tuple[date, ...]:
    """The birthday of everybody who becomes 0, 1, 2 … years old on a day."""
    return tuple(years_before(as_of, years) for years in range(OLDEST))


def days(values: Iterable[date]) -> str:
    """A list of days, as SQL."""
    return f"[{', '.join(map(day, values))}]"


def day(value: date) -> str:
    """A day, as an SQL literal."""
    return f"DATE '{value.isoformat()}'"


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
