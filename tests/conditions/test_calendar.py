"""Anniversaries and full years, against another library and against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from guantong.conditions.calendar import anniversary, full_on, new_year, pairs, year_of
from guantong.conditions.days import END, FIRST
from tests.people import examples

MODES: tuple[Literal["month_end", "first_of_march"], ...] = ("month_end", "first_of_march")


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@examples(150)
@given(
    st.dates(date(1950, 1, 1), date(2100, 1, 1)) | st.sampled_from([date(2020, 2, 29), date(2000, 2, 29)]),
    st.integers(0, 60),
)
def test_the_month_end_is_what_dateutil_says(start: date, years: int) -> None:
    assert date.fromordinal(anniversary(start.toordinal(), years)) == start + relativedelta(years=years)


@pytest.mark.parametrize(
    ("start", "years", "month_end", "first_of_march"),
    [
        ("2020-02-29", 2, "2022-02-28", "2022-03-01"),
        ("2020-02-29", 4, "2024-02-29", "2024-02-29"),
        ("2020-02-29", 0, "2020-02-29", "2020-02-29"),
        ("1896-02-29", 4, "1900-02-28", "1900-03-01"),
        ("2020-02-28", 3, "2023-02-28", "2023-02-28"),
        ("2020-03-01", 3, "2023-03-01", "2023-03-01"),
        ("2021-12-31", 1, "2022-12-31", "2022-12-31"),
    ],
)
def test_the_law_chooses_about_29_february(
    start: str, years: int, month_end: str, first_of_march: str
) -> None:
    assert anniversary(day(start), years, "month_end") == day(month_end)
    assert anniversary(day(start), years, "first_of_march") == day(first_of_march)


def test_the_calendar_has_an_end() -> None:
    assert anniversary(day("9999-01-01"), 0) == day("9999-01-01")
    assert anniversary(day("9998-06-01"), 1) == day("9999-06-01")
    assert anniversary(day("9998-06-01"), 2) == END
    assert year_of(END) == year_of(END - 1) == 9999
    assert year_of(FIRST) == 1
    assert year_of(day("9998-12-31")) == 9998
    assert new_year(9999) == day("9999-01-01")
    assert new_year(10000) == END
    assert new_year(1) == new_year(0) == new_year(-3) == FIRST
    assert new_year(2) == day("0002-01-01")


BASE = day("2019-12-01")


def counted(
    periods: list[tuple[int, int]], since: int, years: int, mode: Literal["month_end", "first_of_march"]
) -> int | None:
    """The rule of the contract, day by day: a day is open when it, less the gap days since the first matching day, has reached the anniversary of that day."""
    worked = {d for start, end in periods for d in range(max(start, since), min(end, since + 4000))}
    if not worked:
        return None
    first = min(worked)
    goal = anniversary(first, years, mode)
    gaps = 0
    for d in range(first, first + 4000):
        if d - gaps >= goal:
            return d
        gaps += d not in worked
    return None


@examples(100)
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from([0, 1, 30, 364, 365, 366, 367, 731, 5000])), max_size=4
    ),
    st.integers(0, 500) | st.just(90),
    st.integers(1, 3),
    st.sampled_from(MODES),
)
def test_full_years_are_counted_day_by_day(
    spans: list[tuple[int, int]], since: int, years: int, mode: Literal["month_end", "first_of_march"]
) -> None:
    periods = [(BASE + start, BASE + start + length) for start, length in spans]
    assert full_on(periods, BASE + since, years, mode) == counted(periods, BASE + since, years, mode)


def test_full_years_without_work_are_never() -> None:
    assert full_on([], BASE, 1, "month_end") is None
    assert full_on([(BASE - 9, BASE)], BASE, 1, "month_end") is None
    assert full_on([(BASE, BASE + 10)], BASE, 1, "month_end") is None
    assert full_on([(day("9999-06-01"), END)], FIRST, 1, "month_end") == END


def test_work_that_ends_where_counting_begins_is_no_beginning() -> None:
    before, after = (day("2019-02-01"), day("2019-03-01")), (day("2020-03-01"), END)
    assert full_on([before, after], day("2019-03-01"), 1, "month_end") == day("2021-03-01")


def test_work_that_goes_on_is_full_on_the_anniversary() -> None:
    assert full_on([(day("2010-01-01"), END)], day("2020-02-29"), 2, "month_end") == day("2022-02-28")
    assert full_on([(day("2010-01-01"), END)], day("2020-02-29"), 2, "first_of_march") == day("2022-03-01")


def test_a_gap_is_added() -> None:
    first, second = (day("2020-01-01"), day("2021-01-01")), (day("2021-01-11"), END)
    assert full_on([second, first], FIRST, 2, "month_end") == day("2022-01-11")
    assert date.fromordinal(full_on([second, first], FIRST, 1, "month_end") or 0) == date(2021, 1, 1)


@examples(100)
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from([1, 30, 364, 365, 366, 731, 5000])),
        min_size=1,
        max_size=3,
    ),
    st.tuples(st.integers(0, 900), st.sampled_from([1, 30, 364, 365, 366])),
    st.integers(1, 4),
    st.sampled_from(MODES),
)
def test_more_work_is_never_full_later(
    spans: list[tuple[int, int]],
    extra: tuple[int, int],
    years: int,
    mode: Literal["month_end", "first_of_march"],
) -> None:
    periods = [(BASE + start, BASE + start + length) for start, length in spans]
    before = full_on(periods, BASE, years, mode)
    after = full_on([*periods, (BASE + extra[0], BASE + sum(extra))], BASE, years, mode)
    assert before is None or (after is not None and after <= before)


def test_stretches_are_told_in_pairs() -> None:
    assert pairs((1, 2, 5, 9)) == [(1, 2), (5, 9)]
    assert pairs(()) == []


def test_new_year_is_the_first_day() -> None:
    assert date.fromordinal(new_year(2024)) - timedelta(days=1) == date(2023, 12, 31)
