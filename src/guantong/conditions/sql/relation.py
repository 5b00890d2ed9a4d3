# ruff: noqa: S608 - every name in a statement is ours
"""A relation built step by step: facts, then what is looked up, then layers of columns, then groups.

An expression that is used more than once gets a column, in the first layer in which all that it names
is there; an engine plans narrow layers in a fraction of the time that one nested expression takes.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_SIMPLE = re.compile(r"[a-z_][a-z_0-9]*|-?\d+|TRUE|FALSE", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


class Step(NamedTuple):
    """One SELECT over what the step before it gives: its columns, and what follows the source."""

    columns: tuple[str, ...]
    rest: str = ""

    def over(self, source: str) -> str:
        """The statement over a source: a name, or a query in brackets."""
        return f"SELECT {', '.join(self.columns)} FROM {source}{self.rest}"


class Query(NamedTuple):
    """A query and the steps over it; an engine takes them as one statement or one after another."""

    base: str
    steps: tuple[Step, ...] = ()

    @property
    def sql(self) -> str:
        """All as one statement."""
        query = self.base
        for step in self.steps:
            query = step.over(f"({query})")
        return query


class Layers:
    """Columns computed from others, each expression once."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._bound = re.compile(rf"\b{prefix}\d+\b")
        self.names: dict[str, str] = {}
        self._layer: dict[str, int] = {}

    def bind(self, expression: str) -> str:
        """The name of a column that holds the expression; a name or number stays what it is."""
        if _SIMPLE.fullmatch(expression):
            return expression
        found = self.names.get(expression)
        if found is None:
            found = self.names[expression] = f"{self.prefix}{len(self.names)}"
            self._layer[found] = 1 + max(
                (self._layer[name] for name in self._bound.findall(expression)), default=-1
            )
        return found

    def steps(self, wanted: Iterable[str], columns: Iterable[str]) -> list[Step]:
        """What `wanted` expressions need of these columns and those of the source, layer upon layer; each keeps only what is still read."""
        wanted = list(wanted)
        by_name = {name: expression for expression, name in self.names.items()}
        needed: set[str] = set()
        stack = list(wanted)
        while stack:
            for name in self._bound.findall(stack.pop()):
                if name not in needed:
                    needed.add(name)
                    stack.append(by_name[name])
        layers: dict[int, list[str]] = {}
        for name in by_name:
            if name in needed:
                layers.setdefault(self._layer[name], []).append(name)
        read = {word for text in wanted for word in _WORD.findall(text)}
        read_after: dict[int, set[str]] = {}
        for layer in sorted(layers, reverse=True):
            read_after[layer] = set(read)
            read.update(word for name in layers[layer] for word in _WORD.findall(by_name[name]))
        steps = []
        there = list(columns)
        for layer in sorted(layers):
            there = [name for name in there if name in read_after[layer]]
            steps.append(Step((*there, *(f"{by_name[name]} AS {name}" for name in layers[layer]))))
            there += layers[layer]
        return steps


class Relation:
    """One relation: `source` names its tables; facts and look-ups become columns as they are asked for."""

    def __init__(self, name: str, source: str, keys: dict[str, str]) -> None:
        self.name = name
        self.source = source
        self.keys = keys
        """The columns that make a row of the result, with where they come from."""
        self.layers = Layers("x")
        self.after = Layers("y")
        self.outputs: dict[str, str] = {}
        """What others may use of a relation, by name: aggregates if it is grouped."""
        self.results: dict[str, str] = {}
        """Columns computed from the aggregates."""
        self.grouped = True
        self._facts: dict[str, str] = {}
        self._lookups: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}

    def fact(self, row: str, column: str) -> str:
        """The name of the column that holds a fact of a bound row."""
        name = f"{row}__{column}"
        self._facts[name] = f'{row}."{column}"'
        return name

    def lookup(self, table: str, on: dict[str, str], column: str) -> str:
        """The name of a column of another table whose row fits the facts in `on`; null where none does."""
        condition = " AND ".join(f'#."{key}" = facts.{fact}' for key, fact in on.items())
        alias, columns = self._lookups.setdefault((table, condition), (f"t{len(self._lookups)}", {}))
        name = f"{alias}_{column}"
        columns[name] = column
        return name

    def bind(self, expression: str) -> str:
        """A column for an expression over facts and look-ups."""
        return self.layers.bind(expression)

    def output(self, aggregate: str) -> str:
        """The name of an aggregate over the rows of a group."""
        for name, known in self.outputs.items():
            if known == aggregate:
                return name
        name = f"a{len(self.outputs)}"
        self.outputs[name] = aggregate
        return name

    def result(self, expression: str) -> str:
        """The name of a column of the finished relation, from its aggregates."""
        for name, known in self.results.items():
            if known == expression:
                return name
        name = f"r{len(self.results)}"
        self.results[name] = expression
        return name

    def render(self, used: Iterable[str]) -> Query:
        """The query that gives the keys and the results that are used."""
        results = {name: self.results[name] for name in self.results if name in set(used)}
        needed = list(results.values())
        after_names = {name: expression for expression, name in self.after.names.items()}
        words = {word for text in (*needed, *after_names.values()) for word in _WORD.findall(text)}
        outputs = {name: text for name, text in self.outputs.items() if name in words}
        wanted = list(outputs.values()) if self.grouped else [*needed, *after_names.values()]
        keys = [f"{source} AS {key}" for key, source in self.keys.items()]
        steps = self.layers.steps([*wanted, *self.keys.values()], self._columns())
        if self.grouped:
            columns = [f"{text} AS {name}" for name, text in outputs.items()]
            steps.append(Step((*keys, *columns), f" GROUP BY {', '.join(self.keys.values())}"))
            keys = list(self.keys)
        steps += self.after.steps([*needed, *self.keys], [*self.keys, *outputs])
        chosen = [f"{text} AS {name}" for name, text in results.items()]
        return Query(self._base(), (*steps, Step((*keys, *chosen))))

    def tables_in(self, query: str) -> list[tuple[str, list[str]]]:
        """The tables that a rendered statement looks up, with the columns it takes from each."""
        words = set(_WORD.findall(query))
        return [
            (table, [column for name, column in columns.items() if name in words])
            for (table, _), (_, columns) in self._lookups.items()
        ]

    def _columns(self) -> list[str]:
        looked_up = [name for _, columns in self._lookups.values() for name in columns]
        return list(dict.fromkeys([*self._facts, *self.keys.values(), *looked_up]))

    def _base(self) -> str:
        facts = dict(self._facts)
        for source in self.keys.values():
            row, _, column = source.partition("__")
            facts[source] = f'{row}."{column}"'
        columns = ", ".join(f"{place} AS {name}" for name, place in facts.items())
        base = f"SELECT {columns} FROM {self.source}"
        if not self._lookups:
            return base
        taken = ["facts.*"]
        joins = []
        for (table, condition), (alias, columns_of) in self._lookups.items():
            taken += [f'{alias}."{column}" AS {name}' for name, column in columns_of.items()]
            joins.append(f"LEFT JOIN {table} {alias} ON {condition.replace('#', alias)}")
        return f"SELECT {', '.join(taken)} FROM ({base}) facts {' '.join(joins)}"
