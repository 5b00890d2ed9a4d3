"""``python -m benchmarks.bulk``: let all answer, hold the answers against each other, print one table a size. Exit 1 if they differ."""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from guantong.population import generate
from guantong.screening.sources import prepare

from ..machine import machine
from .agreement import Agreement
from .contestants import PEOPLE, REGISTER, Taken
from .equality import SEED, compare
from .people import write_people
from .report import Measured, aims, growth, table
from .running import (
    ALL_ROUTES,
    FROM_FILES,
    MEASURED_ROUTES,
    ONE_BY_ONE,
    SPARK,
    FailedError,
    measure,
    spark_python,
)

SIZES, EQUAL, SAMPLE, PEERS_AT_MOST = "10000,100000", 1_000, 2_000, 1_000_000


def main() -> int:
    """Check, measure and print; the number of the exit."""
    given = _arguments()
    console = Console(width=150, highlight=False)
    console.print(machine())
    python = spark_python() if given.spark else None
    if given.spark and python is None:
        console.print("Spark is asked for, and neither .venv-spark nor this Python has it.")
        return 1
    found: Measured = {}
    try:
        with tempfile.TemporaryDirectory(prefix="guantong-bench-", dir=given.folder) as scratch:
            for persons in sorted(given.persons):
                found[persons] = _size(console, Path(scratch) / str(persons), persons, given, python)
                console.print(table(persons, found[persons]))
            if given.equality:
                with console.status("evaluate beside duckdb"):
                    rows = compare(Path(scratch) / "equality", given.equality)
                told = f"{given.equality:,} people, {rows:,} decisions, every column, all equal"
                console.print(f"evaluate = duckdb, all routes: {told}")
    except (AssertionError, FailedError) as problem:
        console.print(f"{problem}", markup=False)
        return 1
    further = growth(found)
    if further is not None:
        console.print(further)
    if not given.spark:
        console.print("not measured: Spark (--spark)")
    for line in aims(found):
        console.print(line, markup=False)
    return 0


def _size(
    console: Console, folder: Path, persons: int, given: argparse.Namespace, spark: str | None
) -> Mapping[str, Taken]:
    """Write a register of this size, let everybody answer, and compare."""
    with console.status(f"{persons:,} people: writing the registers") as status:
        generate(persons, SEED, folder / REGISTER / "files")
        prepare(folder / REGISTER / "files", folder / REGISTER / "store")
        smallest = persons == min(given.persons)
        if smallest or persons <= given.peers_at_most:
            write_people(folder / PEOPLE, persons)
            names = [*ALL_ROUTES, *MEASURED_ROUTES, *(ONE_BY_ONE if smallest else ())]
        else:
            names = [*FROM_FILES]
        names += [SPARK] if spark else []
        sample = min(given.sample, persons)
        found = measure(
            folder,
            names,
            given.rounds,
            sample,
            spark,
            lambda name: status.update(f"{persons:,} people: {name}"),
        )
        compared = list(Agreement(folder).compared(set(names)))
    for what, answers in compared:
        console.print(f"{persons:,} people: {what}: {answers:,} answers, all equal", markup=False)
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bulk", description="A register beside other engines."
    )
    parser.add_argument("--persons", type=_sizes, default=SIZES, metavar="N,…", help="sizes of the registers")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="how often each is measured")
    parser.add_argument(
        "--equality",
        type=int,
        default=EQUAL,
        metavar="N",
        help="people decided by evaluate and by DuckDB; 0 for none",
    )
    parser.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help="people asked one by one")
    parser.add_argument(
        "--peers-at-most",
        type=int,
        default=PEERS_AT_MOST,
        metavar="N",
        help="at larger registers the whole run from the files and the floor only",
    )
    parser.add_argument("--spark", action="store_true", help="measure Spark too")
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="where the registers are written for the time being"
    )
    return parser.parse_args()


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
