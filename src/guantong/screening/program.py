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
from guantong.conditions.days import END
from guantong.conditions.sql.days import NEVER, Days, Stretches, borders, meet, next_day, stretches
from guantong.conditions.sql.dialect import Dialect
from guantong.conditions.sql.meaning import meaning_of
from guantong.conditions.sql.relation import Query, Relation, Step
from guantong.conditions.sql.scope import Emitter, Place, Scope
from guantong.conditions.sql.settled import with_target
from guantong.conditions.sql.why import Why, bound
from guantong.decisions.compiling import Compiled, CompiledRoute, Engine
from guantong.decisions.facts import CaseWorld
from guantong.decisions.targets import EVALUATED_LEVELS, TITLE_LEVELS

from .sources.errors import refusal

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
    base: str
    steps: tuple[Step, ...] = ()

    @property
    def query(self) -> str:
        """All steps as one query."""
        return Query(self.base, self.steps).sql


@dataclass(frozen=True)
class Program:
    """All steps in order; the last gives the decisions as codes. `missing` are the paths by their bit."""

    statements: tuple[Statement, ...]
    missing: tuple[str, ...]
    routes: Mapping[str, tuple[CompiledRoute, ...]]
    """The routes of a family and level, by ``direction/level``, in pack order."""
    clauses: Mapping[str, tuple[str, ...]]
    """The clauses by their bit, by ``direction/level``."""


