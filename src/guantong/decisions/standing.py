"""In which order the answers of a person are told: what is open, what an office decides, what opens, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from guantong.catalogue import terms
from guantong.decisions.targets import is_held, present_occupations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from guantong.cases.model import Case, Target
    from guantong.catalogue import Catalogue
    from guantong.decisions import Answer, Decision, RequirementAnswer
    from guantong.decisions.answers import RouteAnswer

_NEVER = 10**7
"""Later than any day."""
DIRECTIONS = ("title_review", "skill_evaluation", "qualification_exam", "treatment")


class Standing(IntEnum):
    """Where a target stands for the person, in the order in which it is told."""

    OPEN = 0
    ASK = 1
    LATER = 2
    MISSING = 3
    CLOSED = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One target: where it stands, the route that tells it, the day that matters, whether the person has it already."""

    decision: Decision
    standing: Standing
    route: RouteAnswer
    day: date | None
    held: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The targets of one series and specialty, occupation or exam field, in the order in which they are told.

    `alike` are the groups of the same series whose answers are the same in every point.
    """

    target: Target
    entries: tuple[Entry, ...]
    alike: tuple[Group, ...] = ()


def grouped(answer: Answer, case: Case, catalogue: Catalogue) -> tuple[Group, ...]:
    """The decisions of an answer by direction and subject; within it the open ones first, higher levels first."""
    found: dict[tuple[str | None, ...], list[Entry]] = {}
    for decision in answer.decisions:
        target = decision.target
        subject = (target.direction, target.series, target.specialty, target.occupation, target.field)
        found.setdefault(subject, []).append(entry(decision, case))
    groups = [
        Group(entries[0].decision.target, tuple(sorted(entries, key=_order))) for entries in found.values()
    ]
    close = {
        (series, specialty)
        for code in {c.occupation for c in case.certificates or ()}.union(present_occupations(case))
        for series, specialty, relation in catalogue.related_specialties(code)
        if relation == "same"
    }
    groups.sort(key=lambda g: _group_order(g, (g.target.series, g.target.specialty) in close))
    return _merged(groups)


def _merged(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups with those that only repeat an earlier one of the same series put beside it."""
    found: dict[object, Group] = {}
    for group in groups:
        alike = (group.target.direction, group.target.series, tuple(map(_likeness, group.entries)))
        key = alike if group.target.series is not None else group.target
        first = found.setdefault(key, group)
        if first is not group:
            found[key] = replace(first, alike=(*first.alike, group))
    return tuple(found.values())


def _likeness(entry: Entry) -> object:
    """What two targets have in common when the same can be said of both."""
    routes = tuple(
        (
            route.route.name,
            route.eligible_from,
            route.readings,
            tuple(
                (r.verdict, r.met_from, r.missing, len(r.questions), r.declared) for r in route.requirements
            ),
        )
        for route in entry.decision.routes
    )
    supplements = tuple((name, s.answer.verdict) for name, s in entry.decision.supplements.items())
    return entry.decision.target.level, entry.standing, entry.held, routes, supplements


def entry(decision: Decision, case: Case) -> Entry:
    """Where one target stands."""
    held = is_held(decision.target, case)
    best = decision.best
    match decision.verdict:
        case "eligible":
            return Entry(decision, Standing.OPEN, best, best.eligible_from, held)
        case "needs_human":
            return Entry(decision, Standing.ASK, best, decision.eligible_from, held)
        case "needs_evidence":
            return Entry(decision, Standing.MISSING, _nearest(decision), decision.eligible_from, held)
    if decision.eligible_from is not None:
        opening = next(r for r in decision.routes if r.eligible_from == decision.eligible_from)
        return Entry(decision, Standing.LATER, opening, decision.eligible_from, held)
    coming = [route for route in decision.routes if _comes(route)]
    if coming:
        route = min(coming, key=lambda r: (len(open_points(r)), _last_day(r)))
        return Entry(decision, Standing.LATER, route, _last_day(route), held)
    return Entry(decision, Standing.CLOSED, _nearest(decision), None, held)


def open_points(route: RouteAnswer) -> tuple[RequirementAnswer, ...]:
    """The requirements that keep a route from being open."""
    return tuple(r for r in route.requirements if r.verdict != "eligible")


def telling(route: RouteAnswer) -> tuple[RequirementAnswer, ...]:
    """The failing requirements worth a sentence: the first, the first that no day mends, and what facts speak against."""
    found = tuple(r for r in failing(route) if r.verdict == route.verdict)
    lasting = next((r for r in found if r.met_from is None), None)
    return tuple(r for i, r in enumerate(found) if i == 0 or r is lasting or r.facts)


def failing(route: RouteAnswer) -> tuple[RequirementAnswer, ...]:
    """The requirements that are known not to be met."""
    return tuple(r for r in route.requirements if r.verdict in ("not_eligible", "out_of_scope"))


def displaced(decision: Decision) -> Iterable[tuple[RouteAnswer, RequirementAnswer]]:
    """The routes that a later national provision takes away, and that would be worth telling without it."""
    for route in decision.routes:
        for requirement in route.requirements:
            others = [r for r in route.requirements if r is not requirement]
            if (
                requirement.requirement.name == "displaced"
                and requirement.verdict == "out_of_scope"
                and all(r.verdict not in ("not_eligible", "out_of_scope") for r in others)
            ):
                yield route, requirement


def _comes(route: RouteAnswer) -> bool:
    """Whether time and papers alone open the route: nothing fails that has no day."""
    return all(r.met_from is not None for r in failing(route))


def _last_day(route: RouteAnswer) -> date:
    return max(r.met_from for r in failing(route) if r.met_from is not None)


def _nearest(decision: Decision) -> RouteAnswer:
    """The route of the decision's verdict for which the person has something to show, and that asks for the least."""
    return min(decision.carrying, key=lambda r: (not r.used, len(failing(r)), len(open_points(r))))


def _order(item: Entry) -> tuple[int, int, int]:
    """Highest level first, but what opens later by its day; a route that nothing speaks for comes last."""
    level = level_of(item)
    if item.standing in (Standing.OPEN, Standing.ASK, Standing.MISSING):
        return item.standing, not item.route.used, -level
    return item.standing, item.day.toordinal() if item.day else _NEVER, level


def level_of(entry: Entry) -> int:
    """The rank of the level of a target, 0 the lowest."""
    target = entry.decision.target
    kind = {
        "title_review": "title_level",
        "skill_evaluation": "skill_level",
        "qualification_exam": "exam_level",
    }.get(target.direction)
    return terms.order(kind, target.level) if kind and target.level else 0


def _group_order(group: Group, close: bool) -> tuple[int, int, int, bool, str]:
    useful = [e for e in group.entries if not e.held]
    best = min((e.standing for e in useful), default=Standing.CLOSED)
    days = [e.day.toordinal() for e in useful if e.day and e.standing == best]
    target = group.target
    name = "/".join(filter(None, (target.series, target.specialty, target.occupation, target.field)))
    return DIRECTIONS.index(target.direction), best, min(days, default=_NEVER), not close, name
