"""One page to show to the employer, typeset on the server."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import manimgx_fonts_cjk
import typst
from django.utils.translation import gettext as _
from pypdf import PdfReader

from guantong.decisions.standing import Standing
from guantong.portal.dates import day
from guantong.portal.selfcheck.questions.question import language

from ..templatetags.selfcheck import recent, section_name, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guantong.portal.selfcheck.result import Item, Result
    from guantong.portal.selfcheck.selectors import Told

TEMPLATE: Final = Path(__file__).with_name("summary.typ")
FONTS: Final = Path(manimgx_fonts_cjk.__file__).parent
SIZES: Final = (12, 11.25, 10.5, 9.5, 8.5, 7.5, 6.5)
"""The largest size in which everything fits on one page is taken; somebody with nine certificates needs a small one."""


def summary(result: Result, told: Sequence[Told]) -> bytes:
    """The page as a tagged PDF in the language of the request.

    What does not fit even in the smallest size goes without the gists of its clauses, and refers to the web page.
    """
    made = b""
    for brief in (False, True):
        data = json.dumps(summary_of(result, told, brief=brief), ensure_ascii=False)
        for size in SIZES:
            made = typst.compile(
                TEMPLATE,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"data": data, "size": str(size)},
            )
            if len(PdfReader(BytesIO(made)).pages) == 1:
                return made
    return made


def summary_of(result: Result, told: Sequence[Told], *, brief: bool = False) -> dict[str, Any]:
    """What stands on the page."""
    as_of = day(result.answer.as_of)
    stop = ", " if language() == "en" else "、"
    closed = [i for i in result.items if i.entry.standing == Standing.CLOSED]
    return {
        "lang": language(),
        "title": _("技能等级与职称自查：按本人填写的情况"),
        "subtitle": _("{day} · 依据 {document} · 按本人填写，不作凭证").format(
            day=as_of, document=result.document
        ),
        "warning": result.warning,
        "sections": [
            {
                "name": section_name(section.standing),
                "items": [_item(item, result, brief=brief) for item in section.items],
            }
            for section in result.sections
            if section.standing != Standing.CLOSED
        ],
        "closed_name": section_name(Standing.CLOSED),
        "closed": stop.join(item.decision.name for item in closed),
        "prepare_name": _("要准备什么"),
        "prepare": [
            *_to_verify(result, stop),
            *(
                _("{who}：{names}").format(
                    who=lack.who, names=stop.join(label for _path, label in lack.facts)
                )
                for lack in result.lacks
            ),
        ],
        "said_name": _("本人填写"),
        "said": _("；").join(f"{one.short} {one.said or _('不清楚')}" for one in told),
        "unconfirmed_name": _("还没有核实的事实"),
        "unconfirmed": _("共 {n} 项，见网页上的结果。").format(n=len(result.unconfirmed))
        if brief
        else _("；").join(fact.statement for fact in result.unconfirmed),
        "foot": _("按本人填写，不作凭证。"),
        "packs": _("政策数据 {digest}").format(digest=result.digest),
    }


def _to_verify(result: Result, stop: str) -> list[str]:
    """What rests on the person's word and will be verified."""
    said = dict.fromkeys(
        label for item in result.items if item.decision.verdict == "eligible" for label in item.way.declared
    )
    return [_("受理时要核验：{names}").format(names=stop.join(said))] if said else []


def _item(item: Item, result: Result, *, brief: bool) -> dict[str, str]:
    stop = ", " if language() == "en" else "、"
    clauses = (
        f"{clause} {result.gists[clause].gist.in_(language()).rstrip('。.')}"
        if clause in result.gists and not brief
        else clause
        for clause in item.way.answer.clauses
    )
    return {
        "name": stop.join(decision.name for decision in (item.decision, *item.alike)),
        "when": _when(item, result),
        "why": ""
        if brief and item.entry.standing == Standing.MISSING
        else _("；").join((item.way.answer.label, *clauses)),
        "lacks": _("还缺：{names}").format(
            names=stop.join(label for lack in item.way.lacks for _path, label in lack.facts)
        )
        if item.way.lacks and not brief
        else "",
    }


def _when(item: Item, result: Result) -> str:
    as_of, known = result.answer.as_of, item.entry.day
    match item.entry.standing:
        case Standing.OPEN if known is not None and recent(known):
            return _("{day}起符合条件").format(day=day(known))
        case Standing.LATER if known is not None and known > as_of:
            return _("最早 {day} 可以申报，还差{long}").format(day=day(known), long=span(as_of, known))
        case Standing.LATER:
            return _("{year} 年度考核评定为合格后即可申报").format(year=as_of.year - 1)
    return ""
