"""Sets of days in columns: whatever they are made of, they hold the days that they hold in Python."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from guantong.conditions import days as plain
from guantong.conditions.days import ALWAYS, END, FIRST, NEVER
from guantong.conditions.sql import days
from guantong.conditions.sql.days import Days, Stretches
from tests.conditions.sql.engine import DIALECT, asked
from tests.people import examples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from guantong.conditions.sql.days import Bind

DAY: Final = 730_000
BORDERS: Final = (FIRST, DAY - 3, DAY - 1, DAY, DAY + 1, DAY + 2, DAY + 9, END)
COLUMNS: Final = {
    **{f"g{i}": "BOOLEAN" for i in (0, 1)},
    **{f"{name}{i}": "INTEGER" for name in ("s", "e", "first", "last") for i in (0, 1)},
    **{f"more{i}": DIALECT.int_list for i in (0, 1)},
}
LISTS: Final = {f"l{i}": Stretches(f"first{i}", f"last{i}", f"more{i}") for i in (0, 1)}
ONES: Final = {f"o{i}": Stretches(f"first{i}", f"last{i}", "NULL") for i in (0, 1)}


class Row(NamedTuple):
    """The columns of one row, and the sets that they stand for."""

    columns: tuple[object, ...]
    sets: dict[str, plain.Days]


def row(seed: int) -> Row:
    """Some gates, first and last days, and two lists, each as one stretch or as borders."""
    random = Random(seed)  # noqa: S311 - chance for tests
    gates = [random.random() < 0.7 for _ in range(2)]
    starts = [random.choice(BORDERS[:-1]) for _ in range(2)]
    ends = [random.choice(BORDERS[1:]) for _ in range(2)]
    firsts, lasts, lists, sets = [], [], [], {}
    for i in (0, 1):
        borders = tuple(sorted(random.sample(BORDERS, random.choice((0, 2, 2, 4, 6)))))
        single = len(borders) <= 2 and random.random() < 0.7
        one = borders if len(borders) == 2 else random.choice(((END, END), (DAY + 2, DAY)))
        firsts.append(one[0])
        lasts.append(one[1])
        lists.append(None if single else list(borders))
        sets[f"l{i}"] = borders
        sets[f"o{i}"] = plain.between(*one)
        sets[f"g{i}"] = ALWAYS if gates[i] else NEVER
        sets[f"s{i}"] = (starts[i], END)
        sets[f"e{i}"] = plain.between(FIRST, ends[i])
    return Row((*gates, *starts, *ends, *firsts, *lasts, *lists), sets)


def made_of(parts: Sequence[str]) -> Days:
    """The set of all days that are in each of its parts."""
    kinds: dict[str, list[Any]] = {"g": [], "s": [], "e": [], "l": []}
    for part in parts:
        kinds["l" if part[0] == "o" else part[0]].append(LISTS.get(part) or ONES.get(part) or part)
    return Days(*(tuple(kinds[kind]) for kind in "gsel"))


def meant(parts: Sequence[str], row: Row) -> plain.Days:
    found = ALWAYS
    for part in parts:
        found = plain.intersect(found, row.sets[part])
    return found


def listed(made: Callable[[Bind], Days], rows: Sequence[Row]) -> list[plain.Days]:
    """The days of a set as DuckDB lists them for each row."""

    def expression(bind: Bind) -> str:
        one = days.stretches(made(bind), DIALECT, bind)
        return DIALECT.sorted(days.borders(Stretches(*map(bind, one)), DIALECT))

    return [tuple(found) for found in asked(COLUMNS, [row.columns for row in rows], expression)]


rows = st.lists(st.integers(0, 1 << 30).map(row), min_size=20, max_size=30)
shapes = st.lists(
    st.sampled_from([f"{kind}{i}" for kind in "gselo" for i in (0, 1)]), unique=True, max_size=4
)


@given(shapes, rows)
@examples(12)
def test_a_set_holds_the_days_of_all_its_parts(shape: list[str], rows: list[Row]) -> None:
    assert listed(lambda bind: made_of(shape), rows) == [meant(shape, row) for row in rows]


@given(shapes, shapes, rows)
@examples(8)
def test_days_in_both_sets(left: list[str], right: list[str], rows: list[Row]) -> None:
    found = listed(lambda bind: days.meet([made_of(left), made_of(right)]), rows)

    assert found == [plain.intersect(meant(left, row), meant(right, row)) for row in rows]


@given(st.lists(shapes, min_size=1, max_size=3), rows)
@examples(15)
def test_days_in_any_set(several: list[list[str]], rows: list[Row]) -> None:
    found = listed(lambda bind: days.unite([made_of(shape) for shape in several], DIALECT, bind), rows)

    assert found == [plain.union(meant(shape, row) for shape in several) for row in rows]


@given(shapes, rows)
@examples(12)
def test_days_that_are_not_in_a_set(shape: list[str], rows: list[Row]) -> None:
    found = listed(lambda bind: days.complement(made_of(shape), DIALECT, bind), rows)

    assert found == [plain.complement(meant(shape, row)) for row in rows]


@given(shapes, rows)
@examples(10)
def test_the_day_on_which_a_set_opens(shape: list[str], rows: list[Row]) -> None:
    def expression(bind: Bind) -> str:
        one = days.stretches(made_of(shape), DIALECT, bind)
        return days.next_day(Stretches(*map(bind, one)), DAY, DIALECT)

    found = asked(COLUMNS, [row.columns for row in rows], expression)

    assert found == [plain.stretch(meant(shape, row), DAY) for row in rows]
