"""Answers of peers as a table: a person, and whether each route is open."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from ..workload import ROUTES, Answers
from .people import name

PAIRS: Final = tuple(f"{route}@{level}" for route, levels in ROUTES.items() for level in levels)
"""Every route measured with the levels for which it is asked."""


def write_answers(file: Path, found: Iterable[Answers]) -> int:
    """Write the answers about the first people of the sample; how many people there are."""
    rows = [{"person_id": name(number), **answers} for number, answers in enumerate(found)]
    pq.write_table(pa.Table.from_pylist(rows), file)
    return len(rows)
