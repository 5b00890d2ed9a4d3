# ruff: noqa: S608 - every name in a statement is ours
"""The floor: the same engine reads every column of the store, and writes the decisions that ours wrote."""

from pathlib import Path

import duckdb

from guantong.screening.register import TABLES

from .watch import Watch


def floor(store: Path, decisions: Path, out: Path, watch: Watch) -> int:
    """Read and write bucket by bucket, as ours does; how many decisions were written.

    Nothing is decided: the decisions lie ready in the memory of the engine, which is not timed. To be sure
    that every value is read, all of a row are put into one number.
    """
    out.mkdir(parents=True)
    count = 0
    for part in sorted(decisions.glob("part-*.parquet")):
        bucket = int(part.stem.removeprefix("part-"))
        with duckdb.connect(config={"preserve_insertion_order": False}) as connection:
            connection.execute(f"CREATE TEMP TABLE decided AS FROM '{part}'")
            with watch:
                for table, schema in TABLES.items():
                    folder = store / table / f"bucket={bucket}"
                    if any(folder.glob("*.parquet")):
                        columns = ", ".join(f'"{column}"' for column in schema.names)
                        files = f"read_parquet('{folder}/*.parquet', hive_partitioning=false)"
                        connection.execute(f"SELECT bit_xor(hash({columns})) FROM {files}").fetchall()
                written = connection.execute(
                    f"COPY decided TO '{out / part.name}' (FORMAT parquet, COMPRESSION zstd)"
                ).fetchone()
            count += int(written[0]) if written else 0
    return count
