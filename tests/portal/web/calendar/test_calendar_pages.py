"""The working calendar as people see it, and the page that moves a demonstration's clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.calendar.models import ClockShift
from guantong.portal.organisations.models import Office, OfficeClosure
from guantong.portal.organisations.services import regions_load
from guantong.portal.web.calendar.year import months_of

from ...accounts.signing import granted, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries, Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with clock.at(now):
        yield


def page(client: Client, **query: str) -> str:
    answer = client.get(reverse("calendar"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_sees_this_year_with_its_notices_and_what_is_unconfirmed(client: Client) -> None:
    text = page(client)

    assert "2026 年" in text
    assert "国办发明电〔2025〕7号" in text
    assert text.index("三月三放假的通知") < text.index("未核实")


def test_every_day_counts_in_its_month_once() -> None:
    months = months_of(2026, date(2026, 11, 22))
    days = [cell for month in months for week in month.weeks for cell in week if cell]

    assert len(days) == 365
    assert [cell.day.date for cell in days if cell.today] == [date(2026, 11, 22)]
    assert [month.working for month in months][9] == 18


def test_a_period_is_counted_day_by_day(client: Client) -> None:
    text = page(client, event="2026-09-30", days="5")

    assert "最早 2026年10月14日 0 时期满" in text
    assert "第 5 个工作日是 2026年10月13日" in text
    assert "调休上班" in text
    assert "预计" not in text


@pytest.mark.parametrize("typed", ["2026-09-30", "2026.9.30", "20260930", "2026年9月30日", "2026/09/30"])
def test_a_day_may_be_written_in_several_ways(client: Client, typed: str) -> None:
    assert "2026年10月14日" in page(client, event=typed, days="5")


def test_a_period_into_a_year_without_notices_is_estimated(client: Client) -> None:
    text = page(client, event="2026-12-30", days="5")

    assert "预计" in text
    assert "2027 年" in text


def test_days_on_which_the_chosen_office_is_closed_are_left_out(client: Client) -> None:
    regions_load()
    office = Office.objects.create(name="柳州市职改办", kind="city", region_id="450200")
    leader = granted(Role.OFFICE_LEADER, scope_id=office.id)
    day = date(2026, 10, 9)
    OfficeClosure.objects.create(office=office, first=day, last=day, reason="搬迁", decided_by=leader)

    text = page(client, event="2026-09-30", days="5", office=str(office.id))

    assert "最早 2026年10月15日 0 时期满" in text
    assert "职改办停止办公" in text


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"event": "tomorrow", "days": "5"}, "请写成 2026-11-22 的样子"),
        ({"event": "2026-09-30", "days": "0"}, "请填 1 至 250"),
        ({"event": "2026-09-30", "days": "251"}, "请填 1 至 250"),
        ({"event": "9999-12-30", "days": "5"}, "这个日期太远"),
        ({"event": "2026-09-30", "days": "5", "office": "nowhere"}, "选择一个有效的选项"),
        ({"days": "5"}, "请写成 2026-11-22 的样子"),
    ],
)
def test_what_cannot_be_counted_is_said_at_its_field_and_what_was_typed_stays(
    client: Client, query: dict[str, str], complaint: str
) -> None:
    answer = client.get(reverse("calendar"), query)

    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert f'value="{query["days"]}"' in answer.content.decode()


@pytest.mark.parametrize("year", ["1", "20266", "²026", "nan", "-1", "0000", "9999"])
def test_a_year_that_is_not_shown_leads_to_one_that_is(client: Client, year: str) -> None:
    page(client, year=year)


def test_the_page_needs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        page(client, event="2026-09-30", days="5")


def post_clock(client: Client, **values: str) -> HttpResponse:
    sign_in(client, granted(Role.ADMINISTRATOR))
    answer: HttpResponse = client.post(reverse("calendar_clock"), values, follow=True)  # type: ignore[assignment]
    return answer


def test_an_administrator_moves_the_clock_and_back(client: Client) -> None:
    post_clock(client, to="2027-01-04T09:00")
    assert ClockShift.objects.get().seconds > 0

    post_clock(client, reset="yes")
    assert not ClockShift.objects.exists()


def test_a_time_that_is_none_or_too_far_is_said(client: Client) -> None:
    assert "请写成 2026-11-22 09:00 的样子" in post_clock(client, to="soon").content.decode()
    assert "前后二十年之内" in post_clock(client, to="2126-01-01").content.decode()
    assert not ClockShift.objects.exists()


def test_production_has_no_such_page(client: Client, settings: Settings) -> None:
    sign_in(client, granted(Role.ADMINISTRATOR))
    settings.DEMO = False

    assert client.get(reverse("calendar_clock")).status_code == 404
