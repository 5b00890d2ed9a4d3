"""Dates as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.cases.days import Day, NotADay, read_day


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-01",
        "2024-6-1",
        "2024.6.1",
        "2024.06.01",
        "2024/6/1",
        "2024年6月1日",
        "2024年06月01号",
        "20240601",
        " 2024-06-01 ",
        "２０２４－０６－０１",
        20240601,
        date(2024, 6, 1),
    ],
)
def test_forms_of_a_day(text: object) -> None:
    assert read_day(text) == Day(date(2024, 6, 1))


@pytest.mark.parametrize("text", ["2016-02", "2016-2", "2016.2", "2016/02", "2016年2月"])
def test_a_month_reads_as_its_last_day(text: str) -> None:
    assert read_day(text) == Day(date(2016, 2, 29), month_only=True)


@pytest.mark.parametrize(
    "value",
    [
        "2024-06-31",
        "2023-02-29",
        "2024-13-01",
        "2016-13",
        "2024-06-01T10:00",
        "2024-06-01 10:00:00",
        "2024年6月1日 8时",
        "01-06-2024",
        "2024-06.01",
        "2024-06-01-02",
        "202406",
        "明天",
        "",
        "9999-12-31",
        "1899-12-31",
        "٢٠٢٤-٠٦-٠١",
        datetime(2024, 6, 1, 10, 0),
        date(1, 1, 1),
        2024,
        2016.5,
        True,
        None,
        [],
    ],
)
def test_what_is_no_day(value: object) -> None:
    with pytest.raises(NotADay) as found:
        read_day(value)

    assert found.value.zh
    assert found.value.en
    assert found.value.hint[0]


def test_a_time_of_day_is_named() -> None:
    with pytest.raises(NotADay, match="不写时间"):
        read_day("2024-06-01T00:00")


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_form_means_the_same_day(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month:02}/{day.day:02}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ]

    assert {read_day(form) for form in forms} == {Day(day)}
