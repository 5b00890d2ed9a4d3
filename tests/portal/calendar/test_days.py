"""Working days: our table against another's, and how periods are counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import chinese_calendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guantong.portal.calendar.arrangements import ArrangementError, arrangements
from guantong.portal.calendar.days import Kind, add_working_days, counted, day_of, is_working_day

if TYPE_CHECKING:
    from pathlib import Path

SOME_DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))
PERIODS = st.integers(1, 60)


def _of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2021, 2027))
def test_every_day_without_a_regional_notice_is_what_another_table_says(year: int) -> None:
    differing = {
        day
        for day in _of(year)
        if is_working_day(day) != chinese_calendar.is_workday(day)
        and not ((notice := day_of(day).notice) and notice.layer == "regional")
    }

    assert differing == set()


@pytest.mark.parametrize("year", range(2021, 2027))
def test_a_regional_notice_moves_two_working_days_a_year_or_three_and_one_back(year: int) -> None:
    moved = [
        chinese_calendar.is_workday(day) - is_working_day(day)
        for day in _of(year)
        if is_working_day(day) != chinese_calendar.is_workday(day)
    ]

    assert sum(moved) == 2


def test_the_worked_example_of_a_notice_posted_before_a_long_holiday() -> None:
    deadline = add_working_days(date(2026, 9, 30), 5)

    assert [day.date for day in deadline.counted] == [date(2026, 10, n) for n in (8, 9, 10, 12, 13)]
    assert deadline.opens == date(2026, 10, 14)
    assert not deadline.estimated
    assert not deadline.unconfirmed


def test_another_worked_example_over_a_sunday_that_is_worked() -> None:
    assert add_working_days(date(2024, 9, 26), 5).day == date(2024, 10, 9)


def test_counting_over_a_regional_holiday_says_that_it_is_unconfirmed() -> None:
    deadline = add_working_days(date(2026, 4, 16), 1)

    assert deadline.day == date(2026, 4, 21)
    assert deadline.unconfirmed
    assert [day.kind for day in deadline.days[:2]] == [Kind.REGIONAL_HOLIDAY, Kind.REGIONAL_HOLIDAY]


def test_a_day_the_region_takes_off_stays_off_where_the_state_has_it_worked() -> None:
    assert chinese_calendar.is_workday(date(2023, 4, 23))
    assert day_of(date(2023, 4, 23)).kind is Kind.REGIONAL_HOLIDAY


def test_a_year_without_notice_is_estimated_from_weekends_alone() -> None:
    assert day_of(date(2027, 1, 1)).estimated
    assert is_working_day(date(2027, 1, 1))
    assert not is_working_day(date(2027, 1, 2))
    assert add_working_days(date(2026, 12, 30), 2).estimated
    assert not add_working_days(date(2026, 12, 29), 2).estimated


def test_days_on_which_the_office_is_closed_do_not_count() -> None:
    closed = {date(2026, 10, 9)}

    deadline = add_working_days(date(2026, 9, 30), 2, closed=closed)

    assert deadline.day == date(2026, 10, 10)
    assert day_of(date(2026, 10, 9), closed=closed).kind is Kind.CLOSED
    assert day_of(date(2026, 10, 7), closed={date(2026, 10, 7)}).kind is Kind.HOLIDAY


@example(date(2026, 9, 30), 5)
@given(SOME_DAYS, PERIODS)
def test_exactly_n_working_days_count_and_all_come_after_the_event(start: date, n: int) -> None:
    deadline = add_working_days(start, n)
    days = counted(start, n)

    assert [day.number for day in days] == list(range(1, n + 1))
    assert all(is_working_day(day.date) and day.date > start for day in days)
    assert days[-1].date == deadline.day
    assert len(deadline.days) == (deadline.day - start).days


@given(SOME_DAYS, PERIODS, PERIODS)
def test_two_periods_one_after_the_other_are_one(start: date, first: int, second: int) -> None:
    assert (
        add_working_days(add_working_days(start, first).day, second).day
        == add_working_days(start, first + second).day
    )


@given(SOME_DAYS, st.integers(1, 30), PERIODS)
def test_a_later_event_never_ends_earlier(start: date, later: int, n: int) -> None:
    assert add_working_days(start + timedelta(later), n).day >= add_working_days(start, n).day


@given(SOME_DAYS, PERIODS, st.sets(SOME_DAYS, max_size=5))
def test_closing_an_office_never_ends_a_period_earlier(start: date, n: int, closed: set[date]) -> None:
    deadline = add_working_days(start, n, closed=closed)

    assert deadline.day >= add_working_days(start, n).day
    assert closed.isdisjoint(day.date for day in deadline.counted)


@pytest.mark.parametrize("n", [0, -1, 2001])
def test_a_period_of_no_days_or_of_ages_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 2000"):
        add_working_days(date(2026, 1, 1), n)


def test_a_period_beyond_the_last_day_of_dates_is_refused() -> None:
    with pytest.raises(ValueError, match="no end"):
        add_working_days(date(9999, 12, 30), 5)


def test_every_national_notice_has_a_number_and_is_confirmed_and_no_regional_one_is() -> None:
    for (layer, _year), notice in arrangements().notices.items():
        assert notice.confirmed == (layer == "national")
        assert notice.document
        assert (notice.number is not None) == (layer == "national")


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        ('[{name: {zh: 元旦, en: N}, first: "2026-01-03", last: "2026-01-01"}]', "[]"),
        ('[{name: {zh: 元旦, en: N}, first: "2026-01-03", last: "2026-01-04"}]', '["2026-01-04"]'),
        ("[]", '["2026-01-05"]'),
    ],
    ids=["ends before it begins", "off and worked", "worked anyway"],
)
def test_a_notice_that_contradicts_itself_is_refused(tmp_path: Path, off: str, worked: str) -> None:
    file = tmp_path / "working_days.yaml"
    row = f"{{year: 2026, document: 通知, confidence: H, off: {off}, worked: {worked}}}"
    file.write_text(f"source: x\nnational:\n  - {row}\nregional: []\n", encoding="utf-8")

    with pytest.raises(ArrangementError):
        arrangements(file)
