"""Full years of work in matching periods; gaps are taken off."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .. import nodes as n
from ..days import END, FIRST
from ..evaluation import whole
from .days import TRUE, Bind, Days, Truth
from .dialect import Dialect
from .rows import Read, numbered, of_value, over_rows
from .scope import Meaning, Scope, plain
from .why import Why, together

_LEVELS: Final = (3, 2, 1)


@dataclass(frozen=True, slots=True)
class _Jobs:
    """What the relation gives: the day on which the years are full, by level; what is missing; unconfirmed facts by value."""

    days: tuple[str, ...]
    missing: str
    doubts: str | None


@dataclass(frozen=True, slots=True)
class _Count:
    """How years are counted: how many, and from which day on a full number opens the gate."""

    years: int
    leap_day: str
    opening: Callable[[str], str]


def worked(scope: Scope, node: n.Worked) -> Meaning:
    """So many years of work are full; without the list of jobs nobody knows from the first possible day on."""
    emitter, dialect = scope.emitter, scope.dialect
    count = _count(scope, node)
    if count.years == 0:
        return Meaning(TRUE, _leaf(scope, node)._replace(missing="0"))
    built, read = over_rows(scope, node, "job", lambda inner: _jobs(inner, node, count))
    given = scope.given(emitter.places["job"].given or "")
    yes, human, unknown = (f"coalesce({read(day)}, {END})" for day in built.days)
    since = scope.fact(node.since.row, node.since.field) if node.since else str(FIRST)
    known = f"{since} IS NOT NULL" if node.since else "TRUE"
    unlisted = count.opening(dialect.anniversary(since, count.years, count.leap_day))
    yes = scope.bind(f"CASE WHEN {given} AND {known} THEN {yes} ELSE {END} END")
    human = scope.bind(f"CASE WHEN {given} AND {known} THEN least({yes}, {human}) ELSE {END} END")
    unknown = scope.bind(
        f"CASE WHEN NOT {known} THEN {FIRST} WHEN NOT {given} THEN {unlisted} ELSE least({yes}, {human}, {unknown}) END"
    )
    day = emitter.day
    value = scope.bind(
        f"CASE WHEN {yes} <= {day} THEN 3 WHEN {human} <= {day} THEN 2 WHEN {unknown} <= {day} THEN 1 ELSE 0 END"
    )
    why = together(
        [_leaf(scope, node), *_doubts(scope, built, read, value), _missing(scope, built, read, given)]
    )
    truth = Truth(value, *(Days(starts=(start,)) for start in (yes, human, unknown)))
    return Meaning(truth, scope.least(why, value))


def _leaf(scope: Scope, node: n.Worked) -> Why:
    return scope.facts(node.since, node.years, node.full_on, node.leap_day)


def _count(scope: Scope, node: n.Worked) -> _Count:
    late = whole(plain(node.full_on))

    def opening(day: str) -> str:
        moved = f"({day} + {late})" if late else day
        return scope.dialect.new_year(moved) if node.to_year_end else f"least({moved}, {END})"

    return _Count(whole(plain(node.years)), str(plain(node.leap_day)), opening)


def _jobs(inner: Scope, node: n.Worked, count: _Count) -> _Jobs:
    relation, dialect = inner.relation, inner.dialect
    matching = inner.mean(node.matching)
    if not matching.truth.constant:
        raise NotImplementedError("work that matches on some days only")
    value = matching.truth.value
    since = inner.fact(node.since.row, node.since.field) if node.since else str(FIRST)
    begin = relation.bind(f"greatest({inner.fact('job', 'from')}, {since})")
    end = relation.bind(f"coalesce({inner.fact('job', 'to')} + 1, {END})")
    days = []
    for level in _LEVELS:
        matches = f"{value} >= {level} AND {end} > {since} AND {begin} < {end}"
        pairs = relation.output(dialect.gathered_flat(dialect.array([begin, end]), matches))
        day = full_on(pairs, count.years, count.leap_day, dialect, relation.after.bind)
        days.append(relation.after.bind(f"CASE WHEN {day} IS NULL THEN {END} ELSE {count.opening(day)} END"))
    doubts = None
    terms = matching.why.all_doubts(dialect)
    if matching.why.doubts or matching.why.more:
        shifted = numbered(inner, relation.bind(terms), value)
        doubts = relation.output(dialect.gathered_flat(shifted, "TRUE"))
    missing = "0"
    if matching.why.missing != "0":
        missing = relation.output(dialect.any_bit(matching.why.missing, f"{value} = 1"))
    return _Jobs(tuple(days), missing, doubts)


def _doubts(scope: Scope, built: _Jobs, read: Read, value: str) -> list[Why]:
    """The unconfirmed facts of the jobs that carry the value: those that match carry every value but unknown."""
    if built.doubts is None:
        return []

    def carries(reached: str) -> str:
        return f"CASE WHEN {reached} = 3 THEN {value} <> 1 ELSE {reached} = {value} END"

    return [Why(more=(scope.bind(of_value(scope, read(built.doubts), carries)),))]


def _missing(scope: Scope, built: _Jobs, read: Read, given: str) -> Why:
    missing = "0" if built.missing == "0" else f"coalesce({read(built.missing)}, 0)"
    mask = scope.emitter.bit(scope.emitter.schema.rows["job"].list)
    return Why(missing=f"CASE WHEN {given} THEN {missing} ELSE {mask} END")


def full_on(pairs: str, years: int, leap_day: str, dialect: Dialect, bind: Bind) -> str:
    """The first day on which so many years of work are full, null if they never are.

    As :func:`..calendar.full_on`; `pairs` names a list of the borders of the periods in any order.
    """
    d = dialect
    merged = bind(d.unite(pairs))
    start = bind(d.at(merged, "1"))
    needed = bind(f"{d.anniversary(start, years, leap_day)} - {start}")

    def length(place: str) -> str:
        return f"{d.at(merged, f'{place} + 1')} - {d.at(merged, place)}"

    def before(place: str) -> str:
        earlier = d.filter(d.places(merged), "j", f"j < {place}")
        return f"coalesce({d.total(d.map(earlier, 'j', length('j')))}, 0)"

    enough = d.filter(d.places(merged), "i", f"{before('i')} + {length('i')} >= {needed}")
    place = bind(f"CASE WHEN {d.size(merged)} > 2 THEN {d.at(f'({enough})', '1')} END")
    several = f"{d.at(merged, place)} + {needed} - {before(place)}"
    one = f"CASE WHEN {length('1')} >= {needed} THEN {start} + {needed} END"
    return bind(f"CASE WHEN {d.size(merged)} = 2 THEN {one} WHEN {place} IS NOT NULL THEN {several} END")
