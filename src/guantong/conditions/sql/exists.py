"""Some row fulfils a condition, on days on which the row holds."""

from dataclasses import dataclass
from typing import Final, Literal

from .. import nodes as n
from ..days import END, FIRST, value_on
from ..support import support
from ..world import Frame
from .days import TRUE, Days, Stretches, Truth, all_of, first, gate, steady, stretches
from .leaves import fixed, held
from .rows import Read, by_value, over_rows, union_of
from .scope import Meaning, Scope
from .why import Why, together, weighed, weight

_LEVELS: Final = (3, 2, 1)
_LOWER: Final = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class _Union:
    """The days of all rows of a group together: a test, a first day, or stretches."""

    kind: Literal["gate", "start", "list"]
    expressions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Doubts:
    """The unconfirmed facts of the lightest row that says yes, and those of the rows below yes by their value.

    A `scalar` is the weight of one fact at most, otherwise the lightest is a text.
    """

    scalar: bool
    lightest: str
    lower: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the relation gives: expressions over its aggregates."""

    value: str
    declared: str | None
    sets: tuple[_Union, ...]
    missing: str
    doubts: _Doubts | None


def exists(scope: Scope, node: n.Exists) -> Meaning:
    """Some row fulfils the condition; without the list it is unknown."""
    if scope.emitter.places[node.row].by != "p":
        alike = _alike(scope, node)
        if alike is not None:
            return alike
    built, read = over_rows(scope, node, node.row, lambda inner: _rows(inner, node))
    column = scope.emitter.places[node.row].given
    given = None if column is None else scope.given(column)
    found = f"coalesce({read(built.value)}, 0)"
    value = scope.bind(found if given is None else f"CASE WHEN {given} THEN {found} ELSE 1 END")
    sets = [
        _days(scope, read, union, given if level == 1 else None)
        for level, union in zip(_LEVELS, built.sets, strict=True)
    ]
    truth = Truth(value, *sets)
    return Meaning(steady(value) if truth.constant else truth, _why(scope, node, built, read, value, given))


def _alike(scope: Scope, node: n.Exists) -> Meaning | None:
    """The meaning of a condition over rows beside the register, such as standards, where it is the same for every target."""
    emitter = scope.emitter
    free = emitter.compiler.free(node)
    column = emitter.places[node.row].by
    if free.rows or not emitter.samples:
        return None
    meanings = set()
    for target in emitter.samples:
        frame = Frame(emitter.world, {"target": target}, {})
        if emitter.world.rows(node.row, target) and free.asked - {column}:
            return None
        truth = emitter.compiler.compile(node)(frame)
        rests_on = support(emitter.compiler, node, frame, emitter.day)
        meanings.add((truth, frozenset(rests_on.doubts), frozenset(rests_on.missing)))
    if len(meanings) > 1:
        return None
    truth, doubts, missing = meanings.pop()
    if missing:
        return None
    value = str(value_on(truth, emitter.day))
    days = [fixed(scope, one) for one in truth]
    numbers = tuple(str(emitter.doubts[doubt]) for doubt in sorted(doubts))
    return Meaning(Truth(value, *days), Why(doubts=numbers))


def _rows(inner: Scope, node: n.Exists) -> _Rows:
    relation, dialect = inner.relation, inner.dialect
    holding, where = held(inner, node.row), inner.mean(node.where)
    truth = all_of([holding.truth, where.truth])
    value = relation.bind(truth.value)
    sets = tuple(_united(inner, days) for days in truth.sets)
    why = where.why.when(f"{holding.truth.value} >= 1") if holding.truth != TRUE else where.why
    parts = together([holding.why, why])
    declared = relation.bind(parts.declared)
    # twice the value, and one more for a yes that is shown or a lower value that is declared: a maximum finds both
    weighted = f"{value} * 2"
    if parts.declared != "FALSE":
        weighted += f" + CASE WHEN ({value} = 3) = {declared} THEN 0 ELSE 1 END"
    total = relation.output(f"max({weighted})")
    missing = "0"
    if parts.missing != "0":
        missing = relation.output(dialect.any_bit(relation.bind(parts.missing), f"{value} = 1"))
    return _Rows(
        dialect.whole(total, 2),
        f"({total} % 2 = 1) = ({total} < 6)" if parts.declared != "FALSE" else None,
        sets,
        missing,
        _doubts(inner, parts, value, declared) if parts.doubts or parts.more else None,
    )


def _doubts(inner: Scope, parts: Why, value: str, declared: str) -> _Doubts:
    relation, dialect = inner.relation, inner.dialect
    if len(parts.doubts) == 1 and not parts.more:
        lightest = relation.output(f"min(CASE WHEN {value} = 3 THEN {relation.bind(weight(parts))} END)")
        return _Doubts(
            True, lightest, by_value(inner, f"CAST({parts.doubts[0]} AS {dialect.string})", value, _LOWER)
        )
    text = relation.bind(parts.all_doubts(dialect))
    listed = relation.bind(f"CASE WHEN {value} = 3 THEN {dialect.numbers_in(text)} END")
    key = [declared, dialect.size(listed), listed]
    lightest = relation.output(dialect.least_by(text, key, f"{value} = 3"))
    return _Doubts(False, lightest, by_value(inner, text, value, _LOWER))


def _united(inner: Scope, days: Days) -> _Union:
    """The union over the rows of a group."""
    relation, dialect = inner.relation, inner.dialect
    if days.constant:
        return _Union("gate", (relation.output(f"bool_or({relation.bind(gate(days))})"),))
    if not days.ends and not days.lists:
        return _Union("start", (relation.output(f"min(CASE WHEN {gate(days)} THEN {first(days)} END)"),))
    one = stretches(days, dialect, relation.bind)
    return _Union("list", union_of(inner, one, relation.bind(f"{one.first} < {one.last}")))


def _days(scope: Scope, read: Read, union: _Union, given: str | None) -> Days:
    """The union as a scope reads it; all days where a list need not be there and `given` says that it is not."""

    def unless(found: str, otherwise: str) -> str:
        return found if given is None else f"CASE WHEN {given} THEN {found} ELSE {otherwise} END"

    match union.kind:
        case "start":
            return Days(
                starts=(scope.bind(unless(f"coalesce({read(union.expressions[0])}, {END})", str(FIRST))),)
            )
        case "gate":
            test = f"coalesce({read(union.expressions[0])}, FALSE)"
            return Days(gates=(test if given is None else f"NOT {given} OR {test}",))
        case "list":
            start, end, more = map(read, union.expressions)
            return Days(
                lists=(
                    Stretches(
                        scope.bind(unless(f"coalesce({start}, {END})", str(FIRST))),
                        scope.bind(unless(f"coalesce({end}, {END})", str(END))),
                        more,
                    ),
                )
            )


def _why(scope: Scope, node: n.Exists, built: _Rows, read: Read, value: str, given: str | None) -> Why:
    missing = "0" if built.missing == "0" else f"coalesce({read(built.missing)}, 0)"
    if given is not None:
        mask = scope.emitter.bit(scope.emitter.schema.rows[node.row].list)
        missing = f"CASE WHEN {given} THEN {missing} ELSE {mask} END"
    why = Why(
        "FALSE" if built.declared is None else f"coalesce({read(built.declared)}, FALSE)",
        "0" if missing == "0" else scope.bind(f"CASE WHEN {value} = 1 THEN {missing} ELSE 0 END"),
    )
    if built.doubts is None:
        return why
    texts = zip(_LOWER, map(read, built.doubts.lower), strict=True)
    lower = scope.bind(f"CASE {value} {' '.join(f'WHEN {one} THEN {text}' for one, text in texts)} END")
    if built.doubts.scalar:
        light = weighed(read(built.doubts.lightest)).doubts
        return why._replace(doubts=tuple(map(scope.bind, light)), more=(lower,))
    light_text = scope.bind(f"CASE WHEN {value} = 3 THEN {read(built.doubts.lightest)} END")
    return why._replace(more=(light_text, lower))
