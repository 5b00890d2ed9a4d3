"""What was measured, as tables, and beside the aims."""

from __future__ import annotations

from statistics import quantiles
from typing import TYPE_CHECKING, Final

from rich.table import Table

from benchmarks.aims import Aim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .approved_list import Stint, Verified
    from .guesses import Told
    from .production import Set, Share

MANY: Final = 10_000
CORES: Final = 2
_SECONDS: Final[Mapping[Set, float]] = {"PDF only": 240, "full set": 360}
_GROWTH: Final = 10.0


def production(shares: Mapping[Set, Share]) -> Iterator[Table]:
    """What a certificate costs, step by step, and what its files weigh."""
    table = _table("CPU ms a certificate", *shares)
    for step in dict.fromkeys(step for share in shares.values() for step in share.steps):
        table.add_row(step, *(_each(share.steps[step] * 1000, share) for share in shares.values()))
    table.add_row("all", *(_each(share.cpu * 1000, share) for share in shares.values()))
    table.add_row(
        "certificates a CPU second", *(f"{share.count / share.cpu:.1f}" for share in shares.values())
    )
    table.add_row("CPU ms of the first one", *(f"{share.first * 1000:.0f}" for share in shares.values()))
    yield table
    table = _table("KB a file, MB held", *shares)
    for form in dict.fromkeys(form for share in shares.values() for form in share.bytes):
        table.add_row(form, *(_each(share.bytes[form] / 1000, share) for share in shares.values()))
    table.add_row("MB of all processes, warm", *(f"{share.before:.0f}" for share in shares.values()))
    table.add_row("MB at the end", *(f"{share.after:.0f}" for share in shares.values()))
    yield table


def aims(shares: Mapping[Set, Share]) -> Iterator[Aim]:
    """The targets of the issue: time for many certificates on idle cores by processor time, growth of memory."""
    for which, share in shares.items():
        seconds = share.cpu / share.count * MANY / CORES
        yield Aim(
            f"{MANY:,} certificates, {which}, take at most {_SECONDS[which]:g} s on {CORES} idle cores",
            seconds, _SECONDS[which], at_most=True,
        )  # fmt: skip
    for which, share in shares.items():
        text = f"memory grows by at most {_GROWTH:g} %, {which}, {share.count:,} certificates"
        yield Aim(text, share.growth, _GROWTH, at_most=True)


def stints(made: Sequence[Stint], rows: int, taken_in: float) -> Table:
    """What each worker did."""
    table = _table(
        "the list", "issued", "CPU s", "CPU ms each", "MB at the peak", "left with a number", "ended"
    )
    table.add_row(
        "taken in, rows judged", f"{rows:,}", f"{taken_in:.1f}", f"{taken_in / rows * 1000:.1f}", "", "", ""
    )
    for place, stint in enumerate(made, 1):
        each = f"{stint.cpu / stint.issued * 1000:.1f}" if stint.issued else ""
        ended = "SIGKILL" if stint.killed else "nothing left to do"
        table.add_row(
            f"worker {place}" + (", after 继续" if stint.pressed else ""),
            f"{stint.issued:,}", f"{stint.cpu:.1f}", each, f"{stint.peak:.0f}", str(stint.prepared), ended,
        )  # fmt: skip
    issued, cpu = sum(stint.issued for stint in made), sum(stint.cpu for stint in made)
    table.add_row("all workers", f"{issued:,}", f"{cpu:.1f}", f"{cpu / issued * 1000:.1f}", "", "", "")
    return table


def verified(told: Verified) -> Table:
    """What verifying costs."""
    table = _table("verification by", "asked", "CPU ms each")
    for way, times in told.cpu.items():
        table.add_row(way, f"{len(times):,}", f"{told.milliseconds(way):.2f}")
    return table


def guesses(free: Told, limited: Told) -> Iterator[Table]:
    """How long wrong and absent take, and what was answered."""
    table = _table("limits lifted", "asked", "median CPU ms", "a tenth more than", "times absent")
    for (where, kind), times in sorted(free.cpu.items()):
        absent = "absent, " + kind.rpartition(" ")[2]
        ratio = free.milliseconds(where, kind) / free.milliseconds(where, absent)
        table.add_row(
            f"{where}: {kind}", f"{len(times):,}", f"{free.milliseconds(where, kind):.3f}",
            f"{quantiles(times, n=10)[-1]:.3f}", f"{ratio:.2f}",
        )  # fmt: skip
    yield table
    table = _table(
        "guesses",
        "asked",
        "answered",
        "refused (429)",
        "different answers",
        "different refusals",
        "log lines",
    )
    for name, told in (("limits lifted", free), ("limits of the portal", limited)):
        different = {
            status: ", ".join(f"{where} {told.answers(where, status)}" for where in sorted(told.bodies))
            for status in (200, 429)
        }
        table.add_row(
            name, f"{told.guesses:,}", f"{told.guesses - told.refused:,}", f"{told.refused:,}",
            different[200], different[429] if told.refused else "",
            f"{sum(told.logged.values()):,}, {len(told.logged)} different",
        )  # fmt: skip
    yield table


def _table(first: str, *others: str) -> Table:
    table = Table(first, *others, box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _each(total: float, share: Share) -> str:
    return f"{total / share.count:.1f}" if total else ""
