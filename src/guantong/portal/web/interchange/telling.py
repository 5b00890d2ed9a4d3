"""The words of the interchange: what stands on a plate, what a reader of the screen hears, and what explains a piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guantong.catalogue import terms
from guantong.decisions.standing import open_points

from ...dates import day as written
from ...policies.facts import stated
from .pieces import BEYOND, RAMPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from guantong.decisions import RequirementAnswer, RouteAnswer
    from guantong.pathways import Opening
    from guantong.policy import Policy
    from guantong.policy.model import Language

    from .pieces import Piece


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause with its gist, for a link."""

    clause: str
    gist: str


@dataclass(frozen=True, slots=True)
class RouteTold:
    """A route: how it stands, what it still asks, and what is met."""

    label: str
    verdict: str
    day: date | None
    open: tuple[RequirementAnswer, ...]
    met: tuple[RequirementAnswer, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything that is said of one piece.

    `once_settled` is the day from which it is open if what is missing is shown and what is left to an authority is
    granted; `without` the day from which it is open even so.
    """

    piece: Piece
    heading: str
    verdict: str
    sentence: str
    routes: tuple[RouteTold, ...]
    without: date | None
    once_settled: date | None
    openings: tuple[Opening, ...]
    clauses: tuple[Cited, ...]
    unconfirmed: tuple[str, ...]
    declared: bool


def month(day: date, lang: Language) -> str:
    """A day as a plate has room for it: 2027年3月, or Mar 2027."""
    return f"{day:%b %Y}" if lang == "en" else f"{day.year}年{day.month}月"


def plate(piece: Piece, lang: Language, as_of: date | None, wait: str) -> str:
    """The few words on a piece. `wait` are the years that a ramp asks, where nobody's interchange is drawn."""
    if as_of is None:
        return wait
    match piece.state:
        case "passed":
            return _("已具备") if piece.kind in ("skill", "title") else _("已达到")
        case "open":
            return _("可以申报")
        case "opens" if piece.day is not None and piece.day > as_of:
            return _("{month}起").format(month=month(piece.day, lang))
        case "opens":
            return _("待考核评定")
        case "ask":
            return _("须人工认定")
        case "missing":
            return _("缺材料")
        case "outside":
            return _("企业聘任") if piece.level in BEYOND else _("按系列条件")
        case _:
            return _("暂不开放")


def general_plate(piece: Piece, policy: Policy) -> str:
    """The few words on a piece of the road in general, with the years that the parameters say."""
    match piece.kind:
        case "up":
            years = policy.leading.parameters[f"years_{RAMPS[piece.level]}"].parameter.value
            return _("证后满 {years} 年").format(years=years)
        case "down":
            return _("凭职称申报")
        case "fly":
            return _("凭荣誉直达")
        case _ if piece.level in BEYOND:
            return _("企业聘任")
        case "skill":
            return _("按标准年限")
        case _:
            return _("按系列条件")


def heading(piece: Piece, lang: Language) -> str:
    """What a piece is, as 技师到中级职称的上行匝道."""
    title = terms.name("title_level", piece.level, lang) if piece.kind in ("title", "up", "fly") else ""
    match piece.kind:
        case "up":
            skill = terms.name("skill_level", RAMPS[piece.level], lang)
            return _("匝道：{skill}申报{title}职称").format(skill=skill, title=title)
        case "down":
            of = next(title for title, skill in RAMPS.items() if skill == piece.level)
            skill = terms.name("skill_level", piece.level, lang)
            return _("匝道：{title}职称申报{skill}").format(
                skill=skill, title=terms.name("title_level", of, lang)
            )
        case "fly":
            return _("绿色通道：凭荣誉直接申报{title}职称").format(title=title)
        case "skill":
            return _("技能等级之路：到{skill}").format(skill=terms.name("skill_level", piece.level, lang))
        case _:
            return _("职称之路：到{title}").format(title=title)


def sentence(piece: Piece, as_of: date | None, policy: Policy) -> str:
    """How a piece stands, as one sentence."""
    name = piece.decision.name if piece.decision else ""
    match piece.state:
        case _ if as_of is None:
            return ""
        case "passed":
            return _("您已具备这一级或者更高的等级，不需要再申报。")
        case "open":
            return _("可以申报{name}。").format(name=name)
        case "opens" if piece.day is not None and piece.day > as_of:
            return _("现在还不能申报，最早 {day} 可以申报{name}。").format(day=written(piece.day), name=name)
        case "opens":
            return _("上一年度考核评定为合格后，可以申报{name}。").format(name=name)
        case "ask" if piece.prospect is None:
            return _("这个职业与这条路的关系还没有人认定，请向职改办咨询。")
        case "ask":
            return _("有一点须由主管机关认定，认定后才知道能否申报{name}。").format(name=name)
        case "missing":
            return _("还不能判断：缺少下面的材料。")
        case "outside" if piece.level in BEYOND:
            return _("这一级由企业评聘到岗，不接受个人报考。")
        case "outside":
            return _("这一段是正常晋升，按各系列的评审条件办理，本系统未收录，请咨询职改办。")
        case _:
            return _("现在不能申报{name}，原因如下。").format(name=name)


_VERDICTS = {
    "passed": "eligible", "open": "eligible", "opens": "opens", "ask": "needs_human", "missing": "needs_evidence",
    "closed": "not_eligible", "outside": "out_of_scope",
}  # fmt: skip


def explain(piece: Piece, as_of: date | None, policy: Policy, lang: Language) -> Explained:
    """Everything about a piece; `as_of` is None for the road in general."""
    prospect = piece.prospect
    best = piece.best
    wanting = piece.state in ("ask", "missing", "closed") and prospect is not None
    return Explained(
        piece,
        heading(piece, lang),
        _VERDICTS[piece.state],
        sentence(piece, as_of, policy),
        tuple(map(_route, piece.answers)) if piece.state != "passed" else (),
        piece.day if piece.state in ("ask", "missing") else None,
        prospect.once_settled if wanting and prospect else None,
        prospect.openings if wanting and prospect and piece.kind == "fly" else (),
        tuple(_cited(piece.clauses, policy, lang)),
        tuple(stated(policy, fact, lang).statement for fact in (best.unconfirmed if best else ())),
        best is not None and best.basis == "declared",
    )


def _route(answer: RouteAnswer) -> RouteTold:
    wanting = open_points(answer)
    met = tuple(r for r in answer.requirements if r not in wanting)
    verdict = "opens" if answer.verdict == "not_eligible" and answer.eligible_from else answer.verdict
    return RouteTold(answer.label, verdict, answer.eligible_from, wanting, met)


def _cited(clauses: tuple[str, ...], policy: Policy, lang: Language) -> Iterator[Cited]:
    for clause in clauses:
        provision = policy.provision(clause)
        if provision is not None:
            yield Cited(clause, provision.gist.in_(lang))
