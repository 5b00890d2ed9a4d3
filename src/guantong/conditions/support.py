"""Why a condition has its value on a day: the facts it rests on, what is missing, which questions are open.

Only the parts that carry the value are followed: every item of an "all" that holds, the least ones of
an "all" that does not; one item of an "any" that holds, the greatest ones of an "any" that does not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from . import nodes as n
from .calendar import year_of
from .days import HUMAN, NO, UNKNOWN, YES, Truth, both, value_on
from .evaluation import Compiler, Function, getter, notice_keys, rebind, related_to, whole
from .world import Frame, Row, Value


@dataclass(slots=True)
class Support:
    """What one value rests on. Paths are those of the case, ``policy:…`` for a notice or a register."""

    facts: dict[str, Value] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    questions: set[tuple[str, str]] = field(default_factory=set)
    doubts: set[str] = field(default_factory=set)
    declared: bool = False

    def add(self, other: "Support") -> None:
        """Take over what another value rests on."""
        self.facts.update(other.facts)
        self.missing |= other.missing
        self.questions |= other.questions
        self.doubts |= other.doubts
        self.declared |= other.declared

    @property
    def weight(self) -> tuple[bool, int, list[str], int]:
        """How far the support is from resting on confirmed, verified facts alone; a total order of what is told of it."""
        return self.declared, len(self.doubts), sorted(self.doubts), len(self.facts)


Reason: TypeAlias = Callable[[Frame, int, int, Support], None]
"""Adds what a condition rests on, given the frame, the day and the value that it has on it."""

_OPPOSITE = (YES, UNKNOWN, HUMAN, NO)


def support(compiler: Compiler, node: n.Node, frame: Frame, day: int) -> Support:
    """What the value of `node` on `day` rests on."""
    return Reasons(compiler).of(node, frame, day)


class Reasons:
    """Compiles conditions into the functions that tell why they have their value; each once."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._done: dict[int, tuple[n.Node, Reason]] = {}

    def of(self, node: n.Node, frame: Frame, day: int) -> Support:
        """What the value of `node` on `day` rests on."""
        result = Support()
        self.reason(node)(frame, day, value_on(self.compiler.compile(node)(frame), day), result)
        return result

    def reason(self, node: n.Node) -> Reason:
        """The function for a condition."""
        done = self._done.get(id(node))
        if done is None:
            done = self._done[id(node)] = node, self._build(node)
        return done[1]

    def _build(self, node: n.Node) -> Reason:
        match node:
            case n.Ref(item=item):
                return self.reason(item)
            case n.Not(item=item):
                inner = self.reason(item)
                return lambda frame, day, value, into: inner(frame, day, _OPPOSITE[value], into)
            case n.All(items=items):
                return self._all(items)
            case n.Any(items=items) | n.AtLeast(items=items):
                return self._any(items, least_suffices=isinstance(node, n.Any))
            case n.Choice(reading=reading, options=options):
                default, by_option = options[0][0], {name: self.reason(item) for name, item in options}
                return lambda frame, day, value, into: by_option[frame.choices.get(reading, default)](
                    frame, day, value, into
                )
            case n.Exists():
                return self._exists(node)
            case n.Worked():
                return self._worked(node)
            case n.Appraised():
                return self._appraised(node)
            case _:
                return self._leaf(node)

    def _both(self, items: Sequence[n.Node]) -> list[tuple[Function, Reason]]:
        return [(self.compiler.compile(item), self.reason(item)) for item in items]

    def _all(self, items: Sequence[n.Node]) -> Reason:
        parts = self._both(items)

        def reason(frame: Frame, day: int, value: int, into: Support) -> None:
            for function, inner in parts:
                if value == YES or value_on(function(frame), day) == value:
                    inner(frame, day, value, into)

        return reason

    def _any(self, items: Sequence[n.Node], *, least_suffices: bool) -> Reason:
        parts = self._both(items)

        def reason(frame: Frame, day: int, value: int, into: Support) -> None:
            valued = [(value_on(function(frame), day), inner) for function, inner in parts]
            alike = [item for item in valued if item[0] == value] or valued
            if least_suffices and value == YES and len(alike) > 1:
                into.add(_lightest([_told(inner, frame, day, value) for _, inner in alike]))
                return
            for own, inner in alike:
                inner(frame, day, own, into)

        return reason

    # --- leaves -----------------------------------------------------------------------------------

    def _leaf(self, node: n.Node) -> Reason:
        steps = [step for operand in n.operands(node, deep=False) if (step := self._operand(operand))]
        match node:
            case n.Held(row=row):
                steps.append(self._dates(row))
            case n.Related():
                steps.append(_relation(node))
            case n.Asks():
                steps.append(_question(node))
            case n.Notice():
                steps.append(_notice(node))
        if len(steps) == 1:
            return steps[0]

        def reason(frame: Frame, day: int, value: int, into: Support) -> None:
            for step in steps:
                step(frame, day, value, into)

        return reason

    def _operand(self, operand: n.Operand) -> Reason | None:
        match operand:
            case n.Parameter(id=name, doubtful=True):
                return lambda frame, day, value, into: into.doubts.add(name)
            case n.Fact(row=row, field=field):
                return self._fact(row, field)
            case n.Chosen(reading=reading, options=options):
                default, by_option = options[0][0], {name: self._operand(item) for name, item in options}

                def reason(frame: Frame, day: int, value: int, into: Support) -> None:
                    chosen = by_option[frame.choices.get(reading, default)]
                    if chosen is not None:
                        chosen(frame, day, value, into)

                return reason
        return None

    def _path(self, row: str, name: str) -> Callable[[Row], str]:
        """Where a fact stands in the case."""
        place = self.compiler.schema.rows[row].fields[name].path
        if place.startswith("/"):
            return lambda row: place[1:]
        return (lambda row: f"{row.path}.{place}") if place else (lambda row: row.path)

    def _fact(self, name: str, field: str) -> Reason:
        path = self._path(name, field)

        def reason(frame: Frame, day: int, value: int, into: Support) -> None:
            row = frame.rows[name]
            found = row.values.get(field)
            if found is None:
                if value == UNKNOWN:
                    into.missing.add(path(row))
                return
            into.facts[path(row)] = found
            doubt = row.values.get("doubt")
            if isinstance(doubt, str):
                into.doubts.add(doubt)
            if found == "declared":
                into.declared = True

        return reason

    def _dates(self, name: str) -> Reason:
        kind = self.compiler.schema.rows[name]
        ends = [(end, self._path(name, end)) for end in (kind.starts, kind.ends) if end is not None]

        def reason(frame: Frame, day: int, value: int, into: Support) -> None:
            row = frame.rows[name]
            for end, path in ends:
                found = row.values.get(end)
                if found is not None:
                    into.facts[path(row)] = found
                elif value == UNKNOWN and end == kind.starts:
                    into.missing.add(path(row))

        return reason

    # --- rows -------------------------------------------------------------------------------------

    def _exists(self, node: n.Exists) -> Reason:
        name, where, why = node.row, self.compiler.compile(node.where), self.reason(node.where)
        dates, place = self._dates(name), self.compiler.schema.rows[name].list

        def reason(frame: Frame, day: int, value: int, into: Support) -> None:
            rows = frame.world.rows(name, frame.rows["target"])
            if rows is None:
                into.missing.add(place)
                return
            found = []
            outer = frame.rows.get(name)
            for row in rows:
                frame.rows[name] = row
                truth = where(frame)
                if value_on(both(row.held, truth), day) != value:
                    continue
                one = Support()
                held = value_on(row.held, day)
                if held == value or value == YES:
                    dates(frame, day, value, one)
                if held >= max(value, UNKNOWN):
                    why(frame, day, value_on(truth, day), one)
                found.append(one)
            rebind(frame, name, outer)
            for one in [_lightest(found)] if value == YES else found:
                into.add(one)

        return reason

    def _worked(self, node: n.Worked) -> Reason:
        leaf, dates = self._leaf(node), self._dates("job")
        matching, why = self.compiler.compile(node.matching), self.reason(node.matching)
        place = self.compiler.schema.rows["job"].list

        def reason(frame: Frame, day: int, value: int, into: Support) -> None:
            leaf(frame, day, value, into)
            rows = frame.world.rows("job", frame.rows["target"])
            if rows is None:
                if value == UNKNOWN:
                    into.missing.add(place)
                return
            outer = frame.rows.get("job")
            for job in rows:
                frame.rows["job"] = job
                truth = matching(frame)
                ever = _greatest(truth)
                if (
                    (ever == YES and value != UNKNOWN)
                    or (ever == value and value in (UNKNOWN, HUMAN))
                    or (ever == NO and value == NO)
                ):
                    dates(frame, day, NO, into)
                    why(frame, day, value_on(truth, day), into)
            rebind(frame, "job", outer)

        return reason

    def _appraised(self, node: n.Appraised) -> Reason:
        leaf, count = self._leaf(node), getter(node.years)
        accept, why = self.compiler.compile(node.accept), self.reason(node.accept)

        def reason(frame: Frame, day: int, value: int, into: Support) -> None:
            leaf(frame, day, value, into)
            world, outer = frame.world, frame.rows.get("appraisal")
            years, latest = whole(count(frame)), world.last_appraised(year_of(day))
            for year in range(latest - years + 1, latest + 1):
                found = world.appraisal(year)
                if found == "unknown" and value == UNKNOWN:
                    into.missing.add(f"appraisals.{year}")
                if isinstance(found, Row):
                    frame.rows["appraisal"] = found
                    reached = value_on(accept(frame), day)
                    if reached == value or value == NO:
                        into.facts[found.path] = found.values.get("grade")
                    if reached == value:
                        why(frame, day, value, into)
            rebind(frame, "appraisal", outer)

        return reason


