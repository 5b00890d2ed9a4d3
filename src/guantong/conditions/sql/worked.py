"""Full years of work in matching periods; gaps are taken off."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from .. import nodes as n
from ..days import END, FIRST
from ..evaluation import whole
from .days import TRUE, Bind, Days, Stretches, Truth
from .dialect import Dialect
from .relation import Relation
from .rows import Read, by_value, over_rows, union_of
from .scope import Meaning, Scope, plain
from .why import Why, together

_LEVELS: Final = (3, 2, 1)
_VALUES: Final = (3, 2, 1, 0)


@dataclass(frozen=True, slots=True)
class _Jobs:
    """What the relation gives: the periods that match, by level; what is missing; unconfirmed facts by value."""

    relation: Relation
    periods: tuple[Stretches, ...]
    missing: str
    doubts: tuple[str, ...]


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
    # how many years are asked makes no difference to the periods, so that one relation serves them all
    alike = replace(node, years=1, full_on=0, leap_day="month_end", to_year_end=False)
    built, read = over_rows(scope, alike, "job", lambda inner: _jobs(inner, alike))
    days = _days(built, count, dialect)
    given = scope.given(emitter.places["job"].given or "")
    yes, human, unknown = (f"coalesce({read(day)}, {END})" for day in days)
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


def _jobs(inner: Scope, node: n.Worked) -> _Jobs:
    relation, dialect = inner.relation, inner.dialect
    matching = inner.mean(node.matching)
    if not matching.truth.constant:
        raise NotImplementedError("work that matches on some days only")
    value = matching.truth.value
    since = inner.fact(node.since.row, node.since.field) if node.since else str(FIRST)
    begin = relation.bind(f"greatest({inner.fact('job', 'from')}, {since})")
    end = relation.bind(f"coalesce({inner.fact('job', 'to')} + 1, {END})")
    one = Stretches(begin, end, "NULL")
    periods = tuple(
        Stretches(
            *union_of(
                inner, one, relation.bind(f"{value} >= {level} AND {end} > {since} AND {begin} < {end}")
            )
        )
        for level in _LEVELS
    )
    why = matching.why
    doubts = by_value(inner, why.all_doubts(dialect), value, _VALUES) if why.doubts or why.more else ()
    missing = "0"
    if why.missing != "0":
        missing = relation.output(dialect.any_bit(why.missing, f"{value} = 1"))
    return _Jobs(relation, periods, missing, doubts)


def _days(built: _Jobs, count: _Count, dialect: Dialect) -> list[str]:
    """The day on which the years are full, by level; that of the surest level serves where the others have the same periods."""
    bind = built.relation.after.bind
    found: list[str] = []
    for periods in built.periods:
        day = full_on(periods, count.years, count.leap_day, dialect, bind)
        day = f"CASE WHEN {day} IS NULL THEN {END} ELSE {count.opening(day)} END"
        if found:
            best = built.periods[0]
            same = f"{periods.first} = {best.first} AND {periods.last} = {best.last} AND {periods.more} IS NULL AND {best.more} IS NULL"
            day = f"CASE WHEN {same} THEN {found[0]} ELSE {day} END"
        found.append(bind(day))
    return found


def _doubts(scope: Scope, built: _Jobs, read: Read, value: str) -> list[Why]:
    """The unconfirmed facts of the jobs that carry the value: those that match carry every value but unknown."""
    if not built.doubts:
        return []
    texts = dict(zip(_VALUES, map(read, built.doubts), strict=True))
    also = scope.bind(f"CASE WHEN {value} <> 1 THEN {texts[3]} END")
    own = scope.bind(f"CASE {value} {' '.join(f'WHEN {one} THEN {texts[one]}' for one in (0, 1, 2))} END")
    return [Why(more=(also, own))]


def _missing(scope: Scope, built: _Jobs, read: Read, given: str) -> Why:
    missing = "0" if built.missing == "0" else f"coalesce({read(built.missing)}, 0)"
    mask = scope.emitter.bit(scope.emitter.schema.rows["job"].list)
    return Why(missing=f"CASE WHEN {given} THEN {missing} ELSE {mask} END")


def full_on(periods: Stretches, years: int, leap_day: str, dialect: Dialect, bind: Bind) -> str:
    """The first day on which so many years of work are full, null if they never are; as :func:`..calendar.full_on`."""
    d, merged = dialect, periods.more
    start = bind(f"CASE WHEN {merged} IS NULL THEN {periods.first} ELSE {d.at(merged, '1')} END")
    needed = bind(f"{d.anniversary(start, years, leap_day)} - {start}")

    def length(place: str) -> str:
        return f"{d.at(merged, f'{place} + 1')} - {d.at(merged, place)}"

    def before(place: str) -> str:
        earlier = d.filter(d.places(merged), "j", f"j < {place}")
        return f"coalesce({d.total(d.map(earlier, 'j', length('j')))}, 0)"

    enough = d.filter(d.places(merged), "i", f"{before('i')} + {length('i')} >= {needed}")
    place = bind(f"CASE WHEN {merged} IS NOT NULL THEN {d.at(f'({enough})', '1')} END")
    several = f"{d.at(merged, place)} + {needed} - {before(place)}"
    one = f"CASE WHEN {periods.last} - {start} >= {needed} THEN {start} + {needed} END"
    return bind(f"CASE WHEN {merged} IS NULL THEN {one} WHEN {place} IS NOT NULL THEN {several} END")
