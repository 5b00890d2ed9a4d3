"""Sets of days as columns: an intersection of tests, first days, last days and lists, kept apart while they can be.

Most conditions do not change from day to day, or begin on a day and go on; most of the others hold on one
stretch of days. A list of borders is built only for the rows that need one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..days import END, FIRST
from .dialect import Dialect

Bind: TypeAlias = Callable[[str], str]
"""Gives an expression a column of its own and returns its name."""


class Stretches(NamedTuple):
    """Days as columns: one stretch, empty where it does not begin before it ends; or, where it is not null, a list of borders."""

    first: str
    last: str
    more: str


@dataclass(frozen=True, slots=True)
class Days:
    """The days that pass every test of `gates`, from every one of `starts`, before every one of `ends`, in every one of `lists`."""

    gates: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    lists: tuple[Stretches, ...] = ()

    @property
    def constant(self) -> bool:
        """Whether the days are all or none, by the gates alone."""
        return not (self.starts or self.ends or self.lists)


ALWAYS = Days()
NEVER = Days(gates=("FALSE",))


class Truth(NamedTuple):
    """The value on the day asked (0 no, 1 unknown, 2 human, 3 yes) and the days on which it is at least that."""

    value: str
    yes: Days
    human: Days
    unknown: Days

    @property
    def constant(self) -> bool:
        """Whether the value is the same on every day."""
        return all(days.constant for days in self.sets)

    @property
    def sets(self) -> tuple[Days, Days, Days]:
        """The days, from yes down to unknown."""
        return self.yes, self.human, self.unknown


def steady(value: str) -> Truth:
    """The truth of what does not change from day to day."""
    if value in ("0", "1", "2", "3"):
        sets = [ALWAYS if int(value) >= level else NEVER for level in (3, 2, 1)]
    else:
        sets = [Days(gates=(f"{value} >= {level}",)) for level in (3, 2, 1)]
    return Truth(value, *sets)


FALSE, OPEN, ASK, TRUE = (steady(str(value)) for value in range(4))


def meet(sets: Sequence[Days]) -> Days:
    """The days in every one of the sets."""
    if NEVER in sets:
        return NEVER
    return Days(*(tuple(dict.fromkeys(sum((getattr(s, part) for s in sets), ()))) for part in Days.__slots__))


def gate(days: Days) -> str:
    """The test of the gates."""
    return " AND ".join(f"({g})" for g in days.gates) or "TRUE"


def first(days: Days) -> str:
    """The first day, apart from gates and lists."""
    return _fold("greatest", days.starts, FIRST)


def last(days: Days) -> str:
    """The day after the last, apart from gates and lists."""
    return _fold("least", days.ends, END)


def _fold(function: str, items: Sequence[str], default: int) -> str:
    if len(items) < 2:
        return items[0] if items else str(default)
    return f"{function}({', '.join(items)})"


def stretches(days: Days, dialect: Dialect, bind: Bind) -> Stretches:
    """The set with its gates, days and lists brought together."""
    if days == NEVER:
        return Stretches(str(END), str(END), "NULL")
    if not (days.gates or days.starts or days.ends) and len(days.lists) == 1:
        return days.lists[0]
    start = bind(_fold("greatest", (*days.starts, *(one.first for one in days.lists)), FIRST))
    end = bind(_fold("least", (*days.ends, *(one.last for one in days.lists)), END))
    lists = [one for one in days.lists if one.more != "NULL"]
    if not lists:
        test = bind(gate(days)) if days.gates else "TRUE"
        return Stretches(
            bind(f"CASE WHEN {test} THEN {start} ELSE {END} END") if days.gates else start, end, "NULL"
        )
    odd = bind(" OR ".join(f"{one.more} IS NOT NULL" for one in lists))
    simple = bind(f"CASE WHEN ({gate(days)}) AND NOT ({odd}) THEN {start} ELSE {END} END")
    bare = Days(starts=days.starts, ends=days.ends)
    found = ""
    for other in [borders(stretches(bare, dialect, bind), dialect)] * bool(days.starts or days.ends) + [
        borders(one, dialect) for one in days.lists
    ]:
        # a list is worth its while only where there is one
        listed = bind(f"CASE WHEN {odd} AND ({gate(days)}) THEN {other} END")
        found = bind(f"CASE WHEN {odd} THEN {dialect.meet(found, listed)} END") if found else listed
    return Stretches(simple, end, found)


def borders(days: Stretches, dialect: Dialect) -> str:
    """The set as a list of borders."""
    one = f"CASE WHEN {days.first} < {days.last} THEN {dialect.array([days.first, days.last])} ELSE {dialect.array([])} END"
    return one if days.more == "NULL" else f"coalesce({days.more}, {one})"


def next_day(days: Stretches, day: int, dialect: Dialect) -> str:
    """The first day of the stretch that holds a day, else of the next one, else null."""
    one = f"CASE WHEN {days.first} < {days.last} AND {days.last} > {day} THEN {days.first} END"
    if days.more == "NULL":
        return one
    return f"CASE WHEN {days.more} IS NOT NULL THEN {dialect.stretch(days.more, day)} ELSE {one} END"


def from_pairs(first_day: str, last_day: str, together: str, pairs: str, dialect: Dialect) -> Stretches:
    """The union of stretches: one from the first day to the last where they hang together, else the list of all borders."""
    more = f"CASE WHEN {together} THEN NULL ELSE {dialect.unite(pairs)} END"
    return Stretches(first_day, last_day, more)


def unite(sets: Sequence[Days], dialect: Dialect, bind: Bind) -> Days:
    """The days in any of the sets."""
    sets = [days for days in dict.fromkeys(sets) if days != NEVER]
    if not sets or ALWAYS in sets:
        return ALWAYS if sets else NEVER
    if len(sets) == 1:
        return sets[0]
    if all(days.constant for days in sets):
        return Days(gates=(" OR ".join(f"({gate(days)})" for days in sets),))
    if all(not days.ends and not days.lists for days in sets):
        begin = [f"CASE WHEN {gate(days)} THEN {first(days)} ELSE {END} END" for days in sets]
        return Days(starts=(bind(f"least({', '.join(begin)})"),))
    parts = [stretches(days, dialect, bind) for days in sets]
    starts = [bind(f"CASE WHEN {one.first} < {one.last} THEN {one.first} ELSE {END} END") for one in parts]
    ends = [bind(f"CASE WHEN {one.first} < {one.last} THEN {one.last} ELSE {FIRST} END") for one in parts]
    first_day, last_day = bind(f"least({', '.join(starts)})"), bind(f"greatest({', '.join(ends)})")
    latest = ", ".join(
        f"CASE WHEN {one.first} < {one.last} THEN {one.first} ELSE {FIRST} END" for one in parts
    )
    earliest = ", ".join(
        f"CASE WHEN {one.first} < {one.last} THEN {one.last} ELSE {END} END" for one in parts
    )
    simple = " AND ".join([f"{one.more} IS NULL" for one in parts if one.more != "NULL"] or ["TRUE"])
    together = bind(f"{simple} AND greatest({latest}) <= least({earliest})")
    pairs = bind(
        f"CASE WHEN NOT {together} THEN {dialect.joined([borders(one, dialect) for one in parts])} END"
    )
    return Days(lists=(_bound(from_pairs(first_day, last_day, together, pairs, dialect), bind),))


def complement(days: Days, dialect: Dialect, bind: Bind) -> Days:
    """The days that are not in the set."""
    if days.constant:
        return NEVER if days == ALWAYS else ALWAYS if days == NEVER else Days(gates=(f"NOT ({gate(days)})",))
    if not days.ends and not days.lists:
        return Days(ends=(bind(f"CASE WHEN {gate(days)} THEN {first(days)} ELSE {END} END"),))
    one = stretches(days, dialect, bind)
    simple = "TRUE" if one.more == "NULL" else f"{one.more} IS NULL"
    none, whole, head = f"{one.first} >= {one.last}", f"{one.last} >= {END}", f"{one.first} <= {FIRST}"
    listed = bind(
        f"CASE WHEN NOT ({simple}) OR NOT ({none} OR {whole} OR {head}) THEN {borders(one, dialect)} END"
    )
    more = bind(f"CASE WHEN {listed} IS NOT NULL THEN {dialect.complement(listed)} END")
    start = bind(f"CASE WHEN {none} OR {whole} THEN {FIRST} ELSE {one.last} END")
    end = bind(f"CASE WHEN {none} OR NOT ({whole}) THEN {END} ELSE {one.first} END")
    return Days(lists=(Stretches(start, end, more),))


def _bound(days: Stretches, bind: Bind) -> Stretches:
    return Stretches(*map(bind, days))


def all_of(truths: Sequence[Truth]) -> Truth:
    """The least of several truths."""
    telling = [truth for truth in dict.fromkeys(truths) if truth != TRUE]
    if len(telling) < 2:
        return telling[0] if telling else TRUE
    if FALSE in telling:
        return FALSE
    value = extreme("least", [truth.value for truth in telling])
    return Truth(value, *(meet(sets) for sets in zip(*(truth.sets for truth in telling), strict=True)))


def any_of(truths: Sequence[Truth], dialect: Dialect, bind: Bind) -> Truth:
    """The greatest of several truths."""
    telling = [truth for truth in dict.fromkeys(truths) if truth != FALSE]
    if len(telling) < 2:
        return telling[0] if telling else FALSE
    if TRUE in telling:
        return TRUE
    value = bind(extreme("greatest", [truth.value for truth in telling]))
    if all(t.constant for t in telling):
        return steady(value)
    sets = zip(*(truth.sets for truth in telling), strict=True)
    return Truth(value, *(unite(days, dialect, bind) for days in sets))


def extreme(function: str, values: Sequence[str]) -> str:
    """The least or the greatest of several values, of which those that are known beforehand are settled."""
    numbers = [int(value) for value in values if value.isdecimal()]
    others = list(dict.fromkeys(value for value in values if not value.isdecimal()))
    if numbers:
        known = min(numbers) if function == "least" else max(numbers)
        neutral, final = (3, 0) if function == "least" else (0, 3)
        if known == final or not others:
            return str(known)
        if known != neutral:
            others.append(str(known))
    return others[0] if len(others) == 1 else f"{function}({', '.join(others)})"


def opposite(truth: Truth, dialect: Dialect, bind: Bind) -> Truth:
    """Yes becomes no and no becomes yes; unknown and human stay."""
    if truth.value in ("0", "3") and truth.constant:
        return TRUE if truth.value == "0" else FALSE
    value = bind(f"CASE {truth.value} WHEN 3 THEN 0 WHEN 0 THEN 3 ELSE {truth.value} END")
    if truth.constant:
        return steady(value)
    never = complement(truth.unknown, dialect, bind)
    not_yes = complement(truth.yes, dialect, bind)
    asked = meet([truth.human, not_yes])
    return Truth(value, never, unite([never, asked], dialect, bind), not_yes)
