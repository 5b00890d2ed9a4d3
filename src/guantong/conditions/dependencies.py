"""What a condition depends on, so that equal questions about equal rows are answered once."""

from typing import NamedTuple

from . import nodes as n
from .schema import Schema


class Free(NamedTuple):
    """What a condition depends on beside the person: rows bound from outside, and fields of the target."""

    rows: frozenset[str]
    asked: frozenset[str]


class Dependencies:
    """The dependencies of conditions over one schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._free: dict[n.Node, Free] = {}

    def of(self, node: n.Node) -> Free:
        """What must be bound from outside; rows of which there is one are not counted."""
        found = self._free.get(node)
        if found is None:
            facts = [operand for operand in n.operands(node) if isinstance(operand, n.Fact)]
            rows = {fact.row for fact in facts}
            asked = {fact.field for fact in facts if fact.row == "target"}
            bound: set[str] = set()
            match node:
                case n.Held(row=row):
                    rows.add(row)
                case n.Exists(row=row):
                    bound.add(row)
                    depends = self.schema.rows[row].of_target
                    asked.update(() if depends is None else (depends,))
                case n.Related(kind="specialty", right=n.Fact(row="target")):
                    asked.add("series")
                case n.Worked():
                    bound.add("job")
                case n.Appraised():
                    bound.add("appraisal")
            for child in n.children(node):
                inner = self.of(child)
                rows |= inner.rows - bound
                asked |= inner.asked
            several = frozenset(row for row in rows if not self.schema.rows[row].single)
            found = self._free[node] = Free(several, frozenset(asked))
        return found
