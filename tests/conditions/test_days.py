"""Sets of days and truth against the plainest model: sets of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.conditions import days as d
from tests.people import examples

if TYPE_CHECKING:
    from collections.abc import Callable

SPAN = range(100, 116)
PROBES = (d.FIRST, *range(99, 117), d.END - 1)


def sets() -> st.SearchStrategy[d.Days]:
    """Sets with borders in a small span, open to either side of the calendar or not."""
    inner = st.lists(st.sampled_from(SPAN), unique=True, max_size=6).map(sorted)

    def closed(borders: list[int], before: bool, after: bool) -> d.Days:
        found = [d.FIRST, *borders] if before else borders
        if after:
            found = [*found, d.END]
        return tuple(found if len(found) % 2 == 0 else found[:-1] if not after else found[1:])

    return st.builds(closed, inner, st.booleans(), st.booleans()) | st.sampled_from((d.NEVER, d.ALWAYS))


def members(days: d.Days) -> set[int]:
    """The probes inside, told by counting borders."""
    return {day for day in PROBES if sum(border <= day for border in days) % 2}


def truths() -> st.SearchStrategy[d.Truth]:
    """Truths that change, nested as they must be, and constant ones."""

    def nested(one: d.Days, two: d.Days, three: d.Days) -> d.Truth:
        return d.Truth(one, d.unite(one, two), d.union((one, two, three)))

    return st.builds(nested, sets(), sets(), sets()) | st.sampled_from(d.CONSTANT)


def values(truth: d.Truth) -> dict[int, int]:
    """The value on every probe, told level by level."""
    return {day: sum(day in members(level) for level in truth) for day in PROBES}


def well_formed(days: d.Days) -> bool:
    """Rising borders inside the calendar, in pairs."""
    return len(days) % 2 == 0 and list(days) == sorted(set(days)) and all(d.FIRST <= b <= d.END for b in days)


@examples(120)
@given(sets(), sets())
def test_sets_are_sets(left: d.Days, right: d.Days) -> None:
    for days, wanted in (
        (d.intersect(left, right), members(left) & members(right)),
        (d.unite(left, right), members(left) | members(right)),
        (d.union((left, right, left)), members(left) | members(right)),
        (d.complement(left), set(PROBES) - members(left)),
    ):
        assert well_formed(days)
        assert members(days) == wanted
    assert d.complement(d.complement(left)) == left


@examples(80)
@given(sets(), st.sampled_from(PROBES))
def test_a_day_is_inside_and_has_a_stretch(days: d.Days, day: int) -> None:
    assert d.contains(days, day) == (day in members(days))
    starts = [(days[i], days[i + 1]) for i in range(0, len(days), 2)]
    assert d.stretch(days, day) == next((start for start, end in starts if end > day), None)


@examples(80)
@given(st.integers(90, 130), st.integers(90, 130))
def test_a_span_holds_its_days(start: int, end: int) -> None:
    assert members(d.between(start, end)) == {day for day in PROBES if start <= day < end}
    assert well_formed(d.between(start, end))


def test_a_span_stays_in_the_calendar() -> None:
    assert d.between(d.FIRST - 5, d.END + 5) == d.ALWAYS
    assert d.between(d.FIRST, d.FIRST + 1) == (d.FIRST, d.FIRST + 1)
    assert d.between(d.END, d.END + 1) == d.between(7, 7) == d.NEVER
    assert d.contains(d.ALWAYS, d.FIRST)
    assert not d.contains(d.ALWAYS, d.END)


@examples(120)
@given(truths(), truths(), sets())
def test_truth_is_ordered(left: d.Truth, right: d.Truth, days: d.Days) -> None:
    one, two = values(left), values(right)
    operations: tuple[tuple[d.Truth, Callable[[int], int]], ...] = (
        (d.both(left, right), lambda day: min(one[day], two[day])),
        (d.either(left, right), lambda day: max(one[day], two[day])),
        (d.negate(left), lambda day: (3, 1, 2, 0)[one[day]]),
        (d.limit(left, days), lambda day: one[day] if day in members(days) else 0),
    )
    for truth, wanted in operations:
        assert all(map(well_formed, truth))
        assert values(truth) == {day: wanted(day) for day in PROBES}
    for day in PROBES:
        assert d.value_on(left, day) == one[day]


@examples(80)
@given(st.lists(truths(), max_size=4), st.integers(-1, 5))
def test_at_least_counts(truths: list[d.Truth], count: int) -> None:
    each = [values(truth) for truth in truths]
    result = d.at_least(count, truths)
    assert all(map(well_formed, result))
    for day in PROBES:
        ordered = sorted((value[day] for value in each), reverse=True)
        wanted = d.YES if count <= 0 else ordered[count - 1] if count <= len(ordered) else d.NO
        assert d.value_on(result, day) == wanted


@pytest.mark.parametrize("value", range(4))
def test_constants_keep_their_identity(value: int) -> None:
    constant = d.CONSTANT[value]
    assert d.value_on(constant, 100) == value
    assert d.negate(constant) is d.CONSTANT[(3, 1, 2, 0)[value]]
    assert d.both(d.TRUE, constant) is constant
    assert d.both(constant, d.TRUE) is constant
    assert d.both(d.FALSE, constant) is d.both(constant, d.FALSE) is d.FALSE
    assert d.either(d.FALSE, constant) is constant
    assert d.either(constant, d.FALSE) is constant
    assert d.either(d.TRUE, constant) is d.either(constant, d.TRUE) is d.TRUE
    assert d.limit(constant, d.ALWAYS) is constant
    assert d.at_least(2, [d.TRUE, constant]) is constant
    assert d.at_least(1, [d.FALSE, constant]) is constant
