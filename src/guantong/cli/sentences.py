"""The sentences of an answer: the verdict in the target's own name, the groups, the reason of a refusal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from guantong.catalogue import terms
from guantong.decisions.standing import Standing, failing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.cases.model import Case, Target
    from guantong.decisions import RequirementAnswer
    from guantong.decisions.standing import Entry
    from guantong.policy import Policy
    from guantong.wording.language import Wording

MARKS = {
    Standing.OPEN: ("√  ", "green"),
    Standing.ASK: ("◇  ", "cyan"),
    Standing.LATER: ("○  ", "yellow"),
    Standing.MISSING: ("？ ", "magenta"),
    Standing.CLOSED: ("×  ", "dim"),
}
"""The sign before an answer and its colour: the word says the same, so neither is needed to understand it."""

_LONG_AGO = date(1950, 1, 1)


def verdict(entry: Entry, say: Wording, as_of: date) -> str:
    """The answer for one target in one sentence."""
    return _capital(_verdict(entry, say, as_of))


def _capital(text: str) -> str:
    """The text with a capital at its beginning; Chinese has none."""
    return text[:1].upper() + text[1:]


def _verdict(entry: Entry, say: Wording, as_of: date) -> str:
    name = entry.decision.name
    match entry.standing:
        case Standing.OPEN:
            return _may(entry, say)
        case Standing.ASK:
            return say("{name}：需要人工认定，可以先提交。", name=name)
        case Standing.LATER if entry.day is not None and entry.day <= as_of:
            # A day that has passed: what is awaited is the appraisal of the year before, which is still pending.
            return say("{name}：{year} 年度考核评定为合格后即可申报。", name=name, year=as_of.year - 1)
        case Standing.LATER if entry.day is not None:
            return say(
                "{name}：还差{span}，最早 {day} 可以申报。",
                name=name,
                span=say.span(as_of, entry.day),
                day=say.day(entry.day),
            )
        case Standing.MISSING:
            return say("{name}：还不能判断。", name=name)
    if entry.decision.verdict == "out_of_scope":
        return say("{name}：不适用本办法。", name=name)
    return say("{name}：暂不可以申报。", name=name)


def _may(entry: Entry, say: Wording) -> str:
    name = entry.decision.name
    match entry.decision.target.direction:
        case "qualification_exam":
            return say("可以报名 {name}。", name=name)
        case "treatment":
            counts = entry.route.counts_as
            if counts is None:
                return say("可以比照享受同等待遇：{name}。", name=name)
            level = terms.name("title_level", counts, say.lang)
            return say("可以比照{level}职称享受同等待遇：{name}。", level=level, name=name)
    return say("可以申报 {name}。", name=name)


def since(entry: Entry, say: Wording, as_of: date) -> str:
    """Since when a route has been open; empty where there is no such day."""
    if entry.day is None or entry.day < _LONG_AGO:
        return ""
    if entry.day == as_of:
        return say("当日起符合条件")
    return say("{day}起符合条件，至今{span}", day=say.day(entry.day), span=say.span(entry.day, as_of))


def subject(target: Target, say: Wording, policy: Policy) -> str:
    """What a group of targets is about, as a heading."""
    direction = _capital(terms.name("direction", target.direction, say.lang))
    about: list[str] = []
    if target.series is not None:
        series = terms.name("series", target.series, say.lang)
        about.append(say("{series}系列", series=series))
        about.extend(filter(None, [target.specialty]))
    if target.occupation is not None:
        about.append(policy.catalogue.occupation_name(target.occupation))
        if target.occupation in policy.catalogue.occupations:
            about.append(target.occupation)
    if target.field is not None:
        about.append(terms.name("exam_field", target.field, say.lang))
    return " · ".join([direction, " ".join(about)] if about else [direction])


def why_closed(entry: Entry) -> tuple[str, RequirementAnswer | None]:
    """The first reason for which a target is closed, and its requirement."""
    for requirement in failing(entry.route):
        return requirement.because, requirement
    return "", None


def heading(case: Case, say: Wording) -> str:
    """The name of the person; never a number that identifies them."""
    return case.person.name or say("（没有写姓名）")


def tally(entries: Iterable[Entry], say: Wording) -> str:
    """How many targets stand where, in one line."""
    counts = dict.fromkeys(Standing, 0)
    for entry in entries:
        counts[entry.standing] += 1
    texts = {
        Standing.OPEN: say.many("{n} 项可以申报", counts[Standing.OPEN]),
        Standing.ASK: say.many("{n} 项需要人工认定", counts[Standing.ASK]),
        Standing.LATER: say.many("{n} 项到期可以申报", counts[Standing.LATER]),
        Standing.MISSING: say.many("{n} 项还缺材料", counts[Standing.MISSING]),
        Standing.CLOSED: say.many("{n} 项暂不可以申报或不适用", counts[Standing.CLOSED]),
    }
    return say("，").join(text for standing, text in texts.items() if counts[standing]) + say("。")
