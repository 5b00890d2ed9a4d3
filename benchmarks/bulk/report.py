"""The table of a run, how cost grows with the register, and the aims."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.table import Table

from ..aims import Aim
from .contestants import Taken
from .running import ONE_BY_ONE

NAMES: Final = {
    "register": "all routes: guantong, DuckDB, from the files of a register",
    "prepared": "all routes: guantong, DuckDB, from the prepared store",
    "spark": "all routes: guantong, Spark, from the prepared store",
    "floor": "floor: DuckDB reads the same and writes the same",
    "related": "measured routes: guantong, DuckDB, related targets",
    "same": "measured routes: guantong, DuckDB, the peers' targets",
    "by_hand": "measured routes: DuckDB, SQL by hand, verdict only",
    "openfisca": "measured routes: OpenFisca, batches, verdict only",
    "zen": "measured routes: zen-engine, verdict only",
    "evaluate": "measured routes: guantong, one by one",
}
MILLION, TEN_MILLIONS = 1_000_000, 10_000_000
Measured = dict[int, Mapping[str, Taken]]
"""What everybody took, by the number of people."""


def table(persons: int, found: Mapping[str, Taken]) -> Table:
    """What everybody took for a register of so many people."""
    made = Table(
        f"{persons:,} people", "people", "answers", "CPU s", "of it setup", "clock s", "people/CPU s", "people/s", "MB",
        box=None,
    )  # fmt: skip
    for column in made.columns[1:]:
        column.justify = "right"
    for name, title in NAMES.items():
        if name in found:
            took = found[name]
            made.add_row(
                title, f"{took.people:,}", f"{took.answers:,}", f"{took.cpu:.2f}", f"{took.setup:.2f}", f"{took.wall:.2f}",
                f"{took.people / took.cpu:,.0f}", f"{took.people / took.wall:,.0f}", f"{took.peak:,.0f}",
            )  # fmt: skip
    return made


def growth(found: Measured) -> Table | None:
    """What further people cost: between the smallest and the largest register."""
    few, many = min(found), max(found)
    if few == many:
        return None
    made = Table(
        f"from {few:,} to {many:,} people",
        "CPU times",
        "clock times",
        "CPU µs a further person",
        "MB more",
        box=None,
    )
    for column in made.columns[1:]:
        column.justify = "right"
    for name, title in NAMES.items():
        if name in found[few] and name in found[many] and found[many][name].people > found[few][name].people:
            a, b = found[few][name], found[many][name]
            each = (b.cpu - a.cpu) / (b.people - a.people) * 1e6
            made.add_row(
                title,
                f"{b.cpu / a.cpu:.2f}",
                f"{b.wall / a.wall:.2f}",
                f"{each:,.1f}",
                f"{b.peak - a.peak:,.0f}",
            )
    return made


def aims(found: Measured) -> Iterator[str]:
    """Every aim with what was reached, at the largest register at which both were measured, in processor time."""
    yield from _ratio(found, "OpenFisca takes at least 5 times ours", "openfisca", "same", 5)
    yield from _ratio(found, "zen-engine takes at least 100 times ours", "zen", "same", 100)
    yield from _ratio(found, "ours takes at most as long as SQL by hand", "same", "by_hand", 1, at_most=True)
    yield from _ratio(found, "ours takes at most twice the floor", "prepared", "floor", 2, at_most=True)
    if TEN_MILLIONS not in found or MILLION not in found:
        yield "not measured: memory at 10,000,000 people, and time beside 1,000,000 (--persons 1000000,10000000)"
        return
    for name in found[MILLION].keys() & found[TEN_MILLIONS].keys() & {"register", "prepared"}:
        few, many = found[MILLION][name], found[TEN_MILLIONS][name]
        text = f"{name}: 10,000,000 people take at most"
        yield Aim(f"{text} 3 GB", many.peak / 1024, 3, at_most=True).line
        yield Aim(f"{text} 10.5 times the CPU time of 1,000,000", many.cpu / few.cpu, 10.5, at_most=True).line
        yield Aim(f"{text} 10.5 times the time of 1,000,000", many.wall / few.wall, 10.5, at_most=True).line


def _ratio(
    found: Measured, text: str, slow: str, fast: str, wanted: float, *, at_most: bool = False
) -> Iterator[str]:
    by_one = {name: taken[name] for taken in found.values() for name in ONE_BY_ONE if name in taken}
    sizes = [size for size, taken in found.items() if fast in taken and (slow in taken or slow in by_one)]
    if not sizes:
        yield f"not measured: {text}"
        return
    size = max(sizes)
    a, b = by_one.get(slow) or found[size][slow], found[size][fast]
    cpu, wall = ((getattr(a, kind) / a.people) / (getattr(b, kind) / b.people) for kind in ("cpu", "wall"))
    line = Aim(f"{text}, CPU time at {size:,} people", cpu, wanted, at_most=at_most).line
    yield f"{line} (by the clock {wall:.3g})"
