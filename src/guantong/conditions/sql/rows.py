# ruff: noqa: S608 - every name in a statement is ours
"""What conditions over other rows of a person share: a relation with a row for every combination it depends on."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeVar

from .. import nodes as n
from .relation import Relation
from .scope import Scope

Result = TypeVar("Result")
Read = Callable[[str], str]
"""Gives the column of a scope that holds an expression over the finished relation."""

STEP: Final = 1 << 24
"""Greater than any number of an unconfirmed fact; such a number beside a value is value * STEP + number."""


class _Joined(NamedTuple):
    """The tables of a relation, the columns that make a row of its result, and what these are in the scope that reads it."""

    tables: str
    keys: dict[str, str]
    on: dict[str, str]


def over_rows(
    scope: Scope, node: n.Exists | n.Worked | n.Appraised, row: str, build: Callable[[Scope], Result]
) -> tuple[Result, Read]:
    """The relation of a condition over the rows of a kind, built once; and how this scope reads what it gives."""
    emitter = scope.emitter
    key = node, emitter.target_table
    joined = _joined(scope, node, row)
    found: tuple[Relation, Result] | None = emitter.shared.get(key)
    if found is None:
        relation = Relation(f"{emitter.prefix}{len(emitter.relations)}", joined.tables, joined.keys)
        inner = Scope(emitter, relation, frozenset({row, *emitter.compiler.free(node).rows}))
        built = build(inner)
        # conditions over rows within this one have taken their numbers meanwhile, and come before it
        relation.name = f"{emitter.prefix}{len(emitter.relations)}"
        emitter.relations.append(relation)
        found = emitter.shared[key] = relation, built
    kept, built = found
    return built, lambda expression: scope.relation.lookup(kept.name, joined.on, kept.result(expression))


def _joined(scope: Scope, node: n.Node, row: str) -> _Joined:
    """The rows of a kind with what the condition depends on besides: other rows, fields of the target."""
    emitter = scope.emitter
    place = emitter.places[row]
    free = emitter.compiler.free(node)
    fields = sorted(field for field in free.asked if field in emitter.target_columns)
    rows = sorted(free.rows)
    keys: dict[str, str] = {}
    tables: list[str] = []
    if place.by == "p":
        tables.append(f"{place.table} {row}")
        keys["p"] = f"{row}__p"
        person = f"{row}.p"
        for other in rows:
            tables.append(f"JOIN {emitter.places[other].table} {other} ON {other}.p = {person}")
            keys[f"{other}_i"] = f"{other}__i"
        if fields:
            tables.append(f"JOIN {_targets(emitter.target_table, fields, 'p')} target ON target.p = {person}")
        tables.append(f"JOIN person ON person.p = {person}")
    else:
        by = [] if place.by is None else [place.by]
        fields = sorted({*fields, *by})
        tables.append(f"{_targets(emitter.target_table, fields)} target")
        test = " AND ".join(f'{row}."{column}" = target."{column}"' for column in by) or "TRUE"
        tables.append(f"JOIN {place.table} {row} ON {test}")
        if rows:
            raise NotImplementedError(f"a condition over {row} that depends on {', '.join(rows)}")
    keys |= {field: f"target__{field}" for field in fields}
    on = {key: _own(scope, key) for key in keys}
    return _Joined(" ".join(tables), keys, on)


def _own(scope: Scope, key: str) -> str:
    """What a key of a relation is in the scope that reads it."""
    if key == "p":
        return scope.relation.fact("person", "p")
    if key.endswith("_i"):
        return scope.fact(key.removesuffix("_i"), "i")
    return scope.fact("target", key)


def _targets(table: str, fields: Sequence[str], *keys: str) -> str:
    names = ", ".join([*keys, *(f'"{field}"' for field in fields)])
    return f"(SELECT DISTINCT {names} FROM {table})"


def numbered(scope: Scope, items: str, value: str) -> str:
    """A list of unconfirmed facts with a value beside each."""
    return scope.bind(scope.dialect.map(items, "d", f"d + {value} * {STEP}"))


def of_value(scope: Scope, items: str, test: Callable[[str], str]) -> str:
    """The unconfirmed facts out of a list made by :func:`numbered` whose value passes a test."""
    dialect = scope.dialect
    fitting = dialect.filter(items, "d", test(dialect.whole("d", STEP)))
    return dialect.map(fitting, "d", f"d % {STEP}")
