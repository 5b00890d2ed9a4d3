"""One case against the policies of a day: every route of every target, with all its reasons.

The verdict is asked of the case as it is; the first day is asked of the case projected forward, which
differs only where a pending appraisal counts as qualified (see the contract).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from guantong.cases.model import Case, Target
from guantong.conditions.days import (
    FALSE,
    FIRST,
    HUMAN,
    NO,
    OPEN,
    UNKNOWN,
    YES,
    Days,
    Truth,
    contains,
    intersect,
    stretch,
    unite,
    value_on,
)
from guantong.conditions.evaluation import Compiler, Function
from guantong.conditions.nodes import readings
from guantong.conditions.support import Support, support
from guantong.conditions.world import Frame, Row
from guantong.policy.model import Language, Policy, Requirement, Route

from .answers import ORDER, OpenQuestion, RequirementAnswer, RouteAnswer, SupplementAnswer, Verdict
from .facts import CaseWorld
from .words import Words

_VERDICTS: Mapping[int, Verdict] = {UNKNOWN: "needs_evidence", HUMAN: "needs_human", YES: "eligible"}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A requirement with its function, the tried rows that it names, and the readings on which it can turn."""

    requirement: Requirement
    function: Function
    tried: tuple[str, ...]
    readings: frozenset[str]


@dataclass(frozen=True, slots=True)
class CompiledRoute:
    """A route ready to be tried."""

    route: Route
    requirements: tuple[Compiled, ...]
    readings: tuple[str, ...]


