"""Years of work are full in DuckDB on the day on which they are full in Python."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.conditions.calendar import LeapDay, full_on
from guantong.conditions.days import END, FIRST
from guantong.conditions.sql import worked
from guantong.conditions.sql.days import Stretches
from tests.conditions.sql.engine import DIALECT, asked
from tests.people import examples

STRETCHES: Final = Stretches(
    DIALECT.at("a", "1"),
    DIALECT.at("a", "2"),
    f"CASE WHEN {DIALECT.size('a')} <> 2 THEN {DIALECT.unite('a')} END",
)
FIRST_DAYS: Final = tuple(
    date.fromisoformat(day).toordinal()
    for day in (
        "0001-01-01",
        "2016-02-29",
        "2019-02-28",
        "2019-03-01",
        "2020-02-29",
        "9996-02-29",
        "9999-06-01",
    )
)
LENGTHS: Final = (1, 59, 60, 364, 365, 366, 730, 731, 1095, 1096, 1461, END)
leap_days: Final[tuple[LeapDay, ...]] = ("month_end", "first_of_march")
common: Final = st.integers(date(2012, 1, 1).toordinal(), date(2026, 1, 1).toordinal())


def period(start: int, length: int) -> tuple[int, int]:
    return start, min(start + length, END)


periods = st.lists(
    st.builds(period, st.sampled_from(FIRST_DAYS) | common, st.sampled_from(LENGTHS) | st.integers(1, 4000)),
    max_size=5,
)


@pytest.mark.parametrize("leap_day", leap_days)
@given(st.lists(periods, min_size=10, max_size=30), st.integers(1, 6))
@examples(8)
def test_the_day_on_which_years_of_work_are_full(
    leap_day: LeapDay, several: list[list[tuple[int, int]]], years: int
) -> None:
    rows = [[[border for pair in pairs for border in pair]] for pairs in several]

    found = asked(
        {"a": DIALECT.int_list}, rows, lambda bind: worked.full_on(STRETCHES, years, leap_day, DIALECT, bind)
    )

    assert found == [full_on(pairs, FIRST, years, leap_day) for pairs in several]


@pytest.mark.parametrize(
    ("leap_day", "expected"), [("month_end", "2022-02-28"), ("first_of_march", "2022-03-01")]
)
def test_work_that_began_on_the_29th_of_february(leap_day: LeapDay, expected: str) -> None:
    start = date(2020, 2, 29).toordinal()

    found = asked(
        {"a": DIALECT.int_list},
        [[[start, END]]],
        lambda bind: worked.full_on(STRETCHES, 2, leap_day, DIALECT, bind),
    )

    assert found == [date.fromisoformat(expected).toordinal()]
