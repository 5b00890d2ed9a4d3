"""How a self-check is worded on a page: verdicts with their icon, spans of time, clauses with their links."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guantong.catalogue import terms
from guantong.decisions.standing import Standing
from guantong.portal.dates import day
from guantong.portal.selfcheck.questions import question_for
from guantong.portal.selfcheck.questions.question import language
from guantong.portal.selfcheck.sheet import complete

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guantong.policy.model import Provision
    from guantong.portal.selfcheck.result import Item
    from guantong.portal.selfcheck.sheet import Sheet

register = template.Library()

LONG_AGO: Final = date(1950, 1, 1)
SHORT: Final = 60
HALF: Final = 15
ICONS: Final[Mapping[str, str]] = {
    "eligible": "✓", "opens": "◷", "needs_human": "◇", "needs_evidence": "?", "not_eligible": "✕",
    "out_of_scope": "–", "noted": "✓",
}  # fmt: skip


@register.filter
def icon(state: str) -> str:
    """The sign of a verdict; the word beside it says the same."""
    return ICONS[state]


@register.filter
def section_name(standing: Standing) -> str:
    """The heading of the targets that stand alike."""
    match standing:
        case Standing.OPEN:
            return _("可以申报")
        case Standing.LATER:
            return _("到期可以")
        case Standing.ASK:
            return _("需人工认定")
        case Standing.MISSING:
            return _("还差材料")
    return _("暂不符合")


@register.filter
def state_name(item: Item) -> str:
    """The word of the verdict of one target."""
    target = item.decision.target
    match item.entry.standing:
        case Standing.OPEN if target.direction == "qualification_exam":
            return _("可以报名")
        case Standing.OPEN if target.direction == "treatment":
            return _("可以比照")
        case Standing.CLOSED if item.decision.verdict == "out_of_scope":
            return _("不适用本办法")
    return section_name(item.entry.standing)


@register.filter
def headline(item: Item) -> str:
    """The answer for one target in a sentence."""
    name, known, as_of = item.decision.name, item.entry.day, item.as_of
    match item.entry.standing:
        case Standing.OPEN if item.decision.target.direction == "qualification_exam":
            return _("可以报名{name}。").format(name=name)
        case Standing.OPEN:
            return _("可以申报{name}。").format(name=name)
        case Standing.LATER if known is not None and known > as_of:
            return _("最早 {day} 可以申报{name}。").format(day=day(known), name=name)
        case Standing.LATER:
            return _("{year} 年度考核评定为合格后，可以申报{name}。").format(year=as_of.year - 1, name=name)
        case Standing.ASK:
            return _("{name}：需要人工认定，可以先提交。").format(name=name)
        case Standing.MISSING:
            return _("{name}：还不能判断，补上缺的就知道。").format(name=name)
    return _("{name}：暂不符合条件。").format(name=name)


@register.simple_tag
def span(start: date, end: date) -> str:
    """How long it is from one day to a later one: to the day, beyond two months about."""
    days = (end - start).days
    if days <= SHORT:
        return ngettext("{n} 天", "{n} 天", days).format(n=days)
    months = 12 * (end.year - start.year) + end.month - start.month
    rest = end.day - start.day
    months += (rest >= HALF) - (rest <= -HALF)
    years, months = divmod(months, 12)
    parts = [ngettext("{n} 年", "{n} 年", years).format(n=years)] if years else []
    if months:
        parts.append(ngettext("{n} 个月", "{n} 个月", months).format(n=months))
    return _("约 {time}").format(time=" ".join(parts))


@register.filter
def recent(known: date | None) -> bool:
    """Whether a day is one of somebody's life, and not the beginning of time."""
    return known is not None and known >= LONG_AGO


@register.simple_tag
def clause_links(clauses: Iterable[str], gists: Mapping[str, Provision]) -> SafeString:
    """The clauses as links into the policy library, each with its gist as a title."""
    lang = language()
    return format_html_join(
        " ",
        '<a class="clause" href="{}" title="{}">{}</a>',
        (
            (
                reverse("policies_clause", args=[clause]),
                gists[clause].gist.in_(lang) if clause in gists else "",
                clause,
            )
            for clause in clauses
        ),
    )


@register.filter
def gist(provision: Provision | None) -> str:
    """The gist of a clause in the language of the page."""
    return "" if provision is None else provision.gist.in_(language())


@register.filter
def lookup(mapping: Mapping[str, object], key: str) -> object:
    """The value of a key; empty where there is none."""
    return mapping.get(key, "")


@register.filter
def waivers(codes: Iterable[str]) -> str:
    """What is not asked for, in words."""
    joined = ", " if language() == "en" else "、"
    return joined.join(terms.name("waiver", code, language()) for code in codes)


@register.filter
def verdict_name(code: str) -> str:
    """The name of a verdict."""
    return terms.name("verdict", code, language())


@register.filter
def level_name(code: str) -> str:
    """The name of a title level."""
    return terms.name("title_level", code, language())


@register.simple_tag
def question_of(path: str, sheet: Sheet) -> str:
    """The name of the question that asks for a missing fact; empty where it is not asked here."""
    question = question_for(path, complete(sheet.document))
    return question.name if question is not None and question.applies(sheet) else ""


@register.simple_tag
def tally(result_sections: Iterable[object]) -> SafeString:
    """How many targets stand where, as links to their sections."""
    return format_html_join(
        "",
        '<li><a href="#{}"><strong>{}</strong> {}</a></li>',
        (
            (
                section.standing.name.lower(),  # type: ignore[attr-defined]
                len(section.items),  # type: ignore[attr-defined]
                section_name(section.standing),  # type: ignore[attr-defined]
            )
            for section in result_sections
        ),
    )


@register.simple_tag
def fact_marks(facts: Iterable[object]) -> SafeString:
    """The mark of facts that nobody has confirmed, linked to the list of them; nothing where there are none."""
    if not list(facts):
        return SafeString("")
    return format_html('<a class="tag tag--unconfirmed" href="#unconfirmed">{}</a>', _("未核实"))
