"""A policy made ready to decide cases: its routes with their conditions as functions."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass

from guantong.cases.model import Target
from guantong.conditions.days import FALSE, HUMAN, NO, OPEN, UNKNOWN, YES
from guantong.conditions.evaluation import Compiler, Function
from guantong.conditions.nodes import Node, readings
from guantong.conditions.support import Reasons
from guantong.conditions.world import Row
from guantong.policy.model import Language, Policy, Remark, Requirement, Route

from .answers import ORDER, Verdict
from .words import split

LANGUAGES: tuple[Language, ...] = ("zh", "en")
_VERDICTS: Mapping[int, Verdict] = {UNKNOWN: "needs_evidence", HUMAN: "needs_human", YES: "eligible"}


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A requirement with its function, the tried rows that it names, and the readings on which it can turn.

    `asked` are the fields of the target that it reads; `shown` and `told` the rows and fields that its
    sentences name besides. Routes of a pack that ask the same hold the same object, so that what is known
    about it for one route and target is known for all.
    """

    requirement: Requirement
    function: Function
    tried: tuple[str, ...]
    asked: tuple[str, ...]
    shown: tuple[str, ...]
    told: tuple[str, ...]
    readings: frozenset[str]
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CompiledRemark:
    """A remark with its function and the tried rows that it names."""

    remark: Remark
    function: Function
    tried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledRoute:
    """A route ready to be tried; `varying` are the places of the requirements that differ from row to row."""

    route: Route
    requirements: tuple[Compiled, ...]
    varying: tuple[int, ...]
    remarks: tuple[CompiledRemark, ...]
    readings: tuple[str, ...]


class Engine:
    """A policy compiled once; it keeps nothing between cases."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.compiler = Compiler(policy.schema)
        self.reasons = Reasons(self.compiler)
        self._compared = {
            r.id: tuple(r.options) for r in policy.readings.values() if r.kind == "decides" and r.compared
        }
        self._compiled: dict[tuple[Requirement, str, tuple[str, ...]], Compiled] = {}
        rows = policy.schema.rows.values()
        self.unlisted = {shape.name: Row(shape.name, shape.list, {}, OPEN) for shape in rows}
        self.missing = {shape.name: Row(shape.name, shape.list, {}, FALSE) for shape in rows}
        packs = policy.packs.values()
        self.routes = [self._compile(route) for pack in packs for route in pack.routes]
        self.supplements = [self._compile(route) for pack in packs for route in pack.supplements]

    def under(self, policy: Policy) -> "Engine":
        """The same routes under an overlay of the policy, which changes registers and readings but no condition."""
        engine = copy(self)
        engine.policy = policy
        return engine

    def _compile(self, route: Route) -> CompiledRoute:
        requirements = tuple(self._requirement(r, route) for r in route.requirements)
        remarks = tuple(
            CompiledRemark(r, self.compiler.compile(r.when), self._tried(r.when, route))
            for r in route.remarks
        )
        turning = frozenset[str]().union(*(r.readings for r in requirements))
        return CompiledRoute(
            route,
            requirements,
            tuple(i for i, r in enumerate(requirements) if r.tried),
            remarks,
            tuple(sorted(turning.intersection(self._compared))),
        )

    def _tried(self, condition: Node, route: Route) -> tuple[str, ...]:
        return tuple(sorted(self.compiler.free(condition).rows.intersection(route.tries)))

    def _requirement(self, requirement: Requirement, route: Route) -> Compiled:
        key = requirement, route.pack, route.tries
        found = self._compiled.get(key)
        if found is None:
            when = requirement.when
            texts = [
                text.in_(lang)
                for text in (requirement.label, requirement.met, requirement.unmet)
                for lang in LANGUAGES
            ]
            named = {place for text in texts for place in split(text)[1]}
            tried, asked = self._tried(when, route), self.compiler.free(when).asked
            found = self._compiled[key] = Compiled(
                requirement,
                self.compiler.compile(when),
                tried,
                tuple(sorted(asked)),
                tuple(sorted({row for row, _ in named}.intersection(route.tries).difference(tried))),
                tuple(sorted({field for row, field in named if row == "target"} - asked)),
                readings(when),
                tuple(ORDER.index(verdict_of(requirement, value)) for value in (NO, UNKNOWN, HUMAN, YES)),
            )
        return found

    def routes_to(self, target: Target) -> Iterator[CompiledRoute]:
        """The routes that lead to a target, in pack order."""
        return (route for route in self.routes if _opens(route.route, target))

    def supplements_to(self, target: Target) -> Iterator[CompiledRoute]:
        """The supplements that stand beside a target."""
        return (route for route in self.supplements if _opens(route.route, target))

    def others(self, reading: str) -> tuple[str, ...]:
        """The options of a reading that are not chosen."""
        options = self._compared[reading]
        chosen = self.policy.choices.get(reading, options[0])
        return tuple(option for option in options if option != chosen)


def _opens(route: Route, target: Target) -> bool:
    if route.direction != target.direction:
        return False
    levels = {
        "title_level": target.level,
        "skill_level": target.level,
        "exam_level": target.level,
        "field": target.field,
        "matter": target.matter,
    }
    return all(levels[key] in values for key, values in route.opens.items())


def verdict_of(requirement: Requirement, value: int) -> Verdict:
    """The verdict of a requirement with this value."""
    return requirement.otherwise if value == NO else _VERDICTS[value]
