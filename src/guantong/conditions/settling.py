"""Conditions with their readings settled: every choice replaced by the option chosen, and what then says nothing dropped.

The settled condition has the same truth and the same reasons under those choices. It reads less, so more
of it is shared; an item that always fails stays in an "all", as the others that fail are reasons too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from . import nodes as n

Item = TypeVar("Item")
Leaf = TypeVar("Leaf", bound=Any)


def settle(node: n.Node, choices: Mapping[str, str]) -> n.Node:
    """The condition under `choices`, a reading that is not among them by its first option."""
    match node:
        case n.Choice(reading=reading, options=options):
            return settle(_chosen(reading, options, choices), choices)
        case n.All(items=items):
            return _joined(n.All, _settled(items, choices), neutral=n.ALWAYS_NODE)
        case n.Any(items=items):
            settled = _settled(items, choices)
            if n.ALWAYS_NODE in settled:
                return n.ALWAYS_NODE
            return _joined(n.Any, settled, neutral=n.NEVER_NODE)
        case n.Not(item=item):
            inner = settle(item, choices)
            return n.Constant(not inner.value) if isinstance(inner, n.Constant) else n.Not(inner)
        case n.Ref(name=name, item=item):
            inner = settle(item, choices)
            return inner if isinstance(inner, n.Constant) else n.Ref(name, inner)
        case n.AtLeast(count=count, items=items):
            return n.AtLeast(_operand(count, choices), tuple(_settled(items, choices)))
        case n.Exists(row=row, where=where):
            return n.Exists(row, settle(where, choices))
        case n.Worked(matching=matching):
            return replace(_leaf(node, choices), matching=settle(matching, choices))
        case n.Appraised(accept=accept):
            return replace(_leaf(node, choices), accept=settle(accept, choices))
        case _:
            return _leaf(node, choices)


def _settled(items: Iterable[n.Node], choices: Mapping[str, str]) -> list[n.Node]:
    return [settle(item, choices) for item in items]


def _joined(kind: type[n.All] | type[n.Any], items: list[n.Node], *, neutral: n.Constant) -> n.Node:
    telling = tuple(item for item in items if item != neutral)
    return kind(telling) if len(telling) > 1 else telling[0] if telling else neutral


def _leaf(node: Leaf, choices: Mapping[str, str]) -> Leaf:
    chosen = {
        field.name: _operand(value, choices)
        for field in fields(node)
        if isinstance(value := getattr(node, field.name), n.Chosen)
    }
    return replace(node, **chosen) if chosen else node


def _chosen(reading: str, options: tuple[tuple[str, Item], ...], choices: Mapping[str, str]) -> Item:
    return dict(options)[choices.get(reading, options[0][0])]


def _operand(operand: n.Operand, choices: Mapping[str, str]) -> n.Operand:
    while isinstance(operand, n.Chosen):
        operand = _chosen(operand.reading, operand.options, choices)
    return operand
