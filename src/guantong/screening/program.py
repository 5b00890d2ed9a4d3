# ruff: noqa: S608 - every name in a statement is ours, and texts are quoted
"""A policy as statements: from the tables of a register to one row per person and target.

First the relations of conditions over rows, each once; then the trials of every route, the best of them
kept; then the best route of every target. What is told about an answer is a code until the very end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guantong.cases.model import Case, Target
from guantong.conditions.days import HUMAN, NO, UNKNOWN, YES
from guantong.conditions.sql.days import Days, borders, meet
from guantong.conditions.sql.dialect import Dialect
from guantong.conditions.sql.meaning import meaning_of
from guantong.conditions.sql.relation import Relation
from guantong.conditions.sql.scope import Emitter, Place, Scope
from guantong.conditions.sql.settled import with_target
from guantong.conditions.sql.why import Why, bound
from guantong.decisions.compiling import Compiled, CompiledRoute, Engine
from guantong.decisions.facts import CaseWorld
from guantong.decisions.targets import EVALUATED_LEVELS, TITLE_LEVELS

GIVEN: Final = {
    "job": "employment",
    "certificate": "certificates",
    "title": "titles",
    "honour": "honours",
    "education": "education",
    "sanction": "sanctions",
    "appraisal": "appraisals",
}
PLACES: Final[Mapping[str, Place]] = {
    **{row: Place(row, "p", given) for row, given in GIVEN.items()},
    "standard": Place("standard", "occupation", None),
    "linking_method": Place("linking_method", None, None),
}
_NO_DAY: Final = (1 << 22) - 1
_MOST_ROWS: Final = 63


@dataclass(frozen=True)
class Family:
    """Targets of one direction: their table, its columns beside the person, and the levels that are asked."""

    name: str
    direction: str
    columns: tuple[str, ...]
    level: str
    levels: tuple[str, ...]

    def target(self, level: str) -> Target:
        """A target of this level, to find the routes that lead to it."""
        return Target("", self.direction, None, None, level, None, None, None)

    def known(self, level: str) -> Mapping[str, str | None]:
        """What is known of the target before anybody is asked about."""
        return {"direction": self.direction, self.level: level}


FAMILIES: Final = (
    Family("title_target", "title_review", ("series", "specialty"), "title_level", TITLE_LEVELS),
    Family("skill_target", "skill_evaluation", ("occupation",), "skill_level", EVALUATED_LEVELS),
)


@dataclass(frozen=True)
class Statement:
    """One step: a table and the query that fills it."""

    table: str
    query: str


@dataclass(frozen=True)
class Program:
    """All steps in order; the last gives the decisions as codes. `missing` are the paths by their bit."""

    statements: tuple[Statement, ...]
    missing: tuple[str, ...]
    routes: Mapping[str, tuple[CompiledRoute, ...]]
    """The routes of a family and level, by ``direction/level``, in pack order."""


def build(
    engine: Engine,
    dialect: Dialect,
    as_of: date,
    doubts: Mapping[str, int],
    families: Iterable[Family] = FAMILIES,
) -> Program:
    """The program for one day."""
    world = CaseWorld(Case(as_of), engine.policy.catalogue, engine.policy.schema, projected=False)
    statements: list[Statement] = []
    missing: dict[str, int] = {}
    routes: dict[str, tuple[CompiledRoute, ...]] = {}
    answers: list[str] = []
    for family in families:
        emitter = Emitter(
            meaning_of, engine.compiler, dialect, world, PLACES, doubts, (family.name, family.columns)
        )
        emitter.missing = missing
        emitter.prefix = family.name[0]
        made = _Family(emitter, family, engine)
        statements += made.statements()
        routes |= {f"{family.direction}/{level}": found for level, found in made.routes.items()}
        answers += made.answers()
    statements.append(Statement("decision", " UNION ALL ".join(answers)))
    return Program(tuple(statements), tuple(missing), routes)


class _Family:
    """The statements for the targets of one direction."""

    def __init__(self, emitter: Emitter, family: Family, engine: Engine) -> None:
        self.emitter = emitter
        self.family = family
        self.dialect = emitter.dialect
        self.engine = engine
        self.routes = {level: engine.routes_to(family.target(level)) for level in family.levels}
        self.trials: dict[tuple[str, ...], Relation] = {}
        self.found: dict[tuple[str, str], tuple[Relation, dict[str, str]]] = {}
        for level, routes in self.routes.items():
            emitter.known = family.known(level)
            scopes: dict[tuple[str, ...], Scope] = {}
            for route in routes:
                tries = route.route.tries
                if tries not in scopes:
                    scopes[tries] = Scope(emitter, self._trial(tries), frozenset(tries))
                self.found[level, _name(route)] = (
                    scopes[tries].relation,
                    self._route(scopes[tries], route, level),
                )

    def _trial(self, tries: tuple[str, ...]) -> Relation:
        relation = self.trials.get(tries)
        if relation is None:
            tables = [f"{self.family.name} target", "JOIN person ON person.p = target.p"]
            tables += [f"LEFT JOIN {PLACES[row].table} {row} ON {row}.p = target.p" for row in tries]
            keys = {"p": "target__p", **{name: f"target__{name}" for name in self.family.columns}}
            relation = self.trials[tries] = Relation(
                "_".join((self.family.name, "by", *tries)), " ".join(tables), keys
            )
            relation.grouped = bool(tries)
        return relation

    # --- one route --------------------------------------------------------------------------------

    def _requirement(self, scope: Scope, compiled: Compiled, level: str) -> tuple[str, Days, Why]:
        """Value, days on which it is met, and what it rests on; of a row that is not there it is no, of an unknown list unknown."""
        bind = scope.bind
        node = with_target(compiled.when, self.family.known(level), self.emitter.compiler)
        truth, why = scope.mean(node)
        value, yes = truth.value, truth.yes
        if compiled.requirement.if_unknown == "note":
            # what is not stated is taken as met, so nothing is missing
            value = value if value in ("0", "3") else bind(f"CASE WHEN {value} >= 1 THEN 3 ELSE 0 END")
            yes, why = truth.unknown, why._replace(missing="0")
        if not compiled.tried:
            return value, yes, why
        absent = {row: f"{scope.fact(row, 'i')} IS NULL" for row in compiled.tried}
        given = {
            row: f"coalesce({scope.relation.fact('person', GIVEN[row])}, FALSE)" for row in compiled.tried
        }
        real = bind(" AND ".join(f"NOT ({test})" for test in absent.values()))
        none = " OR ".join(f"({absent[row]} AND {given[row]})" for row in compiled.tried)
        value = bind(f"CASE WHEN {real} THEN {value} WHEN {none} THEN 0 ELSE 1 END")
        shown = why.when(real)
        lists = "".join(
            f" WHEN {absent[row]} THEN CASE WHEN {given[row]} THEN 0 ELSE {self._list(row)} END"
            for row in compiled.tried
        )
        missing = bind(f"CASE WHEN {value} <> 1 THEN 0 WHEN {real} THEN {why.missing}{lists} ELSE 0 END")
        return value, meet([yes, Days(gates=(real,))]), bound(shown._replace(missing=missing), bind)

    def _list(self, row: str) -> str:
        return self.emitter.bit(self.engine.policy.schema.rows[row].list)

    def _route(self, scope: Scope, route: CompiledRoute, level: str) -> dict[str, str]:
        """The columns that a route gives to the table of its tries: the order of its best trial, what it tells, its first day."""
        bind, dialect, relation = scope.bind, self.dialect, scope.relation
        parts = [self._requirement(scope, compiled, level) for compiled in route.requirements]
        ranks = [
            _ranked(value, compiled.ranks)
            for (value, _, _), compiled in zip(parts, route.requirements, strict=True)
        ]
        rank = bind(_least(ranks))
        values = bind(" + ".join(f"{dialect.big(value)} * {4**i}" for i, (value, _, _) in enumerate(parts)))
        unmet = bind(" + ".join(f"CASE WHEN {value} = 3 THEN 0 ELSE 1 END" for value, _, _ in parts))
        open_days = meet([days for _, days, _ in parts])
        listed = bind(borders(open_days, dialect, bind))
        day = bind(dialect.stretch(listed, self.emitter.day))
        declared = _sum(
            f"CASE WHEN {why.declared} THEN {1 << i} ELSE 0 END"
            for i, (_, _, why) in enumerate(parts)
            if why.declared != "FALSE"
        )
        missing = bind(" | ".join(f"({why.missing})" for _, _, why in parts if why.missing != "0") or "0")
        carried = [
            why.when(f"{own} = {rank} OR {rank} = 4")
            for own, (_, _, why) in zip(map(bind, ranks), parts, strict=True)
            if why.doubts or why.more
        ]
        doubted = Why(
            doubts=tuple(term for why in carried for term in why.doubts),
            more=tuple(items for why in carried for items in why.more),
        ).all_doubts(dialect)
        doubts = bind(dialect.sorted(bind(doubted))) if carried else doubted
        told = dialect.text(
            [f"'{self._number(level, route)}'", values, bind(declared), missing, dialect.text_of_list(doubts)]
        )
        told = bind(told)
        places = [f"least(coalesce({scope.fact(row, 'i')}, 0), {_MOST_ROWS})" for row in route.route.tries]
        order = f"{dialect.big(f'4 - {rank}')}"
        for size, part in (
            (1 << 22, f"coalesce({day}, {_NO_DAY})"),
            (32, unmet),
            *((_MOST_ROWS + 1, place) for place in places),
        ):
            order = f"({order}) * {size} + {part}"
        order = bind(order)
        tail = 32 * (_MOST_ROWS + 1) ** len(places)
        if not relation.grouped:
            return {"rank": relation.result(rank), "day": relation.result(day), "told": relation.result(told)}
        first = relation.output(f"min({order})")
        best = relation.output(dialect.least_by(told, [order], "TRUE"))
        opens = relation.output(dialect.gathered_flat(listed, f"{dialect.size(listed)} > 0"))
        united = relation.after.bind(dialect.unite(opens))
        whole = relation.after.bind(dialect.stretch(united, self.emitter.day))
        return {
            "rank": relation.result(f"4 - {dialect.whole(first, tail << 22)}"),
            "day": relation.result(whole),
            "told": relation.result(best),
        }

    def _number(self, level: str, route: CompiledRoute) -> int:
        return self.routes[level].index(route)

    # --- statements -------------------------------------------------------------------------------

    def statements(self) -> list[Statement]:
        """The relations of conditions and of trials, in an order in which each finds what it reads."""
        relations = [*self.emitter.relations, *self.trials.values()]
        used: dict[str, set[str]] = {
            relation.name: set(relation.results) for relation in self.trials.values()
        }
        rendered = []
        for relation in reversed(relations):
            if relation.name not in used:
                continue
            query = relation.render(used[relation.name])
            rendered.append(Statement(relation.name, query))
            for table, columns in relation.tables_in(query):
                used.setdefault(table, set()).update(columns)
        return rendered[::-1]

    def answers(self) -> list[str]:
        """For every level the query that gives the best route of each target."""
        return [self._answer(level, routes) for level, routes in self.routes.items()]

    def _answer(self, level: str, routes: Sequence[CompiledRoute]) -> str:
        d, family = self.dialect, self.family
        tables = list(dict.fromkeys(self.found[level, _name(r)][0].name for r in routes))
        columns = []
        for i, route in enumerate(routes):
            relation, names = self.found[level, _name(route)]
            columns += [f"{relation.name}.{names[part]} AS {part}{i}" for part in ("rank", "day", "told")]
        keys = [f'target."{name}"' for name in family.columns]
        joins = " ".join(
            f"LEFT JOIN {table} ON "
            + " AND ".join(f'{table}."{key}" = target."{key}"' for key in ("p", *family.columns))
            for table in tables
        )
        source = f"(SELECT target.p, {', '.join([*keys, *columns])} FROM {family.name} target {joins})"
        orders = [
            f"({d.big(f'4 - rank{i}')} * {1 << 22} + coalesce(day{i}, {_NO_DAY})) * 64 + {i}"
            for i in range(len(routes))
        ]
        source = f"(SELECT *, {_least(orders)} AS best FROM {source})"
        source = f"(SELECT *, 4 - {d.whole('best', 1 << 28)} AS rank, best % 64 AS route FROM {source})"
        best_day = d.whole("best", 64)
        earliest = _least([f"coalesce(day{i}, {_NO_DAY})" for i in range(len(routes))])
        day = f"nullif(CASE WHEN rank = 4 THEN {best_day} % {1 << 22} ELSE {earliest} END, {_NO_DAY})"
        told = d.line(
            [
                f"CASE WHEN rank{i} = rank AND (rank < 4 OR route = {i}) THEN told{i} END"
                for i in range(len(routes))
            ]
        )
        blank = {"series": "NULL", "specialty": "NULL", "occupation": "NULL"} | {
            name: f'"{name}"' for name in family.columns
        }
        return (
            f"SELECT p, '{family.direction}' AS direction, CAST({blank['series']} AS INTEGER) AS series, CAST({blank['specialty']} AS {d.string}) AS specialty, "
            f"CAST({blank['occupation']} AS {d.string}) AS occupation, '{level}' AS level, CAST(rank AS INTEGER) AS rank, CAST({day} AS INTEGER) AS day, "
            f"CAST(route AS INTEGER) AS route, {told} AS told FROM {source}"
        )


def _name(route: CompiledRoute) -> str:
    return f"{route.route.pack}#{route.route.name}"


def _ranked(value: str, ranks: Sequence[int]) -> str:
    """The rank of a requirement's verdict for its value."""
    pairs = {NO: ranks[0], UNKNOWN: ranks[1], HUMAN: ranks[2], YES: ranks[3]}
    if value in ("0", "1", "2", "3"):
        return str(pairs[int(value)])
    return f"CASE {value} WHEN 0 THEN {pairs[0]} WHEN 1 THEN {pairs[1]} WHEN 2 THEN {pairs[2]} ELSE {pairs[3]} END"


def _least(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"least({', '.join(items)})"


def _sum(items: Iterable[str]) -> str:
    return " + ".join(items) or "0"
