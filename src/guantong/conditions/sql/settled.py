"""Conditions with the facts put in that are the same for every person asked: the level applied for, the exam."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from .. import nodes as n
from ..days import FALSE, TRUE
from ..evaluation import Compiler
from ..world import Frame, Row, World

Known: TypeAlias = Mapping[str, str | None]
"""The fields of the target that are known beforehand; None where the target has none."""


def with_target(node: n.Node, known: Known, compiler: Compiler) -> n.Node:
    """The condition with what the known fields of the target settle."""
    match node:
        case n.All(items=items) | n.Any(items=items):
            found = tuple(with_target(item, known, compiler) for item in items)
            neutral, final = (
                (n.ALWAYS_NODE, n.NEVER_NODE) if isinstance(node, n.All) else (n.NEVER_NODE, n.ALWAYS_NODE)
            )
            if isinstance(node, n.Any) and final in found:
                return final
            telling = tuple(item for item in found if item != neutral)
            return type(node)(telling) if len(telling) > 1 else telling[0] if telling else neutral
        case n.AtLeast(items=items):
            return replace(node, items=tuple(with_target(item, known, compiler) for item in items))
        case n.Not(item=item):
            inner = with_target(item, known, compiler)
            return n.Constant(not inner.value) if isinstance(inner, n.Constant) else n.Not(inner)
        case n.Ref(item=item):
            return with_target(item, known, compiler)
        case n.Exists(where=where):
            return replace(node, where=with_target(where, known, compiler))
        case n.Worked(matching=matching):
            return replace(node, matching=with_target(matching, known, compiler))
        case n.Appraised(accept=accept):
            return replace(node, accept=with_target(accept, known, compiler))
        case n.Compare(fact=fact, value=value):
            if isinstance(value, n.Fact) and value.row == "target":
                settled = known.get(value.field)
                node = node if settled is None else replace(node, value=settled)
            if (
                fact.row == "target"
                and known.get(fact.field) is not None
                and not isinstance(node.value, n.Fact)
            ):
                return _settled(node, known, compiler)
            return node
        case _:
            return node


def _settled(node: n.Node, known: Known, compiler: Compiler) -> n.Node:
    frame = Frame(_NO_WORLD, {"target": Row("target", "target", known, TRUE)}, {})
    truth = compiler.compile(node)(frame)
    return n.NEVER_NODE if truth is FALSE else n.ALWAYS_NODE


class _NoWorld:
    as_of = 1


_NO_WORLD: World = _NoWorld()  # type: ignore[assignment]  # a comparison of the target asks nothing else
