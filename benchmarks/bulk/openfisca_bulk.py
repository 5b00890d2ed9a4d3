"""The measured routes for OpenFisca over many people: its vectors, a simulation for each batch of people.

The system of variables is that of the benchmark of one decision. A batch is read from the flat facts, set as inputs
array by array, asked for every route on the one day, and written.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openfisca_core.simulation_builder import SimulationBuilder

from ..openfisca_peer import OpenFiscaPeer
from .people import DAY, YEARS

BATCH: Final = 10_000
_YEARLY: Final = ("appraisal_grade", "appraisal_in_line")


def screen(peer: OpenFiscaPeer, flat: Path, out: Path) -> int:
    """Write whether each route is open to each person of the flat facts; how many people there are."""
    schema = pa.schema([("person_id", pa.string()), *((name, pa.bool_()) for name in peer.names)])
    count = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in pq.ParquetFile(flat).iter_batches(batch_size=BATCH):
            answers = _ask(peer, batch)
            writer.write_batch(pa.record_batch([batch["person_id"], *answers], schema=schema))
            count += batch.num_rows
    return count


def _ask(peer: OpenFiscaPeer, batch: pa.RecordBatch) -> list[pa.Array]:
    simulation = SimulationBuilder().build_default_simulation(peer.system, count=batch.num_rows)
    for name, period, values in _inputs(batch):
        simulation.set_input(name, period, values)
    return [pa.array(simulation.calculate(name, DAY.isoformat())) for name in peer.names]


def _inputs(batch: pa.RecordBatch) -> Iterator[tuple[str, str, Any]]:
    yield "standard", "ETERNITY", np.full(batch.num_rows, "g18", dtype=object)
    yearly = {f"{name}_{year}": (name, str(year)) for name in _YEARLY for year in YEARS}
    for column in batch.schema.names:
        if column != "person_id":
            name, period = yearly.get(column, (column, "ETERNITY"))
            yield name, period, batch[column].to_numpy(zero_copy_only=False)
