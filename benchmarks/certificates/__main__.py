"""``python -m benchmarks.certificates``: making, issuing, guessing and verifying; exit 1 where something is not whole."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from benchmarks.machine import machine

from . import portal, production, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS: Final = ("production", "list", "guesses")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for and print it; the number of the exit."""
    given = _given(arguments)
    console = Console(width=110, highlight=False)
    console.print(machine("typst", "pyhanko"))
    if "production" in given.only:
        _production(console, given.certificates, given.processes)
    if not {"list", "guesses"} & set(given.only):
        return 0
    with portal.opened(given.database):
        found = [
            *(_list(console, given.list) if "list" in given.only else ()),
            *(_guesses(console, given.guesses) if "guesses" in given.only else ()),
        ]
    for fault in found[:20]:
        console.print(fault, markup=False)
    if found:
        console.print(f"{len(found)} FAULTS")
    return 1 if found else 0


def _production(console: Console, count: int, processes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        production.add_keys(Path(folder))
        shares = {
            which: production.produced(count, processes=processes, keys=Path(folder), which=which)
            for which in production.SETS
        }
    for table in tables.production(shares):
        console.print(table)
    for aim in tables.aims(shares):
        console.print(aim.line, markup=False)


def _list(console: Console, count: int) -> list[str]:
    from . import approved_list

    authority, proposer, confirmer = portal.who_issues()
    batch, spent = approved_list.taken_in(
        count, authority=authority, proposer=proposer, confirmer=confirmer, document="示例职改办〔2026〕9号"
    )
    stints = approved_list.issued_by_worker(batch, proposer)
    verified = approved_list.all_verified(batch)
    found = [*approved_list.faults(batch), *verified.invalid]
    console.print(tables.stints(stints, count, spent))
    console.print(tables.verified(verified))
    console.print(f"{count:,} rows: {'whole' if not found else 'NOT whole'}", markup=False)
    return found


def _guesses(console: Console, count: int) -> list[str]:
    from guantong.portal.certificates.models import Certificate

    from . import guesses

    issued = list(Certificate.objects.exclude(issued_at=None).values_list("number", flat=True))
    made = list(guesses.guesses(count, issued))
    runs = {
        limited: guesses.tried(iter(half), limited=limited)
        for limited, half in ((False, made[: count // 2]), (True, made[count // 2 :]))
    }
    for table in tables.guesses(runs[False], runs[True]):
        console.print(table)
    secrets = guesses.secrets_of(made)
    return [
        fault for limited, told in runs.items() for fault in guesses.faults(told, secrets, limited=limited)
    ]


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.certificates", description=__doc__)
    parser.add_argument("--certificates", type=int, default=2_000, metavar="N", help="made by the library")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="that make them")
    parser.add_argument("--list", type=int, default=2_000, metavar="N", help="rows that the portal issues")
    parser.add_argument("--guesses", type=int, default=100_000, metavar="N", help="of numbers and codes")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="which parts")
    parser.add_argument(
        "--database", default="", metavar="URL", help="an empty PostgreSQL database; SQLite without it"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
