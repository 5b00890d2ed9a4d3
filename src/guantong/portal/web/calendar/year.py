"""A year at a glance: twelve months in weeks, and the notices on which they rest."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ...calendar.arrangements import LAYERS, arrangements
from ...calendar.days import Kind, day_of

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from ...calendar.arrangements import Arrangement
    from ...calendar.days import Day

FIRST: Final = min(year for _layer, year in arrangements().notices)
LAST: Final = max(year for _layer, year in arrangements().notices) + 1
"""The years that the page shows: those with a notice, and the next."""
MARKS: Final[dict[Kind, Promise]] = {
    Kind.HOLIDAY: _("休"),
    Kind.REGIONAL_HOLIDAY: _("区休"),
    Kind.WORKED_INSTEAD: _("班"),
    Kind.CLOSED: _("停"),
}
"""What stands in the cell of a day that is not what its weekday says."""
NAMES: Final[dict[Kind, Promise]] = {
    Kind.WORKED: _("工作日"),
    Kind.WEEKEND: _("周末"),
    Kind.HOLIDAY: _("全国放假"),
    Kind.REGIONAL_HOLIDAY: _("广西放假"),
    Kind.WORKED_INSTEAD: _("调休上班"),
    Kind.CLOSED: _("职改办停止办公"),
}


@dataclass(frozen=True)
class Cell:
    """A day of a month as it is shown."""

    day: Day
    today: bool

    @property
    def mark(self) -> Promise | str:
        """One or two characters; nothing for an ordinary day."""
        return MARKS.get(self.day.kind, "")

    @property
    def name(self) -> Promise:
        """What the day is."""
        return NAMES[self.day.kind]


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday to Sunday; None where a day belongs to another month."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    working: int


def months_of(year: int, today: date) -> tuple[Month, ...]:
    """The twelve months."""
    made = []
    for number in range(1, 13):
        weeks = tuple(
            tuple(Cell(day_of(day), day == today) if day.month == number else None for day in week)
            for week in Calendar().monthdatescalendar(year, number)
        )
        working = sum(cell is not None and cell.day.working for week in weeks for cell in week)
        made.append(Month(date(year, number, 1), weeks, working))
    return tuple(made)


def notices_of(year: int) -> tuple[Arrangement, ...]:
    """The notices about a year, the State's first."""
    found = arrangements().notices
    return tuple(found[layer, year] for layer in LAYERS if (layer, year) in found)
