"""Of the latest completed appraisal years enough are accepted; years are the places of a mask."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from .. import nodes as n
from ..calendar import new_year, year_of
from ..days import END, FIRST
from ..evaluation import whole
from .days import Days, Stretches, Truth
from .rows import Read, by_value, over_rows
from .scope import Meaning, Scope, plain
from .why import Why, together

YEARS: Final = 60
"""How many appraisal years are told apart: enough for a working life, and they fit into one whole number."""
YEARS_BACK: Final = 45
"""How many of them lie before the year asked about; a year later than it is assumed to be accepted."""

_ALL: Final = (1 << YEARS) - 1
_PAST: Final = (1 << YEARS_BACK) - 1
_LEVELS: Final = (3, 2, 1)
_VALUES: Final = (3, 2, 1, 0)


@dataclass(frozen=True, slots=True)
class _Years:
    """Years accepted, at least by leave of an authority, at least possibly; and all that are listed."""

    accepted: tuple[str, ...]
    listed: str


@dataclass(frozen=True, slots=True)
class _Grades:
    """What the relation gives: the years as they stand and as they will once a pending one is accepted; support."""

    later: _Years
    now: _Years
    missing: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Masks:
    """The years that count at each level, those without work, and those of which nothing is known."""

    counting: tuple[str, ...]
    idle: str
    unknown: str


@dataclass(frozen=True, slots=True)
class _Window:
    """How many of how many years, whether those without work are passed over, and the year of the lowest place."""

    years: int
    passing: int
    skip: bool
    now: int

    @property
    def zero(self) -> int:
        """The year of the lowest place."""
        return self.now - YEARS_BACK


def appraised(scope: Scope, node: n.Appraised) -> Meaning:
    """Enough of the latest completed years are accepted; the window moves on with every year."""
    emitter, dialect, bind = scope.emitter, scope.dialect, scope.bind
    window = _Window(
        whole(plain(node.years)),
        whole(plain(node.passing)),
        plain(node.idle_years) == "skip",
        year_of(emitter.day),
    )
    built, read = over_rows(scope, node, "appraisal", lambda inner: _grades(inner, node, window))
    appraisals, employment = (scope.relation.fact("person", name) for name in ("appraisals", "employment"))
    given = bind(f"coalesce({appraisals} AND {employment}, FALSE)")
    later = _masks(scope, built.later, read, given)
    sets = tuple(_days_of(scope, _open(scope, mask, later.idle, window), window) for mask in later.counting)
    now = _masks(scope, built.now, read, given)
    waiting = scope.relation.fact("person", "pending_last")
    place = bind(f"CASE WHEN {waiting} THEN {YEARS_BACK - 1} ELSE {YEARS_BACK} END")
    reached = [
        bind(f"{dialect.right(_open(scope, mask, now.idle, window), place)} & 1 = 1") for mask in now.counting
    ]
    value = bind(
        f"CASE WHEN {reached[0]} THEN 3 WHEN {reached[1]} THEN 2 WHEN {reached[2]} THEN 1 ELSE 0 END"
    )
    leaf = scope.facts(node.years, node.passing, node.idle_years)
    parts = [leaf, _missing_years(scope, now.unknown, place, window)]
    if built.missing != "0":
        parts.append(Why(missing=f"coalesce({read(built.missing)}, 0)"))
    if built.doubts:
        texts = zip(_VALUES, map(read, built.doubts), strict=True)
        parts.append(
            Why(
                more=(bind(f"CASE {value} {' '.join(f'WHEN {one} THEN {text}' for one, text in texts)} END"),)
            )
        )
    return Meaning(Truth(value, *sets), scope.least(together(parts), value))


def _grades(inner: Scope, node: n.Appraised, window: _Window) -> _Grades:
    relation, dialect, now = inner.relation, inner.dialect, window.now
    grades = inner.emitter.schema.codes["grade"]
    pending, qualified = (str(grades.index(code)) for code in ("pending", "qualified"))
    year = inner.fact("appraisal", "year")
    grade = inner.fact("appraisal", "grade")
    bit = relation.bind(dialect.left("CAST(1 AS BIGINT)", f"({year} - {window.zero})"))
    actual = inner.mean(node.accept)
    later = Scope(inner.emitter, relation, inner.rows)
    later.instead["appraisal", "grade"] = relation.bind(
        f"CASE WHEN {grade} = {pending} THEN {qualified} ELSE {grade} END"
    )
    projected = later.mean(node.accept)
    if not (actual.truth.constant and projected.truth.constant):
        raise NotImplementedError("an appraisal that is accepted on some days only")
    in_time = relation.bind(f"NOT ({grade} = {pending} AND {year} <> {now - 1})")
    value, why = actual.truth.value, actual.why
    accepted_later = tuple(
        relation.output(dialect.any_bit(bit, f"{projected.truth.value} >= {level}")) for level in _LEVELS
    )
    accepted_now = tuple(
        relation.output(dialect.any_bit(bit, f"{value} >= {level} AND {in_time}")) for level in _LEVELS
    )
    latest = f"CASE WHEN {inner.fact('person', 'pending_last')} THEN {now - 2} ELSE {now - 1} END"
    in_window = relation.bind(f"{in_time} AND {year} <= {latest} AND {year} > {latest} - {window.years}")
    doubts = (
        by_value(inner, why.all_doubts(dialect), value, _VALUES, in_window) if why.doubts or why.more else ()
    )
    missing = "0"
    if why.missing != "0":
        missing = relation.output(dialect.any_bit(why.missing, f"{value} = 1 AND {in_window}"))
    return _Grades(
        _Years(accepted_later, relation.output(dialect.any_bit(bit))),
        _Years(accepted_now, relation.output(dialect.any_bit(bit, in_time))),
        missing,
        doubts,
    )


def _masks(scope: Scope, years: _Years, read: Read, given: str) -> _Masks:
    """The years of a person: listed ones as they are, others by whether there was work in them."""
    bind = scope.bind
    worked = scope.relation.fact("person", "work_years")
    absent = bind(f"{_ALL} - coalesce({read(years.listed)}, 0)")
    unknown = bind(f"{absent} & {_PAST} & CASE WHEN {given} THEN {worked} ELSE {_ALL} END")
    idle = bind(f"{absent} & {_PAST} & ({_ALL} - {unknown})")
    assumed = bind(f"{absent} & {_ALL - _PAST}")
    yes, human, maybe = (bind(f"coalesce({read(mask)}, 0) | {assumed}") for mask in years.accepted)
    return _Masks((yes, human, bind(f"{maybe} | {unknown}")), idle, unknown)


def _open(scope: Scope, mask: str, idle: str, window: _Window) -> str:
    """The years on whose first day enough of the years before are accepted."""
    dialect, bind = scope.dialect, scope.bind
    if window.passing > window.years:
        return "0"

    def before(years: str) -> Sequence[str]:
        # what would leave the mask is cut off first: a number has no room for it
        return [
            bind(dialect.left(f"({years} & {_ALL >> back})", back)) for back in range(1, window.years + 1)
        ]

    groups = combinations(before(bind(f"{mask} | {idle}") if window.skip else mask), max(1, window.passing))
    enough = " | ".join(f"({' & '.join(group)})" for group in groups)
    if window.skip:
        enough = f"({enough}) & ({' | '.join(before(mask))})"
    return bind(f"CAST({enough} AS BIGINT)")


def _days_of(scope: Scope, years: str, window: _Window) -> Days:
    """The days of the years in a mask; the last place stands for all years from it on."""
    dialect, bind = scope.dialect, scope.bind
    days = dialect.array([*(str(new_year(window.zero + i)) for i in range(YEARS)), str(END)])
    lowest = bind(f"{years} & -{years}")
    from_then_on = bind(f"{years} + {lowest} = {1 << YEARS}")
    start = bind(dialect.at(f"({days})", f"bit_count({lowest} - 1) + 1"))

    def on(place: str) -> str:
        return f"{dialect.right(years, place)} & 1"

    turning = dialect.filter(
        dialect.count_to(str(YEARS - 1)),
        "y",
        f"({on('CAST(y AS INTEGER)')}) <> ({on('CAST(y - 1 AS INTEGER)')})",
    )
    between = dialect.map(turning, "y", dialect.at(f"({days})", "y + 1"))
    nothing, first, last = dialect.array([]), dialect.array([str(FIRST)]), dialect.array([str(END)])
    head = f"CASE WHEN {years} & 1 = 1 THEN {first} ELSE {nothing} END"
    tail = f"CASE WHEN {dialect.right(years, YEARS - 1)} & 1 = 1 THEN {last} ELSE {nothing} END"
    general = dialect.joined([head, between, tail])
    more = bind(f"CASE WHEN {years} <> 0 AND NOT {from_then_on} THEN {general} END")
    return Days(
        lists=(Stretches(bind(f"CASE WHEN {years} = 0 THEN {END} ELSE {start} END"), str(END), more),)
    )


def _missing_years(scope: Scope, unknown: str, place: str, window: _Window) -> Why:
    """The years of the window of which nothing is known."""
    dialect = scope.dialect
    years = []
    for back in range(1, window.years + 2):
        bit = dialect.right(unknown, YEARS_BACK - back)
        inside = f"{place} > {YEARS_BACK - back} AND {place} <= {YEARS_BACK - back + window.years}"
        mask = scope.emitter.bit(f"appraisals.{window.now - back}")
        years.append(f"CASE WHEN {inside} AND {bit} & 1 = 1 THEN {mask} ELSE 0 END")
    return Why(missing=" | ".join(f"({term})" for term in years))
