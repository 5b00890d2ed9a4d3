"""Small registers, written out in the test that uses them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TWO_PEOPLE = "person_id,status\nP1,employed\nP2,employed\n"


def folder(path: Path, **files: str) -> Path:
    """A folder of CSV files; the one called `mapping` is the mapping."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / ("mapping.yaml" if name == "mapping" else f"{name}.csv")).write_text(text, "utf-8")
    return path


def rejected(store: Path) -> list[dict[str, str]]:
    """What was set aside, as the file says it."""
    with (store / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def reasons(store: Path) -> list[tuple[str, str, str, str]]:
    """Person, table, row and column of what was set aside."""
    return [(row["person_id"], row["table"], row["row"], row["column"]) for row in rejected(store)]
