"""Anniversaries: on which day a number of years is full.

Libraries disagree about 29 February, and the law chooses; so the choice is an argument here and a
reading in the pack.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypeAlias

from .days import END, Days

LeapDay: TypeAlias = Literal["month_end", "first_of_march"]


def anniversary(start: int, years: int, leap_day: LeapDay = "month_end") -> int:
    """The ordinal of the day `years` after `start`; a missing 29 February falls on the month's last day or on 1 March."""
    day = date.fromordinal(start)
    year = day.year + years
    if year > date.max.year:
        return END
    try:
        return day.replace(year=year).toordinal()
    except ValueError:
        first_of_march = date(year, 3, 1).toordinal()
        return first_of_march if leap_day == "first_of_march" else first_of_march - 1


def year_of(day: int) -> int:
    """The calendar year of an ordinal day."""
    return date.fromordinal(min(day, END - 1)).year


def new_year(year: int) -> int:
    """The ordinal of 1 January; the borders of the calendar for a year outside it."""
    if year > date.max.year:
        return END
    return date(max(year, date.min.year), 1, 1).toordinal()


def full_on(periods: Iterable[tuple[int, int]], since: int, years: int, leap_day: LeapDay) -> int | None:
    """The first day on which `years` of work are full, or None if they never are.

    `periods` are half-open; what lies before `since` does not count, gaps are added to the time that
    is needed. Without a gap the day is the exact anniversary of the first day of work.
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(start, since), end) for start, end in periods if end > since):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    if not merged:
        return None
    first = merged[0][0]
    needed = anniversary(first, years, leap_day) - first
    for start, end in merged:
        if end - start >= needed:
            return min(start + needed, END)
        needed -= end - start
    return None


def pairs(days: Days) -> list[tuple[int, int]]:
    """The stretches of a set of days."""
    return [(days[i], days[i + 1]) for i in range(0, len(days), 2)]
