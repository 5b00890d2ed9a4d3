"""The earliest day of everything: what can be had at once, what that opens, and so on.

A case with one more title or certificate never has a later day, so the earliest days are found in rounds,
as shortest ways are found: after round n they are those of all ways of n steps one after another. The
steps that a day needs are then found by leaving out every one without which it stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guantong.cases.model import Case, Target
from guantong.catalogue import terms
from guantong.decisions.answers import rank
from guantong.decisions.decide import engine_for
from guantong.decisions.engine import Session
from guantong.policy.model import Policy

from .hypotheses import Gain, with_gains
from .review import ReviewTime


@dataclass(frozen=True, slots=True)
class Move:
    """An application: for what, when, when it is obtained, and the moves that have to succeed before it."""

    target: Target
    apply_on: date
    obtained_on: date
    after: tuple["Move", ...] = ()


@dataclass(frozen=True, slots=True)
class _Label:
    """The earliest known day of a target, and the round in which it was found."""

    apply_on: date
    obtained_on: date
    found_in: int


_Labels = Mapping[Target, _Label]


def application_days(case: Case, targets: Iterable[Target], policy: Policy) -> dict[Target, date]:
    """The first day, not before the day of the case, on which each target may be applied for.

    Targets that never open are left out, and so are those that are open today only if a pending
    appraisal turns out well.
    """
    engine = engine_for(policy)
    session = Session(engine, case, "zh", with_readings=False)
    days = {}
    for target in targets:
        session.bind(target)
        outcomes = [session.outcome(route) for route in engine.routes_to(target)]
        if any(rank(verdict) == rank("eligible") for verdict, _ in outcomes):
            days[target] = case.as_of
            continue
        later = [day for _, day in outcomes if day is not None and day > case.as_of.toordinal()]
        if later:
            days[target] = date.fromordinal(min(later))
    return days


class Search:
    """The earliest days of some targets for one case; `steps` is how many steps may follow one another."""

    def __init__(
        self, case: Case, targets: Sequence[Target], policy: Policy, review: ReviewTime, steps: int
    ) -> None:
        self.case = case
        self.targets = targets
        self.policy = policy
        self.review = review
        self._rounds: list[_Labels] = [{}]
        for number in range(1, steps + 1):
            found = self._round(number)
            if found == self._rounds[-1]:
                break
            self._rounds.append(found)

    def _round(self, number: int) -> _Labels:
        known = self._rounds[-1]
        found = dict(known)
        for target, day in application_days(self._holding(known), self.targets, self.policy).items():
            if target not in known or day < known[target].apply_on:
                found[target] = _Label(day, self.review.after(target.direction, day), number)
        return {target: found[target] for target in self.targets if target in found}

    def obtained_on(self, target: Target) -> date | None:
        """The earliest day on which a target is obtained; None where no way leads to it."""
        label = self._rounds[-1].get(target)
        return None if label is None else label.obtained_on

    def after_all(self) -> Case:
        """The case of a person who has obtained everything that can be."""
        return self._holding(self._rounds[-1])

    def _holding(self, labels: _Labels) -> Case:
        gains = [Gain(t, label.obtained_on, f"steps[{i}]") for i, (t, label) in enumerate(labels.items())]
        return with_gains(self.case, gains)

    def way(self, target: Target) -> tuple[Move, ...]:
        """The applications that lead to a target, in order of their days; each only if it is needed.

        Raises KeyError where no way leads to the target.
        """
        moves: dict[Target, Move] = {}
        self._collect(self._move(target, self._rounds[-1][target]), moves)
        place = {target: number for number, target in enumerate(self.targets)}
        return tuple(
            sorted(
                moves.values(), key=lambda m: (m.apply_on, m.obtained_on, m.target == target, place[m.target])
            )
        )

    def _collect(self, move: Move, moves: dict[Target, Move]) -> None:
        for earlier in move.after:
            self._collect(earlier, moves)
        known = moves.get(move.target)
        if known is None or move.apply_on < known.apply_on:
            moves[move.target] = move

    def _move(self, target: Target, label: _Label) -> Move:
        before = self._rounds[label.found_in - 1]
        needed = [t for t, other in before.items() if other.obtained_on <= label.apply_on]
        for candidate in sorted(needed, key=lambda t: self._dispensable(t, before[t])):
            rest = [other for other in needed if other != candidate]
            days = application_days(self._holding({t: before[t] for t in rest}), [target], self.policy)
            if days.get(target, date.max) <= label.apply_on:
                needed = rest
        after = tuple(self._move(other, before[other]) for other in needed)
        return Move(target, label.apply_on, label.obtained_on, after)

    def _dispensable(self, target: Target, label: _Label) -> tuple[int, ...]:
        """What is left out first: what took more rounds, comes later, is lower; so the plainest way remains."""
        kind = "title_level" if target.direction == "title_review" else "skill_level"
        level = terms.order(kind, target.level) if target.level else 0
        return -label.found_in, -label.obtained_on.toordinal(), level, -self.targets.index(target)
