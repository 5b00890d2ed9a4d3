"""The parts of a condition: rows, facts, values and readings, read from plain data and checked."""

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, get_args

from . import nodes as n
from .calendar import LeapDay
from .schema import FieldType, Schema

Place: TypeAlias = tuple[str | int, ...]
"""The keys that lead to a place in a file."""

Report: TypeAlias = Callable[[Place, str], None]
"""Called with the place below the condition and one sentence for each problem."""

NUMERIC = ("date", "number")
FREE = ("text", "occupation", "codes")
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "leap_day": get_args(LeapDay),
    "idle_years": get_args(n.IdleYears),
    "relation": get_args(n.Relation),
}
"""The words that a part of a condition itself may be; all other vocabularies are data."""


class ProblemError(Exception):
    """Raised inside the parser to give up one node; the report has been made."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may name: the rows bound around it, and the arguments given to it."""

    bound: frozenset[str]
    arguments: Mapping[str, n.Operand]

    def with_row(self, row: str) -> "Scope":
        """The scope inside a condition on one more row."""
        return Scope(self.bound | {row}, self.arguments)


class Operands:
    """Reads rows, facts and values.

    `parameter` looks up a parameter (``pack#name`` for another pack's), `reading` gives the full id and
    the options of a reading.
    """

    def __init__(
        self,
        schema: Schema,
        report: Report,
        *,
        parameter: Callable[[str], n.Parameter | None],
        reading: Callable[[str], tuple[str, tuple[str, ...]] | None],
    ) -> None:
        self.schema = schema
        self.report = report
        self.parameter = parameter
        self.reading = reading

    def _fail(self, at: Place, message: str) -> ProblemError:
        self.report(at, message)
        return ProblemError()

    def _unknown(self, at: Place, what: str, word: object, known: Collection[str]) -> ProblemError:
        near = difflib.get_close_matches(str(word), list(known), 1, 0.5)
        hint = (
            f"; did you mean {near[0]!r}?"
            if near
            else f"; known: {', '.join(sorted(known))}"
            if len(known) < 20
            else ""
        )
        return self._fail(at, f"unknown {what} {word!r}{hint}")

    def _reading(
        self, value: object, data: Mapping[str, object], at: Place
    ) -> tuple[str, list[tuple[str, object]]]:
        found = self.reading(str(value))
        if found is None:
            raise self._fail(at, f"unknown reading {value!r}")
        reading, known = found
        options = data.get("options")
        if not isinstance(options, Mapping):
            raise self._fail(at, "a choice has a map of options")
        for name in options:
            if name not in known:
                raise self._unknown((*at[:-1], "options", name), f"option of {reading}", name, known)
        missing = [name for name in known if name not in options]
        if missing:
            raise self._fail(at, f"{reading} also has the option {', '.join(missing)}")
        return reading, [(name, options[name]) for name in known]

    def _map(
        self,
        value: object,
        at: Place,
        required: tuple[str, ...],
        optional: tuple[str, ...] = (),
    ) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise self._fail(at, f"a map with {', '.join((*required, *optional))} is expected")
        for key in value:
            if key not in (*required, *optional):
                raise self._unknown((*at, key), "key", key, [*required, *optional])
        for key in required:
            if key not in value:
                raise self._fail(at, f"{key} is missing")
        return value

    def _flag(self, value: object, at: Place) -> bool:
        if not isinstance(value, bool):
            raise self._fail(at, "true or false is expected")
        return value

    def _row(self, value: object, at: Place, rows: Collection[str]) -> str:
        if not isinstance(value, str) or value not in rows:
            raise self._unknown(at, "row", value, rows)
        return value

    def _field(self, value: object, at: Place, scope: Scope) -> tuple[n.Fact, FieldType]:
        row, _, field = str(value).partition(".")
        if row not in self.schema.rows:
            raise self._unknown(
                at, "fact", value, [f"{r}.{f}" for r, kind in self.schema.rows.items() for f in kind.fields]
            )
        if row not in scope.bound:
            raise self._fail(at, f"{row} is not bound here; bound are {', '.join(sorted(scope.bound))}")
        fields = self.schema.rows[row].fields
        if field not in fields:
            raise self._unknown(at, f"fact of {row}", field, fields)
        return n.Fact(row, field), fields[field]

    def _date(self, value: object, at: Place, scope: Scope) -> n.Fact:
        fact, kind = self._field(value, at, scope)
        if kind.kind != "date":
            raise self._fail(at, f"{value} is no date")
        return fact

    def _operand(
        self,
        value: object,
        at: Place,
        kind: str,
        scope: Scope,
        *,
        several: bool = False,
    ) -> n.Operand:
        if isinstance(value, Mapping):
            if "parameter" in value:
                found = self.parameter(str(value["parameter"]))
                if found is None:
                    raise self._fail(at, f"unknown parameter {value['parameter']!r}")
                return found
            if "argument" in value:
                name = str(value["argument"])
                if name not in scope.arguments:
                    raise self._fail(at, f"the argument {name!r} is not given")
                return scope.arguments[name]
            if "fact" in value:
                return self._field(value["fact"], (*at, "fact"), scope)[0]
            if "choice" in value:
                reading, options = self._reading(value["choice"], value, (*at, "choice"))
                return n.Chosen(
                    reading,
                    tuple(
                        (name, self._operand(item, (*at, name), kind, scope, several=several))
                        for name, item in options
                    ),
                )
            raise self._unknown(
                at, "value", next(iter(value), ""), ["parameter", "argument", "fact", "choice"]
            )
        if several:
            if not isinstance(value, list):
                raise self._fail(at, "a list is expected")
            return tuple(self._scalar(item, (*at, i), kind) for i, item in enumerate(value))
        return self._scalar(value, at, kind)

    def _word(self, value: object, at: Place, kind: str, scope: Scope, *, several: bool = False) -> n.Operand:
        """A word of `WORDS`, checked wherever it comes from: written here, given as an argument, or a parameter."""
        found = self._operand(value, at, "text", scope, several=several)
        self._check_words(found, at, kind)
        return found

    def _check_words(self, operand: n.Operand, at: Place, kind: str) -> None:
        match operand:
            case n.Chosen(options=options):
                for name, item in options:
                    self._check_words(item, (*at, name), kind)
            case n.Fact():
                raise self._fail(at, f"{kind} is one of {', '.join(WORDS[kind])}, and no fact")
            case n.Parameter(id=name, value=value):
                for word in value if isinstance(value, tuple) else (value,):
                    if word not in WORDS[kind]:
                        raise self._unknown(at, f"{kind} in the parameter {name}", word, WORDS[kind])
            case tuple():
                for i, word in enumerate(operand):
                    self._check_words(word, (*at, i), kind)
            case word if word not in WORDS[kind]:
                raise self._unknown(at, kind, word, WORDS[kind])

    def _scalar(self, value: object, at: Place, kind: str) -> n.Scalar:
        if isinstance(value, date):
            value = value.isoformat()
        if kind == "date":
            try:
                return date.fromisoformat(str(value)).toordinal()
            except ValueError:
                raise self._fail(at, f"{value!r} is no date; write 2021-10-26") from None
        if kind == "number" and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._fail(at, f"{value!r} is no whole number")
        if kind in ("bool", "trust"):
            return self._flag(value, at)
        if kind not in FREE and kind not in NUMERIC:
            known = self.schema.codes[kind]
            if value not in known:
                raise self._unknown(at, kind, value, known)
        if not isinstance(value, str | int):
            raise self._fail(at, f"{value!r} is no value")
        return value
