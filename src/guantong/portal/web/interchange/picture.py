"""The page of one interchange put together: the roads drawn, the pieces with their words, the way to a goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from guantong.catalogue import terms
from guantong.pathways import Goal, ReviewTime, prospects, quickest, usual_review_time

from .drawing import LYING, STANDING
from .lanes import Lanes, lanes
from .pieces import COLUMNS, bridge, general, kind_of
from .telling import explain, general_plate, heading, month, plate, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from guantong.cases import Case
    from guantong.pathways import NoPathway, Pathway, Step
    from guantong.policy import Policy
    from guantong.policy.model import Language

    from .drawing import Layout, Place, Way
    from .pieces import Bridge, Node, Piece
    from .telling import Explained

LONGEST_WAIT: Final = 36


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the roads, a piece to explain, a goal, and how long an application takes."""

    occupation: str | None = None
    specialty: str | None = None
    piece: str | None = None
    goal: str | None = None
    title_months: int | None = None
    skill_months: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """Read the query of an address; what nobody offers is passed over."""
        goal = given.get("goal")
        return cls(
            given.get("occupation"),
            given.get("specialty"),
            given.get("piece"),
            goal if goal in dict(goal_choices("zh")) else None,
            _months(given.get("title_months")),
            _months(given.get("skill_months")),
        )

    def address(self, **changes: str | None) -> str:
        """The query of an address that asks for the same, with some changes."""
        pairs = {
            "occupation": self.occupation, "specialty": self.specialty, "goal": self.goal, "piece": self.piece,
            "title_months": self.title_months, "skill_months": self.skill_months, **changes,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in pairs.items() if value is not None})

    @property
    def review(self) -> ReviewTime:
        """How long an application takes: as given, else as usual."""
        usual = usual_review_time()
        given = {"title_review": self.title_months, "skill_evaluation": self.skill_months}
        if all(value is None for value in given.values()):
            return usual
        return ReviewTime({way: usual.months[way] if n is None else n for way, n in given.items()})


def _months(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 2:
        return None
    return min(int(text), LONGEST_WAIT)


def goal_choices(lang: Language) -> tuple[tuple[str, str], ...]:
    """The goals that may be wanted: titles, then skill levels, each the highest first."""
    titles = [level for _skill, level in reversed(COLUMNS) if level not in (None, "junior")]
    skills = [level for level, _title in reversed(COLUMNS[2:5])]
    named = [
        (level, _("{level}职称").format(level=terms.name("title_level", level or "", lang)))
        for level in titles
    ]
    return tuple(
        (level, name)
        for level, name in (*named, *((level, terms.name("skill_level", level, lang)) for level in skills))
        if level is not None
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece with its words and its address; `step` is its number on the way to the goal."""

    piece: Piece
    plate: str
    heading: str
    sentence: str
    address: str
    chosen: bool
    step: int | None

    @property
    def spoken(self) -> str:
        """What a reader of the screen hears."""
        return " · ".join(part for part in (self.heading, self.plate, self.sentence) if part)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One of the two drawings: everything with its place."""

    layout: Layout
    pieces: tuple[tuple[Shown, Way], ...]
    nodes: tuple[tuple[Node, Place], ...]


@dataclass(frozen=True, slots=True)
class WayStep:
    """A step of the quickest way, and the piece that it runs over where that is drawn."""

    step: Step
    piece: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the page shows of one interchange."""

    as_of: date | None
    lanes: Lanes | None
    shown: tuple[Shown, ...]
    drawings: tuple[Drawn, ...]
    held: tuple[Node, ...]
    explained: Explained | None
    way: Pathway | NoPathway | None
    steps: tuple[WayStep, ...]
    review: ReviewTime
    asked: Asked

    def of(self, *states: str) -> tuple[Shown, ...]:
        """The pieces in these states that an application goes over."""
        return tuple(one for one in self.shown if one.piece.state in states and one.piece.kind != "title")


def picture_of(case: Case, asked: Asked, policy: Policy, lang: Language) -> Picture:
    """The interchange of a person."""
    found = prospects(case, policy, lang=lang)
    drawn = lanes(case, found, policy.catalogue, asked.occupation, asked.specialty)
    built = bridge(case, found, drawn, policy, lang)
    goal = _goal(asked.goal, drawn)
    way = quickest(case, goal, policy=policy, lang=lang, review_time=asked.review) if goal else None
    steps = tuple(WayStep(step, _under(step, drawn)) for step in getattr(way, "steps", ()))
    return _picture(built, asked, policy, lang, case.as_of, drawn, way, steps)


def picture_in_general(asked: Asked, policy: Policy, lang: Language) -> Picture:
    """The interchange as the rule builds it."""
    return _picture(general(policy, lang), asked, policy, lang, None, None, None, ())


def _picture(
    built: Bridge,
    asked: Asked,
    policy: Policy,
    lang: Language,
    as_of: date | None,
    drawn: Lanes | None,
    way: Pathway | NoPathway | None,
    steps: tuple[WayStep, ...],
) -> Picture:
    on_way = {one.piece: one.step for one in reversed(steps) if one.piece}
    shown = tuple(
        Shown(
            piece,
            month(on_way[piece.key].apply_on, lang)
            if piece.key in on_way
            else plate(piece, lang, as_of, general_plate(piece, policy)),
            heading(piece, lang),
            sentence(piece, as_of, policy),
            asked.address(piece=piece.key),
            piece.key == asked.piece,
            on_way[piece.key].number if piece.key in on_way else None,
        )
        for piece in built.pieces
    )
    chosen = built.piece(asked.piece or "")
    return Picture(
        as_of,
        drawn,
        shown,
        tuple(_drawn(layout, shown, built) for layout in (LYING, STANDING)),
        tuple(node for node in built.nodes if node.here),
        explain(chosen, as_of, policy, lang) if chosen else None,
        way,
        steps,
        asked.review,
        asked,
    )


def _drawn(layout: Layout, shown: tuple[Shown, ...], built: Bridge) -> Drawn:
    return Drawn(
        layout,
        tuple((one, layout.way(one.piece.kind, one.piece.level)) for one in _in_order(shown)),
        tuple((node, layout.place(node.road, node.level)) for node in built.nodes),
    )


def _in_order(shown: tuple[Shown, ...]) -> Iterator[Shown]:
    """Roads below ramps below the flyover, so that what runs higher is drawn later."""
    for kinds in (("skill", "title"), ("up", "down"), ("fly",)):
        yield from (one for one in shown if one.piece.kind in kinds)


def _goal(level: str | None, drawn: Lanes) -> Goal | None:
    """The goal on the roads drawn; a level alone where a road is not known."""
    if level is None:
        return None
    if level in terms.codes("skill_level"):
        return Goal("skill_evaluation", level, occupation=drawn.occupation)
    one = drawn.specialty
    if one is None:
        return Goal("title_review", level)
    return Goal("title_review", level, series=one.series, specialty=one.name)


def _under(step: Step, drawn: Lanes) -> str | None:
    """The piece that a step runs over, None where it runs on other roads."""
    target, one = step.decision.target, drawn.specialty
    if target.direction == "skill_evaluation":
        here = target.occupation == drawn.occupation
    else:
        here = one is not None and (target.series, target.specialty) == (one.series, one.name)
    return f"{kind_of(step.route.route)}-{target.level}" if here else None
