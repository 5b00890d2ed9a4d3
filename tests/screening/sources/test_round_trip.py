"""What is written as registers are written comes back as it was: generated people through files into the store."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from guantong.screening.register import TABLES
from guantong.screening.sources import prepare
from tests.screening.sources.registers import in_order, messy, stored, write_csv, write_parquet

Rows = dict[str, list[dict[str, Any]]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_messy_csv_comes_back(rows: Rows, tmp_path: Path, encoding: str) -> None:
    folder = tmp_path / "登记"
    folder.mkdir()
    for table in TABLES:
        write_csv(folder / f"{table}.csv", table, rows[table], messy(Random(3)), encoding)  # noqa: S311
    intake = prepare(folder, tmp_path / "work", buckets=3, threads=1)
    assert stored(tmp_path / "work") == {table: in_order(rows[table]) for table in TABLES}
    assert intake.unmapped == ()
    assert {count.rejected for count in intake.counts.values()} == {0}
    assert {table: count.read for table, count in intake.counts.items()} == {
        table: len(rows[table]) for table in TABLES
    }


def test_parquet_comes_back(rows: Rows, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    for table in TABLES:
        write_parquet(folder / f"{table}.parquet", table, rows[table])
    prepare(folder, tmp_path / "work", buckets=2, threads=1)
    assert stored(tmp_path / "work") == {table: in_order(rows[table]) for table in TABLES}
