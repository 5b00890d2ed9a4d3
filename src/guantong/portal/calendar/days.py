"""Working days, and how periods of them are counted.

Day 0 is the day of the event. Counting starts on the next working day, and a period of n working days ends at 24:00 of
the n-th of them; what waits for its end may happen from 0:00 of the following day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from .arrangements import arrangements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .arrangements import Arrangement

FARTHEST: Final = 2000
"""The longest period that is counted, in working days: about eight years."""


class Kind(StrEnum):
    """Why a day is worked or not."""

    WORKED = "worked"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    REGIONAL_HOLIDAY = "regional_holiday"
    WORKED_INSTEAD = "worked_instead"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Day:
    """A day: what it is and by which notice.

    `number` is its place in the period it was counted for, None for a day that does not count. `estimated` says that
    no arrangement for its year is published; `confirmed` is false where the notice itself has not been seen.
    """

    date: date
    kind: Kind
    zh: str = ""
    en: str = ""
    notice: Arrangement | None = None
    estimated: bool = False
    number: int | None = None

    @property
    def working(self) -> bool:
        """Whether the day is worked."""
        return self.kind in (Kind.WORKED, Kind.WORKED_INSTEAD)

    @property
    def confirmed(self) -> bool:
        """Whether what makes it a special day is confirmed."""
        return self.notice is None or self.notice.confirmed


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a period: the last day that counts, and every day on the way."""

    start: date
    day: date
    days: tuple[Day, ...]

    @property
    def opens(self) -> date:
        """The day at whose 0:00 the period is over."""
        return self.day + timedelta(1)

    @property
    def estimated(self) -> bool:
        """Whether the period runs over days of a year whose arrangement is not published."""
        return any(day.estimated for day in self.days)

    @property
    def unconfirmed(self) -> bool:
        """Whether a day was left out or counted on the word of a notice that has not been seen."""
        return any(not day.confirmed for day in self.days)

    @property
    def counted(self) -> tuple[Day, ...]:
        """The days that count, with their numbers."""
        return tuple(day for day in self.days if day.number is not None)


def day_of(day: date, *, closed: Collection[date] = ()) -> Day:
    """What a day is. `closed` are days on which the office in question does not work."""
    table = arrangements()
    estimated = not table.published(day.year)
    said = table.special_days.get(day)
    if said is not None:
        notice, off = said.arrangement, said.off
        holiday = Kind.HOLIDAY if notice.layer == "national" else Kind.REGIONAL_HOLIDAY
        found = Day(day, holiday if off else Kind.WORKED_INSTEAD, said.zh, said.en, notice, estimated)
    else:
        found = Day(day, Kind.WEEKEND if day.weekday() >= 5 else Kind.WORKED, estimated=estimated)
    if found.working and day in closed:
        return Day(day, Kind.CLOSED, estimated=estimated)
    return found


def is_working_day(day: date, *, closed: Collection[date] = ()) -> bool:
    """Whether the day is worked, as far as it is known."""
    return day_of(day, closed=closed).working


def add_working_days(start: date, n: int, *, closed: Collection[date] = ()) -> Deadline:
    """The end of a period of n working days whose event was on `start`.

    Raises ValueError for less than one day, for more than `FARTHEST`, and where no end is found in reach.
    """
    if not 1 <= n <= FARTHEST:
        raise ValueError(f"a period has from 1 to {FARTHEST} working days, not {n}")
    days: list[Day] = []
    number = 0
    for day in _after(start, closed):
        if day.working:
            number += 1
            days.append(Day(day.date, day.kind, day.zh, day.en, day.notice, day.estimated, number))
        else:
            days.append(day)
        if number == n:
            return Deadline(start, day.date, tuple(days))
    raise ValueError(f"no end of {n} working days after {start}")


def counted(start: date, n: int, *, closed: Collection[date] = ()) -> tuple[Day, ...]:
    """The n days that count, each with its number."""
    return add_working_days(start, n, closed=closed).counted


def _after(start: date, closed: Collection[date]) -> Iterator[Day]:
    for number in range(1, FARTHEST * 4):
        try:
            day = start + timedelta(number)
        except OverflowError:
            return
        yield day_of(day, closed=closed)
