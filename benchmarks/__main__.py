"""``python -m benchmarks``: check that all answer alike, measure, print one table. Exit 1 if they do not."""

import json
import sys

from rich.console import Console
from rich.table import Table

from . import ours
from .agreement import Ask, disagreements
from .aims import Aim
from .flat import flat
from .machine import machine
from .openfisca_peer import OpenFiscaPeer
from .timing import interleaved, loading
from .workload import ROUTES, measured_policy, sample
from .zen_peer import ZenPeer

PEOPLE, ROUNDS, LOADS = 300, 5, 5
OURS, ZEN, ZEN_TRACE, FISCA, FISCA_TRACE = (
    "guantong, all reasons",
    "zen-engine",
    "zen-engine, trace",
    "OpenFisca",
    "OpenFisca, trace",
)
READINGS, AS_JSON = "guantong, all reasons, every reading flipped", "guantong, all reasons, as JSON text"


def main() -> int:
    """Check, measure and print; the number of the exit."""
    console = Console(width=110, highlight=False)
    console.print(machine("zen-engine", "openfisca-core"))
    policy, zen, fisca = measured_policy(), ZenPeer(), OpenFiscaPeer()
    cases = sample(PEOPLE)
    answers = [ours.ask(case, policy) for case in cases]
    asked: dict[str, Ask] = {
        ZEN: lambda facts: zen.eligible(zen.ask(facts, trace=False)),
        FISCA: lambda facts: fisca.ask(fisca.facts(facts), trace=False),
    }
    for name, peer in asked.items():
        wrong = list(disagreements(cases, answers, peer))
        if wrong:
            console.print(
                f"{name} answers otherwise in {len(wrong)} places, first of all:\n{wrong[0]}", markup=False
            )
            return 1
    dated = sum(r.eligible_from is not None for a in answers for d in a.decisions for r in d.routes)
    pairs = sum(map(len, ROUTES.values()))
    console.print(
        f"{len(ROUTES)} routes at {pairs} targets and levels, {PEOPLE} people: all engines answer alike,"
        f" on the day of the case and around {dated} first days."
    )

    flat_facts = [flat(case) for case in cases]
    fisca_facts = [fisca.facts(facts) for facts in flat_facts]
    times = interleaved(
        {
            OURS: lambda i: ours.ask(cases[i], policy),
            ZEN: lambda i: zen.ask(flat_facts[i], trace=False),
            ZEN_TRACE: lambda i: zen.ask(flat_facts[i], trace=True),
            AS_JSON: lambda i: json.dumps(ours.ask(cases[i], policy).to_dict(), ensure_ascii=False),
        },
        PEOPLE,
        ROUNDS,
    )
    slow = interleaved(
        {
            OURS: lambda i: ours.ask(cases[i], policy),
            FISCA: lambda i: fisca.ask(fisca_facts[i], trace=False),
            FISCA_TRACE: lambda i: fisca.ask(fisca_facts[i], trace=True),
            READINGS: lambda i: ours.ask(cases[i], policy, with_readings=True),
        },
        PEOPLE // 6,
        ROUNDS,
    )
    loads = loading(LOADS)
    table = Table("one decision, in process", "microseconds", "decisions a second", "times ours", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for measured, name in [(times, n) for n in times] + [(slow, n) for n in slow if n != OURS]:
        seconds, ratio = measured[name], measured[name] / measured[OURS]
        table.add_row(name, f"{seconds * 1e6:,.0f}", f"{1 / seconds:,.0f}", f"{ratio:.1f}")
    console.print(table)
    loading_table = Table("loading and compiling all packs, fresh process", "milliseconds", box=None)
    loading_table.columns[1].justify = "right"
    for name, text in {
        "cold": "without a cache",
        "warm": "with the cache of an earlier run",
        "import": "importing Python modules, beside either",
    }.items():
        loading_table.add_row(text, f"{loads[name] * 1e3:,.0f}")
    console.print(loading_table)
    aims = (
        Aim("zen-engine with trace takes at least 4 times ours", times[ZEN_TRACE] / times[OURS], 4),
        Aim("OpenFisca takes at least 100 times ours", slow[FISCA] / slow[OURS], 100),
        Aim("packs load warm in less than 300 ms", loads["warm"] * 1e3, 300, at_most=True),
    )
    for aim in aims:
        console.print(aim.line, markup=False, highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
