"""One case against the policies of a day: every route of every target, with all its reasons.

The verdict is asked of the case as it is; the first day is asked of the case projected forward, which
differs only where a pending appraisal counts as qualified (see the contract).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from operator import itemgetter
from typing import NamedTuple

from guantong.cases.model import Case, Target
from guantong.conditions.days import (
    ALWAYS,
    FALSE,
    FIRST,
    HUMAN,
    NEVER,
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
from guantong.conditions.evaluation import Function
from guantong.conditions.support import Support
from guantong.conditions.world import Frame, Row
from guantong.policy.model import Language, Route

from .answers import ORDER, OpenQuestion, RequirementAnswer, RouteAnswer, SupplementAnswer, Verdict
from .compiling import Compiled, CompiledRoute, Engine, verdict_of
from .facts import CaseWorld
from .words import Words

__all__ = ["Engine", "Session"]


@dataclass(slots=True, eq=False)
class Known:
    """What a requirement gives for certain rows: its truth, and on the day asked its value, the rank of its verdict, its answer."""

    truth: Truth
    value: int
    rank: int
    answer: RequirementAnswer | None = None


class Trial(NamedTuple):
    """A route tried with one combination of rows: each requirement, and the days on which all are met."""

    order: tuple[object, ...]
    rows: Mapping[str, Row]
    known: Sequence[Known]
    verdict: Verdict
    open: Days


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
        self._known: dict[tuple[object, ...], Known] = {}
        self._turned: dict[tuple[object, ...], Known] = {}
        self._combined: dict[tuple[tuple[object, ...], ...], list[dict[str, Row]]] = {}
        self._answers: dict[tuple[object, ...], RequirementAnswer] = {}
        self._routes: dict[tuple[object, ...], RouteAnswer] = {}

    def _frame(self, world: CaseWorld) -> Frame:
        return Frame(world, {"person": world.person, "evidence": world.evidence}, self.engine.policy.choices)

    def bind(self, target: Target) -> None:
        """Ask about this target from now on."""
        for frame in {id(f): f for f in (self.frame, self.projected)}.values():
            frame.rows["target"] = self.world.target(target)

    # --- trying a route ---------------------------------------------------------------------------

    def _combinations(self, route: Route, frame: Frame) -> list[dict[str, Row]]:
        """Every combination of the rows that the route tries; made once, as targets and readings change none."""
        lists = []
        for kind in route.tries:
            rows = frame.world.rows(kind, frame.rows["target"])
            if not rows:
                rows = ((self.engine.unlisted if rows is None else self.engine.missing)[kind],)
            lists.append(rows)
        found = self._combined.get(key := (route.tries, *lists))
        if found is None:
            found = [dict(zip(route.tries, rows, strict=True)) for rows in product(*lists)]
            self._combined[key] = found
        return found

    def known(self, compiled: Compiled, frame: Frame) -> Known:
        """What a requirement gives for the rows that are bound; computed once for equal rows and targets."""
        rows, bound, asked = frame.rows, compiled.bound, compiled.asked
        key = (
            compiled,
            frame,
            None if bound is None else bound(rows),
            tuple([rows["target"].values.get(field) for field in asked]) if asked else (),
        )
        turned = frame.flipped in compiled.readings
        kept = self._turned if turned else self._known
        found = kept.get(key)
        if found is None:
            truth = self._truth(compiled, frame)
            value = value_on(truth, self.day)
            found = kept[key] = Known(truth, value, compiled.ranks[value])
        return found

    def _truth(self, compiled: Compiled, frame: Frame) -> Truth:
        """The truth of a requirement; of a row that is not there it is no, of a list that is not given unknown."""
        if compiled.tried:
            rows = [frame.rows[kind] for kind in compiled.tried]
            placeholders = [row.held for row in rows if not row.values]
            if placeholders:
                return FALSE if FALSE in placeholders else OPEN
        turned = frame.flipped in compiled.readings
        when = self.engine.compiler.compile(compiled.requirement.when) if turned else compiled.function
        truth = when(frame)
        if compiled.requirement.if_unknown == "note":
            return Truth(truth.unknown, truth.unknown, truth.unknown)
        return truth

    def _tries(self, route: CompiledRoute, frame: Frame) -> Iterator[tuple[dict[str, Row], Sequence[Known]]]:
        combinations = self._combinations(route.route, frame)
        frame.rows.update(combinations[0])
        known = [self.known(r, frame) for r in route.requirements]
        yield combinations[0], known
        for rows in combinations[1:]:
            frame.rows.update(rows)
            known = known.copy()
            for i in route.varying:
                known[i] = self.known(route.requirements[i], frame)
            yield rows, known

    def trials(self, route: CompiledRoute) -> list[Trial]:
        """The route tried with each combination of rows, best first."""
        found = []
        actual = self._tries(route, self.frame)
        later = None if self.projected is self.frame else self._tries(route, self.projected)
        for rows, known in actual:
            days = ALWAYS
            for item in known if later is None else next(later)[1]:
                yes = item.truth.yes
                if yes is not ALWAYS:
                    days = intersect(days, yes)
            rank = min([item.rank for item in known])
            day = stretch(days, self.day)
            unmet = sum([item.value != YES for item in known])
            greater = self._greatness(route.route, rows) if ORDER[rank] == "eligible" else 0
            order = (-rank, -greater, day is None, day or 0, unmet, *[row.sort for row in rows.values()])
            found.append(Trial(order, rows, known, ORDER[rank], days))
        return sorted(found, key=itemgetter(0)) if len(found) > 1 else found

    def _greatness(self, route: Route, rows: Mapping[str, Row]) -> int:
        """How much the rows count as: of several that serve, a person is answered by the greatest."""
        counts, schema = route.counts_as, self.engine.policy.schema
        value = None if counts is None else rows[counts.row].values.get(counts.field)
        if counts is None or value is None:
            return 0
        return schema.codes[schema.rows[counts.row].fields[counts.field].kind].index(str(value))

    def outcome(self, route: CompiledRoute) -> tuple[Verdict, int | None]:
        """Verdict and first day of a route: the best trial, and the days of all of them together.

        That is `trials` without what tells them apart; rows that can neither better the verdict nor open a day are left
        at the first requirement that shows it, as there are as many as the lists multiplied.
        """
        frames = [self.frame] if self.projected is self.frame else [self.frame, self.projected]
        several = zip(*[self._combinations(route.route, frame) for frame in frames], strict=True)
        fixed = [r for i, r in enumerate(route.requirements) if i not in route.varying]
        varying = [route.requirements[i] for i in route.varying]
        best, opened = 0, NEVER
        lowest, common = len(ORDER) - 1, ALWAYS
        for number, rows in enumerate(several):
            for frame, bound in zip(frames, rows, strict=True):
                frame.rows.update(bound)
            if not number:
                lowest, common = self._least(fixed, frames, lowest, common, best)
            if not common and lowest <= best:
                break
            rank, days = self._least(varying, frames, lowest, common, best)
            best, opened = max(best, rank), unite(opened, days)
        return ORDER[best], stretch(opened, self.day)

    def _least(
        self, requirements: Sequence[Compiled], frames: Sequence[Frame], rank: int, days: Days, best: int
    ) -> tuple[int, Days]:
        """The lowest rank of requirements and the days on which all are met, as far as they can still matter."""
        for requirement in requirements:
            if not days and rank <= best:
                break
            asked = [self.known(requirement, frame) for frame in frames]
            rank, days = min(rank, asked[0].rank), intersect(days, asked[-1].truth.yes)
        return rank, days

    def turning(self, route: CompiledRoute, base: tuple[Verdict, int | None]) -> tuple[str, ...]:
        """The readings whose other option, flipped alone, changes verdict or day."""
        if not self.with_readings:
            return ()
        found = []
        frames = {id(f): f for f in (self.frame, self.projected)}.values()
        for reading in route.readings:
            for option in self.engine.others(reading):
                self._turned = {}
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
        target = self.frame.rows["target"]
        fields = route.turned if self.with_readings else route.asked
        key = route, target.path, *[target.values.get(field) for field in fields]
        answer = self._routes.get(key)
        if answer is None:
            answer = self._routes[key] = self._answer(route)
        return answer

    def _answer(self, route: CompiledRoute) -> RouteAnswer:
        trials = self.trials(route)
        best = trials[0]
        verdict, day = _outcome(trials, self.day)
        turning = self.turning(route, (verdict, day))
        self.frame.rows.update(best.rows)
        if self.projected is not self.frame:
            self.projected.rows.update({k: _twin(self.projected, k, row) for k, row in best.rows.items()})
        requirements = tuple(
            [
                self._requirement(compiled, known, route.route.pack)
                for compiled, known in zip(route.requirements, best.known, strict=True)
            ]
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
            (*self._remarks(route, best.rows), *self._unknown_bars(requirements)),
            *_counts_as(route.route, best.rows),
        )

    def _requirement(self, compiled: Compiled, known: Known, pack: str) -> RequirementAnswer:
        if not (compiled.asked or compiled.shown or compiled.told):
            if known.answer is None:
                known.answer = self._build(compiled, known, pack)
            return known.answer
        rows = self.frame.rows
        target = rows["target"]
        key = (
            known,
            target.path,
            tuple([rows.get(kind) for kind in compiled.shown]),
            tuple([target.values.get(field) for field in compiled.told]),
        )
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._build(compiled, known, pack)
        return answer

    def _build(self, compiled: Compiled, known: Known, pack: str) -> RequirementAnswer:
        requirement, value = compiled.requirement, known.value
        reasons = self._support(compiled)
        if self.projected is not self.frame:
            known = self.known(compiled, self.projected)
        met_from = _since(stretch(known.truth.yes, self.day))
        policy = self.engine.policy
        questions = tuple(
            [
                OpenQuestion(
                    name,
                    about,
                    policy.questions[name].label.in_(self.words.lang),
                    policy.questions[name].decided_by.in_(self.words.lang),
                )
                for name, about in sorted(reasons.questions)
            ]
        )
        missing = tuple(sorted(reasons.missing)) if value == UNKNOWN else ()
        noted = requirement.if_unknown == "note" and bool(reasons.missing)
        asked = tuple(map(self._asked, questions)) if value == HUMAN else ()
        return RequirementAnswer(
            requirement,
            verdict_of(requirement, value),
            met_from,
            self.words.say("没有填写，按符合处理", "Not stated, taken as met")
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

    def _support(self, compiled: Compiled) -> Support:
        for row in [self.frame.rows[kind] for kind in compiled.tried]:
            if not row.values:
                result = Support()
                if row.held is OPEN:
                    result.missing.add(row.path)
                return result
        return self.engine.reasons.of(compiled.when, self.frame, self.day)

    def _shown(self, reasons: Support) -> dict[str, object]:
        return {
            path: _plain(path, value)
            for path, value in sorted(reasons.facts.items())
            if not path.startswith("target")
        }

    def _remarks(self, route: CompiledRoute, rows: Mapping[str, Row]) -> Iterator[str]:
        for compiled in route.remarks:
            if any(not rows[kind].values for kind in compiled.tried):
                continue
            if value_on(compiled.function(self.frame), self.day) == YES:
                remark = compiled.remark
                yield remark.text.in_(self.words.lang) + self.words.bracketed(remark.clause)

    def _unknown_bars(self, requirements: tuple[RequirementAnswer, ...]) -> Iterator[str]:
        for answer in requirements:
            if answer.noted:
                yield self.words.say(
                    f"没有填写，按符合处理：{answer.label}（{answer.requirement.clauses[0]}）",
                    f"Not stated, taken as met: {answer.label} ({answer.requirement.clauses[0]})",
                )

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


def _counts_as(route: Route, rows: Mapping[str, Row]) -> tuple[str | None, str | None]:
    """What the row that was used counts as, and the unconfirmed fact that says so."""
    counts = route.counts_as
    value = rows[counts.row].values.get(counts.field) if counts is not None and counts.row in rows else None
    if counts is None or value is None:
        return None, None
    if not counts.tables:
        return str(value), None
    for table in counts.tables:
        for pair in table.value if isinstance(table.value, tuple) else ():
            key, _, result = str(pair).partition("=")
            if key == value:
                return result, table.id if table.doubtful else None
    return None, None


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
