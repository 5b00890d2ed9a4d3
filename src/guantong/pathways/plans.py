"""The way to a goal: the search, what it supposes, and each step decided on its day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guantong.cases import project
from guantong.cases.model import Case, Target
from guantong.catalogue import terms
from guantong.decisions import Answer, Decision, decide, next_questions
from guantong.decisions.answers import rank
from guantong.decisions.decide import name_of
from guantong.decisions.questions import NextQuestion
from guantong.decisions.targets import EVALUATED_LEVELS, TITLE_LEVELS, present_occupations, related_targets
from guantong.decisions.words import Words
from guantong.policy import load_policy
from guantong.policy.model import Language, Policy

from .answers import NoPathway, Obstacle, Pathway, Reason, Step
from .goals import Goal
from .hypotheses import Gain, Supposition, held, supposing, suppositions, with_gains
from .obstacles import missing, obstacles, question
from .openings import openings
from .review import ReviewTime, usual_review_time
from .search import Move, Search, application_days

STEPS = 8
"""How many steps may follow one another, unless the caller says otherwise: more than both ladders have together."""
_LONG = 100
"""Years after which time has brought whatever it brings."""
_MOST_QUESTIONS = 5


def quickest(
    case: Case,
    goal: Goal,
    *,
    policy: Policy | None = None,
    lang: Language = "zh",
    steps_limit: int = STEPS,
    review_time: ReviewTime | None = None,
) -> Pathway | NoPathway:
    """The quickest way from where the person stands to a goal, or why time opens none.

    Every step is applied for on the first day on which the engine finds it open, on the case projected to
    that day with what the earlier steps obtain; nothing is decided here. Points that are unknown or left
    to an authority become conditions of the way where they make it quicker, with the way that needs none
    of them beside it. `review_time` is how long an application takes (the unconfirmed default of the
    catalogue unless given), `steps_limit` how many steps may follow one another.
    """
    rules = load_policy() if policy is None else policy
    review = usual_review_time() if review_time is None else review_time
    return _Planner(case, goal, rules, lang, review, steps_limit).result()


@dataclass(frozen=True)
class _Plan:
    """The moves to one target, found for `case`, and each of them decided."""

    case: Case
    target: Target
    moves: tuple[Move, ...]
    steps: tuple[Step, ...]

    @property
    def reached_on(self) -> date:
        return next(move.obtained_on for move in self.moves if move.target == self.target)


@dataclass(frozen=True)
class _Planner:
    case: Case
    goal: Goal
    policy: Policy
    lang: Language
    review: ReviewTime
    limit: int

    def result(self) -> Pathway | NoPathway:
        """The way, or why there is none."""
        row = held(self.case, self.goal.target)
        if row is not None:
            return Pathway(
                self.goal, self._name(row.target), self.case.as_of, row.since, (), (), self.review,
                held=row.path, lang=self.lang,
            )  # fmt: skip
        goals = self._ranked(self.goal.targets(self.case, self.policy.catalogue))
        if not goals:
            return self._nothing_related()
        targets = self._targets(goals)
        answer = self._decide(self.case, targets)
        certain = self._plan(self.case, goals, targets)
        supposed = suppositions(self.case, answer.decisions)
        settled = supposing(self.case, supposed)
        best = self._plan(settled, goals, targets) if supposed else None
        nearest = best or certain
        asked = () if nearest and self._at_once(nearest) else self._asked(answer, settled, goals, nearest)
        if best is not None and (certain is None or best.reached_on < certain.reached_on):
            needed = self._needed(supposed, best)
            otherwise = None if certain is None else self._pathway(certain, (), settled, ())
            return replace(self._pathway(best, needed, settled, asked), otherwise=otherwise)
        if certain is not None:
            return self._pathway(certain, (), settled, asked)
        return self._no_way(settled, goals, targets, asked)

    # --- what is looked at --------------------------------------------------------------------------

    def _targets(self, goals: Sequence[Target]) -> tuple[Target, ...]:
        """The goals, what stands below them on their ladders, and what is related to the person and not yet held."""
        ladders = [
            replace(target, level=level)
            for target in goals
            for level in (TITLE_LEVELS if target.direction == "title_review" else EVALUATED_LEVELS)
        ]
        related = related_targets(replace(self.case, targets=None), self.policy.catalogue)
        others = (t for t in (*ladders, *related) if held(self.case, t) is None)
        return tuple(dict.fromkeys((*goals, *others)))

    def _ranked(self, goals: Sequence[Target]) -> tuple[Target, ...]:
        """The goals as they are preferred where the days agree: what the case asks, then what the present work is."""
        now = present_occupations(self.case)
        wanted = {(t.series, t.specialty, t.occupation) for t in self.case.targets or ()}

        def distance(target: Target) -> tuple[bool, bool]:
            asked = (target.series, target.specialty, target.occupation) in wanted
            if target.direction == "skill_evaluation":
                return not asked, target.occupation not in now
            pair = (target.series or "", target.specialty or "")
            relate = self.policy.catalogue.relate_specialty
            return not asked, all(relate(one, *pair).kind != "same" for one in now)

        return tuple(replace(target, path="") for target in sorted(goals, key=distance))

    # --- plans --------------------------------------------------------------------------------------

    def _decide(self, case: Case, targets: Sequence[Target]) -> Answer:
        asking = replace(case, targets=tuple(targets))
        return decide(asking, today=case.as_of, policy=self.policy, lang=self.lang, with_readings=False)

    def _plan(self, case: Case, goals: Sequence[Target], targets: Sequence[Target]) -> _Plan | None:
        """The quickest plan; of several as quick the one with fewer steps, then the first goal."""
        found = [
            plan
            for among in self._families(goals, targets)
            for search in [Search(case, among, self.policy, self.review, self.limit)]
            for target in goals
            if search.obtained_on(target) is not None
            for plan in [self._decided(case, target, search.way(target))]
            if plan is not None
        ]
        return min(found, key=lambda plan: (plan.reached_on, len(plan.moves)), default=None)

    def _families(self, goals: Sequence[Target], targets: Sequence[Target]) -> Iterator[Sequence[Target]]:
        """All targets; and where another reading is chosen, which may let a title close a route, a way without titles."""
        yield targets
        if self.policy.choices:
            yield tuple(t for t in targets if t in goals or t.direction == "skill_evaluation")

    def _decided(self, case: Case, target: Target, moves: tuple[Move, ...]) -> _Plan | None:
        """The plan with each step decided on its day; None where a reading makes one step close another."""
        numbers = {move.target: number for number, move in enumerate(moves, start=1)}
        steps = []
        for move in moves:
            asked = project(self._before(case, moves, move), move.apply_on)
            (decision,) = self._decide(asked, (move.target,)).decisions
            if decision.verdict != "eligible":
                return None
            after = tuple(sorted(numbers[earlier.target] for earlier in move.after))
            steps.append(
                Step(numbers[move.target], decision, decision.best, move.apply_on, move.obtained_on, after)
            )
        return _Plan(case, target, moves, tuple(steps))

    @staticmethod
    def _before(case: Case, moves: Sequence[Move], move: Move) -> Case:
        """The case with what the other moves have obtained by the day of this one."""
        gains = [
            Gain(other.target, other.obtained_on, f"steps[{i}]")
            for i, other in enumerate(moves)
            if other.target != move.target and other.obtained_on <= move.apply_on
        ]
        return with_gains(case, gains)

    # --- what is supposed ---------------------------------------------------------------------------

    def _needed(self, supposed: tuple[Supposition, ...], plan: _Plan) -> tuple[Supposition, ...]:
        """Those suppositions without which a step of the plan would not be open on its day."""
        needed = list(supposed)
        for one in supposed:
            rest = [other for other in needed if other != one]
            case = supposing(self.case, rest)
            if all(self._open(case, plan.moves, move) for move in plan.moves):
                needed = rest
        return tuple(needed)

    def _open(self, case: Case, moves: Sequence[Move], move: Move) -> bool:
        days = application_days(self._before(case, moves, move), [move.target], self.policy)
        return days.get(move.target, date.max) <= move.apply_on

    def _at_once(self, plan: _Plan) -> bool:
        """Whether the goal itself may be applied for today: nothing can be quicker."""
        return len(plan.moves) == 1 and plan.moves[0].apply_on == self.case.as_of

    # --- results ------------------------------------------------------------------------------------

    def _name(self, target: Target) -> str:
        """The target by its own name; of one that leaves open in what, the level alone."""
        if target.direction == "title_review" and target.series is None:
            level = terms.name("title_level", target.level or "", self.lang)
            return f"{level}职称" if self.lang == "zh" else f"{level} title"
        if target.direction == "skill_evaluation" and target.occupation is None:
            return terms.name("skill_level", target.level or "", self.lang)
        return name_of(target, Words(self.policy, self.lang))

    def _asked(
        self, answer: Answer, settled: Case, goals: Sequence[Target], plan: _Plan | None
    ) -> tuple[NextQuestion, ...]:
        """The facts to tell next: those that no condition covers, and that could still bring the goal nearer."""
        targets = tuple(decision.target for decision in answer.decisions)
        remaining = self._decide(settled, targets)
        found = []
        for asked in next_questions(remaining, self.policy):
            waiting = [
                decision.target
                for decision in remaining.decisions
                if any(asked.path in route.missing for route in decision.routes)
            ]
            if plan is None or self._nearer(settled, waiting, goals, targets, plan):
                found.append(asked)
        return tuple(found[:_MOST_QUESTIONS])

    def _nearer(
        self,
        case: Case,
        waiting: Sequence[Target],
        goals: Sequence[Target],
        targets: Sequence[Target],
        plan: _Plan,
    ) -> bool:
        """Whether the goal would be reached earlier if everything that waits for a fact were held today."""
        if any(target in goals for target in waiting):
            return True
        gains = [Gain(t, case.as_of, f"steps[{i}]") for i, t in enumerate(waiting)]
        search = Search(with_gains(case, gains), targets, self.policy, self.review, self.limit)
        return any(day < plan.reached_on for goal in goals if (day := search.obtained_on(goal)) is not None)

    def _condition(self, one: Supposition) -> Obstacle:
        words = Words(self.policy, self.lang)
        return missing(one.path or "", words) if one.question is None else question(one.question, words)

    def _pathway(
        self,
        plan: _Plan,
        needed: Sequence[Supposition],
        settled: Case,
        asked: tuple[NextQuestion, ...],
    ) -> Pathway:
        return Pathway(
            self.goal,
            self._name(plan.target),
            self.case.as_of,
            plan.reached_on,
            plan.steps,
            tuple(map(self._condition, needed)),
            self.review,
            openings=() if self._at_once(plan) else openings(settled, plan.target, self.policy, self.lang),
            ask_next=asked,
            lang=self.lang,
        )

    def _no_way(
        self,
        settled: Case,
        goals: Sequence[Target],
        targets: Sequence[Target],
        asked: tuple[NextQuestion, ...],
    ) -> NoPathway:
        """Why: judged when time has done its part, everything that can be obtained is obtained, and all has turned out well."""
        search = Search(settled, targets, self.policy, self.review, len(targets))
        reached = [target for target in goals if search.obtained_on(target) is not None]
        later = project(search.after_all(), date(min(self.case.as_of.year + _LONG, date.max.year), 1, 1))
        decisions = self._decide(later, reached or goals).decisions
        nearest = max(decisions, key=lambda decision: rank(decision.verdict))
        opened_by = openings(settled, nearest.target, self.policy, self.lang)
        return NoPathway(
            self.goal,
            self._name(nearest.target),
            self.case.as_of,
            "too_many_steps" if reached else _reason(nearest, opened=bool(opened_by)),
            () if reached else obstacles(nearest, Words(self.policy, self.lang)),
            opened_by,
            asked,
            self.lang,
        )

    def _nothing_related(self) -> NoPathway:
        """Nothing known is related to such a goal: work and certificates are missing, or the goal has to say more."""
        lists = {"employment": self.case.employment, "certificates": self.case.certificates}
        words = Words(self.policy, self.lang)
        unknown = tuple(missing(name, words) for name, rows in lists.items() if rows is None)
        reason: Reason = "missing" if unknown else "nothing_related"
        return NoPathway(
            self.goal, self._name(self.goal.target), self.case.as_of, reason, unknown, lang=self.lang
        )


def _reason(decision: Decision, *, opened: bool) -> Reason:
    if decision.verdict == "needs_evidence":
        return "missing"
    return "not_by_time" if opened else "closed"
