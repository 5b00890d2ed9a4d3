"""What is told about an answer: from the codes of a program, or from the answer for one person; the same either way."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from guantong.decisions.answers import ORDER, Decision
from guantong.decisions.compiling import CompiledRoute, verdict_of

_ELIGIBLE: Final = ORDER.index("eligible")
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


class Best(NamedTuple):
    """What the best route of a target tells: its verdict, its name, its requirements that are not met, what it waives."""

    verdict: str
    route: str
    reasons: tuple[str, ...]
    waives: tuple[str, ...]


@dataclass(frozen=True)
class Texts:
    """Reads the codes of a program. A path may hold ``{occupation}``, the target's."""

    routes: Mapping[str, tuple[CompiledRoute, ...]]
    cited: Mapping[str, tuple[str, ...]]
    paths: Sequence[str]
    facts: Sequence[str]

    def best(self, direction: str, level: str, rank: int, route: int, answers: int) -> Best:
        """Of the best route, whose requirements have these values, two bits each; `rank` is the place of the verdict."""
        found = self.routes[f"{direction}/{level}"][route]
        values = [answers >> 2 * i & 3 for i in range(len(found.requirements))]
        verdicts = [
            (r.requirement.name, verdict_of(r.requirement, v))
            for r, v in zip(found.requirements, values, strict=True)
        ]
        return Best(
            ORDER[rank], found.route.name, _reasons(verdicts), found.route.waives if rank == _ELIGIBLE else ()
        )

    def clauses(self, direction: str, level: str, mask: int) -> tuple[str, ...]:
        """The clauses of a mask."""
        return tuple(c for i, c in enumerate(self.cited[f"{direction}/{level}"]) if mask >> i & 1)

    def missing(self, mask: int) -> tuple[str, ...]:
        """The facts of a mask, by their paths."""
        return tuple(sorted(path for i, path in enumerate(self.paths) if mask >> i & 1))

    def unconfirmed(self, numbers: str) -> tuple[str, ...]:
        """The facts that nobody has confirmed, from their numbers with commas between them."""
        return tuple(sorted({self.facts[int(number)] for number in numbers.split(",") if number}))


def told_by(decision: Decision) -> Told:
    """The same columns from the answer for one person."""
    best = decision.best
    lacking = decision.verdict == "needs_evidence"
    missing = (
        {_PLACE.sub("", path) for route in decision.carrying for path in route.missing} if lacking else set()
    )
    return Told(
        best.route.name,
        tuple(sorted(decision.clauses)),
        _reasons((r.requirement.name, r.verdict) for r in best.requirements),
        tuple(sorted(missing)),
        tuple(best.route.waives) if decision.verdict == "eligible" else (),
        decision.basis,
        tuple(sorted(decision.unconfirmed)),
    )


def _reasons(requirements: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{name}={verdict}" for name, verdict in requirements if verdict != "eligible")
