"""What is told about an answer: from the codes of a program, or from the answer for one person; the same either way."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from guantong.decisions.answers import ORDER, Decision
from guantong.decisions.compiling import CompiledRoute, verdict_of

_PLACE: Final = re.compile(r"\[\d+\]")


class Told(NamedTuple):
    """The columns of a decision that are texts. Paths carry no place in a list: a register has none."""

    route: str
    clauses: tuple[str, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    waives: tuple[str, ...]
    basis: str
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True)
class Texts:
    """Reads the codes of a program; each different one once. A path may hold ``{occupation}``, the target's."""

    routes: Mapping[str, tuple[CompiledRoute, ...]]
    missing: Sequence[str]
    doubts: Sequence[str]
    _known: dict[tuple[str, str, int, int, str], Told] = field(default_factory=dict)

    def row(self, direction: str, level: str, rank: int, route: int, told: str) -> dict[str, object]:
        """The codes of a decision with what they tell, as a row."""
        found = self.read(direction, level, rank, route, told)
        columns = found._asdict()
        name = columns.pop("route")
        keys = {"direction": direction, "level": level, "rank": rank, "route": route, "told": told}
        return {**keys, **columns, "route_name": name, "verdict": ORDER[rank]}

    def read(self, direction: str, level: str, rank: int, route: int, told: str) -> Told:
        """What the codes of one decision tell; `rank` is the place of its verdict, `route` that of the best route."""
        key = direction, level, rank, route, told
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(*key)
        return found

    def _read(self, direction: str, level: str, rank: int, route: int, told: str) -> Told:
        routes = self.routes[f"{direction}/{level}"]
        clauses: dict[str, None] = {}
        missing: set[str] = set()
        unconfirmed: set[str] = set()
        reasons: tuple[str, ...] = ()
        declared = False
        for part in told.split("|"):
            number, packed, said, lacking, doubted = part.split(":")
            found = routes[int(number)]
            values = [int(packed) >> 2 * i & 3 for i in range(len(found.requirements))]
            verdicts = [verdict_of(r.requirement, v) for r, v in zip(found.requirements, values, strict=True)]
            carrying = [i for i, verdict in enumerate(verdicts) if rank == 4 or verdict == ORDER[rank]]
            if rank == 4:
                clauses.update(dict.fromkeys(found.route.clauses))
            else:
                clauses.update(
                    dict.fromkeys(c for i in carrying for c in found.requirements[i].requirement.clauses)
                )
            declared |= any(int(said) >> i & 1 for i in carrying)
            unconfirmed.update(self.doubts[int(doubt)] for doubt in doubted.split(",") if doubt)
            if ORDER[rank] == "needs_evidence":
                missing.update(path for i, path in enumerate(self.missing) if int(lacking) >> i & 1)
            if int(number) == route:
                reasons = _reasons(
                    zip((r.requirement.name for r in found.requirements), verdicts, strict=True)
                )
        best = routes[route].route
        return Told(
            best.name,
            tuple(clauses),
            reasons,
            tuple(sorted(missing)),
            best.waives if rank == 4 else (),
            "declared" if declared else "verified",
            tuple(sorted(unconfirmed)),
        )


def told_by(decision: Decision) -> Told:
    """The same columns from the answer for one person."""
    best = decision.best
    lacking = decision.verdict == "needs_evidence"
    missing = (
        {_PLACE.sub("", path) for route in decision.carrying for path in route.missing} if lacking else set()
    )
    return Told(
        best.route.name,
        decision.clauses,
        _reasons((r.requirement.name, r.verdict) for r in best.requirements),
        tuple(sorted(missing)),
        tuple(best.route.waives) if decision.verdict == "eligible" else (),
        decision.basis,
        tuple(sorted(decision.unconfirmed)),
    )


def _reasons(requirements: "object") -> tuple[str, ...]:
    return tuple(f"{name}={verdict}" for name, verdict in requirements if verdict != "eligible")  # type: ignore[attr-defined]
