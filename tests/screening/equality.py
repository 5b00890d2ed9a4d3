"""The same people before two engines: tables of the normal form, and how two registers of decisions differ."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

from guantong.cases import parse_case
from guantong.screening.decisions import SCHEMA
from guantong.screening.people import rows_of
from tests.people import sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import pyarrow as pa

KEY = ("person_id", "direction", "series", "specialty", "occupation", "level")


def generated(count: int, seed: int, day: date) -> Mapping[str, pa.Table]:
    """Generated people, rich in the edges on which an answer turns on this day."""
    documents = enumerate(sample(count, seed, day))
    return rows_of((f"{number:05}", parse_case(document, today=day)) for number, document in documents)


def shuffled(tables: Mapping[str, pa.Table], seed: int) -> Mapping[str, pa.Table]:
    """The same rows in another order."""
    random = Random(seed)  # noqa: S311 - chance for tests
    return {
        name: table.take(random.sample(range(table.num_rows), table.num_rows))
        for name, table in tables.items()
    }


def differences(ours: pa.Table, others: pa.Table, *, shown: int = 3) -> list[str]:
    """How two registers of decisions differ, the first few rows column by column; nothing where they are the same."""
    left, right = (
        table.select(SCHEMA.names).sort_by([(key, "ascending") for key in KEY]) for table in (ours, others)
    )
    if left.equals(right):
        return []
    one, two = ({tuple(row[key] for key in KEY): row for row in table.to_pylist()} for table in (left, right))
    found = [f"only on one side: {key}" for key in sorted(one.keys() ^ two.keys(), key=str)[:shown]]
    for key in [key for key in one if key in two and one[key] != two[key]][:shown]:
        columns = {
            name: (one[key][name], two[key][name])
            for name in SCHEMA.names
            if one[key][name] != two[key][name]
        }
        found.append(f"{key}: {columns}")
    return found or ["a row is there twice"]


@contextmanager
def untraced() -> Iterator[None]:
    """Without the tracer of coverage: what thousands of people run through is counted by other tests, in half the time."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
