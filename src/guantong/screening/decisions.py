"""The register of decisions: one row for each person and related target, the same from every engine."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    from .selection import Selection

_TEXTS: Final = pa.list_(pa.string())

SCHEMA: Final = pa.schema(
    [
        pa.field("person_id", pa.string()),
        pa.field("direction", pa.string()),
        pa.field("series", pa.string()),
        pa.field("specialty", pa.string()),
        pa.field("level", pa.string()),
        pa.field("occupation", pa.string()),
        pa.field("field", pa.string()),
        pa.field("matter", pa.string()),
        pa.field("verdict", pa.string()),
        pa.field("eligible_from", pa.date32()),
        pa.field("route", pa.string()),
        pa.field("clauses", _TEXTS),
        pa.field("reasons", _TEXTS),
        pa.field("missing", _TEXTS),
        pa.field("waives", _TEXTS),
        pa.field("basis", pa.string()),
        pa.field("unconfirmed", _TEXTS),
    ]
)
"""`route` is the best one, `reasons` its requirements that are not met, each with its verdict; `missing` are the
facts to supply where the verdict is *needs_evidence*; `unconfirmed` what nobody has confirmed at its source."""

READINGS: Final = pa.field("readings", _TEXTS)
"""A further column where it is asked for: the readings whose other option, flipped alone, would change verdict or day of the best route."""


class Decider(Protocol):
    """An engine on one day: it decides tables of the normal form, or a prepared store bucket by bucket."""

    @property
    def name(self) -> str:
        """What the engine is called."""

    @property
    def selection(self) -> "Selection":
        """Which targets it is asked for, and about whom."""

    def open(self, store: Path) -> None:
        """Look at the values of a whole store, before its buckets are decided."""

    def decide_bucket(self, store: Path, bucket: int, out: Path) -> int:
        """Write the decisions of one bucket as Parquet; how many there are."""

    def decide_tables(self, tables: Mapping[str, pa.Table]) -> pa.Table:
        """The register of decisions of the people in the tables."""
