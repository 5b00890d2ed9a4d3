"""Dates as the pages and papers of the portal say them, in the language of the moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone, translation

from guantong.wording import Wording

if TYPE_CHECKING:
    from guantong.wording import Language


def language() -> Language:
    """The language of the moment, as the engine names it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def day(value: date | datetime | str | None) -> str:
    """The day: 2026年11月22日, or 22 November 2026; nothing for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return Wording(language()).day(value)


def month(value: str) -> str:
    """The month that is written YYYY-MM: 1988年3月, or March 1988."""
    first = date.fromisoformat(f"{value}-01")
    return f"{first.year}年{first.month}月" if language() == "zh" else f"{first:%B} {first.year}"


def moment(value: datetime | None) -> str:
    """The day and the time, in 24 hours; nothing for none."""
    return "" if value is None else f"{day(value)} {timezone.localtime(value):%H:%M}"
