"""Plain data to nodes: every name and type is checked, and all problems are reported in one pass."""

import difflib
from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from . import nodes as n
from .schema import FieldType, Schema

Report = Callable[[tuple[str | int, ...], str], None]
"""Called with the place below the condition and one sentence for each problem."""

OPERATORS = ("is", "is_not", "at_least", "at_most", "above", "below", "one_below", "in", "not_in", "contains")
ORDER_OPERATORS = ("at_least", "at_most", "above", "below", "one_below")
NUMERIC = ("date", "number")
FREE = ("text", "occupation", "codes")
NODE_KEYS = (
    "all", "any", "not", "at_least", "fact", "since", "within", "held", "exists", "choice", "related", "worked", "appraised", "asks", "notice", "ref",
)  # fmt: skip


class ProblemError(Exception):
    """Raised inside the parser to give up one node; the report has been made."""


class Parser:
    """Parses the conditions of one pack.

    `parameter` and `define` look up a parameter and the plain data of a named condition (each may
    name another pack as ``pack#name``), `reading` gives the full id and the options of a reading.
    """

    def __init__(
        self,
        schema: Schema,
        report: Report,
        *,
        parameter: Callable[[str], n.Parameter | None],
        define: Callable[[str], "tuple[Parser, str, object] | None"],
        reading: Callable[[str], tuple[str, tuple[str, ...]] | None],
        questions: Callable[[], frozenset[str]],
    ) -> None:
        self.schema = schema
        self.report = report
        self.parameter = parameter
        self.define = define
        self.reading = reading
        self.questions = questions
        self._open: list[str] = []

    def condition(
        self,
        data: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand] | None = None,
    ) -> n.Node:
        """The node that `data` says; `bound` are the rows that it may name. A problem leaves `never` in its place."""
        try:
            return self._node(data, at, bound, arguments or {})
        except ProblemError:
            return n.NEVER_NODE

    def _fail(self, at: tuple[str | int, ...], message: str) -> ProblemError:
        self.report(at, message)
        return ProblemError(message)

    def _unknown(
        self, at: tuple[str | int, ...], what: str, word: object, known: "tuple[str, ...] | list[str]"
    ) -> ProblemError:
        near = difflib.get_close_matches(str(word), list(known), 1, 0.5)
        hint = (
            f"; did you mean {near[0]!r}?"
            if near
            else f"; known: {', '.join(sorted(known))}"
            if len(known) < 20
            else ""
        )
        return self._fail(at, f"unknown {what} {word!r}{hint}")

    def _node(
        self,
        data: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        if data in ("always", "never"):
            return n.ALWAYS_NODE if data == "always" else n.NEVER_NODE
        if not isinstance(data, Mapping) or not data:
            raise self._fail(at, f"a condition is a map with one of: {', '.join(NODE_KEYS)}")
        head = next((key for key in NODE_KEYS if key in data), None)
        if "fact" in data:
            head = "fact"
        if head is None:
            raise self._unknown(at, "condition", next(iter(data)), list(NODE_KEYS))
        allowed = {
            "fact": ("fact", "holds", "given", *OPERATORS),
            "choice": ("choice", "options"),
            "ref": ("ref", "with"),
        }.get(head, (head,))
        for key in data:
            if key not in allowed:
                raise self._unknown((*at, key), "key", key, list(allowed))
        method = getattr(self, f"_{head}")
        return cast("n.Node", method(data[head], data, (*at, head), bound, arguments))

    def _items(
        self,
        data: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> tuple[n.Node, ...]:
        if not isinstance(data, list) or not data:
            raise self._fail(at, "a list of conditions is expected")
        return tuple(self.condition(item, (*at, i), bound, arguments) for i, item in enumerate(data))

    def _all(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        return n.All(self._items(value, at, bound, arguments))

    def _any(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        return n.Any(self._items(value, at, bound, arguments))

    def _not(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        return n.Not(self.condition(value, at, bound, arguments))

    def _at_least(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, ("count", "of"))
        return n.AtLeast(
            self._operand(body["count"], (*at, "count"), "number", bound, arguments),
            self._items(body["of"], (*at, "of"), bound, arguments),
        )

    def _fact(
        self,
        value: object,
        data: Mapping[str, object],
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        fact, kind = self._field(value, at, bound)
        rest = [key for key in data if key != "fact"]
        if len(rest) != 1:
            raise self._fail(
                at, f"a fact is compared by exactly one of: holds, given, {', '.join(OPERATORS)}"
            )
        operator = rest[0]
        where = (*at[:-1], operator)
        if operator == "given":
            return n.Given(fact, self._flag(data[operator], where))
        if operator == "holds":
            if kind.kind not in ("trust", "bool"):
                raise self._fail(where, f"{value} is a {kind.kind}; only a proof can hold")
            self._flag(data[operator], where)
            return n.Holds(fact)
        if operator in ORDER_OPERATORS and kind.kind not in self.schema.ordered and kind.kind not in NUMERIC:
            raise self._fail(where, f"{value} is a {kind.kind}, which has no order")
        several = operator in ("in", "not_in")
        if (operator == "contains") != (kind.kind == "codes"):
            raise self._fail(
                where,
                f"{value} is a {kind.kind}; `contains` is for lists of codes, and lists take nothing else",
            )
        operand = self._operand(
            data[operator],
            where,
            "exam_field" if operator == "contains" else kind.kind,
            bound,
            arguments,
            several=several,
        )
        return n.Compare(fact, cast("n.Operator", operator), operand)

    def _since(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, ("fact", "years"), ("full_on", "leap_day"))
        fact = self._date(body["fact"], (*at, "fact"), bound)
        return n.Since(fact, *self._span_of_years(body, at, bound, arguments))

    def _span_of_years(
        self,
        body: Mapping[str, object],
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> tuple[n.Operand, n.Operand, n.Operand]:
        return (
            self._operand(body["years"], (*at, "years"), "number", bound, arguments),
            self._operand(body.get("full_on", 0), (*at, "full_on"), "number", bound, arguments),
            self._operand(body.get("leap_day", "month_end"), (*at, "leap_day"), "text", bound, arguments),
        )

    def _within(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, (), ("from", "to"))
        start, end = (
            self._operand(body[key], (*at, key), "date", bound, arguments) if key in body else None
            for key in ("from", "to")
        )
        return n.Within(start, end)

    def _held(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        return n.Held(self._row(value, at, bound))

    def _exists(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, ("each", "where"))
        row = self._row(body["each"], (*at, "each"), frozenset(self.schema.rows))
        return n.Exists(row, self.condition(body["where"], (*at, "where"), bound | {row}, arguments))

    def _choice(
        self,
        value: object,
        data: Mapping[str, object],
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        reading, options = self._reading(value, data, at)
        where = (*at[:-1], "options")
        return n.Choice(
            reading,
            tuple((name, self.condition(item, (*where, name), bound, arguments)) for name, item in options),
        )

    def _reading(
        self, value: object, data: Mapping[str, object], at: tuple[str | int, ...]
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
                raise self._unknown((*at[:-1], "options", name), f"option of {reading}", name, list(known))
        missing = [name for name in known if name not in options]
        if missing:
            raise self._fail(at, f"{reading} also has the option {', '.join(missing)}")
        return reading, [(name, options[name]) for name in known]

    def _related(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, (), ("occupation", "major", "specialty", "to", "accept"))
        accept = self._operand(
            body.get("accept", ["same", "similar"]), (*at, "accept"), "text", bound, arguments, several=True
        )
        if "major" in body and "to" in body:
            return n.Related(
                "major",
                self._field(body["major"], (*at, "major"), bound)[0],
                self._field(body["to"], (*at, "to"), bound)[0],
                accept,
            )
        if "occupation" not in body or ("to" in body) == ("specialty" in body):
            raise self._fail(at, "related takes occupation and specialty, occupation and to, or major and to")
        left = self._field(body["occupation"], (*at, "occupation"), bound)[0]
        if "to" in body:
            return n.Related("occupation", left, self._field(body["to"], (*at, "to"), bound)[0], accept)
        return n.Related(
            "specialty",
            left,
            n.Fact(self._row(body["specialty"], (*at, "specialty"), bound), "specialty"),
            accept,
        )

    def _worked(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, ("years", "matching"), ("since", "full_on", "leap_day", "counted"))
        since = self._date(body["since"], (*at, "since"), bound) if "since" in body else None
        years, full_on, leap_day = self._span_of_years(body, at, bound, arguments)
        matching = self.condition(body["matching"], (*at, "matching"), bound | {"job"}, arguments)
        return n.Worked(years, since, matching, full_on, leap_day, self._flag_word(body, at))

    def _flag_word(self, body: Mapping[str, object], at: tuple[str | int, ...]) -> bool:
        if body.get("counted", "to_the_day") not in ("to_the_day", "to_year_end"):
            raise self._unknown(
                (*at, "counted"), "way of counting", body["counted"], ["to_the_day", "to_year_end"]
            )
        return body.get("counted") == "to_year_end"

    def _appraised(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, ("years", "passing", "accept", "idle_years"))
        return n.Appraised(
            self._operand(body["years"], (*at, "years"), "number", bound, arguments),
            self._operand(body["passing"], (*at, "passing"), "number", bound, arguments),
            self.condition(body["accept"], (*at, "accept"), bound | {"appraisal"}, arguments),
            self._operand(body["idle_years"], (*at, "idle_years"), "text", bound, arguments),
        )

    def _asks(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, ("question", "about"), ("unanswered",))
        if body["question"] not in self.questions():
            raise self._unknown((*at, "question"), "question", body["question"], list(self.questions()))
        unanswered = body.get("unanswered", "human")
        if unanswered not in ("human", "fails"):
            raise self._unknown((*at, "unanswered"), "word", unanswered, ["human", "fails"])
        about = body["about"]
        subject: n.Operand = (
            self._field(about, (*at, "about"), bound)[0]
            if isinstance(about, str) and "." in about
            else str(about)
        )
        return n.Asks(str(body["question"]), subject, unanswered)

    def _notice(
        self,
        value: object,
        _: object,
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        body = self._map(value, at, ("register", "keys"), ("name",))
        keys = body["keys"]
        if not isinstance(keys, list):
            raise self._fail((*at, "keys"), "a list of facts is expected")
        name = body.get("name")
        return n.Notice(
            str(body["register"]),
            tuple(self._field(key, (*at, "keys", i), bound)[0] for i, key in enumerate(keys)),
            None if name is None else str(name),
        )

    def _ref(
        self,
        value: object,
        data: Mapping[str, object],
        at: tuple[str | int, ...],
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
    ) -> n.Node:
        found = self.define(str(value))
        if found is None:
            raise self._fail(at, f"unknown condition {value!r}")
        parser, name, body = found
        if name in self._open:
            raise self._fail(
                at, f"the condition {name} leads back to itself: {' -> '.join([*self._open, name])}"
            )
        given = data.get("with", {})
        if not isinstance(given, Mapping):
            raise self._fail(at, "`with` is a map of arguments")
        inner = {
            str(key): self._operand(
                item, (*at[:-1], "with", key), None, bound, arguments, several=isinstance(item, list)
            )
            for key, item in given.items()
        }
        parser._open = self._open = [*self._open, name]
        try:
            return n.Ref(name, parser.condition(body, ("conditions", name.rpartition("#")[2]), bound, inner))
        finally:
            parser._open = self._open = self._open[:-1]

    # --- parts ----------------------------------------------------------------------------------

    def _map(
        self,
        value: object,
        at: tuple[str | int, ...],
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

    def _flag(self, value: object, at: tuple[str | int, ...]) -> bool:
        if not isinstance(value, bool):
            raise self._fail(at, "true or false is expected")
        return value

    def _row(self, value: object, at: tuple[str | int, ...], bound: frozenset[str]) -> str:
        if value not in bound or not isinstance(value, str):
            raise self._unknown(at, "row", value, list(bound))
        return value

    def _field(
        self, value: object, at: tuple[str | int, ...], bound: frozenset[str]
    ) -> tuple[n.Fact, FieldType]:
        row, _, field = str(value).partition(".")
        if row not in self.schema.rows:
            raise self._unknown(
                at, "fact", value, [f"{r}.{f}" for r, kind in self.schema.rows.items() for f in kind.fields]
            )
        if row not in bound:
            raise self._fail(at, f"{row} is not bound here; bound are {', '.join(sorted(bound))}")
        fields = self.schema.rows[row].fields
        if field not in fields:
            raise self._unknown(at, f"fact of {row}", field, list(fields))
        return n.Fact(row, field), fields[field]

    def _date(self, value: object, at: tuple[str | int, ...], bound: frozenset[str]) -> n.Fact:
        fact, kind = self._field(value, at, bound)
        if kind.kind != "date":
            raise self._fail(at, f"{value} is no date")
        return fact

    def _operand(
        self,
        value: object,
        at: tuple[str | int, ...],
        kind: str | None,
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand],
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
                if value["argument"] not in arguments:
                    raise self._fail(at, f"the argument {value['argument']!r} is not given")
                return arguments[str(value["argument"])]
            if "fact" in value:
                return self._field(value["fact"], (*at, "fact"), bound)[0]
            if "choice" in value:
                reading, options = self._reading(value["choice"], value, (*at, "choice"))
                return n.Chosen(
                    reading,
                    tuple(
                        (name, self._operand(item, (*at, name), kind, bound, arguments, several=several))
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

    def _scalar(self, value: object, at: tuple[str | int, ...], kind: str | None) -> n.Scalar:
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
        if (
            kind is not None
            and kind not in FREE
            and kind not in ("number", "text")
            and value not in self.schema.codes.get(kind, ())
        ):
            raise self._unknown(at, kind, value, list(self.schema.codes.get(kind, ())))
        if not isinstance(value, str | int):
            raise self._fail(at, f"{value!r} is no value")
        return value
