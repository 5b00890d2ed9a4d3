"""Sets of days, and truth that changes from day to day.

A set of days is a tuple of rising ordinals that are its borders: ``(a, b, c, d)`` holds the days
``a <= day < b`` and ``c <= day < d``. ``NEVER`` is empty, ``ALWAYS`` holds every day of the calendar.

Truth has four values, ``no < unknown < human < yes``; *human* means that the text leaves the point
to an authority. It is kept as three nested sets of days: on which it is at least *yes*, at least
*human* and at least *unknown*. "All" is then an intersection and "any" a union of each of the three.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

Days: TypeAlias = tuple[int, ...]

FIRST = date.min.toordinal()
END = date.max.toordinal() + 1
NEVER: Days = ()
ALWAYS: Days = (FIRST, END)

NO, UNKNOWN, HUMAN, YES = 0, 1, 2, 3


class Truth(NamedTuple):
    """Nested sets of days: at least yes, at least human, at least unknown."""

    yes: Days
    human: Days
    unknown: Days


TRUE = Truth(ALWAYS, ALWAYS, ALWAYS)
ASK = Truth(NEVER, ALWAYS, ALWAYS)
OPEN = Truth(NEVER, NEVER, ALWAYS)
FALSE = Truth(NEVER, NEVER, NEVER)
CONSTANT = (FALSE, OPEN, ASK, TRUE)
"""The truths that do not change, by value."""
_VALUES = {id(truth): value for value, truth in enumerate(CONSTANT)}


def between(start: int, end: int) -> Days:
    """The days from `start` up to, not including, `end`."""
    start, end = max(start, FIRST), min(end, END)
    return (start, end) if start < end else NEVER


def contains(days: Days, day: int) -> bool:
    """Whether `day` is in the set."""
    inside = False
    for border in days:
        if border > day:
            break
        inside = not inside
    return inside


def stretch(days: Days, day: int) -> int | None:
    """The first day of the stretch that holds `day`, else of the next one, else None."""
    for i in range(0, len(days), 2):
        if days[i + 1] > day:
            return days[i]
    return None


def _merge(left: Days, right: Days, wanted: int) -> Days:
    """Sweep over both; keep the days that are in at least `wanted` of the two."""
    borders: list[int] = []
    i = j = 0
    depth = 0
    last = len(left), len(right)
    while i < last[0] or j < last[1]:
        day = left[i] if j >= last[1] or (i < last[0] and left[i] <= right[j]) else right[j]
        before = depth >= wanted
        if i < last[0] and left[i] == day:
            depth += 1 if i % 2 == 0 else -1
            i += 1
        if j < last[1] and right[j] == day:
            depth += 1 if j % 2 == 0 else -1
            j += 1
        if (depth >= wanted) != before:
            borders.append(day)
    return tuple(borders)


def intersect(left: Days, right: Days) -> Days:
    """The days in both sets."""
    if not left or not right:
        return NEVER
    if left is ALWAYS or left == ALWAYS or left is right:
        return right
    if right == ALWAYS:
        return left
    if len(left) == len(right) == 2:
        start, end = max(left[0], right[0]), min(left[1], right[1])
        return (start, end) if start < end else NEVER
    return _merge(left, right, 2)


def unite(left: Days, right: Days) -> Days:
    """The days in either set."""
    if not left or right is ALWAYS:
        return right
    if not right or left is ALWAYS or left is right:
        return left
    if left[-1] < right[0]:
        return left + right
    return _merge(left, right, 1)


def complement(days: Days) -> Days:
    """The days that are not in the set."""
    if not days:
        return ALWAYS
    if days == ALWAYS:
        return NEVER
    head = days[1:] if days[0] == FIRST else (FIRST, *days)
    return head[:-1] if head[-1] == END else (*head, END)


def union(sets: Iterable[Days]) -> Days:
    """The days in any of the sets."""
    result = NEVER
    for days in sets:
        result = unite(result, days)
    return result


def both(left: Truth, right: Truth) -> Truth:
    """The least of two truths on each day."""
    if left is TRUE or right is FALSE:
        return right
    if right is TRUE or left is FALSE:
        return left
    return Truth(intersect(left[0], right[0]), intersect(left[1], right[1]), intersect(left[2], right[2]))


def either(left: Truth, right: Truth) -> Truth:
    """The greatest of two truths on each day."""
    if left is FALSE or right is TRUE:
        return right
    if right is FALSE or left is TRUE:
        return left
    return Truth(unite(left[0], right[0]), unite(left[1], right[1]), unite(left[2], right[2]))


def negate(truth: Truth) -> Truth:
    """Yes becomes no and no becomes yes; unknown and human stay what they are."""
    for i, constant in enumerate(CONSTANT):
        if truth is constant:
            return CONSTANT[(3, 1, 2, 0)[i]]
    no = complement(truth.unknown)
    ask = intersect(truth.human, complement(truth.yes))
    return Truth(no, unite(no, ask), complement(truth.yes))


def limit(truth: Truth, days: Days) -> Truth:
    """The truth on `days`, and no on all others."""
    if days == ALWAYS:
        return truth
    return Truth(intersect(truth[0], days), intersect(truth[1], days), intersect(truth[2], days))


def at_least(count: int, truths: Sequence[Truth]) -> Truth:
    """The value that at least `count` of the truths reach on each day."""
    if count <= 0:
        return TRUE
    values = [_VALUES.get(id(truth), NO - 1) for truth in truths]
    if NO - 1 not in values:  # none changes from day to day
        return CONSTANT[sorted(values)[-count]] if count <= len(values) else FALSE
    return Truth(*(_covered(count, [truth[level] for truth in truths]) for level in range(3)))


def _covered(count: int, sets: Sequence[Days]) -> Days:
    events = sorted((day, 1 if i % 2 == 0 else -1) for days in sets for i, day in enumerate(days))
    borders: list[int] = []
    depth = 0
    for i, (day, step) in enumerate(events):
        depth += step
        if i + 1 < len(events) and events[i + 1][0] == day:
            continue
        if (depth >= count) != bool(len(borders) % 2):
            borders.append(day)
    return tuple(borders)


def value_on(truth: Truth, day: int) -> int:
    """NO, UNKNOWN, HUMAN or YES on that day."""
    if truth is TRUE:
        return YES
    if contains(truth.yes, day):
        return YES
    if contains(truth.human, day):
        return HUMAN
    return UNKNOWN if contains(truth.unknown, day) else NO
