"""A policy made ready to decide cases: its routes with their conditions as functions."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from operator import itemgetter

from guantong.cases.model import Target
from guantong.conditions.days import FALSE, HUMAN, NO, OPEN, UNKNOWN, YES
from guantong.conditions.evaluation import Compiler, Function
from guantong.conditions.nodes import Node, readings
from guantong.conditions.settling import settle
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

    `when` is its condition under the readings chosen, which `function` computes. `asked` are the fields of the target that it reads; `shown` and `told` the rows and fields that its
    sentences name besides. Routes of a pack that ask the same hold the same object, so that what is known
    about it for one route and target is known for all. `bound` takes the tried rows out of all that are bound.
    """

    requirement: Requirement
    when: Node
    function: Function
    tried: tuple[str, ...]
    bound: Callable[[Mapping[str, Row]], object] | None
    asked: tuple[str, ...]
    shown: tuple[str, ...]
    told: tuple[str, ...]
    readings: frozenset[str]
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CompiledRemark:
    """A remark with its function, the tried rows that it names and the fields of the target that it reads."""

    remark: Remark
    function: Function
    tried: tuple[str, ...]
    asked: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRoute:
    """A route ready to be tried; `varying` are the places of the requirements that differ from row to row.

    `asked` are the fields of the target on which its answer depends, `turned` those on which it may
    under other readings: targets that agree in them get the same answer.
    """

    route: Route
    requirements: tuple[Compiled, ...]
    varying: tuple[int, ...]
    remarks: tuple[CompiledRemark, ...]
    readings: tuple[str, ...]
    asked: tuple[str, ...]
    turned: tuple[str, ...]


class Engine:
    """A policy compiled once; it keeps nothing between cases."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.compiler = Compiler(policy.schema)
        self.reasons = Reasons(self.compiler)
        self._compared = {
            r.id: tuple(r.options) for r in policy.readings.values() if r.kind == "decides" and r.compared
        }
        self._compiled: dict[tuple[Requirement, str, tuple[str, ...], tuple[str, ...]], Compiled] = {}
        self._leading: dict[tuple[str | None, ...], tuple[CompiledRoute, ...]] = {}
        rows = policy.schema.rows.values()
        self.unlisted = {shape.name: Row(shape.name, shape.list, {}, OPEN) for shape in rows}
        self.missing = {shape.name: Row(shape.name, shape.list, {}, FALSE) for shape in rows}
        packs = policy.packs.values()
        self.routes = [self._compile(route) for pack in packs for route in pack.routes]
        self.supplements = [self._compile(route) for pack in packs for route in pack.supplements]

    def serves(self, policy: Policy) -> bool:
        """Whether a policy has the same packs under the same readings, so that nothing need be compiled for it."""
        return policy.packs is self.policy.packs and policy.choices == self.policy.choices

    def under(self, policy: Policy) -> "Engine":
        """The engine of an overlay of the policy."""
        if not self.serves(policy):
            return Engine(policy)
        engine = copy(self)
        engine.policy = policy
        return engine

    def _compile(self, route: Route) -> CompiledRoute:
        requirements = tuple(self._requirement(r, route) for r in route.requirements)
        remarks = tuple(self._remark(r, route) for r in route.remarks)
        turning = frozenset[str]().union(*(r.readings for r in requirements))
        asked = {field for r in requirements for field in (*r.asked, *r.told)}
        asked.update(field for r in remarks for field in r.asked)
        turned = asked.union(*(self.compiler.free(r.when).asked for r in route.requirements))
        return CompiledRoute(
            route,
            requirements,
            tuple(i for i, r in enumerate(requirements) if r.tried),
            remarks,
            tuple(sorted(turning.intersection(self._compared))),
            tuple(sorted(asked)),
            tuple(sorted(turned)),
        )

    def settled(self, condition: Node) -> Node:
        """The condition under the readings that the policy has chosen."""
        return settle(condition, self.policy.choices)

    def _remark(self, remark: Remark, route: Route) -> CompiledRemark:
        when = self.settled(remark.when)
        asked = self.compiler.free(when).asked
        return CompiledRemark(remark, self.compiler.compile(when), self._tried(when, route), asked)

    def _tried(self, condition: Node, route: Route) -> tuple[str, ...]:
        return tuple(sorted(self.compiler.free(condition).rows.intersection(route.tries)))

    def _requirement(self, requirement: Requirement, route: Route) -> Compiled:
        when = self.settled(requirement.when)
        sentences = (requirement.label, requirement.met, requirement.unmet)
        named = {place for text in sentences for lang in LANGUAGES for place in split(text.in_(lang))[1]}
        tried, asked = self._tried(requirement.when, route), self.compiler.free(when).asked
        shown = tuple(sorted({row for row, _ in named}.intersection(route.tries).difference(tried)))
        key = requirement, route.pack, tried, shown
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = Compiled(
                requirement,
                when,
                self.compiler.compile(when),
                tried,
                itemgetter(*tried) if tried else None,
                tuple(sorted(asked)),
                shown,
                tuple(sorted({field for row, field in named if row == "target"} - asked)),
                readings(requirement.when),
                tuple(ORDER.index(verdict_of(requirement, value)) for value in (NO, UNKNOWN, HUMAN, YES)),
            )
        return found

    def routes_to(self, target: Target) -> tuple[CompiledRoute, ...]:
        """The routes that lead to a target, in pack order."""
        key = target.direction, target.level, target.field, target.matter
        found = self._leading.get(key)
        if found is None:
            found = self._leading[key] = tuple(r for r in self.routes if _opens(r.route, target))
        return found

    def supplements_to(self, target: Target) -> tuple[CompiledRoute, ...]:
        """The supplements that stand beside a target."""
        return tuple(route for route in self.supplements if _opens(route.route, target))

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
