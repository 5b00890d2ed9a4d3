"""Any condition over bound rows has in SQL the value and the days that it has for one person."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from guantong.conditions import nodes as n
from guantong.conditions.days import Truth, value_on
from guantong.conditions.evaluation import Compiler
from guantong.conditions.sql.days import Stretches, borders, stretches
from guantong.conditions.sql.dialect import Dialect
from guantong.conditions.sql.leaves import KINDS
from guantong.conditions.sql.meaning import meaning_of
from guantong.conditions.sql.relation import Relation
from guantong.conditions.sql.scope import Emitter, Scope
from guantong.conditions.world import Frame, Relationship, Value
from tests.conditions.sql.engine import connection
from tests.conditions.worlds import CODES, PARAMETERS, SCHEMA, FakeWorld, row
from tests.people import examples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DIALECT: Final = Dialect()
DAY: Final = date(2024, 6, 1).toordinal()
ROWS: Final = ("person", "target", "job", "paper")
DAYS: Final = (
    *(DAY + step for step in (-2, -1, 0, 1, 2)),
    *(
        date.fromisoformat(day).toordinal()
        for day in ("2020-02-29", "2022-05-31", "2022-06-01", "2023-06-02")
    ),
)
TRUST: Final = (False, True, "declared")
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "date": DAYS,
    "number": (0, 1, 2, 3),
    "bool": (False, True),
    "trust": TRUST,
    "text": ("a", "b", "it's"),
    "occupation": ("one", "two", "three"),
    "codes": ((), ("sums",), ("sums", "words")),
    **CODES,
}
TYPES: Final = {
    "bool": pa.bool_(),
    "text": pa.string(),
    "occupation": pa.string(),
    "codes": pa.list_(pa.string()),
}
ANSWER: Final = pa.struct([("question", pa.string()), ("about", pa.string()), ("answer", pa.bool_())])
RELATIONS: Final[Mapping[Any, str]] = {
    ("one", "one"): "same",
    ("one", "two"): "similar",
    ("two", "one"): "none",
}
WANTED: Final = ("low", "middle", "high")


class Person(NamedTuple):
    """One person: the values of each row, and what authorities found."""

    values: dict[str, dict[str, Any]]
    answers: Mapping[Any, bool]


class Found(FakeWorld):
    """A finding about one of several subjects answers for all of them, as in a case."""

    def answer(self, question: str, about: str | tuple[str, ...]) -> bool | None:
        """The first finding that fits."""
        subjects = about if isinstance(about, tuple) else (about,)
        fitting = (key for key in self.answers if key in {(question, subject) for subject in subjects})
        return next((self.answers[key] for key in fitting), None)


def person(seed: int) -> Person:
    """Each fact is unknown in a fifth of all cases."""
    random = Random(seed)  # noqa: S311 - chance for tests
    values: dict[str, dict[str, Any]] = {
        name: {
            field: None if random.random() < 0.2 else random.choice(VALUES[shape.kind])
            for field, shape in SCHEMA.rows[name].fields.items()
        }
        for name in ROWS
    }
    questions = [(question, about) for question in ("equality", "other") for about in ("a", "sums")]
    return Person(values, {asked: random.random() < 0.5 for asked in questions if random.random() < 0.5})


def coded(kind: str, value: Value) -> object:
    """A value as it stands in a register."""
    if value is None or isinstance(value, tuple):
        return value
    if kind == "trust":
        return TRUST.index(value)
    return CODES[kind].index(str(value)) if kind in CODES else value


def register(people: Sequence[Person]) -> None:
    """The tables that the relation reads."""
    for name in ROWS:
        fields = SCHEMA.rows[name].fields
        rows = [
            {"p": p, **{field: coded(fields[field].kind, v) for field, v in one.values[name].items()}}
            for p, one in enumerate(people)
        ]
        columns = [
            ("p", pa.int32()),
            *((field, TYPES.get(shape.kind, pa.int32())) for field, shape in fields.items()),
        ]
        if name == "person":
            columns.append(("findings", pa.list_(ANSWER)))
            for found, one in zip(rows, people, strict=True):
                found["findings"] = [
                    {"question": question, "about": about, "answer": answer}
                    for (question, about), answer in one.answers.items()
                ]
        connection().register(name, pa.Table.from_pylist(rows, schema=pa.schema(columns)))
    related = [
        {"occupation": a, "target": b, "kind": KINDS[RELATIONS.get((a, b), "open")], "doubt": None}
        for a in VALUES["occupation"]
        for b in VALUES["occupation"]
    ]
    columns = [
        ("occupation", pa.string()),
        ("target", pa.string()),
        ("kind", pa.int8()),
        ("doubt", pa.int32()),
    ]
    connection().register("occupation_relation", pa.Table.from_pylist(related, schema=pa.schema(columns)))


def in_sql(nodes: Sequence[n.Node], people: Sequence[Person]) -> list[list[tuple[int, Truth]]]:
    """Value and days of every condition for every person, from DuckDB."""
    register(people)
    relation = Relation(
        "asked", " ".join(["person", *(f"JOIN {name} USING (p)" for name in ROWS[1:])]), {"p": "person__p"}
    )
    relation.grouped = False
    fields = tuple(SCHEMA.rows["target"].fields)
    emitter = Emitter(
        meaning_of,
        Compiler(SCHEMA),
        DIALECT,
        FakeWorld(),
        {},
        {"p#three": 0, "p#colours": 1},
        ("target", fields),
    )
    scope = Scope(emitter, relation, frozenset(ROWS))
    results = []
    for node in nodes:
        truth = scope.mean(node).truth
        results.append(relation.result(truth.value))
        for days in truth.sets:
            one = Stretches(*map(relation.bind, stretches(days, DIALECT, relation.bind)))
            results.append(relation.result(relation.bind(DIALECT.sorted(borders(one, DIALECT)))))
    query = relation.render(results).sql
    rows = connection().execute(f"SELECT {', '.join(results)} FROM ({query}) ORDER BY p").fetchall()  # noqa: S608
    return [
        [(found[i], Truth(*map(tuple, found[i + 1 : i + 4]))) for i in range(0, len(found), 4)]
        for found in rows
    ]


def one_by_one(nodes: Sequence[n.Node], people: Sequence[Person]) -> list[list[tuple[int, Truth]]]:
    """The same from the functions that answer for one person."""
    compiler, results = Compiler(SCHEMA), []
    relations: dict[object, Relationship] = {
        ("occupation", a, b): Relationship(kind, None)  # type: ignore[arg-type]
        for (a, b), kind in RELATIONS.items()
    }
    for one in people:
        world = Found(relations=relations, answers=one.answers)
        bound = {name: row(name, **one.values[name]) for name in ROWS}
        truths = [compiler.compile(node)(Frame(world, bound, {})) for node in nodes]
        results.append([(value_on(truth, DAY), truth) for truth in truths])
    return results


# --- conditions -----------------------------------------------------------------------------------


def fact(*kinds: str) -> st.SearchStrategy[n.Fact]:
    """A fact of one of these kinds."""
    return st.sampled_from(
        [
            n.Fact(name, field)
            for name in ROWS
            for field, shape in SCHEMA.rows[name].fields.items()
            if shape.kind in kinds
        ]
    )


def compared(
    kinds: Iterable[str], operators: Sequence[n.Operator], value: st.SearchStrategy[Any]
) -> st.SearchStrategy[n.Node]:
    return st.builds(n.Compare, fact(*kinds), st.sampled_from(operators), value)


def one_of_kind(kind: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(VALUES[kind])


def some_of_kind(kind: str) -> st.SearchStrategy[Any]:
    return st.lists(one_of_kind(kind), min_size=1, max_size=2, unique=True).map(tuple)


SAME: Final[tuple[n.Operator, ...]] = ("is", "is_not")
LISTED: Final[tuple[n.Operator, ...]] = ("in", "not_in")
ORDERED: Final[tuple[n.Operator, ...]] = (*SAME, "at_least", "at_most", "above", "below", "one_below")
numbers = st.sampled_from([0, 1, 2, PARAMETERS["two"]])
leap_days = st.sampled_from(["month_end", "first_of_march"])
leaves: st.SearchStrategy[n.Node] = st.one_of(
    st.builds(n.Constant, st.booleans()),
    *(
        compared([kind], operators, value)
        for kind in ("number", "date", "level", "text", "occupation", "colour")
        for operators, value in (
            (ORDERED if kind in ("number", "date", "level") else SAME, one_of_kind(kind)),
            (LISTED, some_of_kind(kind)),
        )
    ),
    compared(["level"], ORDERED, st.just(n.Fact("target", "level"))),
    compared(["occupation"], SAME, st.just(n.Fact("target", "occupation"))),
    compared(["codes"], ["contains"], one_of_kind("exam_field")),
    st.builds(n.Holds, fact("bool", "trust")),
    st.builds(n.Given, fact("date", "bool", "trust", "level", "text"), st.booleans()),
    st.builds(n.Since, fact("date"), numbers, st.sampled_from([0, 1]), leap_days),
    st.builds(n.Within, st.none() | one_of_kind("date"), st.none() | one_of_kind("date")),
    st.builds(n.Held, st.sampled_from(["job", "paper"])),
    st.builds(
        n.Related,
        st.just("occupation"),
        fact("occupation").filter(lambda fact: fact.row != "target"),
        st.just(n.Fact("target", "occupation")),
        st.sampled_from([("same",), ("same", "similar")]),
    ),
    st.builds(
        n.Asks,
        st.sampled_from(["equality", "other"]),
        st.sampled_from(["a", n.Fact("person", "name"), n.Fact("paper", "about")]),
        st.sampled_from(["human", "fails"]),
    ),
)


def combined(inner: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
    items = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(n.Not, inner),
        st.builds(n.All, items),
        st.builds(n.Any, items),
        st.builds(n.AtLeast, st.sampled_from([1, 2, 3]), items),
        st.builds(n.Ref, st.just("named"), inner),
    )


conditions = st.recursive(leaves, combined, max_leaves=6)
people = st.lists(st.integers(0, 1 << 30).map(person), min_size=15, max_size=25)


@given(st.lists(leaves, min_size=5, max_size=10), people)
@examples(15)
def test_a_leaf_has_its_value_and_its_days(nodes: list[n.Node], people: list[Person]) -> None:
    assert in_sql(nodes, people) == one_by_one(nodes, people)


@given(st.lists(conditions, min_size=1, max_size=3), people)
@examples(20)
def test_a_condition_has_its_value_and_its_days(nodes: list[n.Node], people: list[Person]) -> None:
    assert in_sql(nodes, people) == one_by_one(nodes, people)
