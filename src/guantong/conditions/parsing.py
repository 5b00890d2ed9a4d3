"""Plain data to nodes: every name and type is checked, and all problems are reported in one pass."""

from collections.abc import Callable, Mapping
from typing import cast

from . import nodes as n
from .operands import NUMERIC, WORDS, Operands, Place, ProblemError, Report, Scope
from .schema import Schema

OPERATORS = ("is", "is_not", "at_least", "at_most", "above", "below", "one_below", "in", "not_in", "contains")
ORDER_OPERATORS = ("at_least", "at_most", "above", "below", "one_below")
NODE_KEYS = (
    "all", "any", "not", "at_least", "fact", "since", "within", "held", "exists", "choice", "related", "worked", "appraised", "asks", "notice", "ref",
)  # fmt: skip


class Parser(Operands):
    """Parses the conditions of one pack.

    `define` looks up the plain data of a named condition, `questions` those that may be asked; the
    other look-ups are explained at :class:`~.operands.Operands`.
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
        super().__init__(schema, report, parameter=parameter, reading=reading)
        self.define = define
        self.questions = questions
        self._open: list[str] = []

    def condition(
        self,
        data: object,
        at: Place,
        bound: frozenset[str],
        arguments: Mapping[str, n.Operand] | None = None,
    ) -> n.Node:
        """The node that `data` says; `bound` are the rows that it may name. A problem leaves `never` in its place."""
        return self._inner(data, at, Scope(bound, arguments or {}))

    def _inner(self, data: object, at: Place, scope: Scope) -> n.Node:
        try:
            return self._node(data, at, scope)
        except ProblemError:
            return n.NEVER_NODE

    def _node(self, data: object, at: Place, scope: Scope) -> n.Node:
        if data in ("always", "never"):
            return n.ALWAYS_NODE if data == "always" else n.NEVER_NODE
        if not isinstance(data, Mapping) or not data:
            raise self._fail(at, f"a condition is a map with one of: {', '.join(NODE_KEYS)}")
        head = next((key for key in NODE_KEYS if key in data), None)
        if "fact" in data:
            head = "fact"
        if head is None:
            raise self._unknown(at, "condition", next(iter(data)), NODE_KEYS)
        allowed = {
            "fact": ("fact", "holds", "given", *OPERATORS),
            "choice": ("choice", "options"),
            "ref": ("ref", "with"),
        }.get(head, (head,))
        for key in data:
            if key not in allowed:
                raise self._unknown((*at, key), "key", key, allowed)
        method: Callable[..., n.Node] = getattr(self, f"_{head}")
        return method(data[head], data, (*at, head), scope)

    def _items(self, data: object, at: Place, scope: Scope) -> tuple[n.Node, ...]:
        if not isinstance(data, list) or not data:
            raise self._fail(at, "a list of conditions is expected")
        return tuple(self._inner(item, (*at, i), scope) for i, item in enumerate(data))

    def _all(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        return n.All(self._items(value, at, scope))

    def _any(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        return n.Any(self._items(value, at, scope))

    def _not(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        return n.Not(self._inner(value, at, scope))

    def _at_least(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, ("count", "of"))
        return n.AtLeast(
            self._operand(body["count"], (*at, "count"), "number", scope),
            self._items(body["of"], (*at, "of"), scope),
        )

    def _fact(self, value: object, data: Mapping[str, object], at: Place, scope: Scope) -> n.Node:
        fact, kind = self._field(value, at, scope)
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
            scope,
            several=several,
        )
        return n.Compare(fact, cast("n.Operator", operator), operand)

    def _since(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, ("fact", "years"), ("full_on", "leap_day"))
        fact = self._date(body["fact"], (*at, "fact"), scope)
        return n.Since(fact, *self._span_of_years(body, at, scope))

    def _span_of_years(
        self,
        body: Mapping[str, object],
        at: Place,
        scope: Scope,
    ) -> tuple[n.Operand, n.Operand, n.Operand]:
        return (
            self._operand(body["years"], (*at, "years"), "number", scope),
            self._operand(body.get("full_on", 0), (*at, "full_on"), "number", scope),
            self._word(body.get("leap_day", "month_end"), (*at, "leap_day"), "leap_day", scope),
        )

    def _within(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, (), ("from", "to"))
        start, end = (
            self._operand(body[key], (*at, key), "date", scope) if key in body else None
            for key in ("from", "to")
        )
        return n.Within(start, end)

    def _held(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        return n.Held(self._row(value, at, scope.bound))

    def _exists(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, ("each", "where"))
        row = self._row(body["each"], (*at, "each"), self.schema.rows)
        return n.Exists(row, self._inner(body["where"], (*at, "where"), scope.with_row(row)))

    def _choice(self, value: object, data: Mapping[str, object], at: Place, scope: Scope) -> n.Node:
        reading, options = self._reading(value, data, at)
        where = (*at[:-1], "options")
        return n.Choice(
            reading,
            tuple((name, self._inner(item, (*where, name), scope)) for name, item in options),
        )

    def _related(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, (), ("occupation", "major", "specialty", "to", "accept"))
        accept = self._word(
            body.get("accept", list(WORDS["relation"])), (*at, "accept"), "relation", scope, several=True
        )
        if "major" in body and "to" in body:
            return n.Related(
                "major",
                self._field(body["major"], (*at, "major"), scope)[0],
                self._field(body["to"], (*at, "to"), scope)[0],
                accept,
            )
        if "occupation" not in body or ("to" in body) == ("specialty" in body):
            raise self._fail(at, "related takes occupation and specialty, occupation and to, or major and to")
        left = self._field(body["occupation"], (*at, "occupation"), scope)[0]
        if "to" in body:
            return n.Related("occupation", left, self._field(body["to"], (*at, "to"), scope)[0], accept)
        return n.Related(
            "specialty",
            left,
            n.Fact(self._row(body["specialty"], (*at, "specialty"), scope.bound), "specialty"),
            accept,
        )

    def _worked(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, ("years", "matching"), ("since", "full_on", "leap_day", "counted"))
        since = self._date(body["since"], (*at, "since"), scope) if "since" in body else None
        years, full_on, leap_day = self._span_of_years(body, at, scope)
        matching = self._inner(body["matching"], (*at, "matching"), scope.with_row("job"))
        return n.Worked(years, since, matching, full_on, leap_day, self._flag_word(body, at))

    def _flag_word(self, body: Mapping[str, object], at: Place) -> bool:
        if body.get("counted", "to_the_day") not in ("to_the_day", "to_year_end"):
            raise self._unknown(
                (*at, "counted"), "way of counting", body["counted"], ["to_the_day", "to_year_end"]
            )
        return body.get("counted") == "to_year_end"

    def _appraised(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, ("years", "passing", "accept", "idle_years"))
        return n.Appraised(
            self._operand(body["years"], (*at, "years"), "number", scope),
            self._operand(body["passing"], (*at, "passing"), "number", scope),
            self._inner(body["accept"], (*at, "accept"), scope.with_row("appraisal")),
            self._word(body["idle_years"], (*at, "idle_years"), "idle_years", scope),
        )

    def _asks(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, ("question", "about"), ("unanswered",))
        question, known = str(body["question"]), self.questions()
        if question not in known:
            raise self._unknown((*at, "question"), "question", question, known)
        unanswered = body.get("unanswered", "human")
        if unanswered not in ("human", "fails"):
            raise self._unknown((*at, "unanswered"), "word", unanswered, ["human", "fails"])
        about = body["about"]
        subject: n.Operand = (
            self._field(about, (*at, "about"), scope)[0]
            if isinstance(about, str) and "." in about
            else str(about)
        )
        return n.Asks(question, subject, unanswered)

    def _notice(self, value: object, _: object, at: Place, scope: Scope) -> n.Node:
        body = self._map(value, at, ("register", "keys"), ("name",))
        keys = body["keys"]
        if not isinstance(keys, list):
            raise self._fail((*at, "keys"), "a list of facts is expected")
        name = body.get("name")
        return n.Notice(
            str(body["register"]),
            tuple(self._field(key, (*at, "keys", i), scope)[0] for i, key in enumerate(keys)),
            None if name is None else str(name),
        )

    def _ref(self, value: object, data: Mapping[str, object], at: Place, scope: Scope) -> n.Node:
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
                item, (*at[:-1], "with", key), "text", scope, several=isinstance(item, list)
            )
            for key, item in given.items()
        }
        parser._open = self._open = [*self._open, name]
        try:
            return n.Ref(
                name, parser._inner(body, ("conditions", name.rpartition("#")[2]), Scope(scope.bound, inner))
            )
        finally:
            parser._open = self._open = self._open[:-1]
