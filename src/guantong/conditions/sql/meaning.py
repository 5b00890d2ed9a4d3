"""The meaning of a condition as columns of a relation: its truth, and what its value rests on."""

from .. import nodes as n
from .appraised import appraised
from .combined import all_items, any_item, at_least
from .days import FALSE, TRUE, opposite
from .exists import exists
from .leaves import asks, compare, given, held, holds, notice, related, since, within
from .scope import Meaning, Scope
from .why import NOTHING
from .worked import worked


def meaning_of(scope: Scope, node: n.Node) -> Meaning:
    """What a condition means in a scope; the items below it through :meth:`.scope.Scope.mean`, each once."""
    match node:
        case n.Constant(value=value):
            return Meaning(TRUE if value else FALSE, NOTHING)
        case n.Ref(item=item):
            return scope.mean(item)
        case n.Not(item=item):
            inner = scope.mean(item)
            return Meaning(opposite(inner.truth, scope.dialect, scope.bind), inner.why)
        case n.All():
            return all_items(scope, node)
        case n.Any():
            return any_item(scope, node)
        case n.AtLeast():
            return at_least(scope, node)
        case n.Compare():
            return compare(scope, node)
        case n.Holds():
            return holds(scope, node)
        case n.Given():
            return given(scope, node)
        case n.Since():
            return since(scope, node)
        case n.Within():
            return within(scope, node)
        case n.Held(row=row):
            return held(scope, row)
        case n.Related():
            return related(scope, node)
        case n.Asks():
            return asks(scope, node)
        case n.Notice():
            return notice(scope, node)
        case n.Exists():
            return exists(scope, node)
        case n.Worked():
            return worked(scope, node)
        case n.Appraised():
            return appraised(scope, node)
        case n.Choice():
            raise TypeError("a reading must be settled before a condition becomes SQL")
