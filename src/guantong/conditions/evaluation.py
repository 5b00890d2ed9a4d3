"""The meaning of a condition: the days on which it is yes, human or unknown.

Each node is compiled once into a function of a :class:`~.world.Frame`; equal trees share it. Nothing is
short-circuited that would hide a reason: reasons are told by :mod:`.support`.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import TypeAlias

from . import nodes as n
from .calendar import anniversary, full_on, new_year, pairs, year_of
from .days import (
    ASK,
    END,
    FALSE,
    FIRST,
    NEVER,
    OPEN,
    TRUE,
    Truth,
    at_least,
    between,
    both,
    complement,
    either,
    limit,
    negate,
    union,
    unite,
)
from .dependencies import Dependencies
from .schema import Schema
from .world import Frame, Row, Value

Function: TypeAlias = Callable[[Frame], Truth]
Getter: TypeAlias = Callable[[Frame], Value | tuple[n.Scalar, ...]]

_SHARED = (n.Ref, n.Exists, n.Worked, n.Appraised)


class Compiler:
    """Compiles conditions over one schema; equal conditions are compiled, and in a frame computed, once."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._done: dict[n.Node, Function] = {}
        self._same: dict[int, tuple[n.Node, Function]] = {}
        self.free = Dependencies(schema).of

    def free_rows(self, node: n.Node) -> frozenset[str]:
        """The rows that must be bound from outside, the target among them."""
        rows, asked = self.free(node)
        return rows | {"target"} if asked else rows

    def compile(self, node: n.Node) -> Function:
        """The function that gives the truth of a condition in a frame."""
        same = self._same.get(id(node))  # comparing whole trees takes longer than most of them take to answer
        if same is not None:
            return same[1]
        function = self._done.get(node)
        if function is None:
            function = self._build(node)
            if isinstance(node, _SHARED):
                function = self._shared(node, function)
            self._done[node] = function
        self._same[id(node)] = node, function
        return function

    def _shared(self, node: n.Node, inner: Function) -> Function:
        index = len(self._done)
        turns_on = n.readings(node)
        free = self.free(node)
        bound, asked = itemgetter(*sorted(free.rows)) if free.rows else None, tuple(sorted(free.asked))

        def run(frame: Frame) -> Truth:
            memo = frame.changed if frame.flipped in turns_on else frame.kept
            rows = frame.rows
            key = (
                index,
                None if bound is None else bound(rows),
                tuple([rows["target"].values.get(field) for field in asked]) if asked else (),
            )
            truth = memo.get(key)
            if truth is None:
                truth = memo[key] = inner(frame)
            return truth

        return run

    def _build(self, node: n.Node) -> Function:
        match node:
            case n.Constant(value=value):
                constant = TRUE if value else FALSE
                return lambda frame: constant
            case n.Ref(item=item):
                return self.compile(item)
            case n.Not(item=item):
                inner = self.compile(item)
                return lambda frame: negate(inner(frame))
            case n.All(items=items):
                return _all([self.compile(item) for item in items])
            case n.Any(items=items):
                return _any([self.compile(item) for item in items])
            case n.AtLeast(count=count, items=items):
                wanted, parts = getter(count), [self.compile(item) for item in items]
                return lambda frame: at_least(whole(wanted(frame)), [part(frame) for part in parts])
            case n.Choice(reading=reading, options=options):
                return _choice(reading, options[0][0], {name: self.compile(item) for name, item in options})
            case n.Compare():
                return self._compare(node)
            case n.Holds(fact=fact):
                return _holds(fact.row, fact.field)
            case n.Given(fact=fact, expected=expected):
                row, field = fact.row, fact.field
                return lambda frame: (
                    TRUE if (frame.rows[row].values.get(field) is not None) is expected else FALSE
                )
            case n.Since():
                return _since(node)
            case n.Within(start=start, end=end):
                begin, stop = getter(start), getter(end)
                return lambda frame: limit(TRUE, between(_or(begin(frame), FIRST), _or(stop(frame), END)))
            case n.Held(row=row):
                return lambda frame: frame.rows[row].held
            case n.Exists(row=row, where=where):
                return _exists(row, self.compile(where))
            case n.Related():
                return _related(node)
            case n.Worked():
                return _worked(node, self.compile(node.matching))
            case n.Appraised():
                return _appraised(node, self.compile(node.accept))
            case n.Asks():
                return _asks(node)
            case n.Notice():
                return _notice(node)

    def _compare(self, node: n.Compare) -> Function:
        row, field, operator = node.fact.row, node.fact.field, node.operator
        kind = self.schema.rows[row].fields[field].kind
        ranks = (
            {code: i for i, code in enumerate(self.schema.codes[kind])}
            if kind in self.schema.ordered
            else None
        )
        test = _TESTS[operator]
        value = getter(node.value)

        def place(item: object) -> object:
            return ranks[item] if ranks is not None and isinstance(item, str) else item

        if isinstance(node.value, n.Fact | n.Chosen):

            def by_fact(frame: Frame) -> Truth:
                left, right = frame.rows[row].values.get(field), value(frame)
                if left is None or right is None:
                    return OPEN
                return TRUE if test(place(left), place(right)) else FALSE

            return by_fact

        raw = node.value.value if isinstance(node.value, n.Parameter) else node.value
        fixed = place(raw)
        if ranks is None or operator in ("in", "not_in"):

            def plain(frame: Frame) -> Truth:
                left = frame.rows[row].values.get(field)
                if left is None:
                    return OPEN
                return TRUE if test(left, raw) else FALSE

            return plain

        order = ranks

        def ranked(frame: Frame) -> Truth:
            left = frame.rows[row].values.get(field)
            if left is None:
                return OPEN
            return TRUE if test(order[left], fixed) else FALSE  # type: ignore[index]

        return ranked


