"""What a benchmark compares answers alike: SQL by hand, ours over a register, and ours one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb
import pyarrow.parquet as pq
import pytest

from benchmarks.bulk.agreement import Agreement
from benchmarks.bulk.answers import PAIRS, write_answers
from benchmarks.bulk.asked import decide, given_targets, related
from benchmarks.bulk.by_hand import query
from benchmarks.bulk.contestants import ANSWERS, DECISIONS, OUT
from benchmarks.bulk.people import DAY, FLAT, MATCHES, STORE, people, views, write_people
from benchmarks.ours import ask, eligible
from benchmarks.workload import measured_policy

if TYPE_CHECKING:
    from pathlib import Path

PERSONS: Final = 200


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which SQL by hand and ours have answered."""
    folder = tmp_path_factory.mktemp("bulk")
    buckets = write_people(folder, PERSONS)
    out = {name: folder / OUT / name for name in ("by_hand", "same", "related", "evaluate")}
    for place in out.values():
        place.mkdir(parents=True)
    with duckdb.connect(config={"threads": 2}) as connection:
        views(connection, folder / STORE, folder / MATCHES)
        connection.execute(f"COPY ({query(DAY)}) TO '{out['by_hand'] / ANSWERS}' (FORMAT parquet)")
    decide(related(DAY, threads=2), folder / STORE, buckets, out["related"] / DECISIONS)
    with given_targets():
        decide(related(DAY, threads=2), folder / STORE, buckets, out["same"] / DECISIONS)
    policy = measured_policy()
    write_answers(out["evaluate"] / ANSWERS, (eligible(ask(case, policy)) for case in people(PERSONS // 4)))
    return folder


def test_all_answer_alike(asked: Path) -> None:
    compared = dict(Agreement(asked).compared({"by_hand", "same", "related", "evaluate"}))

    assert compared["evaluate = by_hand, each route at each level"] == PERSONS // 4 * len(PAIRS)
    assert compared["same = by_hand, best route of each target"] == PERSONS * 8
    assert compared["related = by_hand, best route of each target"] > PERSONS * 4


def test_every_route_is_open_to_some_and_shut_to_others(asked: Path) -> None:
    answers = pq.read_table(asked / OUT / "by_hand" / ANSWERS)

    alike = {pair for pair in PAIRS if len(set(answers[pair].to_pylist())) == 1}
    assert alike == {"level_senior_technician@full_senior"}


def test_a_wrong_answer_is_told(asked: Path, tmp_path: Path) -> None:
    answers = pq.read_table(asked / OUT / "evaluate" / ANSWERS).to_pylist()
    wrong = "title_entry@technician"
    answers[7][wrong] = not answers[7][wrong]
    for name in ("evaluate", "by_hand"):
        (tmp_path / OUT / name).mkdir(parents=True)
    (tmp_path / OUT / "by_hand" / ANSWERS).symlink_to(asked / OUT / "by_hand" / ANSWERS)
    write_answers(
        tmp_path / OUT / "evaluate" / ANSWERS,
        ({pair: row[pair] for pair in PAIRS} for row in answers),
    )

    with pytest.raises(AssertionError, match=f"person 000000007, {wrong}: evaluate says"):
        dict(Agreement(tmp_path).compared({"evaluate", "by_hand"}))


def test_a_register_repeats_its_people_under_other_names(tmp_path: Path) -> None:
    write_people(tmp_path, 50, different=20)

    flat = pq.read_table(tmp_path / FLAT).sort_by("person_id").to_pylist()
    assert [row["person_id"] for row in flat] == [f"{number:09}" for number in range(50)]
    assert {**flat[3], "person_id": ""} == {**flat[43], "person_id": ""}
    assert {**flat[3], "person_id": ""} != {**flat[4], "person_id": ""}
