"""Days and sets of days mean in DuckDB what they mean in Python."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.conditions import calendar, days
from guantong.conditions.calendar import LeapDay
from guantong.conditions.days import END, FIRST, Days
from tests.conditions.sql.engine import DIALECT, asked
from tests.people import examples

LIST: Final = DIALECT.int_list
DAY: Final = date(2024, 2, 29).toordinal()
BORDERS: Final = (FIRST, FIRST + 1, *range(DAY - 4, DAY + 6), END - 1, END)
EDGES: Final = tuple(
    day.toordinal()
    for year in (1, 4, 1899, 1900, 2000, 2023, 2024, 2100, 9994, 9995, 9996, 9999)
    for day in (date(year, 1, 1), date(year, 2, 28), date(year, 3, 1), date(year, 12, 31))
) + tuple(date(year, 2, 29).toordinal() for year in (4, 1904, 2000, 2024, 9996))


def borders_of(mask: int) -> Days:
    """The borders in a mask; one too many is left out."""
    found = [border for place, border in enumerate(BORDERS) if mask >> place & 1]
    return tuple(found[len(found) % 2 :])


sets = st.integers(0, (1 << len(BORDERS)) - 1).map(borders_of)
few = st.lists(st.integers(0, len(BORDERS) - 1), max_size=4).map(
    lambda places: borders_of(sum({1 << p for p in places}))
)
"""Sets of two stretches at most, which are told apart from longer ones."""
ordinals = st.one_of(st.sampled_from(EDGES), st.integers(FIRST, END - 1))
"""Where a day turns on the calendar, or any day of it."""
leap_days: Final[tuple[LeapDay, ...]] = ("month_end", "first_of_march")


@given(st.lists(st.tuples(sets | few, sets | few), min_size=20, max_size=40))
@examples(10)
def test_days_in_both_sets(pairs: list[tuple[Days, Days]]) -> None:
    found = asked({"a": LIST, "b": LIST}, pairs, DIALECT.meet("a", "b"))

    assert [tuple(one) for one in found] == [days.intersect(a, b) for a, b in pairs]


@given(st.lists(st.lists(few, max_size=4), min_size=10, max_size=20))
@examples(10)
def test_days_in_any_set(several: list[list[Days]]) -> None:
    rows = [[[border for one in many for border in one]] for many in several]

    found = asked({"a": LIST}, rows, DIALECT.unite("a"))

    assert [tuple(one) for one in found] == [days.union(many) for many in several]


@given(st.lists(st.lists(few, max_size=3), min_size=10, max_size=20))
@examples(10)
def test_the_order_of_the_stretches_does_not_matter(several: list[list[Days]]) -> None:
    stretches = [[pair for one in many for pair in calendar.pairs(one)] for many in several]
    rows = [[[border for pair in sorted(pairs, reverse=True) for border in pair]] for pairs in stretches]

    found = asked({"a": LIST}, rows, DIALECT.unite("a"))

    assert [tuple(one) for one in found] == [days.union(many) for many in several]


@given(st.lists(sets | few, min_size=20, max_size=40))
@examples(10)
def test_days_that_are_not_in_a_set(several: list[Days]) -> None:
    found = asked({"a": LIST}, [[one] for one in several], DIALECT.complement("a"))

    assert [tuple(one) for one in found] == [days.complement(one) for one in several]


@given(st.lists(sets | few, min_size=20, max_size=40))
@examples(10)
def test_the_stretch_that_holds_a_day_or_comes_next(several: list[Days]) -> None:
    found = asked({"a": LIST}, [[one] for one in several], DIALECT.stretch("a", DAY))

    assert found == [days.stretch(one, DAY) for one in several]


@pytest.mark.parametrize("leap_day", leap_days)
@given(st.lists(ordinals, min_size=30, max_size=60), st.integers(0, 60))
@examples(10)
def test_anniversaries(leap_day: LeapDay, starts: list[int], years: int) -> None:
    found = asked({"a": "INTEGER"}, [[day] for day in starts], DIALECT.anniversary("a", years, leap_day))

    assert found == [calendar.anniversary(day, years, leap_day) for day in starts]


@pytest.mark.parametrize(
    ("leap_day", "years", "expected"),
    [
        ("month_end", 1, date(2025, 2, 28)),
        ("first_of_march", 1, date(2025, 3, 1)),
        ("month_end", 4, date(2028, 2, 29)),
        ("first_of_march", 4, date(2028, 2, 29)),
        ("month_end", 76, date(2100, 2, 28)),
        ("first_of_march", 76, date(2100, 3, 1)),
    ],
)
def test_the_29th_of_february(leap_day: LeapDay, years: int, expected: date) -> None:
    assert asked({"a": "INTEGER"}, [[DAY]], DIALECT.anniversary("a", years, leap_day)) == [
        expected.toordinal()
    ]


@pytest.mark.parametrize("leap_day", leap_days)
def test_years_past_the_calendar_end_with_it(leap_day: LeapDay) -> None:
    starts = [date(9999, 1, 1), date(9998, 12, 31), date(9996, 2, 29)]
    rows = [[day.toordinal()] for day in starts]

    assert asked({"a": "INTEGER"}, rows, DIALECT.anniversary("a", 5, leap_day)) == [END, END, END]


@given(st.lists(st.one_of(ordinals, st.just(END)), min_size=30, max_size=60))
@examples(10)
def test_new_year(several: list[int]) -> None:
    rows = [[day] for day in several]
    found = asked({"a": "INTEGER"}, rows, DIALECT.new_year("a"))

    assert found == asked({"a": "HUGEINT"}, rows, DIALECT.new_year("a"))
    assert found == [calendar.new_year(calendar.year_of(day)) for day in several]


@given(st.lists(ordinals, min_size=30, max_size=60))
@examples(10)
def test_a_day_is_a_date_and_back(several: list[int]) -> None:
    rows = [[day] for day in several]

    assert asked({"a": "INTEGER"}, rows, DIALECT.date("a")) == [date.fromordinal(day) for day in several]
    assert asked({"a": "INTEGER"}, rows, DIALECT.ordinal(DIALECT.date("a"))) == several