_TESTS: dict[str, Callable[[object, object], bool]] = {
    "is": lambda left, right: left == right,
    "is_not": lambda left, right: left != right,
    "at_least": lambda left, right: left >= right,  # type: ignore[operator]
    "at_most": lambda left, right: left <= right,  # type: ignore[operator]
    "above": lambda left, right: left > right,  # type: ignore[operator]
    "below": lambda left, right: left < right,  # type: ignore[operator]
    "one_below": lambda left, right: left + 1 == right,  # type: ignore[operator]
    "in": lambda left, right: left in right,  # type: ignore[operator]
    "not_in": lambda left, right: left not in right,  # type: ignore[operator]
    "contains": lambda left, right: right in left,  # type: ignore[operator]
}


def getter(operand: n.Operand | None) -> Getter:
    """The function that gives an operand's value in a frame."""
    match operand:
        case n.Fact(row=row, field=field):
            return lambda frame: frame.rows[row].values.get(field)
        case n.Parameter(value=value):
            return lambda frame: value
        case n.Chosen(reading=reading, options=options):
            default = options[0][0]
            by_option = {name: getter(item) for name, item in options}
            return lambda frame: by_option[frame.choices.get(reading, default)](frame)
        case _:
            return lambda frame: operand


def whole(value: object) -> int:
    """The value as the whole number that loading has checked it to be."""
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _or(value: object, default: int) -> int:
    return default if value is None else whole(value)


def _all(parts: list[Function]) -> Function:
    def run(frame: Frame) -> Truth:
        truth = TRUE
        for part in parts:
            truth = both(truth, part(frame))
        return truth

    return run


def _any(parts: list[Function]) -> Function:
    def run(frame: Frame) -> Truth:
        truth = FALSE
        for part in parts:
            truth = either(truth, part(frame))
        return truth

    return run


def _choice(reading: str, default: str, options: dict[str, Function]) -> Function:
    return lambda frame: options[frame.choices.get(reading, default)](frame)


def _holds(row: str, field: str) -> Function:
    def run(frame: Frame) -> Truth:
        value = frame.rows[row].values.get(field)
        if value is None:
            return OPEN
        return TRUE if value else FALSE

    return run


def _since(node: n.Since) -> Function:
    row, field = node.fact.row, node.fact.field
    years, full, leap = getter(node.years), getter(node.full_on), getter(node.leap_day)

    def run(frame: Frame) -> Truth:
        start = frame.rows[row].values.get(field)
        if start is None:
            return OPEN
        day = anniversary(whole(start), whole(years(frame)), leap(frame)) + whole(full(frame))  # type: ignore[arg-type]
        return limit(TRUE, between(day, END))

    return run


def _exists(row: str, where: Function) -> Function:
    def run(frame: Frame) -> Truth:
        rows = frame.world.rows(row, frame.rows["target"])
        if rows is None:
            return OPEN
        outer = frame.rows.get(row)
        truth = FALSE
        for item in rows:
            frame.rows[row] = item
            truth = either(truth, both(item.held, where(frame)))
        rebind(frame, row, outer)
        return truth

    return run


def rebind(frame: Frame, row: str, outer: Row | None) -> None:
    if outer is None:
        frame.rows.pop(row, None)
    else:
        frame.rows[row] = outer


def _related(node: n.Related) -> Function:
    kind, left, right = node.kind, node.left, node.right
    accept = getter(node.accept)

    def run(frame: Frame) -> Truth:
        one = frame.rows[left.row].values.get(left.field)
        other = related_to(kind, frame.rows[right.row], right.field)
        if one is None or other is None:
            return OPEN
        found = frame.world.relate(kind, one, other).kind  # type: ignore[arg-type]
        if found == "open":
            return ASK
        return TRUE if found in accept(frame) else FALSE  # type: ignore[operator]

    return run


