"""What can be said of each piece of the interchange: of a road between two levels, a ramp, and the flyover.

A piece is a part of the routes to one target. Ramps up are the routes that a certificate opens, ramps down those that
a title opens, the flyover those that an honour opens; what is left of a skill level is its own road.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from django.utils.translation import gettext as _

from guantong.cases.model import Target
from guantong.catalogue import terms
from guantong.decisions.answers import rank
from guantong.decisions.targets import is_held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guantong.cases import Case
    from guantong.decisions import Decision, RouteAnswer
    from guantong.pathways import Prospect, Prospects
    from guantong.policy import Policy, Route
    from guantong.policy.model import Language

    from .lanes import Lanes

Kind = Literal["skill", "title", "up", "down", "fly"]
State = Literal["passed", "open", "opens", "ask", "missing", "closed", "outside"]

COLUMNS: Final = (
    ("junior_worker", None),
    ("intermediate_worker", "junior"),
    ("senior_worker", "assistant"),
    ("technician", "intermediate"),
    ("senior_technician", "associate_senior"),
    ("special_technician", "full_senior"),
    ("chief_technician", None),
)
"""Levels that stand side by side. Between the three pairs in the middle clauses 2.2.1.1b-d and 2.4.1a build ramps."""
RAMPS: Final = {
    "assistant": "senior_worker",
    "intermediate": "technician",
    "associate_senior": "senior_technician",
}
"""The equal levels between which ramps go, from title to skill level."""
FLYOVER: Final = ("associate_senior", "full_senior")
"""Where the green channel comes down (2.2.3b, 2.2.3c)."""
BEYOND: Final = ("special_technician", "chief_technician")
"""Levels that an enterprise appoints to, and no evaluation gives."""
_APPOINTED: Final = "cn/skill-levels-2022#appointment"
_ORDINARY: Final = ("2.2.1.2a",)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: what it leads to, how it stands for the person, and the answers that say so.

    `day` is the first day on which it is open; `level` the level that it leads to; `answers` are the routes over it,
    the best first; `prospect` is None where the engine answers nothing about it.
    """

    kind: Kind
    level: str
    state: State
    day: date | None
    answers: tuple[RouteAnswer, ...]
    prospect: Prospect | None
    clauses: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The piece in an address."""
        return f"{self.kind}-{self.level}"

    @property
    def decision(self) -> Decision | None:
        """The decision on the target."""
        return self.prospect.decision if self.prospect else None

    @property
    def best(self) -> RouteAnswer | None:
        """The route that carries the piece."""
        return self.answers[0] if self.answers else None


@dataclass(frozen=True, slots=True)
class Node:
    """A level on one of the roads: `held` if the person has it, `here` if it is the highest on its road.

    `narrow` are the two lines of its sign.
    """

    level: str
    road: Literal["skill", "title"]
    name: str
    under: str
    narrow: tuple[str, str]
    held: bool
    here: bool

    @property
    def squeezed(self) -> bool:
        """Whether the lower line of the sign is too long for its letters to stand as wide as usual."""
        return len(self.narrow[1].encode("gb18030")) > _WIDEST


@dataclass(frozen=True, slots=True)
class Bridge:
    """The interchange of one person, or in general: levels and pieces."""

    nodes: tuple[Node, ...]
    pieces: tuple[Piece, ...]

    def piece(self, key: str) -> Piece | None:
        """The piece of a key."""
        return next((piece for piece in self.pieces if piece.key == key), None)


_WIDEST: Final = 12
"""How many narrow letters a line of a sign holds; a Chinese character is as wide as two."""


def kind_of(route: Route) -> Kind:
    """The kind of piece that a route runs over."""
    if route.direction == "title_review":
        return "fly" if "honour" in route.tries else "up"
    return "down" if "title" in route.tries else "skill"


def bridge(case: Case, found: Prospects, drawn: Lanes, policy: Policy, lang: Language) -> Bridge:
    """The interchange as it stands for a person on the roads drawn."""
    by_level = _by_level(found, drawn)
    pieces: list[Piece] = []
    for skill, title in COLUMNS:
        pieces += _skill_pieces(skill, by_level.get(skill))
        if title is not None:
            pieces += _title_pieces(title, by_level.get(title), by_level)
    return Bridge(tuple(_nodes(case, drawn, policy, lang)), tuple(pieces))


def general(policy: Policy, lang: Language) -> Bridge:
    """The interchange as the rule builds it, for nobody in particular."""
    opened: dict[tuple[Kind, str], list[Route]] = {}
    for route in policy.routes:
        for level in route.opens.get("title_level", ()) or route.opens.get("skill_level", ()):
            opened.setdefault((kind_of(route), level), []).append(route)
    pieces: list[Piece] = []
    for skill, title in COLUMNS:
        kinds: tuple[tuple[Kind, str | None], ...] = (
            ("skill", skill), ("down", skill if skill in RAMPS.values() else None), ("title", title),
            ("up", title if title in RAMPS else None), ("fly", title if title in FLYOVER else None),
        )  # fmt: skip
        for kind, end in kinds:
            if end is None:
                continue
            routes = opened.get((kind, end), [])
            if kind == "fly":
                routes = [route for route in routes if route.opens["title_level"][-1] == end]
            clauses = tuple(dict.fromkeys(clause for route in routes for clause in route.clauses))
            if kind == "title" or end in BEYOND:
                pieces.append(_outside(kind, end))
            else:
                pieces.append(Piece(kind, end, "open", None, (), None, clauses))
    return Bridge(tuple(_nodes(None, None, policy, lang)), tuple(pieces))


# --- pieces -------------------------------------------------------------------------------------------


def _by_level(found: Prospects, drawn: Lanes) -> dict[str, Prospect]:
    """The answers on the two roads, by level; levels of skill and of titles have different codes."""
    chosen: dict[str, Prospect] = {}
    for prospect in found.prospects:
        target = prospect.decision.target
        if target.level is None:
            continue
        on_title = drawn.specialty is not None and (target.series, target.specialty) == (
            drawn.specialty.series,
            drawn.specialty.name,
        )
        if (target.direction == "skill_evaluation" and target.occupation == drawn.occupation) or on_title:
            chosen[target.level] = prospect
    return chosen


def _skill_pieces(level: str, prospect: Prospect | None) -> Iterator[Piece]:
    if level in BEYOND:
        yield _outside("skill", level)
        return
    yield _judged("skill", level, prospect)
    if level in RAMPS.values():
        yield _judged("down", level, prospect)


def _title_pieces(level: str, prospect: Prospect | None, by_level: dict[str, Prospect]) -> Iterator[Piece]:
    held = prospect is not None and prospect.held is not None
    yield Piece("title", level, "passed" if held else "outside", None, (), prospect, _ORDINARY)
    if level in RAMPS:
        yield _judged("up", level, prospect)
    if level in FLYOVER:
        yield _judged("fly", level, prospect)


def _outside(kind: Kind, level: str) -> Piece:
    clauses = (f"cn/skill-levels-2022#{level}", _APPOINTED) if level in BEYOND else _ORDINARY
    return Piece(kind, level, "outside", None, (), None, clauses)


def _judged(kind: Kind, level: str, prospect: Prospect | None) -> Piece:
    if prospect is None:
        return Piece(kind, level, "ask", None, (), None)
    routes = [answer for answer in prospect.decision.routes if kind_of(answer.route) == kind]
    routes = [r for r in routes if r.verdict != "out_of_scope"] or routes
    answers = tuple(
        sorted(routes, key=lambda r: (-rank(r.verdict), r.eligible_from is None, r.eligible_from or 0))
    )
    state, day = _state(answers)
    if prospect.held is not None:
        state = "passed"
    return Piece(kind, level, state, day, answers, prospect, _clauses(answers))


def _state(answers: tuple[RouteAnswer, ...]) -> tuple[State, date | None]:
    """How a piece stands by its routes. What is missing is told before a day on which it would not be asked any more."""
    if not answers:
        return "closed", None
    best = answers[0]
    if best.verdict == "eligible":
        return "open", best.eligible_from
    dated = [answer for answer in answers if answer.eligible_from is not None]
    first = min(dated, key=lambda answer: answer.eligible_from or date.max, default=None)
    day = first.eligible_from if first else None
    if best.verdict == "needs_human":
        return "ask", day
    if first is not None and first.verdict != "needs_evidence":
        return "opens", day
    return ("missing" if best.verdict == "needs_evidence" else "closed"), day


def _clauses(answers: Iterable[RouteAnswer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for answer in answers for clause in answer.clauses))


# --- levels -------------------------------------------------------------------------------------------


def _nodes(case: Case | None, drawn: Lanes | None, policy: Policy, lang: Language) -> Iterator[Node]:
    held = {level for level in _levels() if case and drawn and _is_held(level, case, drawn)}
    highest = {road: next((level for level in _levels(road) if level in held), None) for road in _ROADS}
    wanted = drawn.specialty if drawn else None
    for skill, title in COLUMNS:
        name, under = _skill_name(skill, lang)
        yield Node(
            skill, "skill", name, under, _narrow(name, under), skill in held, skill == highest["skill"]
        )
        if title is not None:
            under = policy.catalogue.title_name(wanted.series, wanted.name, title) if wanted else ""
            name = terms.name("title_level", title, lang)
            lines = _narrow(name, under)
            yield Node(title, "title", name, under, lines, title in held, title == highest["title"])


_ROADS: Final = ("skill", "title")


def _levels(*roads: str) -> tuple[str, ...]:
    """The levels drawn on these roads, the highest first."""
    columns = [dict(zip(_ROADS, column, strict=True)) for column in reversed(COLUMNS)]
    return tuple(
        level for column in columns for road in roads or _ROADS if (level := column[road]) is not None
    )


def _is_held(level: str, case: Case, drawn: Lanes) -> bool:
    if level in terms.codes("skill_level"):
        return is_held(Target("", "skill_evaluation", None, None, level, drawn.occupation, None, None), case)
    one = drawn.specialty
    return one is not None and is_held(
        Target("", "title_review", one.series, one.name, level, None, None, None), case
    )


def _narrow(name: str, under: str) -> tuple[str, str]:
    """Two short lines: words that are long are broken where they have a blank."""
    first, blank, rest = name.partition(" ")
    return (first, rest) if blank else (name, under)


def _skill_name(level: str, lang: Language) -> tuple[str, str]:
    """The name of a skill level in two lines, as 高级工 and 三级."""
    grades = {
        "junior_worker": _("五级"), "intermediate_worker": _("四级"), "senior_worker": _("三级"),
        "technician": _("二级"), "senior_technician": _("一级"),
    }  # fmt: skip
    short = {"special_technician": _("特级技师"), "chief_technician": _("首席技师")}
    name, _bracket, _rest = terms.name("skill_level", level, lang).partition(" (")
    return short.get(level, name), grades.get(level, _("企业聘任"))
