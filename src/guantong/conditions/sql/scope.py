"""What the meanings of all conditions share: the rows bound in a relation, and the codes of a whole screening.

One :class:`Emitter` serves all relations of a screening; a condition over other rows of a person becomes a
relation of its own, computed once for each combination of what it depends on.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from .. import nodes as n
from ..evaluation import Compiler
from ..world import Row, World
from .days import Truth, steady
from .dialect import Dialect
from .relation import Relation
from .why import Why, bound, together


class Meaning(NamedTuple):
    """The truth of a condition and what its value on the day asked rests on."""

    truth: Truth
    why: Why


class Place(NamedTuple):
    """Where the rows of a kind are: their table, what they are joined by, and the column that says that the list is given."""

    table: str
    by: str | None
    given: str | None


MeaningOf: TypeAlias = Callable[["Scope", n.Node], Meaning]
"""Says what a condition means in a scope; :func:`.meaning.meaning_of` does."""


class Emitter:
    """What all relations share: the day, the schema, the codes of what is missing or unconfirmed."""

    def __init__(
        self,
        meaning_of: MeaningOf,
        compiler: Compiler,
        dialect: Dialect,
        world: World,
        places: Mapping[str, Place],
        doubts: Mapping[str, int],
        target: tuple[str, tuple[str, ...]],
    ) -> None:
        self.meaning_of = meaning_of
        self.compiler = compiler
        self.schema = compiler.schema
        self.dialect = dialect
        self.world = world
        self.day = world.as_of
        self.places = places
        self.doubts = doubts
        self.target_table, self.target_columns = target
        self.relations: list[Relation] = []
        self.known: Mapping[str, str | None] = {}
        """The fields of the target that are the same for everybody asked."""
        self.missing: dict[str, int] = {}
        self.samples: tuple[Row, ...] = ()
        """A target for each value that rows beside the register are joined by: what is alike for all is computed once."""
        self.prefix = "n"
        """How the names of relations begin."""
        self.shared: dict[tuple[n.Node, str], tuple[Relation, Any]] = {}
        """The relation of each condition over rows, and what it gives, which is for the kind of condition to say."""

    def bit(self, path: str) -> str:
        """The mask of one thing that may be missing."""
        place = self.missing.setdefault(path, len(self.missing))
        if place > 61:
            raise OverflowError(f"more than 62 different facts can be missing: {path}")
        return str(1 << place)

    def path(self, row: str, field: str) -> str:
        """Where a fact stands in a case, without the place of its row in a list."""
        shape = self.schema.rows[row]
        place = shape.fields[field].path
        if place.startswith("/"):
            return place[1:]
        return f"{shape.list}.{place}" if place else shape.list

    def kind(self, fact: n.Fact) -> str:
        """What kind of value a fact is."""
        return self.schema.rows[fact.row].fields[fact.field].kind

    def literal(self, kind: str, value: object) -> str:
        """A value as SQL: a code by its place, a text in quotes, the rest as a number."""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if kind in self.schema.codes and isinstance(value, str):
            return str(self.schema.codes[kind].index(value))
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        return str(value)


class Scope:
    """The rows bound in one relation, and the meaning of conditions over them."""

    def __init__(self, emitter: Emitter, relation: Relation, rows: frozenset[str]) -> None:
        self.emitter = emitter
        self.relation = relation
        self.rows = rows
        self.dialect = emitter.dialect
        self.bind = relation.bind
        self._done: dict[n.Node, Meaning] = {}
        self.instead: dict[tuple[str, str], str] = {}
        """Facts that are read otherwise here, as the grade of a year that is still pending."""
        self.single: str | None = None
        """The rows that are gathered here, if each knows how many of its kind its person has."""

    def fact(self, row: str, field: str) -> str:
        """The column of a fact; NULL for a field that this kind of target has not."""
        if (row, field) in self.instead:
            return self.instead[row, field]
        if row == "target" and field not in self.emitter.target_columns:
            return "NULL"
        return self.relation.fact("person" if row == "evidence" else row, field)

    def given(self, column: str) -> str:
        """The test that the case of a person gives a list."""
        return f"coalesce({self.relation.fact('person', column)}, FALSE)"

    def mean(self, node: n.Node) -> Meaning:
        """Truth and support of a condition; each once."""
        found = self._done.get(node)
        if found is None:
            truth, why = self.emitter.meaning_of(self, node)
            value = self.bind(truth.value)
            truth = steady(value) if truth.constant else truth._replace(value=value)
            found = self._done[node] = Meaning(truth, bound(why, self.bind))
        return found

    def facts(self, *operands: n.Operand | None) -> Why:
        """What the facts and parameters that a condition names add to what its value rests on."""
        parts = []
        for operand in operands:
            if not isinstance(operand, n.Fact):
                parts.append(self.parameters(operand))
                continue
            column = self.fact(operand.row, operand.field)
            mask = self.emitter.bit(self.emitter.path(operand.row, operand.field))
            kind = self.emitter.kind(operand)
            parts.append(
                Why(
                    f"coalesce({column} = 2, FALSE)" if kind == "trust" else "FALSE",
                    f"CASE WHEN {column} IS NULL THEN {mask} ELSE 0 END",
                    (f"CASE WHEN {column} IS NOT NULL THEN {self.relation.fact('standard', 'doubt')} END",)
                    if operand.row == "standard"
                    else (),
                )
            )
        return together(parts)

    def parameters(self, *operands: n.Operand | None) -> Why:
        """The parameters among the operands that nobody has confirmed."""
        doubtful = [o.id for o in operands if isinstance(o, n.Parameter) and o.doubtful]
        return Why(doubts=tuple(str(self.emitter.doubts[name]) for name in doubtful))

    def least(self, why: Why, value: str) -> Why:
        """What is missing matters only where the value is unknown."""
        if why.missing == "0":
            return why
        return why._replace(missing=self.bind(f"CASE WHEN {value} = 1 THEN {why.missing} ELSE 0 END"))


def plain(operand: n.Operand | None) -> n.Literal_:
    """The value of an operand that is the same for everybody."""
    if isinstance(operand, n.Parameter):
        return operand.value
    if operand is None or isinstance(operand, n.Fact | n.Chosen):
        raise TypeError(f"{operand} is not the same for everybody")
    return operand
