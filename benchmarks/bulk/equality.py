"""The engine for one person beside DuckDB, over a synthetic register, all routes and every column of what is told."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import duckdb

from guantong.decisions.decide import engine_for
from guantong.policy import load_policy
from guantong.population import default_day, generate
from guantong.screening.begun import decide_store
from guantong.screening.engines.duck import Duck
from guantong.screening.engines.evaluate import Evaluate
from guantong.screening.sources import prepare

_OF_A_BUCKET: Final = 2_000
_MOST_BUCKETS: Final = 64
SEED: Final = 20261122


def compare(folder: Path, persons: int) -> int:
    """How many decisions about so many people are equal in every column.

    Raises AssertionError with the first that is not.
    """
    files, store = folder / "files", folder / "store"
    generate(persons, SEED, files)
    buckets = max(1, min(_MOST_BUCKETS, persons // _OF_A_BUCKET))
    prepare(files, store, buckets=buckets)
    decide_store(
        Duck(engine_for(load_policy()), default_day()), store, buckets, folder / "together", lambda *_: None
    )
    alone = folder / "alone"
    alone.mkdir()
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_alone, [store] * buckets, range(buckets), [alone] * buckets))
    return _equal(folder / "together", alone)


def _alone(store: Path, bucket: int, out: Path) -> None:
    Evaluate(load_policy(), default_day()).decide_bucket(store, bucket, out / f"part-{bucket:05}.parquet")


def _equal(together: Path, alone: Path) -> int:
    both = [f"FROM read_parquet('{folder}/*.parquet')" for folder in (together, alone)]
    with duckdb.connect() as connection:
        for (one, other), name in zip((both, both[::-1]), ("DuckDB", "evaluate"), strict=True):
            first = connection.execute(f"{one} EXCEPT ALL {other} LIMIT 1").fetchone()
            assert first is None, f"only {name} decides: {first}"
        found = connection.execute(f"SELECT count(*) {both[0]}").fetchone()
    return int(found[0]) if found else 0