def related_to(kind: str, row: Row, field: str) -> "str | tuple[str, str] | None":
    """The right side of a relation: a code, or series and specialty together; None where unknown."""
    value = row.values.get(field)
    if kind == "specialty":
        series = row.values.get("series")
        return None if value is None or series is None else (str(series), str(value))
    return None if value is None else str(value)


def work_periods(frame: Frame, matching: Function) -> tuple[list[tuple[int, int]], ...]:
    """The periods of work that match: surely, by leave of an authority, or possibly."""
    rows = frame.world.rows("job", frame.rows["target"]) or ()
    outer = frame.rows.get("job")
    found: tuple[list[tuple[int, int]], ...] = ([], [], [])
    for job in rows:
        frame.rows["job"] = job
        truth = both(job.held, matching(frame))
        for level in range(3):
            found[level].extend(pairs(truth[level]))
    rebind(frame, "job", outer)
    return found


def _worked(node: n.Worked, matching: Function) -> Function:
    years, full, leap = getter(node.years), getter(node.full_on), getter(node.leap_day)
    since = node.since

    def run(frame: Frame) -> Truth:
        wanted = whole(years(frame))
        if wanted == 0:
            return TRUE
        start: object = FIRST
        if since is not None:
            start = frame.rows[since.row].values.get(since.field)
            if start is None:
                return OPEN
        anchor, mode, late = whole(start), leap(frame), whole(full(frame))

        def opening(day: int | None) -> tuple[int, ...]:
            if day is None:
                return NEVER
            day += late
            return between(new_year(year_of(day)) if node.to_year_end else day, END)

        if frame.world.rows("job", frame.rows["target"]) is None:
            return Truth(NEVER, NEVER, opening(anniversary(anchor, wanted, mode)))  # type: ignore[arg-type]
        sets = [opening(full_on(periods, anchor, wanted, mode)) for periods in work_periods(frame, matching)]  # type: ignore[arg-type]
        return Truth(sets[0], unite(sets[0], sets[1]), union(sets))

    return run


def _appraised(node: n.Appraised, accept: Function) -> Function:
    years, passing, idle = getter(node.years), getter(node.passing), getter(node.idle_years)

    def run(frame: Frame) -> Truth:
        world, wanted, quorum, skip = (
            frame.world,
            whole(years(frame)),
            whole(passing(frame)),
            idle(frame) == "skip",
        )
        seen: dict[int, Truth | None] = {}

        def year_truth(year: int) -> Truth | None:
            if year not in seen:
                seen[year] = appraisal_truth(frame, accept, year, skip)
            return seen[year]

        now = year_of(world.as_of)
        first = min(world.first_listed() + 1, now)
        last = max(now, world.last_listed()) + wanted + 1
        truth = limit(OPEN, between(FIRST, new_year(first)))
        for year in range(first, last + 1):
            latest = world.last_appraised(year)
            window = [t for t in map(year_truth, range(latest - wanted + 1, latest + 1)) if t is not None]
            needed = max(1, quorum - (wanted - len(window)))
            block = between(new_year(year), new_year(year + 1) if year < last else END)
            truth = either(truth, limit(at_least(needed, window), block))
        return truth

    return run


def appraisal_truth(frame: Frame, accept: Function, year: int, skip: bool) -> Truth | None:
    """Whether the appraisal of a year is accepted; None where a year without work is passed over."""
    found = frame.world.appraisal(year)
    if isinstance(found, Row):
        outer = frame.rows.get("appraisal")
        frame.rows["appraisal"] = found
        truth = accept(frame)
        rebind(frame, "appraisal", outer)
        return truth
    if found == "idle":
        return None if skip else FALSE
    return OPEN if found == "unknown" else TRUE


def _asks(node: n.Asks) -> Function:
    about, question = getter(node.about), node.question
    silent = ASK if node.unanswered == "human" else FALSE

    def run(frame: Frame) -> Truth:
        answer = frame.world.answer(question, about(frame))  # type: ignore[arg-type]
        return silent if answer is None else TRUE if answer else FALSE

    return run


def _notice(node: n.Notice) -> Function:
    def run(frame: Frame) -> Truth:
        keys = notice_keys(node, frame)
        if keys is None:
            return OPEN
        yes, no = frame.world.notice(node.register, keys, node.name)
        return Truth(yes, yes, complement(no))

    return run


def notice_keys(node: n.Notice, frame: Frame) -> tuple[str, ...] | None:
    """What the notice is looked up by; None while part of it is unknown."""
    keys = [frame.rows[fact.row].values.get(fact.field) for fact in node.keys]
    return None if None in keys else tuple(map(str, keys))
