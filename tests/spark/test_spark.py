"""5,000 generated people get the same decisions, with all that is told of them, from Spark and one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guantong.cases import CaseErrors
from guantong.decisions.decide import engine_for
from guantong.population import generate
from guantong.screening.engines.evaluate import Evaluate
from guantong.screening.engines.spark import Spark
from guantong.screening.register import TABLES
from guantong.screening.selection import select
from guantong.screening.sources import prepare
from tests.people import policy
from tests.screening.equality import differences, generated, shuffled

if TYPE_CHECKING:
    from pathlib import Path

DAY: Final = date(2024, 2, 29)
OVERLAY: Final = 2
VERDICTS: Final = {"not_eligible", "needs_evidence", "needs_human", "eligible"}


def test_people_on_the_edges_and_people_of_a_register(tmp_path: Path) -> None:
    rules = policy(OVERLAY)
    generate(1500, 7, tmp_path / "register", as_of=DAY, threads=1)
    store = tmp_path / "store"
    prepare(tmp_path / "register", store, buckets=1, threads=1)
    people = {
        name: pa.concat_tables([table, *_stored(store, name)])
        for name, table in generated(3500, DAY.toordinal(), DAY).items()
    }

    one_by_one = Evaluate(rules, DAY).decide_tables(people)
    together = Spark(engine_for(rules), DAY).decide_tables(shuffled(people, 7))

    assert people["person"].num_rows == 5000
    assert set(one_by_one["verdict"].to_pylist()) == VERDICTS
    assert differences(one_by_one, together) == []


def _stored(store: Path, name: str) -> list[pa.Table]:
    return [
        pq.ParquetFile(file).read().select(TABLES[name].names).cast(TABLES[name])
        for file in sorted((store / name).rglob("*.parquet"))
    ]


def test_a_bucket_of_a_store_becomes_one_file(tmp_path: Path) -> None:
    rules, store = policy(0), tmp_path / "store"
    generate(60, 3, tmp_path / "register", as_of=DAY, threads=1)
    prepare(tmp_path / "register", store, buckets=2, threads=1)
    selection = select(["title_review/intermediate"], ["status=在职"])
    spark = Spark(engine_for(rules), DAY, selection=selection)
    alone = Evaluate(rules, DAY, selection=selection)

    spark.open(store)
    count = spark.decide_bucket(store, 1, tmp_path / "part.parquet")
    alone.decide_bucket(store, 1, tmp_path / "alone.parquet")

    found = pq.read_table(tmp_path / "part.parquet")
    assert count == found.num_rows > 0
    assert differences(pq.read_table(tmp_path / "alone.parquet"), found) == []


def test_a_machine_without_java_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(CaseErrors) as told:
        Spark(engine_for(policy(0)), DAY)

    assert [error.code for error in told.value.errors] == ["java"]
