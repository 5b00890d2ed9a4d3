"""Dates as people write them: 2026年11月22日, or 22 November 2026."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone, translation
from django.utils.dates import MONTHS

register = template.Library()


@register.filter
def day(value: date | datetime | str | None) -> str:
    """The day in the language of the page; nothing for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if (translation.get_language() or "").startswith("en"):
        return f"{value.day} {MONTHS[value.month]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time, 24 hours."""
    return "" if value is None else f"{day(value)} {timezone.localtime(value):%H:%M}"