class Engine:
    """A policy compiled once; it keeps nothing between cases."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.compiler = Compiler(policy.schema)
        self._compared = {
            r.id: tuple(r.options) for r in policy.readings.values() if r.kind == "decides" and r.compared
        }
        packs = policy.packs.values()
        self.routes = [self._compile(route) for pack in packs for route in pack.routes]
        self.supplements = [self._compile(route) for pack in packs for route in pack.supplements]

    def _compile(self, route: Route) -> CompiledRoute:
        requirements = tuple(
            Compiled(
                r,
                self.compiler.compile(r.when),
                tuple(sorted(self.compiler.free_rows(r.when).intersection(route.tries))),
                readings(r.when),
            )
            for r in route.requirements
        )
        turning = frozenset[str]().union(*(r.readings for r in requirements))
        return CompiledRoute(route, requirements, tuple(sorted(turning.intersection(self._compared))))

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


@dataclass(slots=True)
class Trial:
    """A route tried with one combination of rows: the value of each requirement and the days on which all are met."""

    rows: Mapping[str, Row]
    values: tuple[int, ...]
    verdict: Verdict
    open: Days
    day: int | None
    order: tuple[object, ...]


class Session:
    """One case under evaluation."""

    def __init__(self, engine: Engine, case: Case, lang: Language, *, with_readings: bool) -> None:
        self.engine = engine
        self.case = case
        self.words = Words(engine.policy, lang)
        self.with_readings = with_readings
        policy = engine.policy
        self.day = case.as_of.toordinal()
        pending = any(a.grade == "pending" for a in case.appraisals or ())
        self.world = CaseWorld(case, policy.catalogue, policy.schema, projected=False)
        self.frame = self._frame(self.world)
        self.projected = (
            self._frame(CaseWorld(case, policy.catalogue, policy.schema, projected=True))
            if pending
            else self.frame
        )

    def _frame(self, world: CaseWorld) -> Frame:
        return Frame(world, {"person": world.person, "evidence": world.evidence}, self.engine.policy.choices)

    def bind(self, target: Target) -> None:
        """Ask about this target from now on."""
        for frame in {id(f): f for f in (self.frame, self.projected)}.values():
            frame.rows["target"] = self.world.target(target)

    # --- trying a route ---------------------------------------------------------------------------

    def _combinations(self, route: Route, frame: Frame) -> list[dict[str, Row]]:
        lists = []
        for kind in route.tries:
            rows = frame.world.rows(kind, frame.rows["target"])
            shape = self.engine.policy.schema.rows[kind]
            if rows is None:
                rows = (Row(kind, shape.list, {}, OPEN),)
            elif not rows:
                rows = (Row(kind, shape.list, {}, FALSE),)
            lists.append(rows)
        return [dict(zip(route.tries, rows, strict=True)) for rows in product(*lists)]

    def truth(self, compiled: Compiled, frame: Frame, rows: Mapping[str, Row]) -> Truth:
        """The truth of a requirement; of a row that is not there it is no, of a list that is not given unknown."""
        placeholders = [row.held for row in (rows[kind] for kind in compiled.tried) if not row.values]
        if placeholders:
            return FALSE if any(held is FALSE for held in placeholders) else OPEN
        truth = compiled.function(frame)
        if compiled.requirement.if_unknown == "note":
            return Truth(truth.unknown, truth.unknown, truth.unknown)
        return truth

    def trials(self, route: CompiledRoute) -> list[Trial]:
        """The route tried with each combination of rows, best first."""
        found = []
        actual = self._combinations(route.route, self.frame)
        projected = (
            actual if self.projected is self.frame else self._combinations(route.route, self.projected)
        )
        for rows, later in zip(actual, projected, strict=True):
            self.frame.rows.update(rows)
            truths = [self.truth(r, self.frame, rows) for r in route.requirements]
            values = tuple(value_on(truth, self.day) for truth in truths)
            if later is not rows:
                self.projected.rows.update(later)
                truths = [self.truth(r, self.projected, later) for r in route.requirements]
            days = truths[0].yes
            for truth in truths[1:]:
                days = intersect(days, truth.yes)
            verdict = _least(route, values)
            day = stretch(days, self.day)
            order = (
                -ORDER.index(verdict),
                day is None,
                day or 0,
                sum(v != YES for v in values),
                *(row.sort for row in rows.values()),
            )
            found.append(Trial(rows, values, verdict, days, day, order))
        return sorted(found, key=lambda trial: trial.order)

    def outcome(self, route: CompiledRoute) -> tuple[Verdict, int | None]:
        """Verdict and first day of a route: the best trial, and the days of all of them together."""
        return _outcome(self.trials(route), self.day)

    def turning(self, route: CompiledRoute, base: tuple[Verdict, int | None]) -> tuple[str, ...]:
        """The readings whose other option, flipped alone, changes verdict or day."""
        if not self.with_readings:
            return ()
        found = []
        frames = {id(f): f for f in (self.frame, self.projected)}.values()
        for reading in route.readings:
            for option in self.engine.others(reading):
                for frame in frames:
                    frame.flip(reading, option)
                changed = self.outcome(route) != base
                for frame in frames:
                    frame.restore(self.engine.policy.choices)
                if changed:
                    found.append(reading)
                    break
        return tuple(found)

    # --- answers ----------------------------------------------------------------------------------

    def answer(self, route: CompiledRoute) -> RouteAnswer:
        """The route with all its requirements and reasons, on the best of its trials."""
        trials = self.trials(route)
        best = trials[0]
        verdict, day = _outcome(trials, self.day)
        turning = self.turning(route, (verdict, day))
        self.frame.rows.update(best.rows)
        if self.projected is not self.frame:
            self.projected.rows.update({k: _twin(self.projected, k, row) for k, row in best.rows.items()})
        requirements = tuple(
            self._requirement(route, compiled, value, best.rows)
            for compiled, value in zip(route.requirements, best.values, strict=True)
        )
        used = {kind: row.path for kind, row in best.rows.items() if row.values}
        return RouteAnswer(
            route.route,
            route.route.label.in_(self.words.lang),
            verdict,
            _date(day),
            requirements,
            used,
            turning,
            self._remarks(route.route, best.rows) + tuple(self._unknown_bars(requirements)),
            self._counts_as(route.route, best.rows),
        )

    def _requirement(
        self, route: CompiledRoute, compiled: Compiled, value: int, rows: Mapping[str, Row]
    ) -> RequirementAnswer:
        requirement = compiled.requirement
        reasons = self._support(compiled, rows)
        truth = self.truth(
            compiled,
            self.projected,
            rows if self.projected is self.frame else {k: self.projected.rows[k] for k in rows},
        )
        met_from = _since(stretch(truth.yes, self.day))
        policy = self.engine.policy
        questions = tuple(
            OpenQuestion(
                name,
                about,
                policy.questions[name].label.in_(self.words.lang),
                policy.questions[name].decided_by.in_(self.words.lang),
            )
            for name, about in sorted(reasons.questions)
        )
        missing = tuple(sorted(reasons.missing)) if value == UNKNOWN else ()
        noted = requirement.if_unknown == "note" and bool(reasons.missing)
        pack = route.route.pack
        asked = tuple(map(self._asked, questions)) if value == HUMAN else ()
        return RequirementAnswer(
            requirement,
            _verdict(requirement, value),
            met_from,
            self.words.say("没有填写，按没有处理", "Not stated, taken as met")
            if noted
            else self.words.because(requirement, value, self.frame.rows, pack, met_from, missing, asked),
            self.words.fill(requirement.label.in_(self.words.lang), self.frame.rows, pack, met_from),
            self._shown(reasons),
            missing,
            questions if value == HUMAN else (),
            tuple(sorted(reasons.doubts)),
            reasons.declared,
            noted,
        )

    def _asked(self, question: OpenQuestion) -> str:
        said = question.label + self.words.bracketed(question.about)
        return said + self.words.say("，", ", ") + question.decided_by

    def _support(self, compiled: Compiled, rows: Mapping[str, Row]) -> Support:
        for kind in compiled.tried:
            if not rows[kind].values:
                result = Support()
                if rows[kind].held is OPEN:
                    result.missing.add(rows[kind].path)
                return result
        return support(self.engine.compiler, compiled.requirement.when, self.frame, self.day)

    def _shown(self, reasons: Support) -> dict[str, object]:
        return {
            path: _plain(path, value)
            for path, value in sorted(reasons.facts.items())
            if not path.startswith("target.")
        }

    def _remarks(self, route: Route, rows: Mapping[str, Row]) -> tuple[str, ...]:
        said = []
        for remark in route.remarks:
            tried = self.engine.compiler.free_rows(remark.when).intersection(rows)
            if any(not rows[kind].values for kind in tried):
                continue
            if value_on(self.engine.compiler.compile(remark.when)(self.frame), self.day) == YES:
                said.append(remark.text.in_(self.words.lang) + self.words.bracketed(remark.clause))
        return tuple(said)

    def _unknown_bars(self, requirements: tuple[RequirementAnswer, ...]) -> Iterator[str]:
        for answer in requirements:
            if answer.noted:
                yield self.words.say(
                    f"没有填写，按没有处理：{answer.label}（{answer.requirement.clauses[0]}）",
                    f"Not stated, taken as met: {answer.label} ({answer.requirement.clauses[0]})",
                )

    def _counts_as(self, route: Route, rows: Mapping[str, Row]) -> str | None:
        counts = route.counts_as
        if counts is None or counts.row not in rows:
            return None
        value = rows[counts.row].values.get(counts.field)
        if value is None or not counts.tables:
            return None if value is None else str(value)
        for table in counts.tables:
            for pair in table.value if isinstance(table.value, tuple) else ():
                key, _, result = str(pair).partition("=")
                if key == value:
                    return result
        return None

    def supplement(self, route: CompiledRoute) -> SupplementAnswer | None:
        """A supplement, or None where it says that it has nothing to answer."""
        only = route.route.only_with
        if only is not None:
            test = self.engine.compiler.compile(only)
            kind = route.route.tries[0]
            rows = self.frame.world.rows(kind, self.frame.rows["target"]) or ()
            if not any(self._fits(test, kind, row) for row in rows):
                return None
        return SupplementAnswer(self.answer(route), route.route.degree)

    def _fits(self, test: Function, kind: str, row: Row) -> bool:
        self.frame.rows[kind] = row
        return contains(test(self.frame).yes, self.day)


def _least(route: CompiledRoute, values: tuple[int, ...]) -> Verdict:
    return min(
        (_verdict(c.requirement, v) for c, v in zip(route.requirements, values, strict=True)), key=ORDER.index
    )


def _verdict(requirement: Requirement, value: int) -> Verdict:
    return requirement.otherwise if value == NO else _VERDICTS[value]


def _outcome(trials: list[Trial], day: int) -> tuple[Verdict, int | None]:
    days: Days = ()
    for trial in trials:
        days = unite(days, trial.open)
    return trials[0].verdict, stretch(days, day)


def _twin(frame: Frame, kind: str, row: Row) -> Row:
    rows = frame.world.rows(kind, frame.rows["target"]) or ()
    return next((other for other in rows if other.path == row.path), row)


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)


def _since(day: int | None) -> date | None:
    """A day for people: what holds from the beginning of time has no date."""
    return None if day == FIRST else _date(day)


def _plain(path: str, value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and path.rpartition(".")[2] in DATES:
        return date.fromordinal(value).isoformat()
    return list(value) if isinstance(value, tuple) else value


DATES = frozenset(("from", "to", "issued_on", "obtained_on", "granted_on", "graduated_on", "birth_date"))
