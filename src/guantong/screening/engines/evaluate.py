"""The engine for one person over a whole register: the proof that the others answer alike."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from guantong.decisions import decide
from guantong.decisions.answers import Decision
from guantong.policy import Policy

from ..decisions import READINGS, SCHEMA
from ..people import case_of
from ..register import TABLES
from ..selection import Selection
from ..texts import told_by


class Evaluate:
    """Decides every person of a register by itself, with all reasons."""

    def __init__(
        self, policy: Policy, as_of: date, *, selection: Selection | None = None, readings: bool = False
    ) -> None:
        self.policy = policy
        self.as_of = as_of
        self.selection = selection or Selection()
        self.readings = readings
        self.name: Final = "evaluate, readings" if readings else "evaluate"
        self._schema = SCHEMA.append(READINGS) if readings else SCHEMA

    def open(self, store: Path) -> None:
        """Nothing has to be known of a store before its buckets are read."""

    def decide_bucket(self, store: Path, bucket: int, out: Path) -> int:
        """Write the decisions of one bucket as Parquet; how many there are."""
        found = self.decide_tables({table: _read(store, table, bucket) for table in TABLES})
        pq.write_table(found, out, compression="zstd")
        return int(found.num_rows)

    def decide_tables(self, tables: Mapping[str, pa.Table]) -> pa.Table:
        """The decisions of the people in tables of the normal form."""
        people: dict[str, dict[str, list[dict[str, Any]]]] = {}
        where = self.selection.where or {}
        for row in tables["person"].to_pylist():
            if all(row[column] == value for column, value in where.items()):
                people[row["person_id"]] = {"person": [row]}
        for table in TABLES:
            if table == "person":
                continue
            for row in tables[table].to_pylist():
                if row["person_id"] in people:
                    people[row["person_id"]].setdefault(table, []).append(row)
        rows = [
            row_of(person_id, decision)
            for person_id, rows in sorted(people.items())
            for decision in decide(
                case_of(rows, self.as_of), policy=self.policy, with_readings=self.readings
            ).decisions
            if self.selection.asks(decision.target.direction, decision.target.level)
        ]
        return pa.Table.from_pylist(rows, schema=self._schema)


def row_of(person_id: str, decision: Decision) -> dict[str, Any]:
    """One decision as a row of the register of decisions."""
    target = decision.target
    return {
        "person_id": person_id,
        **{
            name: getattr(target, name)
            for name in ("direction", "series", "specialty", "level", "occupation", "field", "matter")
        },
        "verdict": decision.verdict,
        "eligible_from": decision.eligible_from,
        **told_by(decision)._asdict(),
        "readings": list(decision.best.readings),
    }


def _read(store: Path, table: str, bucket: int) -> pa.Table:
    files = sorted((store / table / f"bucket={bucket}").glob("*.parquet"))
    if not files:
        return TABLES[table].empty_table()
    return pa.concat_tables([pq.ParquetFile(file).read() for file in files]).select(TABLES[table].names)
