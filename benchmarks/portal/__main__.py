"""``python -m benchmarks.portal``: load both servers in turn, one table. Exit 1 where they do not answer alike."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from benchmarks.machine import machine

from . import questions, servers
from .load import CONNECTIONS, Measured, Request, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROUNDS, REQUESTS, FEWEST = 5, 200, 40
PAGE: Final = Request("GET", "/check/")


def main() -> int:
    """Ask, measure and print; the number of the exit."""
    argparse.ArgumentParser(prog="python -m benchmarks.portal", description=__doc__).parse_args()
    console = Console(width=110, highlight=False)
    console.print(machine())
    cases = questions.people()
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.portal(Path(folder) / "home") as ours,
        servers.openfisca(Path(folder)) as theirs,
    ):
        wrong = list(questions.disagreements(cases, ours, theirs))
        if wrong:
            console.print(f"answers differ in {len(wrong)} places, first of all:\n{wrong[0]}", markup=False)
            return 1
        asked: dict[str, tuple[servers.Server, Sequence[Request]]] = {
            "self-check, first page": (ours, [PAGE]),
            "API decide, all reasons": (ours, questions.to_portal(cases, with_readings=False)),
            "API decide, all reasons, every reading flipped": (
                ours,
                questions.to_portal(cases, with_readings=True),
            ),
            "OpenFisca web API, calculate": (theirs, questions.to_openfisca(cases)),
        }
        found = _measured(asked)
    console.print(_table(found))
    console.print(
        f"{servers.WORKERS} workers each, {CONNECTIONS} connections from one process on the same machine, {ROUNDS} rounds"
        f" of {REQUESTS} requests in turn, medians. Processor time is of the server and its workers alone."
    )
    return 0


def _measured(asked: Mapping[str, tuple[servers.Server, Sequence[Request]]]) -> dict[str, list[Measured]]:
    """Every contestant in every round, so that a busy machine slows all alike."""
    found: dict[str, list[Measured]] = {name: [] for name in asked}
    for server, requests in asked.values():
        load(server, requests, FEWEST)
    for number in range(ROUNDS):
        order = list(asked.items())
        for name, (server, requests) in reversed(order) if number % 2 else order:
            found[name].append(load(server, requests, REQUESTS))
    return found


def _table(found: Mapping[str, Sequence[Measured]]) -> Table:
    table = Table()
    table.add_column("asked")
    for title in ("CPU ms a request", "requests/s"):
        table.add_column(title, justify="right")
    for name, rounds in found.items():
        cpu, speed = median(m.cpu_ms for m in rounds), median(m.per_second for m in rounds)
        table.add_row(name, f"{cpu:.1f}", f"{speed:.0f}")
    return table


if __name__ == "__main__":
    sys.exit(main())
