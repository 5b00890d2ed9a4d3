# ruff: noqa: S608 - every name in a statement is ours
"""What conditions over other rows of a person share: a relation with a row for every combination it depends on."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from .. import nodes as n
from .days import Stretches, borders, from_pairs
from .relation import Relation
from .scope import Scope

Result = TypeVar("Result")
Read = Callable[[str], str]
"""Gives the column of a scope that holds an expression over the finished relation."""


class _Joined(NamedTuple):
    """The tables of a relation, the columns that make a row of its result, and what these are in the scope that reads it."""

    tables: str
    keys: dict[str, str]
    on: dict[str, str]


def over_rows(
    scope: Scope, node: n.Exists | n.Worked | n.Appraised, row: str, build: Callable[[Scope], Result]
) -> tuple[Result, Read]:
    """The relation of a condition over the rows of a kind, built once; and how this scope reads what it gives.

    Conditions that build the same relation are told apart by what is read from it.
    """
    emitter = scope.emitter
    key = node, emitter.target_table
    joined = _joined(scope, node, row)
    found: tuple[Relation, Result] | None = emitter.shared.get(key)
    if found is None:
        relation = Relation(f"{emitter.prefix}{len(emitter.relations)}", joined.tables, joined.keys)
        inner = Scope(emitter, relation, frozenset({row, *emitter.compiler.free(node).rows}))
        inner.single = row if emitter.places[row].by == "p" and row != "appraisal" else None
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
        if fields and set(fields) == set(emitter.target_columns):
            tables.append(f"JOIN {emitter.target_table} target ON target.p = {person}")
            fields = ["t"]  # one target is one number
            if "p" not in emitter.dialect.target_key:
                del keys["p"]
        elif fields:
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
    if key == "t":
        return scope.relation.fact("target", "t")
    return scope.fact("target", key)


def _targets(table: str, fields: Sequence[str], *keys: str) -> str:
    names = ", ".join([*keys, *(f'"{field}"' for field in fields)])
    return f"(SELECT DISTINCT {names} FROM {table})"


def by_value(
    inner: Scope, doubts: str, value: str, values: Sequence[int], where: str = "TRUE"
) -> tuple[str, ...]:
    """Aggregates: the unconfirmed facts of the rows of a group, a text for each value that the rows may have."""
    relation, dialect = inner.relation, inner.dialect
    item = relation.bind(f"nullif({doubts}, '')")
    return tuple(
        relation.output(dialect.gathered_text(item, f"{value} = {one} AND {item} IS NOT NULL AND {where}"))
        for one in values
    )


def union_of(inner: Scope, one: Stretches, counts: str) -> tuple[str, str, str]:
    """Columns of the finished relation: the union of the stretches of the rows of a group that count, as :class:`.days.Stretches`.

    Where they hang together it is one stretch; the borders of all are gathered only where a person has several rows.
    """
    relation, dialect = inner.relation, inner.dialect
    start, end = (
        relation.output(f"{f}(CASE WHEN {counts} THEN {day} END)")
        for f, day in (("min", one.first), ("max", one.last))
    )
    latest, earliest = (
        relation.output(f"{f}(CASE WHEN {counts} THEN {day} END)")
        for f, day in (("max", one.first), ("min", one.last))
    )
    several = "TRUE" if inner.single is None else f"{inner.relation.fact(inner.single, 'n')} > 1"
    there = counts if one.more == "NULL" else f"({counts} OR {one.more} IS NOT NULL)"
    if one.more != "NULL":
        several = f"({several} OR {one.more} IS NOT NULL)"
    listed = relation.bind(f"CASE WHEN {there} AND {several} THEN {borders(one, dialect)} END")
    pairs = relation.output(dialect.gathered_flat(listed, f"{listed} IS NOT NULL"))
    odd = (
        "FALSE"
        if one.more == "NULL"
        else relation.output(f"coalesce(bool_or({one.more} IS NOT NULL), FALSE)")
    )
    bind = relation.after.bind
    together = bind(f"NOT {odd} AND (coalesce({latest} <= {earliest}, TRUE))")
    found = from_pairs(start, end, together, pairs, dialect)
    return found.first, found.last, bind(found.more)
