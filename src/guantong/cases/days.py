"""Dates as people write them, down to the day or to the month."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime
from typing import Final, NamedTuple

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
"""Beyond these a date is a slip of the pen."""

DAY_PATTERN: Final = (
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}[日号]|[0-9]{8}"
)
MONTH_PATTERN: Final = r"[0-9]{4}-[0-9]{1,2}|[0-9]{4}\.[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}|[0-9]{4}年[0-9]{1,2}月"

_DAY: Final = re.compile(DAY_PATTERN)
_MONTH: Final = re.compile(MONTH_PATTERN)
_WITH_TIME: Final = re.compile(rf"(?:{DAY_PATTERN})[Tt ]\s*[0-9]{{1,2}}[:时].*")
_DIGITS: Final = re.compile(r"[0-9]+")
_HINT: Final = (
    "写成 2024-06-01；只知道月份时写成 2024-06",
    "write 2024-06-01, or 2024-06 where only the month is known",
)


class Day(NamedTuple):
    """A date; `month_only` where the document gives no day and the last one of the month was taken."""

    date: date
    month_only: bool = False


class NotADay(ValueError):  # noqa: N818 - the value is not a day, the programme is all right
    """A value that is no date, with the reason and the remedy in both languages."""

    def __init__(self, zh: str, en: str, hint: tuple[str, str] = _HINT) -> None:
        super().__init__(zh)
        self.zh, self.en, self.hint = zh, en, hint


def read_day(value: object) -> Day:
    """Return the date that a value means. Raises NotADay for anything else, a time of day included."""
    match value:
        case datetime():
            raise _with_time()
        case date():
            return Day(_sensible(value))
        case bool():
            pass
        case int() if 10_000_000 <= value <= 99_999_999:
            return _parse(str(value))
        case str():
            return _parse(unicodedata.normalize("NFKC", value).strip())
    raise NotADay("应当是日期", "this should be a date")


def _parse(text: str) -> Day:
    if _DAY.fullmatch(text):
        parts = (
            [text[:4], text[4:6], text[6:]] if len(text) == 8 and text.isdigit() else _DIGITS.findall(text)
        )
        year, month, day = map(int, parts)
        return Day(_sensible(_date(year, month, day)))
    if _MONTH.fullmatch(text):
        year, month = map(int, _DIGITS.findall(text))
        first = _date(year, month, 1)
        return Day(_sensible(first.replace(day=calendar.monthrange(year, month)[1])), month_only=True)
    if _WITH_TIME.fullmatch(text):
        raise _with_time()
    raise NotADay("不是日期", "this is no date")


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotADay("没有这一天", "there is no such day") from error


def _sensible(day: date) -> date:
    if EARLIEST <= day <= LATEST:
        return day
    raise NotADay(
        f"年份应当在 {EARLIEST.year} 到 {LATEST.year} 之间",
        f"the year should lie between {EARLIEST.year} and {LATEST.year}",
        ("没有结束的期间不写结束日期", "leave the end out where a period goes on"),
    )


def _with_time() -> NotADay:
    return NotADay("只写日期，不写时间", "a date only, without a time of day")
