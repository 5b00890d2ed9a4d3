"""Single answers: a day, a text, a choice. What cannot be taken is refused in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from guantong.cases.days import NotADay, read_day

from .question import Field, first, language, wrong

if TYPE_CHECKING:
    from datetime import date

    from .question import Values

LONGEST: Final = 60
DATE_PARTS: Final = ("year", "month", "day")
_INVISIBLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffd]"
)


def seen(text: str) -> str:
    """The text without what nobody can see, for looking something up."""
    return _INVISIBLE.sub("", text).strip()


def read_text(values: Values, field: Field) -> str:
    """A short text. Raises InvalidError for none, a long one, and one with invisible characters."""
    text = first(values, field.name).strip()
    if not text:
        raise wrong("E-CHK-001", _("请填写，或选“不清楚”。"), field.name)
    if len(text) > LONGEST:
        raise wrong(
            "E-CHK-002",
            _("太长了：最多 {most} 个字，现有 {n} 个。").format(most=LONGEST, n=len(text)),
            field.name,
        )
    if _INVISIBLE.search(text):
        raise wrong("E-CHK-003", _("含有看不见的字符，请删去后重新输入。"), field.name)
    return text


def read_date(values: Values, field: Field, today: date) -> str | None:
    """A day or a month as the case document writes it; None for nothing where it is optional.

    It comes in three boxes, or whole in the first of them. Raises InvalidError for what is no date, and for a day
    to come.
    """
    text = typed_date(values, field.name)
    if not text:
        if field.optional:
            return None
        raise wrong("E-CHK-004", _("请填写日期，或选“不清楚”。只知道月份时写成 2024-06。"), field.name)
    try:
        day = read_day(text)
    except NotADay as error:
        zh = language() == "zh"
        hint = error.hint[0 if zh else 1]
        reason = error.zh if zh else error.en
        raise wrong(
            "E-CHK-005", _("{reason}：{hint}。").format(reason=reason, hint=hint), field.name
        ) from None
    if day.month_only and (day.date.year, day.date.month) == (today.year, today.month):
        return f"{day.date:%Y-%m}"
    if day.date > today:
        raise wrong("E-CHK-006", _("日期在今天之后，请核对。"), field.name)
    return f"{day.date:%Y-%m}" if day.month_only else day.date.isoformat()


def typed_date(values: Values, name: str) -> str:
    """The date that was typed into year, month and day, or whole into the first box."""
    boxes = [first(values, f"{name}_{part}").strip() for part in DATE_PARTS]
    return "-".join(boxes[: next((i for i in (3, 2, 1) if boxes[i - 1]), 0)])


def in_boxes(name: str, text: str) -> dict[str, list[str]]:
    """A date of the case document as it stands in the three boxes."""
    parts = (part.lstrip("0") for part in text.split("-"))
    return {f"{name}_{box}": [part] for box, part in zip(DATE_PARTS, parts, strict=False)}


def spoken(text: str) -> str:
    """A date of the case document, as people write it."""
    year, month, *day = (int(part) for part in text.split("-"))
    if language() == "zh":
        return f"{year}年{month}月" + (f"{day[0]}日" if day else "")
    return f"{day[0]} {MONTHS[month]} {year}" if day else f"{MONTHS[month]} {year}"


def read_option(values: Values, field: Field) -> str:
    """The option chosen. Raises InvalidError for none, and for one that is not offered."""
    chosen = first(values, field.name)
    if chosen not in {option.value for option in field.options}:
        raise wrong("E-CHK-007", _("请选一项；拿不准就选“不清楚”。"), field.name)
    return chosen


def read_options(values: Values, field: Field) -> tuple[str, ...]:
    """The options chosen, each once, in the order in which they are offered. Raises InvalidError for none or others."""
    chosen = set(map(str, values.get(field.name) or ()))
    offered = [option.value for option in field.options]
    if not chosen or not chosen <= set(offered):
        raise wrong("E-CHK-008", _("请至少选一项；拿不准就选“不清楚”。"), field.name)
    return tuple(value for value in offered if value in chosen)