def build(
    engine: Engine,
    dialect: Dialect,
    as_of: date,
    doubts: Mapping[str, int],
    occupations: Iterable[str],
    families: Iterable[Family] = FAMILIES,
) -> Program:
    """The program for one day; `occupations` are all that a target may have.

    Raises SourceError for rules that change from day to day in a way that SQL does not follow.
    """
    world = CaseWorld(Case(as_of), engine.policy.catalogue, engine.policy.schema, projected=False)
    statements: list[Statement] = []
    missing: dict[str, int] = {}
    routes: dict[str, tuple[CompiledRoute, ...]] = {}
    clauses: dict[str, tuple[str, ...]] = {}
    answers: list[str] = []
    for family in families:
        emitter = Emitter(
            meaning_of, engine.compiler, dialect, world, PLACES, doubts, (family.name, family.columns)
        )
        emitter.missing = missing
        emitter.prefix = family.name[0]
        emitter.samples = tuple(
            world.target(Target("", family.direction, None, None, None, occupation, None, None))
            for occupation in (sorted(occupations) if "occupation" in family.columns else (None,))
        )
        try:
            made = _Family(emitter, family, engine)
        except NotImplementedError as error:
            raise refusal(
                "", "not_in_sql", "所选的读法不能成批换算成 SQL", f"the readings chosen cannot be said in SQL: {error}",
                ("加 --engine evaluate 逐人判断", "decide one by one with --engine evaluate"),
            ) from error  # fmt: skip
        statements += made.statements()
        routes |= {f"{family.direction}/{level}": found for level, found in made.routes.items()}
        clauses |= {f"{family.direction}/{level}": found for level, found in made.clauses.items()}
        answers += made.answers()
    statements.append(Statement("decision", " UNION ALL ".join(answers)))
    return Program(tuple(statements), tuple(missing), routes, clauses)


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
        self.clauses = {level: _cited(routes) for level, routes in self.routes.items()}
        for level in family.levels:
            emitter.known = family.known(level)
            scopes: dict[tuple[str, ...], Scope] = {}
            self.routes[level] = self._telling(level, scopes)
            for route in self.routes[level]:
                scope = self._scope(route, scopes)
                self.found[level, _name(route)] = scope.relation, self._route(scope, route, level)

    def _scope(self, route: CompiledRoute, scopes: dict[tuple[str, ...], Scope]) -> Scope:
        tries = route.route.tries
        if tries not in scopes:
            scopes[tries] = Scope(self.emitter, self._trial(tries), frozenset(tries))
        return scopes[tries]

    def _telling(self, level: str, scopes: dict[tuple[str, ...], Scope]) -> tuple[CompiledRoute, ...]:
        """The routes to a level that can tell anything: one that is out of scope for everybody, and on every day, does not where another never is."""
        dead, alive = [], False
        for route in self.routes[level]:
            scoping = [
                self._requirement(self._scope(route, scopes), compiled, level)
                for compiled in route.requirements
                if compiled.requirement.otherwise == "out_of_scope"
            ]
            alive = alive or all(value == "3" for value, _, _ in scoping)
            if any(value == "0" and days == NEVER for value, days, _ in scoping):
                dead.append(route)
        return tuple(route for route in self.routes[level] if not (alive and route in dead))

    def _trial(self, tries: tuple[str, ...]) -> Relation:
        relation = self.trials.get(tries)
        if relation is None:
            tables = [f"{self.family.name} target", "JOIN person ON person.p = target.p"]
            tables += [f"LEFT JOIN {PLACES[row].table} {row} ON {row}.p = target.p" for row in tries]
            keys = {key: f"target__{key}" for key in self.dialect.target_key}
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
            value = value if value in ("0", "3") else bind(f"CAST({value} >= 1 AS INTEGER) * 3")
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
        rank = bind(_least(list(dict.fromkeys(rank for rank in ranks if rank != "4")) or ["4"]))
        values = bind(" + ".join(f"{dialect.big(value)} * {4**i}" for i, (value, _, _) in enumerate(parts)))
        unmet = bind(" + ".join(f"CAST({value} <> 3 AS INTEGER)" for value, _, _ in parts))
        open_on = stretches(meet([days for _, days, _ in parts]), dialect, bind)
        open_on = open_on._replace(more=bind(open_on.more))
        day = bind(next_day(open_on, self.emitter.day, dialect))
        carries = [bind(f"{rank} = 4 OR {own} = {rank}") for own in map(bind, ranks)]
        whys = [why.when(test) for test, (_, _, why) in zip(carries, parts, strict=True)]
        declared = " OR ".join(f"({why.declared})" for why in whys if why.declared != "FALSE") or "FALSE"
        lacking = [why.missing for _, _, why in parts if why.missing != "0"]
        told = {
            "answers": values,
            "declared": f"CAST({declared} AS INTEGER)",
            "clauses": self._clauses(route, level, rank, carries),
            "missing": dialect.big(" | ".join(f"({mask})" for mask in lacking) or "0"),
            "doubts": Why(
                doubts=tuple(term for why in whys for term in why.doubts),
                more=tuple(text for why in whys for text in why.more),
            ).all_doubts(dialect),
        }
        told = {name: bind(column) for name, column in told.items()}
        if not relation.grouped:
            return {
                name: relation.result(column) for name, column in {"rank": rank, "day": day, **told}.items()
            }
        places = [f"least(coalesce({scope.fact(row, 'i')}, 0), {_MOST_ROWS})" for row in route.route.tries]
        order = dialect.big(f"4 - {rank}")
        for size, part in (
            (1 << 22, f"coalesce({day}, {_NO_DAY})"),
            (32, unmet),
            *((_MOST_ROWS + 1, place) for place in places),
        ):
            order = f"({order}) * {size} + {part}"
        order = bind(order)
        tail = 32 * (_MOST_ROWS + 1) ** len(places)
        first = relation.output(f"min({order})")
        best = relation.output(dialect.least_by(dialect.struct(told), [order], "TRUE"))
        return {
            "rank": relation.result(f"4 - {dialect.whole(first, tail << 22)}"),
            "day": relation.result(self._first_day(scope, open_on, day, route.route.tries)),
            **{name: relation.result(dialect.part(best, name)) for name in told},
        }

    def _first_day(self, scope: Scope, open_on: Stretches, day: str, tries: Sequence[str]) -> str:
        """The first day on which any of several trials is open: their days taken together, as they may meet."""
        bind, dialect, relation = scope.bind, self.dialect, scope.relation
        several = " OR ".join(f"{scope.fact(row, 'n')} > 1" for row in tries)
        there = f"{open_on.first} < {open_on.last}" + (
            f" OR {open_on.more} IS NOT NULL" if open_on.more != "NULL" else ""
        )
        # a day from which all trials stay open needs no list
        ends = f"{open_on.last} < {END}" + (
            f" OR {open_on.more} IS NOT NULL" if open_on.more != "NULL" else ""
        )
        listed = bind(f"CASE WHEN ({there}) AND ({several}) THEN {borders(open_on, dialect)} END")
        pairs = relation.output(dialect.gathered_flat(listed, f"{listed} IS NOT NULL"))
        odd = relation.output(f"coalesce(bool_or(({there}) AND ({several}) AND ({ends})), FALSE)")
        alone = relation.output(f"min({day})")
        after = relation.after.bind
        united = after(f"CASE WHEN {odd} THEN {dialect.unite(pairs)} END")
        return f"CASE WHEN {odd} THEN {dialect.stretch(united, self.emitter.day)} ELSE {alone} END"

    def _clauses(self, route: CompiledRoute, level: str, rank: str, carries: Sequence[str]) -> str:
        """The clauses that the verdict rests on, as a mask: of the route when it is open, else of what carries it."""
        cited = self.clauses[level]

        def mask(clauses: Iterable[str]) -> int:
            return sum(1 << cited.index(clause) for clause in set(clauses))

        carried: dict[int, list[str]] = {}
        for test, compiled in zip(carries, route.requirements, strict=True):
            carried.setdefault(mask(compiled.requirement.clauses), []).append(test)
        masks = [f"{self.dialect.big(' OR '.join(tests))} * {number}" for number, tests in carried.items()]
        joined = " | ".join(f"({one})" for one in masks)
        return self.dialect.big(f"CASE WHEN {rank} = 4 THEN {mask(route.route.clauses)} ELSE {joined} END")

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
            rendered.append(Statement(relation.name, *query))
            for table, columns in relation.tables_in(query.sql):
                used.setdefault(table, set()).update(columns)
        return rendered[::-1]

    def answers(self) -> list[str]:
        """For every level the query that gives the best route of each target."""
        return [self._answer(level, routes) for level, routes in self.routes.items()]

    def _answer(self, level: str, routes: Sequence[CompiledRoute]) -> str:
        d, family = self.dialect, self.family
        tables = list(dict.fromkeys(self.found[level, _name(r)][0].name for r in routes))
        parts = ("rank", "day", "answers", "declared", "clauses", "missing", "doubts")
        columns = [
            f"{relation.name}.{names[part]} AS {part}{i}"
            for i, (relation, names) in enumerate(self.found[level, _name(route)] for route in routes)
            for part in parts
        ]
        keys = [f'target."{name}"' for name in family.columns]
        joins = " ".join(
            f"JOIN {table} ON {' AND '.join(f'{table}.{key} = target.{key}' for key in d.target_key)}"
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

        def carried(part: str, otherwise: str) -> list[str]:
            return [
                f"CASE WHEN rank{i} = rank AND (rank < 4 OR route = {i}) THEN {part}{i}{otherwise} END"
                for i in range(len(routes))
            ]

        missing = " | ".join(f"({term})" for term in carried("missing", " ELSE 0"))
        own = {name: f'"{name}"' for name in family.columns}
        chosen = {
            "p": "p",
            "direction": f"'{family.direction}'",
            "series": f"CAST({own.get('series', 'NULL')} AS INTEGER)",
            "specialty": f"CAST({own.get('specialty', 'NULL')} AS {d.string})",
            "occupation": f"CAST({own.get('occupation', 'NULL')} AS {d.string})",
            "level": f"'{level}'",
            "rank": "CAST(rank AS INTEGER)",
            "day": f"CAST({day} AS INTEGER)",
            "route": "CAST(route AS INTEGER)",
            "answers": f"CASE route {' '.join(f'WHEN {i} THEN answers{i}' for i in range(len(routes)))} END",
            "declared": f"greatest({', '.join(carried('declared', ' ELSE 0'))}, 0)",
            "clauses": " | ".join(f"({term})" for term in carried("clauses", " ELSE 0")),
            "missing": f"CASE WHEN rank = 2 THEN {missing} ELSE 0 END",
            "doubts": d.commas([f"nullif({term}, '')" for term in carried("doubts", "")]),
        }
        return f"SELECT {', '.join(f'{column} AS {name}' for name, column in chosen.items())} FROM {source}"


def _cited(routes: Sequence[CompiledRoute]) -> tuple[str, ...]:
    """Every clause that an answer of some routes can cite."""
    cited = {c for route in routes for c in route.route.clauses}
    cited |= {c for route in routes for compiled in route.requirements for c in compiled.requirement.clauses}
    return tuple(sorted(cited))


def _name(route: CompiledRoute) -> str:
    return f"{route.route.pack}#{route.route.name}"


def _ranked(value: str, ranks: Sequence[int]) -> str:
    """The rank of a requirement's verdict for its value."""
    if value in ("0", "1", "2", "3"):
        return str(ranks[int(value)])
    if tuple(ranks[1:]) != (2, 3, 4) or ranks[0] > 1:
        raise ValueError(f"ranks {ranks} are none of a requirement")
    return f"{value} + 1" if ranks[0] else f"CASE WHEN {value} = 0 THEN 0 ELSE {value} + 1 END"


def _least(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"least({', '.join(items)})"
