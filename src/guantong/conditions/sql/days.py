"""Sets of days as columns: an intersection of tests, first days, last days and lists, kept apart while they can be.

Most conditions do not change from day to day, or begin on a day and go on; then no list of days is built.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..days import END, FIRST
from .dialect import Dialect

Bind: TypeAlias = Callable[[str], str]
"""Gives an expression a column of its own and returns its name."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days that pass every test of `gates`, from every one of `starts`, before every one of `ends`, in every one of `lists`."""

    gates: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

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


def borders(days: Days, dialect: Dialect, bind: Bind) -> str:
    """The set as a list of borders."""
    if days == NEVER:
        return dialect.array([])
    start, end = bind(first(days)), bind(last(days))
    within = [] if days.starts or days.ends or not days.lists else list(days.lists)
    if within:
        found = within[0]
        rest = within[1:]
        if days.gates:
            found = bind(f"CASE WHEN {gate(days)} THEN {found} ELSE {dialect.array([])} END")
    else:
        test = gate(days) if not (days.starts or days.ends) else f"{gate(days)} AND {start} < {end}"
        found = bind(f"CASE WHEN {test} THEN {dialect.array([start, end])} ELSE {dialect.array([])} END")
        rest = list(days.lists)
    for other in rest:
        found = bind(dialect.meet(found, bind(other)))
    return found


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
    pairs = bind(dialect.joined([borders(days, dialect, bind) for days in sets]))
    return Days(lists=(bind(dialect.unite(pairs)),))


def complement(days: Days, dialect: Dialect, bind: Bind) -> Days:
    """The days that are not in the set."""
    if days.constant:
        return NEVER if days == ALWAYS else ALWAYS if days == NEVER else Days(gates=(f"NOT ({gate(days)})",))
    if not days.ends and not days.lists:
        return Days(ends=(bind(f"CASE WHEN {gate(days)} THEN {first(days)} ELSE {END} END"),))
    return Days(lists=(bind(dialect.complement(borders(days, dialect, bind))),))


def all_of(truths: Sequence[Truth]) -> Truth:
    """The least of several truths."""
    telling = [truth for truth in dict.fromkeys(truths) if truth != TRUE]
    if len(telling) < 2:
        return telling[0] if telling else TRUE
    if FALSE in telling:
        return FALSE
    value = f"least({', '.join(truth.value for truth in telling)})"
    return Truth(value, *(meet(sets) for sets in zip(*(truth.sets for truth in telling), strict=True)))


def any_of(truths: Sequence[Truth], dialect: Dialect, bind: Bind) -> Truth:
    """The greatest of several truths."""
    telling = [truth for truth in dict.fromkeys(truths) if truth != FALSE]
    if len(telling) < 2:
        return telling[0] if telling else FALSE
    if TRUE in telling:
        return TRUE
    value = bind(f"greatest({', '.join(t.value for t in telling)})")
    if all(t.constant for t in telling):
        return steady(value)
    sets = zip(*(truth.sets for truth in telling), strict=True)
    return Truth(value, *(unite(days, dialect, bind) for days in sets))


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
