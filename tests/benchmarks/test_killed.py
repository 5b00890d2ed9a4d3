"""What says that a killed run ended alike tells a difference, and the command it measures can be killed."""

from __future__ import annotations

import json
import shutil
import signal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.bulk.command import run
from benchmarks.bulk.killed import KILLED, UNDISTURBED, Check
from guantong.screening.run import MANIFEST, PARTS

if TYPE_CHECKING:
    from pathlib import Path

RECORD = {
    "engine": "duckdb", "as_of": "2026-11-22", "targets": [], "packs": {}, "catalogue": "", "readings": {}, "decisions": 5,
    "verdicts": {"eligible": 5},
}  # fmt: skip


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Two runs that ended alike, the rows of their parts in another order."""
    for name, by in ((UNDISTURBED, 1), (KILLED, -1)):
        (tmp_path / name / PARTS).mkdir(parents=True)
        (tmp_path / name / MANIFEST).write_text(json.dumps({**RECORD, "resumed": name == KILLED}))
        for part, people in enumerate((["a", "a", "b"], ["c", "d"])):
            _write(tmp_path, name, part, people[::by])
    return Check(tmp_path, 4)


def _write(folder: Path, name: str, part: int, people: list[str]) -> None:
    rows = pa.table({"person_id": people, "clauses": [[person] for person in people]})
    pq.write_table(rows, folder / name / PARTS / f"part-{part:05}.parquet")


def test_the_order_of_rows_does_not_matter(check: Check) -> None:
    assert check.rows() == 5


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (["c"], "2 rows in one run, 1 in the other"),
        (["c", "d", "d"], "2 rows in one run, 3 in the other"),
        (["c", "e"], "only the undisturbed run has \\('d'"),
        (["c", "c"], "only the undisturbed run has \\('d'"),
    ],
    ids=["missing", "more", "other", "twice"],
)
def test_a_row_that_differs_is_told(check: Check, people: list[str], told: str) -> None:
    _write(check.folder, KILLED, 1, people)

    with pytest.raises(AssertionError, match=rf"part-00001\.parquet: {told}"):
        check.rows()


def test_a_part_that_is_missing_is_told(check: Check) -> None:
    (check.folder / KILLED / PARTS / "part-00000.parquet").unlink()

    with pytest.raises(AssertionError, match="the parts differ"):
        check.rows()


def test_records_that_differ_are_told(check: Check) -> None:
    (check.folder / KILLED / MANIFEST).write_text(
        json.dumps({**RECORD, "resumed": True, "as_of": "2026-11-23"})
    )

    with pytest.raises(AssertionError, match="the records differ in as_of"):
        check.rows()


def test_a_run_that_was_not_taken_up_again_is_told(check: Check) -> None:
    shutil.copy(check.folder / UNDISTURBED / MANIFEST, check.folder / KILLED / MANIFEST)

    with pytest.raises(AssertionError, match="not taken up again"):
        check.rows()


def test_the_command_is_killed_when_it_is_time(tmp_path: Path) -> None:
    spent = run("population", "--persons", 10, "-o", tmp_path / "register", until=lambda: True)

    assert spent.status == -signal.SIGKILL
    assert not (tmp_path / "register").exists()
