"""Decisions for a small roster, person by person, as the table that every engine returns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from guantong.decisions import decide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.screening.workbook.roster import Roster

SCHEMA: Final = pa.schema(
    [
        *((name, pa.string()) for name in ("person_id", "direction", "series", "specialty", "level")),
        *((name, pa.string()) for name in ("occupation", "field", "matter", "verdict")),
        ("eligible_from", pa.date32()),
        ("route", pa.string()),
        *((name, pa.list_(pa.string())) for name in ("clauses", "reasons", "missing", "waives")),
        ("basis", pa.string()),
        ("unconfirmed", pa.list_(pa.string())),
    ]
)


def decisions(roster: Roster) -> pa.Table:
    """What each person of a roster may apply for."""
    return pa.Table.from_pylist(list(_rows(roster)), schema=SCHEMA)


def _rows(roster: Roster) -> Iterator[dict[str, Any]]:
    for person in roster.people:
        for found in decide(person.case, with_readings=False).decisions:
            target, best = found.target, found.best
            missing = {re.sub(r"\[\d+\]", "", path) for route in found.carrying for path in route.missing}
            yield {
                "person_id": person.person_id,
                **{name: getattr(target, name) for name in ("direction", "series", "specialty", "level")},
                **{name: getattr(target, name) for name in ("occupation", "field", "matter")},
                "verdict": found.verdict,
                "eligible_from": found.eligible_from,
                "route": best.route.name,
                "clauses": list(found.clauses),
                "reasons": [
                    f"{r.requirement.name}={r.verdict}" for r in best.requirements if r.verdict != "eligible"
                ],
                "missing": sorted(missing) if found.verdict == "needs_evidence" else [],
                "waives": list(best.route.waives),
                "basis": found.basis,
                "unconfirmed": list(found.unconfirmed),
            }
