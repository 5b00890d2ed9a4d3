"""Why a condition has its value on a day: the facts it rests on, what is missing, which questions are open.

Only the parts that carry the value are followed: every item of an "all" that holds, the least ones of
an "all" that does not; one item of an "any" that holds, the greatest ones of an "any" that does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import nodes as n
from .calendar import year_of
from .days import HUMAN, NO, UNKNOWN, YES, Truth, both, value_on
from .evaluation import Compiler, appraisal_truth, getter, notice_keys, rebind, related_to, whole
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
    def weight(self) -> tuple[bool, int, int]:
        """How far the support is from resting on confirmed, verified facts alone."""
        return self.declared, len(self.doubts), len(self.facts)


def support(compiler: Compiler, node: n.Node, frame: Frame, day: int) -> Support:
    """What the value of `node` on `day` rests on."""
    return _Walk(compiler, frame, day).of(node)


def fact_path(compiler: Compiler, row: Row, name: str) -> str:
    """Where a fact stands in the case."""
    place = compiler.schema.rows[row.kind].fields[name].path
    if place.startswith("/"):
        return place[1:]
    return f"{row.path}.{place}" if place else row.path


class _Walk:
    def __init__(self, compiler: Compiler, frame: Frame, day: int) -> None:
        self.compiler = compiler
        self.frame = frame
        self.day = day

    def value(self, node: n.Node) -> int:
        return value_on(self.compiler.compile(node)(self.frame), self.day)

    def of(self, node: n.Node) -> Support:
        value = self.value(node)
        match node:
            case n.Ref(item=item) | n.Not(item=item):
                return self.of(item)
            case n.All(items=items):
                return self._every(
                    items if value == YES else [item for item in items if self.value(item) == value]
                )
            case n.Any(items=items) | n.AtLeast(items=items):
                alike = [item for item in items if self.value(item) == value] or list(items)
                if value == YES and isinstance(node, n.Any):
                    return min(map(self.of, alike), key=lambda s: s.weight)
                return self._every(alike)
            case n.Choice(reading=reading, options=options):
                chosen = self.frame.choices.get(reading, options[0][0])
                return self.of(dict(options)[chosen])
            case n.Exists():
                return self._exists(node, value)
            case n.Worked():
                return self._worked(node, value)
            case n.Appraised():
                return self._appraised(node, value)
            case n.Notice():
                return self._notice(node, value)
            case _:
                return self._leaf(node, value)

    def _every(self, items: Iterable[n.Node]) -> Support:
        result = Support()
        for item in items:
            result.add(self.of(item))
        return result

    def _leaf(self, node: n.Node, value: int) -> Support:
        result = Support()
        for operand in map(self._chosen, n.operands(node, deep=False)):
            if isinstance(operand, n.Parameter) and operand.doubtful:
                result.doubts.add(operand.id)
            elif isinstance(operand, n.Fact):
                self._fact(result, operand, asked=value == UNKNOWN)
        match node:
            case n.Held(row=row):
                self._date_of(result, self.frame.rows[row], asked=value == UNKNOWN)
            case n.Related(kind=kind, left=left, right=right):
                one = self.frame.rows[left.row].values.get(left.field)
                other = related_to(kind, self.frame.rows[right.row], right.field)
                if one is not None and other is not None:
                    doubt = self.frame.world.relate(kind, str(one), other).fact
                    if doubt is not None:
                        result.doubts.add(doubt)
                    if value == HUMAN:
                        shown = other[1] if isinstance(other, tuple) else other
                        result.questions.add((f"{kind}_relation", f"{one}~{shown}"))
            case n.Asks(question=question, about=about) if value == HUMAN:
                subject = getter(about)(self.frame)
                result.questions.add((question, subject[0] if isinstance(subject, tuple) else str(subject)))  # type: ignore[arg-type]
        return result

    def _chosen(self, operand: n.Operand) -> n.Operand:
        while isinstance(operand, n.Chosen):
            operand = dict(operand.options)[self.frame.choices.get(operand.reading, operand.options[0][0])]
        return operand

    def _fact(self, result: Support, fact: n.Fact, *, asked: bool) -> None:
        row = self.frame.rows[fact.row]
        value = row.values.get(fact.field)
        path = fact_path(self.compiler, row, fact.field)
        if value is None:
            if asked:
                result.missing.add(path)
            return
        result.facts[path] = value
        doubt = row.values.get("doubt")
        if isinstance(doubt, str):
            result.doubts.add(doubt)
        if value == "declared":
            result.declared = True

    def _date_of(self, result: Support, row: Row, *, asked: bool) -> None:
        kind = self.compiler.schema.rows[row.kind]
        for name in (kind.starts, kind.ends):
            if name is None:
                continue
            value = row.values.get(name)
            if value is not None:
                result.facts[fact_path(self.compiler, row, name)] = value
            elif asked and name == kind.starts:
                result.missing.add(fact_path(self.compiler, row, name))

    def _exists(self, node: n.Exists, value: int) -> Support:
        rows = self.frame.world.rows(node.row, self.frame.rows["target"])
        result = Support()
        if rows is None:
            result.missing.add(self.compiler.schema.rows[node.row].list)
            return result
        found = []
        outer = self.frame.rows.get(node.row)
        where = self.compiler.compile(node.where)
        for row in rows:
            self.frame.rows[node.row] = row
            if value_on(both(row.held, where(self.frame)), self.day) != value:
                continue
            one = Support()
            if value_on(row.held, self.day) == value or value == YES:
                self._date_of(one, row, asked=value == UNKNOWN)
            if value_on(row.held, self.day) >= value:
                one.add(self.of(node.where))
            found.append(one)
        rebind(self.frame, node.row, outer)
        if value == YES:
            return min(found, key=lambda s: s.weight)
        for one in found:
            result.add(one)
        return result

    def _worked(self, node: n.Worked, value: int) -> Support:
        result = self._leaf(node, value)
        rows = self.frame.world.rows("job", self.frame.rows["target"])
        if rows is None:
            if value == UNKNOWN:
                result.missing.add(self.compiler.schema.rows["job"].list)
            return result
        matching = self.compiler.compile(node.matching)
        outer = self.frame.rows.get("job")
        for job in rows:
            self.frame.rows["job"] = job
            ever = _greatest(matching(self.frame))
            if (
                (ever == YES and value != UNKNOWN)
                or (ever == value and value in (UNKNOWN, HUMAN))
                or (ever == NO and value == NO)
            ):
                self._date_of(result, job, asked=False)
                result.add(_Walk(self.compiler, self.frame, self.day).of(node.matching))
        rebind(self.frame, "job", outer)
        return result

    def _appraised(self, node: n.Appraised, value: int) -> Support:
        result = self._leaf(node, value)
        world = self.frame.world
        years = whole(getter(node.years)(self.frame))
        accept = self.compiler.compile(node.accept)
        latest = world.last_appraised(year_of(self.day))
        for year in range(latest - years + 1, latest + 1):
            found = world.appraisal(year)
            truth = appraisal_truth(self.frame, accept, year, skip=False)
            reached = NO if truth is None else value_on(truth, self.day)
            if found == "unknown" and value == UNKNOWN:
                result.missing.add(f"appraisals.{year}")
            if isinstance(found, Row) and (reached == value or value == NO):
                outer = self.frame.rows.get("appraisal")
                self.frame.rows["appraisal"] = found
                result.facts[found.path] = found.values.get("grade")
                if reached == value:
                    result.add(self.of(node.accept))
                rebind(self.frame, "appraisal", outer)
        return result

    def _notice(self, node: n.Notice, value: int) -> Support:
        result = self._leaf(node, value)
        keys = notice_keys(node, self.frame)
        if value == UNKNOWN and keys is not None:
            parts = [node.register, *keys]
            if node.name is not None:
                parts += [str(year_of(self.day)), node.name]
            result.missing.add("policy:" + "/".join(parts))
        return result


def _greatest(truth: Truth) -> int:
    return YES if truth.yes else HUMAN if truth.human else UNKNOWN if truth.unknown else NO
