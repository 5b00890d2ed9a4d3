"""The meaning of a condition as columns of a relation: its truth, and what its value rests on.

One :class:`Emitter` serves all relations of a screening; a condition over other rows of a person becomes a
relation of its own, computed once for each combination of what it depends on.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from .. import nodes as n
from ..calendar import new_year, year_of
from ..days import ALWAYS as EVERY_DAY
from ..days import END, FIRST, Days as DaySet, complement as complement_of, value_on, Truth as DayTruth
from ..evaluation import Compiler
from ..world import Relationship, World
from .days import ALWAYS, ASK, FALSE, NEVER, OPEN, TRUE, Days, Truth, all_of, any_of, opposite, steady
from .dialect import Dialect
from .relation import Relation
from .why import NOTHING, Why, bound, lightest, together

KINDS: Mapping[str, int] = {"none": 0, "similar": 1, "same": 2, "open": 3}
"""The numbers of relationships in the tables of relations."""


class Meaning(NamedTuple):
    """The truth of a condition and what its value on the day asked rests on."""

    truth: Truth
    why: Why


class Place(NamedTuple):
    """Where the rows of a kind are: their table, what they are joined by, and the column that says that the list is given."""

    table: str
    by: str | None
    given: str | None


class Emitter:
    """What all relations share: the day, the schema, the codes of what is missing or unconfirmed."""

    def __init__(
        self,
        compiler: Compiler,
        dialect: Dialect,
        world: World,
        places: Mapping[str, Place],
        doubts: Mapping[str, int],
        target: tuple[str, tuple[str, ...]],
    ) -> None:
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
        self.prefix = "n"
        """How the names of relations begin."""
        self.shared: dict[tuple[object, ...], tuple[Relation, Meaning]] = {}

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

    def fact(self, row: str, field: str) -> str:
        """The column of a fact; NULL for a field that this kind of target has not."""
        if (row, field) in self.instead:
            return self.instead[row, field]
        if row == "target" and field not in self.emitter.target_columns:
            return "NULL"
        return self.relation.fact("person" if row == "evidence" else row, field)

    def mean(self, node: n.Node) -> Meaning:
        """Truth and support of a condition; each once."""
        found = self._done.get(node)
        if found is None:
            truth, why = self._mean(node)
            value = self.bind(truth.value)
            truth = steady(value) if truth.constant else truth._replace(value=value)
            found = self._done[node] = Meaning(truth, bound(why, self.bind))
        return found

    def _mean(self, node: n.Node) -> Meaning:
        from . import rows  # the two meanings call each other: a condition over rows holds conditions

        match node:
            case n.Constant(value=value):
                return Meaning(TRUE if value else FALSE, NOTHING)
            case n.Ref(item=item):
                return self.mean(item)
            case n.Not(item=item):
                inner = self.mean(item)
                return Meaning(opposite(inner.truth, self.dialect, self.bind), inner.why)
            case n.All(items=items):
                return self._all([self.mean(item) for item in items])
            case n.Any(items=items):
                return self._any([self.mean(item) for item in items])
            case n.AtLeast(count=count, items=items):
                return self._at_least(int(_plain(count)), [self.mean(item) for item in items])
            case n.Compare():
                return self._compare(node)
            case n.Holds(fact=fact):
                column = self.fact(fact.row, fact.field)
                value = f"CASE WHEN {column} IS NULL THEN 1 WHEN {column} = 0 THEN 0 ELSE 3 END"
                if self.emitter.schema.rows[fact.row].fields[fact.field].kind != "trust":
                    value = f"CASE WHEN {column} IS NULL THEN 1 WHEN NOT {column} THEN 0 ELSE 3 END"
                return Meaning(steady(self.bind(value)), self._facts(fact))
            case n.Given(fact=fact, expected=expected):
                test = "IS NOT NULL" if expected else "IS NULL"
                column = self.fact(fact.row, fact.field)
                why = self._facts(fact)._replace(missing="0")
                return Meaning(steady(self.bind(f"CASE WHEN {column} {test} THEN 3 ELSE 0 END")), why)
            case n.Since():
                return self._since(node)
            case n.Within(start=start, end=end):
                starts = () if start is None else (str(_plain(start)),)
                ends = () if end is None else (str(_plain(end)),)
                days = Days(starts=starts, ends=ends)
                inside = all(self.emitter.day >= int(s) for s in starts) and all(
                    self.emitter.day < int(e) for e in ends
                )
                return Meaning(Truth("3" if inside else "0", days, days, days), self._parameters(start, end))
            case n.Held(row=row):
                return self.held(row)
            case n.Related():
                return self._related(node)
            case n.Asks():
                return self._asks(node)
            case n.Notice():
                return self._notice(node)
            case n.Exists():
                return rows.exists(self, node)
            case n.Worked():
                return rows.worked(self, node)
            case n.Appraised():
                return rows.appraised(self, node)
            case n.Choice():
                raise TypeError("a reading must be settled before a condition becomes SQL")

    # --- several conditions -----------------------------------------------------------------------

    def _all(self, parts: Sequence[Meaning]) -> Meaning:
        truth = all_of([part.truth for part in parts])
        value = self.bind(truth.value)
        truth = steady(value) if truth.constant else truth._replace(value=value)
        whys = [part.why.when(f"{part.truth.value} = {value}") for part in parts]
        return Meaning(truth, self._least(together(whys), value))

    def _any(self, parts: Sequence[Meaning]) -> Meaning:
        truth = any_of([part.truth for part in parts], self.dialect, self.bind)
        value = truth.value
        alike = [part.why.when(f"{part.truth.value} = {value} AND {value} < 3") for part in parts]
        yes = lightest([(f"{part.truth.value} = 3", part.why) for part in parts], self.dialect, self.bind)
        return Meaning(truth, self._least(together([*alike, yes]), value))

    def _at_least(self, count: int, parts: Sequence[Meaning]) -> Meaning:
        if count <= 0:
            return Meaning(TRUE, NOTHING)
        groups = [all_of(group) for group in combinations([part.truth for part in parts], count)]
        truth = any_of([g._replace(value=self.bind(g.value)) for g in groups], self.dialect, self.bind)
        value = truth.value
        none_alike = self.bind(" AND ".join(f"{part.truth.value} <> {value}" for part in parts))
        whys = [part.why.when(f"{part.truth.value} = {value} OR {none_alike}") for part in parts]
        return Meaning(truth, self._least(together(whys), value))

    def _least(self, why: Why, value: str) -> Why:
        """What is missing matters only where the value is unknown."""
        if why.missing == "0":
            return why
        return why._replace(missing=self.bind(f"CASE WHEN {value} = 1 THEN {why.missing} ELSE 0 END"))

    # --- leaves -----------------------------------------------------------------------------------

    def _compare(self, node: n.Compare) -> Meaning:
        kind = self.emitter.schema.rows[node.fact.row].fields[node.fact.field].kind
        left = self.fact(node.fact.row, node.fact.field)
        if isinstance(node.value, n.Fact):
            rights = [self.fact(node.value.row, node.value.field)]
            unknown = f"{left} IS NULL OR {rights[0]} IS NULL"
        else:
            plain = _plain(node.value)
            rights = [
                self.emitter.literal(kind, v) for v in (plain if isinstance(plain, tuple) else (plain,))
            ]
            unknown = f"{left} IS NULL"
        if left == "NULL" or "NULL" in rights:
            return Meaning(OPEN, self._facts(node.fact, node.value))
        test = {
            "is": f"{left} = {rights[0]}",
            "is_not": f"{left} <> {rights[0]}",
            "at_least": f"{left} >= {rights[0]}",
            "at_most": f"{left} <= {rights[0]}",
            "above": f"{left} > {rights[0]}",
            "below": f"{left} < {rights[0]}",
            "one_below": f"{left} + 1 = {rights[0]}",
            "in": f"{left} IN ({', '.join(rights)})" if rights else "FALSE",
            "not_in": f"{left} NOT IN ({', '.join(rights)})" if rights else "TRUE",
            "contains": self.dialect.has(left, rights[0]) if rights else "FALSE",
        }[node.operator]
        value = self.bind(f"CASE WHEN {unknown} THEN 1 WHEN {test} THEN 3 ELSE 0 END")
        return Meaning(steady(value), self._facts(node.fact, node.value))

    def _facts(self, *operands: n.Operand | None) -> Why:
        """What the facts and parameters that a leaf names add."""
        parts = []
        for operand in operands:
            if not isinstance(operand, n.Fact):
                parts.append(self._parameters(operand))
                continue
            column = self.fact(operand.row, operand.field)
            mask = self.emitter.bit(self.emitter.path(operand.row, operand.field))
            kind = self.emitter.schema.rows[operand.row].fields[operand.field].kind
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

    def _parameters(self, *operands: n.Operand | None) -> Why:
        doubtful = [o.id for o in operands if isinstance(o, n.Parameter) and o.doubtful]
        return Why(doubts=tuple(str(self.emitter.doubts[name]) for name in doubtful))

    def _since(self, node: n.Since) -> Meaning:
        column = self.fact(node.fact.row, node.fact.field)
        years, full = int(_plain(node.years)), int(_plain(node.full_on))
        day = self.bind(f"{self.dialect.anniversary(column, years, str(_plain(node.leap_day)))} + {full}")
        value = f"CASE WHEN {column} IS NULL THEN 1 WHEN {day} <= {self.emitter.day} THEN 3 ELSE 0 END"
        from_then = Days(starts=(f"coalesce({day}, {END})",))
        maybe = Days(starts=(f"coalesce({day}, {FIRST})",))
        why = self._facts(node.fact, node.years, node.full_on, node.leap_day)
        return Meaning(Truth(self.bind(value), from_then, from_then, maybe), why)

    def held(self, row: str) -> Meaning:
        """The days on which a bound row holds; without a first day they are unknown."""
        shape = self.emitter.schema.rows[row]
        if shape.starts is None:
            return Meaning(TRUE, NOTHING)
        start = self.fact(row, shape.starts)
        end = f"coalesce({self.fact(row, shape.ends)} + 1, {END})" if shape.ends else None
        ends = (end,) if end else ()
        day = self.emitter.day
        before_end = f"{end} > {day}" if end else "TRUE"
        maybe = Days(starts=(f"coalesce({start}, {FIRST})",), ends=ends)
        if shape.open_start:
            value = f"CASE WHEN coalesce({start}, {FIRST}) <= {day} AND {before_end} THEN 3 ELSE 0 END"
            return Meaning(Truth(self.bind(value), maybe, maybe, maybe), NOTHING)
        value = self.bind(
            f"CASE WHEN {start} IS NULL THEN CASE WHEN {before_end} THEN 1 ELSE 0 END "
            f"WHEN {start} <= {day} AND {before_end} THEN 3 ELSE 0 END"
        )
        surely = Days(starts=(f"coalesce({start}, {END})",), ends=ends)
        mask = self.emitter.bit(self.emitter.path(row, shape.starts))
        why = Why(missing=self.bind(f"CASE WHEN {value} = 1 THEN {mask} ELSE 0 END"))
        return Meaning(Truth(value, surely, surely, maybe), why)

    def _related(self, node: n.Related) -> Meaning:
        left = self.fact(node.left.row, node.left.field)
        right = self.fact(node.right.row, node.right.field)
        unknown = [left, right]
        names = {
            "specialty": ("occupation", "specialty"),
            "occupation": ("occupation", "target"),
            "major": ("major", "occupation"),
        }[node.kind]
        on = {names[0]: left, names[1]: right}
        if node.kind == "specialty":
            series = self.fact(node.right.row, "series")
            unknown.append(series)
            on["series"] = series
        if "NULL" in unknown:
            return Meaning(OPEN, self._facts(node.left, node.right, node.accept))
        table = f"{node.kind}_relation"
        listed = self.relation.lookup(table, on, "kind")
        doubt = self.relation.lookup(table, on, "doubt")
        about = ", ".join(
            f"'{'' if i == 0 else ';'}{name}=', {column}"
            for i, (name, column) in enumerate(sorted(zip(names, (left, right), strict=True)))
        )
        answer = self.bind(self._answer(f"{node.kind}_relation", f"f.about = concat({about})"))
        kind = self.bind(
            f"CASE WHEN {answer} THEN {KINDS['similar']} WHEN NOT {answer} THEN {KINDS['none']} ELSE {listed} END"
        )
        accept = _plain(node.accept)
        accepted = ", ".join(str(KINDS[str(k)]) for k in (accept if isinstance(accept, tuple) else (accept,)))
        any_unknown = " OR ".join(f"{column} IS NULL" for column in unknown)
        value = self.bind(
            f"CASE WHEN {any_unknown} THEN 1 WHEN {kind} = {KINDS['open']} THEN 2 WHEN {kind} IN ({accepted}) THEN 3 ELSE 0 END"
        )
        why = self._facts(node.left, node.right, node.accept)
        told = f"CASE WHEN {answer} IS NULL THEN {doubt} END"
        return Meaning(steady(value), together([why, Why(doubts=(self.bind(told),))]))

    def _answer(self, question: str, test: str) -> str:
        """The latest finding on a question whose subject passes a test; findings are kept latest first."""
        findings = self.relation.fact("person", "findings")
        fitting = self.dialect.filter(findings, "f", f"f.question = '{question}' AND {test}")
        return f"CASE WHEN {findings} IS NOT NULL THEN {self.dialect.at(f'({fitting})', '1')}.answer END"

    def _asks(self, node: n.Asks) -> Meaning:
        about = node.about
        if isinstance(about, n.Fact):
            column = self.fact(about.row, about.field)
            kind = self.emitter.schema.rows[about.row].fields[about.field].kind
            test = self.dialect.has(column, "f.about") if kind == "codes" else f"f.about = {column}"
        else:
            test = f"f.about = {self.emitter.literal('text', _plain(about))}"
        answer = self.bind(self._answer(node.question, test))
        silent = 2 if node.unanswered == "human" else 0
        value = f"CASE WHEN {answer} IS NULL THEN {silent} WHEN {answer} THEN 3 ELSE 0 END"
        return Meaning(steady(self.bind(value)), self._facts(about)._replace(missing="0"))

    def _notice(self, node: n.Notice) -> Meaning:
        keys = []
        for fact in node.keys:
            known = self.emitter.known.get(fact.field) if fact.row == "target" else None
            keys.append(known)
        names = [*(key or f"{{{fact.field}}}" for key, fact in zip(keys, node.keys, strict=True))]
        year = [] if node.name is None else [str(year_of(self.emitter.day)), node.name]
        mask = self.emitter.bit("policy:" + "/".join((node.register, *names, *year)))
        settled = tuple(key for key in keys if key is not None)
        yes, no = self.emitter.world.notice(node.register, settled, node.name)
        maybe = complement_of(no)
        value = value_on(DayTruth(yes, yes, maybe), self.emitter.day)
        why = Why(missing=mask if value == 1 else "0")
        return Meaning(Truth(str(value), self._fixed(yes), self._fixed(yes), self._fixed(maybe)), why)

    def _fixed(self, days: DaySet) -> Days:
        if not days:
            return NEVER
        if days == EVERY_DAY:
            return ALWAYS
        if len(days) == 2:
            return Days(starts=(str(days[0]),), ends=(str(days[1]),))
        return Days(lists=(self.dialect.array([str(day) for day in days]),))


def _plain(operand: n.Operand) -> n.Literal_:
    """The value of an operand that is the same for everybody."""
    if isinstance(operand, n.Parameter):
        return operand.value
    if isinstance(operand, n.Fact | n.Chosen):
        raise TypeError(f"{operand} is not the same for everybody")
    return operand


plain = _plain
__all__ = ["ASK", "Emitter", "Meaning", "Place", "Relationship", "Scope", "new_year", "plain"]
