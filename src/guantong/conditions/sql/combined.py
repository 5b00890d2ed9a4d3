"""Conditions made of several: all of them, any of them, some number of them."""

from collections.abc import Sequence
from itertools import combinations

from .. import nodes as n
from ..evaluation import whole
from .days import TRUE, all_of, any_of, steady
from .scope import Meaning, Scope, plain
from .why import NOTHING, lightest, together


def all_items(scope: Scope, node: n.All) -> Meaning:
    """The least of the items; its value rests on those that have it."""
    parts = _means(scope, node.items)
    truth = all_of([part.truth for part in parts])
    value = scope.bind(truth.value)
    truth = steady(value) if truth.constant else truth._replace(value=value)
    whys = [part.why.when(f"{part.truth.value} = {value}") for part in parts]
    return Meaning(truth, scope.least(together(whys), value))


def any_item(scope: Scope, node: n.Any) -> Meaning:
    """The greatest of the items; a yes rests on the lightest item that says so, the rest on all that have the value."""
    parts = _means(scope, node.items)
    truth = any_of([part.truth for part in parts], scope.dialect, scope.bind)
    value = truth.value
    alike = [part.why.when(f"{part.truth.value} = {value} AND {value} < 3") for part in parts]
    yes = lightest([(f"{part.truth.value} = 3", part.why) for part in parts], scope.dialect, scope.bind)
    return Meaning(truth, scope.least(together([*alike, yes]), value))


def at_least(scope: Scope, node: n.AtLeast) -> Meaning:
    """The greatest value that so many items reach: any of all groups of that size."""
    count, parts = whole(plain(node.count)), _means(scope, node.items)
    if count <= 0:
        return Meaning(TRUE, NOTHING)
    groups = [all_of(group) for group in combinations([part.truth for part in parts], count)]
    truth = any_of([g._replace(value=scope.bind(g.value)) for g in groups], scope.dialect, scope.bind)
    value = truth.value
    none_alike = scope.bind(" AND ".join(f"{part.truth.value} <> {value}" for part in parts))
    whys = [part.why.when(f"{part.truth.value} = {value} OR {none_alike}") for part in parts]
    return Meaning(truth, scope.least(together(whys), value))


def _means(scope: Scope, items: Sequence[n.Node]) -> list[Meaning]:
    return [scope.mean(item) for item in items]
