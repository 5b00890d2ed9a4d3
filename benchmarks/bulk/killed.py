"""A run killed half-way and taken up again against an undisturbed one: ``python -m benchmarks.bulk.killed --persons N``.

A register of `guantong population` is screened three times by the command: undisturbed; killed with SIGKILL as soon as
half of the parts are there; and started again in the folder that was left. Then the decisions of both folders are
compared row for row, as multisets, part by part: a part holds the same people in both. Exit 1 if anything differs.
"""

import argparse
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from guantong.screening.begun import STORE
from guantong.screening.run import MANIFEST, PARTS
from guantong.screening.sources.intake import RECORD

from ..machine import machine
from .command import Spent, run
from .equality import SEED

REGISTER, UNDISTURBED, KILLED = "register", "undisturbed", "killed"
_SAME: Final = ("engine", "as_of", "targets", "packs", "catalogue", "readings", "decisions", "verdicts")
"""What the records of both runs have in common; times, memory and bytes differ."""


@dataclass(frozen=True)
class Check:
    """The folder in which everything happens, and what is asked of each run beside the register."""

    folder: Path
    persons: int
    options: tuple[str, ...] = ()

    def steps(self) -> Iterator[tuple[str, Spent]]:
        """What every step took, as it ends. A register that is there already is used again.

        Raises AssertionError where a step ends otherwise than it should.
        """
        register = self.folder / REGISTER
        if not register.exists():
            spent = run("population", "--persons", self.persons, "--seed", SEED, "-o", register)
            assert spent.status == 0, f"population ended with {spent.status}"
            yield "population", spent
        spent = self._screen(UNDISTURBED)
        assert spent.status == 0, f"the undisturbed run ended with {spent.status}"
        yield "screen, undisturbed", spent
        out = self.folder / KILLED
        spent = run(*self._command(KILLED), until=lambda: _half(out))
        assert spent.status == -signal.SIGKILL, f"the run to be killed ended with {spent.status}"
        assert not (out / MANIFEST).exists(), "the run to be killed was over already"
        left = _parts(out)
        yield f"screen, killed with {len(left)} of {_buckets(out)} parts", spent
        spent = self._screen(KILLED)
        assert spent.status == 0, f"the run taken up again ended with {spent.status}"
        kept = {file: made for file, made in _parts(out).items() if file in left}
        assert kept == left, "parts that were there are written again"
        yield "screen, taken up again", spent

    def rows(self) -> int:
        """How many decisions both runs give; they are the same.

        Raises AssertionError with the first that is not.
        """
        one, other = (self.folder / name for name in (UNDISTURBED, KILLED))
        first, second = (json.loads((out / MANIFEST).read_text("utf-8")) for out in (one, other))
        assert second["resumed"], "the second run was not taken up again"
        assert not first["resumed"], "the first run was disturbed"
        unlike = [name for name in _SAME if first[name] != second[name]]
        assert not unlike, f"the records differ in {', '.join(unlike)}"
        parts = sorted(_parts(one))
        assert parts == sorted(_parts(other)), "the parts differ"
        rows = 0
        with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
            for part in parts:
                files = [out / PARTS / part for out in (one, other)]
                counts = [pq.ParquetFile(file).metadata.num_rows for file in files]
                assert counts[0] == counts[1], (
                    f"{part}: {counts[0]} rows in one run, {counts[1]} in the other"
                )
                # as many rows in both: what one has beyond the other, the other lacks
                a, b = (f"FROM read_parquet('{file}')" for file in files)
                only = connection.execute(f"{a} EXCEPT ALL {b} LIMIT 1").fetchone()
                assert only is None, f"{part}: only the undisturbed run has {only}"
                rows += counts[0]
        assert rows == first["decisions"], "the record counts other rows than there are"
        return rows

    def _command(self, name: str) -> tuple[object, ...]:
        return "screen", self.folder / REGISTER, "-o", self.folder / name, *self.options

    def _screen(self, name: str) -> Spent:
        return run(*self._command(name))


def _parts(out: Path) -> dict[str, int]:
    """The parts that are whole, with the time at which each was written."""
    return {file.name: file.stat().st_mtime_ns for file in (out / PARTS).glob("part-*.parquet")}


def _buckets(out: Path) -> int:
    return int(json.loads((out / STORE / RECORD).read_text("utf-8"))["buckets"])


def _half(out: Path) -> bool:
    """Whether half of the parts are there."""
    return (out / STORE / RECORD).exists() and 2 * len(_parts(out)) >= _buckets(out)


def main() -> int:
    """Run the steps, compare and print; the number of the exit."""
    given = _arguments()
    console = Console(width=150, highlight=False)
    console.print(machine())
    options = [*(("--targets", given.targets) if given.targets else ()), "--as-of", given.as_of]
    table = Table("step", "CPU s", "clock s", "CPU µs a person", "MB", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    with tempfile.TemporaryDirectory(prefix="guantong-killed-") as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name in (UNDISTURBED, KILLED):
            shutil.rmtree(folder / name, ignore_errors=True)
        check = Check(folder, given.persons, tuple(options))
        try:
            for step, spent in check.steps():
                each = f"{spent.cpu / given.persons * 1e6:,.0f}"
                table.add_row(step, f"{spent.cpu:,.0f}", f"{spent.wall:,.0f}", each, f"{spent.peak:,.0f}")
            rows = check.rows()
        except AssertionError as problem:
            console.print(table)
            console.print(f"{problem}", markup=False)
            return 1
    console.print(table)
    console.print(f"{given.persons:,} persons: {rows:,} decisions, every column, the same in both runs")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bulk.killed",
        description="A run killed half-way beside an undisturbed one.",
    )
    parser.add_argument("--persons", type=int, default=100_000, metavar="N", help="size of the register")
    parser.add_argument("--targets", default="", metavar="T,…", help="as of guantong screen; all without it")
    parser.add_argument("--as-of", default="2026-11-22", metavar="D", help="the day of submission")
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="where everything is written and kept; the register in it is used again",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
