"""Some row fulfils a condition, on days on which the row holds."""

from dataclasses import dataclass
from typing import Final, Literal

from .. import nodes as n
from ..days import END, FIRST
from .days import TRUE, Days, Truth, all_of, borders, first, gate, steady
from .leaves import held
from .rows import STEP, Read, numbered, of_value, over_rows
from .scope import Meaning, Scope
from .why import Why, together, weighed, weight

_LEVELS: Final = (3, 2, 1)


@dataclass(frozen=True, slots=True)
class _Union:
    """The days of all rows of a group together: a test, a first day or a list of borders."""

    kind: Literal["gate", "start", "list"]
    expression: str


@dataclass(frozen=True, slots=True)
class _Doubts:
    """The unconfirmed facts of the lightest row that says yes, and those of the rows below yes by their value.

    A `scalar` is the weight of one fact at most, otherwise the lightest is a list.
    """

    scalar: bool
    lightest: str
    lower: str


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
        term = relation.bind(parts.doubts[0])
        lower = dialect.gathered(f"{value} * {STEP} + {term}", f"{value} < 3 AND {term} IS NOT NULL")
        return _Doubts(True, lightest, relation.output(lower))
    listed = relation.bind(dialect.sorted(relation.bind(parts.all_doubts(dialect))))
    key = [declared, dialect.size(listed), listed]
    lightest = relation.output(dialect.least_by(listed, key, f"{value} = 3"))
    lower = dialect.gathered_flat(numbered(inner, listed, value), f"{value} < 3")
    return _Doubts(False, lightest, relation.output(lower))


def _united(inner: Scope, days: Days) -> _Union:
    """The union over the rows of a group."""
    relation, dialect = inner.relation, inner.dialect
    if days.constant:
        return _Union("gate", relation.output(f"bool_or({relation.bind(gate(days))})"))
    if not days.ends and not days.lists:
        return _Union("start", relation.output(f"min(CASE WHEN {gate(days)} THEN {first(days)} END)"))
    items = relation.bind(borders(days, dialect, relation.bind))
    pairs = relation.output(dialect.gathered_flat(items, f"{dialect.size(items)} > 0"))
    return _Union("list", relation.after.bind(dialect.unite(pairs)))


def _days(scope: Scope, read: Read, union: _Union, given: str | None) -> Days:
    """The union as a scope reads it; all days where a list need not be there and `given` says that it is not."""
    dialect = scope.dialect
    match union.kind:
        case "start":
            start = f"coalesce({read(union.expression)}, {END})"
            return Days(
                starts=(
                    scope.bind(
                        start if given is None else f"CASE WHEN {given} THEN {start} ELSE {FIRST} END"
                    ),
                )
            )
        case "gate":
            test = f"coalesce({read(union.expression)}, FALSE)"
            return Days(gates=(test if given is None else f"NOT {given} OR {test}",))
        case "list":
            items = f"coalesce({read(union.expression)}, {dialect.array([])})"
            if given is not None:
                items = f"CASE WHEN {given} THEN {items} ELSE {dialect.array([str(FIRST), str(END)])} END"
            return Days(lists=(scope.bind(items),))


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
    fitting = of_value(scope, read(built.doubts.lower), lambda reached: f"{reached} = {value}")
    lower = scope.bind(f"CASE WHEN {value} < 3 THEN {fitting} END")
    if built.doubts.scalar:
        light = weighed(read(built.doubts.lightest)).doubts
        return why._replace(doubts=tuple(map(scope.bind, light)), more=(lower,))
    light_list = scope.bind(f"CASE WHEN {value} = 3 THEN {read(built.doubts.lightest)} END")
    return why._replace(more=(light_list, lower))