def _relation(node: n.Related) -> Reason:
    kind, left, right = node.kind, node.left, node.right

    def reason(frame: Frame, day: int, value: int, into: Support) -> None:
        one = frame.rows[left.row].values.get(left.field)
        other = related_to(kind, frame.rows[right.row], right.field)
        if one is None or other is None:
            return
        doubt = frame.world.relate(kind, str(one), other).fact
        if doubt is not None:
            into.doubts.add(doubt)
        if value == HUMAN:
            shown = other[1] if isinstance(other, tuple) else other
            into.questions.add((f"{kind}_relation", f"{one}~{shown}"))

    return reason


def _question(node: n.Asks) -> Reason:
    about, question = getter(node.about), node.question

    def reason(frame: Frame, day: int, value: int, into: Support) -> None:
        if value == HUMAN:
            subject = about(frame)
            named = subject[0] if isinstance(subject, tuple) else subject
            into.questions.add((question, str(named)))

    return reason


def _notice(node: n.Notice) -> Reason:
    def reason(frame: Frame, day: int, value: int, into: Support) -> None:
        keys = notice_keys(node, frame)
        if value == UNKNOWN and keys is not None:
            year = [] if node.name is None else [str(year_of(day)), node.name]
            into.missing.add("policy:" + "/".join((node.register, *keys, *year)))

    return reason


def _told(reason: Reason, frame: Frame, day: int, value: int) -> Support:
    result = Support()
    reason(frame, day, value, result)
    return result


def _lightest(found: list[Support]) -> Support:
    return found[0] if len(found) == 1 else min(found, key=lambda one: one.weight)


def _greatest(truth: Truth) -> int:
    return YES if truth.yes else HUMAN if truth.human else UNKNOWN if truth.unknown else NO
