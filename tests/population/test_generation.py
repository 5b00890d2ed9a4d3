"""A register as a whole: the same rows every time, however they are made, and nothing half written."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from guantong.population import FolderTakenError, default_day, generate
from guantong.population.headers import HEADERS
from guantong.population.people import people
from guantong.population.shape import ORDER
from guantong.population.tables import tables
from tests.population.conftest import DAY, PERSONS, SEED
from tests.population.registers import rows


def all_rows(folder: Path) -> dict[str, list[dict[str, object]]]:
    return {table: rows(folder, table) for table in HEADERS}


def test_the_same_seed_gives_the_same_rows(clean: Path, tmp_path: Path) -> None:
    generate(PERSONS, SEED, tmp_path / "again", as_of=DAY)

    assert all_rows(tmp_path / "again") == all_rows(clean)


def test_another_seed_gives_other_people(clean: Path, tmp_path: Path) -> None:
    generate(PERSONS, SEED + 1, tmp_path / "other", as_of=DAY)

    other, ours = all_rows(tmp_path / "other"), all_rows(clean)
    assert all(other[table] != ours[table] for table in HEADERS)


def test_the_size_of_the_chunks_and_the_threads_change_nothing(clean: Path, tmp_path: Path) -> None:
    generate(PERSONS, SEED, tmp_path / "parts", as_of=DAY, chunk=1300, threads=1)

    assert len(list((tmp_path / "parts" / "job").iterdir())) == 4
    assert all_rows(tmp_path / "parts") == all_rows(clean)


def test_many_threads_keep_the_order(tmp_path: Path) -> None:
    """DuckDB works on 122,880 rows at a time, so that fewer would not be shared among threads."""
    found = []
    for threads in (1, 4):
        file = tmp_path / f"{threads}.parquet"
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute(f"CREATE TABLE people AS {people(SEED, 1, 130_000, DAY)}")
            certificates = next(table for table in tables(DAY) if table.name == "certificate")
            connection.execute(f"COPY ({certificates.sql} {ORDER}) TO '{file}'")
        sql = f"SELECT count(*), bit_xor(hash(file_row_number, person_id, issued_on)) FROM read_parquet('{file}', file_row_number = true)"  # noqa: S608
        found.append(duckdb.execute(sql).fetchall())

    assert found[0] == found[1]


def test_a_larger_register_begins_with_the_smaller_one(clean: Path, tmp_path: Path) -> None:
    generate(500, SEED, tmp_path / "small", as_of=DAY)

    small, large = all_rows(tmp_path / "small"), all_rows(clean)
    assert all(small[table] == large[table][: len(small[table])] for table in HEADERS)
    assert large["person"][499]["person_id"] == "P0000500"


def test_damage_does_not_depend_on_the_chunks_either(dirty: Path, tmp_path: Path) -> None:
    generate(500, SEED, tmp_path / "small", dirty=0.05, as_of=DAY, chunk=300)

    wanted = [
        line
        for line in (dirty / "damage.csv").read_text("utf-8").splitlines()[1:]
        if line.split(",")[1] <= "P0000500"
    ]
    found = (tmp_path / "small" / "damage.csv").read_text("utf-8").splitlines()[1:]
    assert sorted(found) == sorted(wanted)


def test_without_a_day_it_is_the_day_of_the_assumptions(tmp_path: Path) -> None:
    generate(3, 1, tmp_path / "usual")
    generate(3, 1, tmp_path / "said", as_of=default_day())

    assert all_rows(tmp_path / "usual") == all_rows(tmp_path / "said")


def test_another_day_moves_the_people_with_it(tmp_path: Path) -> None:
    generate(300, 1, tmp_path / "early", as_of=date(2022, 2, 28))

    years = {row["year"] for row in rows(tmp_path / "early", "appraisal")}
    assert max(years) == 2021


def test_progress_is_told_after_every_chunk(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    generate(25, 1, tmp_path / "r", chunk=10, progress=lambda done, persons: told.append((done, persons)))

    assert told == [(10, 25), (20, 25), (25, 25)]


def test_what_lies_in_a_register(clean: Path, dirty: Path) -> None:
    usual = {*HEADERS, "mapping.yaml", "README.md"}

    assert {path.name for path in clean.iterdir()} == usual
    assert {path.name for path in dirty.iterdir()} == usual | {"damage.csv"}
    assert "没有任何真实的人" in (clean / "README.md").read_text("utf-8")
    assert "No person in here exists" in (clean / "README.md").read_text("utf-8")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    generate(2, 1, tmp_path)

    assert len(rows(tmp_path, "person")) == 2


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(FolderTakenError):
        generate(2, 1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    class Stopped(Exception):  # noqa: N818 - it stands for any
        pass

    def stop(_done: int, _persons: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        generate(20, 1, tmp_path / "r", chunk=10, progress=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("persons", "dirty", "day"), [(0, 0.0, DAY), (1, -0.1, DAY), (1, 1.1, DAY), (1, 0.0, date(1950, 1, 1))]
)
def test_arguments_out_of_range(persons: int, dirty: float, day: date, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="out of range"):
        generate(persons, 1, tmp_path / "r", dirty=dirty, as_of=day)


def test_the_ten_millionth_person_has_a_number_of_their_own() -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE people AS {people(SEED, 9_999_999, 10_000_001, DAY)}")
        found = connection.execute("SELECT person_id FROM people ORDER BY ordinal").fetchall()

    assert [name for (name,) in found] == ["P9999999", "P10000000", "P10000001"]
