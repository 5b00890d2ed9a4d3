"""The register of decisions: one row for each person and related target, the same from every engine."""

from typing import Final

import pyarrow as pa

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
