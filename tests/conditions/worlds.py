"""A small world without any law: a few kinds of rows, a parser over them, and answers to look up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from guantong.conditions import nodes as n
from guantong.conditions.days import END, FIRST, NEVER, OPEN, TRUE, Days, Truth, between, limit, value_on
from guantong.conditions.evaluation import Compiler
from guantong.conditions.parsing import Parser
from guantong.conditions.schema import Schema, schema_from
from guantong.conditions.support import Support, support
from guantong.conditions.world import Frame, Idle, Relationship, Row, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Final = {
    "level": ("low", "middle", "high"),
    "colour": ("red", "green"),
    "exam_field": ("sums", "words"),
}
ORDERED: Final = frozenset({"level"})


def _field(kind: str, path: str | None = None) -> dict[str, str]:
    return {"kind": kind, "zh": "", "en": "", **({} if path is None else {"path": path})}


SCHEMA: Final[Schema] = schema_from(
    {
        "rows": {
            "person": {
                "list": "person",
                "single": True,
                "fields": {
                    "born": _field("date"),
                    "age": _field("number"),
                    "colour": _field("colour"),
                    "lawful": _field("bool"),
                    "shown": _field("trust"),
                    "name": _field("text"),
                    "listed": _field("bool", "/papers"),
                },
            },
            "target": {
                "list": "target",
                "single": True,
                "fields": {
                    "series": _field("text"),
                    "specialty": _field("text"),
                    "occupation": _field("occupation"),
                    "level": _field("level"),
                    "field": _field("exam_field"),
                },
            },
            "job": {
                "list": "jobs",
                "starts": "from",
                "ends": "to",
                "fields": {
                    "from": _field("date"),
                    "to": _field("date"),
                    "occupation": _field("occupation"),
                    "fields": _field("codes"),
                },
            },
            "paper": {
                "list": "papers",
                "starts": "issued",
                "fields": {
                    "issued": _field("date"),
                    "level": _field("level"),
                    "shown": _field("trust"),
                    "occupation": _field("occupation"),
                    "major": _field("text"),
                    "about": _field("codes", "name"),
                },
            },
            "bar": {"list": "bars", "starts": "from", "open_start": True, "fields": {"from": _field("date")}},
            "rule": {
                "list": "policy:rules",
                "starts": "from",
                "of_target": "occupation",
                "fields": {"from": _field("date"), "pattern": _field("text")},
            },
            "appraisal": {
                "list": "appraisals",
                "fields": {
                    "year": _field("number"),
                    "grade": _field("colour"),
                    "doubt": _field("text"),
                    "ended": _field("date", ""),
                },
            },
        }
    },
    CODES,
    ORDERED,
)
PARAMETERS: Final = {
    "two": n.Parameter("p#two", 2, False),
    "three": n.Parameter("p#three", 3, True),
    "start": n.Parameter("p#start", date(2021, 10, 26).toordinal(), False),
    "colours": n.Parameter("p#colours", ("red", "green"), True),
}
READINGS: Final = {"R1": ("R1", ("plain", "other")), "R2": ("R2", ("plain", "other"))}


class Pack:
    """A parser with its named conditions, which notes every problem."""

    def __init__(self, **definitions: Any) -> None:
        self.problems: list[tuple[tuple[str | int, ...], str]] = []
        self.parser = Parser(
            SCHEMA,
            lambda at, message: self.problems.append((at, message)),
            parameter=PARAMETERS.get,
            define=lambda name: (
                (self.parser, f"p#{name}", definitions[name]) if name in definitions else None
            ),
            reading=READINGS.get,
            questions=lambda: frozenset({"equality", "other"}),
        )

    def parse(self, data: object, *rows: str) -> n.Node:
        """The node, with these rows bound beside the single ones."""
        return self.parser.condition(data, ("when",), frozenset(("person", "target", *rows)))


def node(data: object, *rows: str, **definitions: Any) -> n.Node:
    """A condition without any problem."""
    pack = Pack(**definitions)
    parsed = pack.parse(data, *rows)
    assert not pack.problems
    return parsed


def day(text: str) -> int:
    """The ordinal of a date."""
    return date.fromisoformat(text).toordinal()


def row(kind: str, path: str = "", **values: Any) -> Row:
    """A row that holds as its dates say; dates are written as text, `end` is the last day."""
    plain: dict[str, Value] = {
        key.rstrip("_"): day(value) if isinstance(value, str) and value[:2] in ("19", "20") else value
        for key, value in values.items()
    }
    shape = SCHEMA.rows[kind]
    start = plain.get(shape.starts) if shape.starts else FIRST
    end = plain.get(shape.ends) if shape.ends else None
    stop = end + 1 if isinstance(end, int) else END
    held = (
        Truth(NEVER, NEVER, between(FIRST, stop))
        if start is None and not shape.open_start
        else limit(TRUE, between(start if isinstance(start, int) else FIRST, stop))
    )
    return Row(kind, path or shape.list, plain, held)


@dataclass
class FakeWorld:
    """A world in which everything is written down."""

    listed: Mapping[str, tuple[Row, ...] | None] = field(default_factory=dict)
    grades: Mapping[int, Row | Idle] = field(default_factory=dict)
    relations: Mapping[object, Relationship] = field(default_factory=dict)
    answers: Mapping[object, bool] = field(default_factory=dict)
    notices: tuple[Days, Days] = (NEVER, NEVER)
    as_of: int = date(2024, 6, 1).toordinal()
    asked: int = 0
    looked_up: tuple[str, tuple[str, ...], str | None] | None = None

    def rows(self, kind: str, target: Row) -> tuple[Row, ...] | None:
        """The rows written down, none for a kind that is not."""
        assert target.kind == "target"
        self.asked += 1
        return self.listed.get(kind, ())

    def appraisal(self, year: int) -> Row | Idle:
        """The grade written down; later years are assumed, others idle."""
        return self.grades.get(year, "assumed" if year >= 2024 else "idle")

    def last_appraised(self, year: int) -> int:
        """The year before."""
        return year - 1

    def first_listed(self) -> int:
        """The first year written down."""
        return min(self.grades, default=2024)

    def last_listed(self) -> int:
        """The last year written down."""
        return max(self.grades, default=2024)

    def relate(self, kind: str, left: str, right: str | tuple[str, str]) -> Relationship:
        """The relation written down, else undecided."""
        return self.relations.get((kind, left, right), Relationship("open", None))

    def answer(self, question: str, about: str | tuple[str, ...]) -> bool | None:
        """The finding written down."""
        return self.answers.get((question, about))

    def notice(self, register: str, keys: tuple[str, ...], name: str | None) -> tuple[Days, Days]:
        """The notice written down."""
        self.looked_up = (register, keys, name)
        return self.notices


class Asked:
    """One condition in one world."""

    def __init__(
        self,
        condition: n.Node,
        world: FakeWorld | None = None,
        choices: Mapping[str, str] | None = None,
        **rows: Row,
    ) -> None:
        self.compiler = Compiler(SCHEMA)
        self.condition = condition
        bound = {"person": row("person"), "target": row("target"), **rows}
        self.frame = Frame(world or FakeWorld(), bound, choices or {})

    @property
    def truth(self) -> Truth:
        """Its meaning."""
        return self.compiler.compile(self.condition)(self.frame)

    def on(self, text: str) -> int:
        """Its value on a day."""
        return value_on(self.truth, day(text))

    @property
    def now(self) -> int:
        """Its value on 1 June 2024."""
        return self.on("2024-06-01")

    def why(self, text: str = "2024-06-01") -> Support:
        """What its value on a day rests on."""
        return support(self.compiler, self.condition, self.frame, day(text))


UNHELD: Final = Row("paper", "papers", {}, OPEN)
