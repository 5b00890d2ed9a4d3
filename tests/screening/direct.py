"""A register counted person by person, without SQL: what the pages are held against."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from guantong.cases.model import Target
from guantong.decisions.targets import is_held
from guantong.screening.people import case_of
from guantong.screening.register import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from guantong.cases.model import Case

TARGET = ("direction", "series", "specialty", "level", "occupation", "field", "matter")


def read(folder: Path) -> list[dict[str, Any]]:
    """The rows of all Parquet files of a folder."""
    return [
        row for file in sorted(folder.glob("*.parquet")) for row in pq.ParquetFile(file).read().to_pylist()
    ]


def people_of(store: Path, day: date) -> tuple[Mapping[str, Case], Mapping[str, str]]:
    """The case and the place of everybody in a store."""
    rows: defaultdict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    for table in TABLES:
        for file in sorted((store / table).glob("*/*.parquet")):
            for row in pq.ParquetFile(file).read().to_pylist():
                rows[row["person_id"]].setdefault(table, []).append(row)
    cases = {person: case_of(of, day) for person, of in rows.items()}
    return cases, {person: of["person"][0]["place"] for person, of in rows.items()}


def not_held(decisions: Iterable[Mapping[str, Any]], cases: Mapping[str, Case]) -> list[Mapping[str, Any]]:
    """The decisions on what people have not yet."""
    return [
        row
        for row in decisions
        if not is_held(Target(path="", **{name: row[name] for name in TARGET}), cases[row["person_id"]])
    ]
