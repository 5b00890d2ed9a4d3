"""Templates of notices: what they may say, and how gaps are filled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.portal.notices import texts

SHANGHAI = ZoneInfo("Asia/Shanghai")


def row(**changes: Any) -> dict[str, Any]:
    words = {"subject": "{until}到期", "body": "{who}：{until}", "short": "{until}到期"}
    version = {"version": 1, "fields": {"until": "day", "who": "text"}, "zh": words, "en": words, **changes}
    return {"id": "N99", "name": {"zh": "试", "en": "try"}, "versions": [version]}


def test_every_template_is_whole_in_both_languages() -> None:
    for versions in texts.templates().values():
        for version in versions:
            assert version.texts.keys() == set(texts.LANGUAGES)
            assert all(text.subject and text.body and text.short for text in version.texts.values())


def test_days_are_written_as_people_write_them() -> None:
    values = {"role": "职改办经办", "until": "2026-11-22", "days": 30}
    zh, en = (texts.template("N18").filled(values, language) for language in texts.LANGUAGES)

    assert "2026年11月22日" in zh.subject
    assert "22 November 2026" in en.subject
    assert "职改办经办" not in zh.short


def test_an_older_version_stays_readable() -> None:
    first, second = texts.read_template(
        {**row(), "versions": [*row()["versions"], {**row()["versions"][0], "version": 2}]}
    )

    assert (first.version, second.version) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"fields": {"until": "moon", "who": "text"}}, "no kind moon"),
        ({"fields": {"until": "day"}}, "gaps not declared: who"),
        ({"en": {"subject": "s", "body": "b", "short": "{who}"}}, "the short form tells who"),
        ({"zh": {"subject": "s", "body": "b", "short": "长" * 71}}, "has 71 characters"),
        ({"version": 2}, "versions count from 1"),
    ],
)
def test_a_template_that_may_not_be_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(texts.TemplateError, match=complaint):
        texts.read_template(row(**changes))


def test_a_gap_without_a_value_and_a_template_that_is_none_are_refused() -> None:
    with pytest.raises(texts.TemplateError, match="no value for days, until"):
        texts.template("N18").filled({"role": "x"}, "zh")
    with pytest.raises(texts.TemplateError, match="no template N77"):
        texts.template("N77")


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(20, 59, None), (21, 0, (23, 8)), (23, 30, (23, 8)), (0, 0, (22, 8)), (7, 59, (22, 8)), (8, 0, None)],
)
def test_nobody_is_disturbed_at_night(hour: int, minute: int, expected: tuple[int, int] | None) -> None:
    now = datetime(2026, 11, 22, hour, minute, tzinfo=SHANGHAI)

    wanted = datetime(2026, 11, *expected, tzinfo=SHANGHAI) if expected else now

    assert texts.after_quiet_hours(now) == wanted


@given(st.datetimes(datetime(2021, 1, 1), datetime(2035, 1, 1), timezones=st.just(SHANGHAI)))
def test_waiting_for_the_morning_ends_within_eleven_hours_and_is_done_once(now: datetime) -> None:
    then = texts.after_quiet_hours(now)

    assert timedelta() <= then - now <= timedelta(hours=11)
    assert texts.after_quiet_hours(then) == then
