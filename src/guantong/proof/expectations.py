"""What a worked case expects, compared with the answer that comes back. Lists are subsets, the rest is equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from guantong.decisions import Answer
    from guantong.decisions.answers import Decision, RouteAnswer, SupplementAnswer

_CITED: Final = re.compile(r"[（(]([^（）()]*(?:\([ivx]+\))?)[）)]")
_SUPPLEMENTS: Final = ("theory_exemption", "education_equivalence")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference between what is expected and what came back."""

    place: str
    expected: str
    found: str


def compare(expect: Sequence[Mapping[str, Any]], answer: Answer) -> tuple[Mismatch, ...]:
    """Every difference, in the order in which things are expected."""
    found: list[Mismatch] = []
    for index, expected in enumerate(expect):
        place = f"expect[{index}]"
        target = expected.get("target", 0)
        decision = _decision(answer, target)
        if decision is None:
            asked = [dict(_plain_target(d)) for d in answer.decisions]
            found.append(Mismatch(f"{place}.target", str(target), str(asked)))
            continue
        for key, value in expected.items():
            if key != "target":
                found += _differences(f"{place}.{key}", key, value, decision, answer)
    return tuple(found)


def cited(decision: Decision, answer: Answer) -> frozenset[str]:
    """Every clause and note code that an answer names: of routes, requirements, supplements and notes."""
    routes = [*decision.routes, *(s.answer for s in decision.supplements.values())]
    clauses = {clause for route in routes for clause in route.route.clauses}
    clauses |= {c for route in routes for r in route.requirements for c in r.requirement.clauses}
    return frozenset(clauses | set(decision.clauses) | _noted(decision, answer))


def _noted(decision: Decision, answer: Answer) -> set[str]:
    texts = [*decision.notes, *(note for s in decision.supplements.values() for note in s.answer.notes)]
    return {name for text in texts for name in _CITED.findall(text)} | {note.code for note in answer.notes}


def _decision(answer: Answer, target: int | Mapping[str, str]) -> Decision | None:
    if isinstance(target, int):
        return answer.decisions[target] if target < len(answer.decisions) else None
    wanted = target.items()
    return next((d for d in answer.decisions if wanted <= _plain_target(d).items()), None)


def _plain_target(decision: Decision) -> dict[str, str]:
    names = ("direction", "series", "specialty", "level", "occupation", "field", "matter")
    return {name: value for name in names if (value := getattr(decision.target, name)) is not None}


def _differences(
    place: str, key: str, expected: Any, decision: Decision, answer: Answer
) -> Iterable[Mismatch]:
    if key in _MAPS:
        known = _MAPS[key](decision)
        return [
            Mismatch(f"{place}.{name}", value, known.get(name, "nothing"))
            for name, value in expected.items()
            if known.get(name) != value
        ]
    if key in _SUPPLEMENTS:
        return _supplement_differences(place, expected, decision.supplements.get(key))
    if key in _SETS:
        return _lacking(place, _listed(expected), _SETS[key](decision, answer))
    return _unequal(place, expected, _VALUES[key](decision))


def _supplement_differences(
    place: str, expected: Any, supplement: SupplementAnswer | None
) -> Iterable[Mismatch]:
    if expected is None or supplement is None:
        same = expected is None and supplement is None
        return () if same else [Mismatch(place, _shown(expected), "an answer" if supplement else "none")]
    found: list[Mismatch] = []
    route = supplement.answer
    for key, value in expected.items():
        match key:
            case "verdict" | "counts_as":
                found += _unequal(f"{place}.{key}", value, getattr(route, key))
            case "degree":
                found += _unequal(f"{place}.{key}", value, supplement.degree)
            case "unmet_question":
                found += _lacking(f"{place}.{key}", [value], [question.question for question in route.unmet])
            case "clauses":
                cites = [*route.clauses, *(c for r in route.requirements for c in r.requirement.clauses)]
                found += _lacking(f"{place}.{key}", value, cites)
            case _:
                found += _lacking(f"{place}.{key}", value, getattr(route, key))
    return found


def _unequal(place: str, expected: Any, found: object) -> list[Mismatch]:
    wanted = None if expected is None else str(expected) if not isinstance(expected, bool) else expected
    return [] if wanted == found else [Mismatch(place, _shown(expected), _shown(found))]


def _lacking(place: str, expected: Iterable[str], found: Iterable[str]) -> list[Mismatch]:
    known = sorted(set(found))
    lacking = [item for item in map(str, expected) if item not in known]
    return [Mismatch(place, ", ".join(lacking), ", ".join(known) or "nothing")] if lacking else []


def _listed(value: Any) -> Iterable[str]:
    return [value] if isinstance(value, str) else value


def _shown(value: object) -> str:
    return "none" if value is None else str(value)


def _open(decision: Decision) -> list[str]:
    return [question.question for route in decision.carrying for question in route.unmet]


def _of_routes(decision: Decision, items: Callable[[RouteAnswer], Iterable[str]]) -> set[str]:
    routes = [*decision.routes, *(s.answer for s in decision.supplements.values())]
    return {item for route in routes for item in items(route)}


_VALUES: Final[Mapping[str, Callable[[Decision], object]]] = {
    "verdict": lambda decision: decision.verdict,
    "eligible_from": lambda d: None if d.eligible_from is None else d.eligible_from.isoformat(),
    "route": lambda decision: decision.best.route.name,
    "basis": lambda decision: decision.basis,
    "counts_as": lambda decision: decision.best.counts_as,
}
_MAPS: Final[Mapping[str, Callable[[Decision], Mapping[str, str]]]] = {
    "routes": lambda decision: {route.route.name: route.verdict for route in decision.routes},
    "used": lambda decision: decision.best.used,
}
_SETS: Final[Mapping[str, Callable[[Decision, Answer], Iterable[str]]]] = {
    "clauses": cited,
    "notes": _noted,
    "waives": lambda decision, answer: decision.best.route.waives,
    "readings": lambda decision, answer: _of_routes(decision, lambda route: route.readings),
    "missing": lambda decision, answer: _of_routes(decision, lambda route: route.missing),
    "unconfirmed": lambda decision, answer: decision.unconfirmed,
    "unmet_question": lambda decision, answer: _open(decision),
}
KEYS: Final = frozenset({"target", *_MAPS, *_SUPPLEMENTS, *_VALUES, *_SETS})
"""What a worked case may expect."""
