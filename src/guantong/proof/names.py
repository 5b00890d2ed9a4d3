"""Every name of a policy: what realises clauses, what cites them, what a condition turns on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import combinations
from typing import Any

from guantong.conditions import nodes as n
from guantong.policy.model import Pack, Policy, Requirement, Route


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that cites a clause: the pack and file, the name of what cites, and the clause in full."""

    pack: str
    file: str
    name: str
    clause: str


@dataclass(frozen=True)
class Names:
    """The names of one policy."""

    policy: Policy

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Routes and supplements, in pack order."""
        return tuple(r for pack in self.policy.packs.values() for r in (*pack.routes, *pack.supplements))

    @cached_property
    def known(self) -> frozenset[str]:
        """What `realised_by` may name, as ``kind:name``."""
        found = {f"route:{route.name}" for route in self.policy.routes}
        for pack in self.policy.packs.values():
            found |= {f"supplement:{route.name}" for route in pack.supplements}
            found |= {f"parameter:{name}" for name in pack.parameters}
        for route in self.routes:
            found |= {f"requirement:{r.name}" for r in route.requirements}
            found |= {f"note:{remark.name}" for remark in route.remarks}
        if any(route.direction == "qualification_exam" for route in self.policy.routes):
            found.add("exams")
        if any(
            route.direction == "skill_evaluation" and route.pack != self.policy.leading.id
            for route in self.policy.routes
        ):
            found.add("standards")
        return frozenset(found)

    def meant(self, name: str) -> tuple[str, ...]:
        """The known names that an entry of `realised_by` means; `*` stands for any letters."""
        if "*" not in name:
            return (name,) if name in self.known else ()
        return tuple(sorted(known for known in self.known if fnmatchcase(known, name)))

    @cached_property
    def conditions(self) -> tuple[n.Node, ...]:
        """Every condition that is evaluated."""
        found: list[n.Node] = []
        for route in self.routes:
            found += [requirement.when for requirement in route.requirements]
            found += [remark.when for remark in route.remarks]
            found += [] if route.only_with is None else [route.only_with]
        return tuple(dict.fromkeys(found))

    @cached_property
    def readings(self) -> frozenset[str]:
        """The readings on which some condition can turn."""
        return frozenset(self._choices)

    def alike(self, reading: str) -> dict[str, str]:
        """The options that the pack says give the same verdicts as another option, with that one."""
        pack = self.policy.packs[self.policy.readings[reading].pack]
        rows = _mapping(pack.plain.get("readings")).get("readings") or ()
        options = next((_mapping(row.get("options")) for row in rows if row.get("id") == reading), {})
        return {key: str(text["same_as"]) for key, text in options.items() if "same_as" in text}

    def written_alike(self, reading: str) -> set[frozenset[str]]:
        """The pairs of options of a reading that every condition treats the same."""
        pairs = {frozenset(pair) for pair in combinations(self.policy.readings[reading].options, 2)}
        for options in self._choices.get(reading, ()):
            pairs = {pair for pair in pairs if len({options[name] for name in pair}) == 1}
        return pairs

    @cached_property
    def _choices(self) -> dict[str, list[dict[str, object]]]:
        """Every choice that a condition makes, by its reading; equal ones once."""
        found: dict[str, dict[n.Choice | n.Chosen, None]] = {}
        for node in self._nodes:
            for choice in (node, *n.operands(node)):
                if isinstance(choice, n.Choice | n.Chosen):
                    found.setdefault(choice.reading, {})[choice] = None
        return {reading: [dict(c.options) for c in choices] for reading, choices in found.items()}

    @cached_property
    def _nodes(self) -> frozenset[n.Node]:
        """Every node of every condition, equal ones once."""
        found: set[n.Node] = set()
        stack = list(self.conditions)
        while stack:
            node = stack.pop()
            if node not in found:
                found.add(node)
                stack.extend(n.children(node))
        return frozenset(found)

    @cached_property
    def references(self) -> frozenset[str]:
        """The named conditions that are used, as ``pack#name``."""
        return frozenset(node.name for node in self._nodes if isinstance(node, n.Ref))

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters on which a condition or a table turns, as ``pack#name``."""
        operands = (operand for node in self._nodes for operand in n.operands(node))
        found = {operand.id for operand in operands if isinstance(operand, n.Parameter)}
        for route in self.routes:
            found |= {p.id for p in (route.counts_as.tables if route.counts_as else ())}
        return frozenset(found)

    def citations(self) -> Iterator[Citation]:
        """Every clause that is cited anywhere, in full (``pack#clause``)."""
        for pack in self.policy.packs.values():
            for route in (*pack.routes, *pack.supplements):
                yield from (Citation(pack.id, "routes", route.name, self.full(c)) for c in route.clauses)
                for requirement in route.requirements:
                    name = f"{route.name}.{requirement.name}"
                    yield from (Citation(pack.id, "routes", name, self.full(c)) for c in requirement.clauses)
                for remark in route.remarks:
                    yield Citation(pack.id, "routes", f"{route.name}.{remark.name}", self.full(remark.clause))
            for name, fact in pack.parameters.items():
                yield Citation(pack.id, "parameters", name, self.full(fact.clause))
            for reading in pack.readings.values():
                clause = reading.clause if "#" in reading.clause else f"{pack.id}#{reading.clause}"
                yield Citation(pack.id, "readings", reading.id, clause)
            yield from self._procedure(pack)

    def _procedure(self, pack: Pack) -> Iterator[Citation]:
        for key, rows in _mapping(pack.plain.get("procedure")).items():
            for row in rows if isinstance(rows, list) else ():
                for clause in (*row.get("clauses", ()), *([row["clause"]] if "clause" in row else ())):
                    full = clause if "#" in str(clause) else f"{pack.id}#{clause}"
                    yield Citation(pack.id, "procedure", f"{key}.{row.get('id')}", full)

    def full(self, clause: str) -> str:
        """A clause with its pack, as ``pack#clause``."""
        return clause if "#" in clause else f"{self.policy.leading.id}#{clause}"

    def short(self, pack: str, clause: str) -> str:
        """A clause as it is cited: bare for the leading pack."""
        return clause if pack == self.policy.leading.id else f"{pack}#{clause}"


def requirements(routes: Iterable[Route]) -> Iterator[tuple[Route, Requirement]]:
    """Every requirement with the route that asks it."""
    return ((route, requirement) for route in routes for requirement in route.requirements)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
