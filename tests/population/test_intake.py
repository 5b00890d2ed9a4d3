"""A synthetic register as a source of screening: all of a clean one is read, and of a damaged one what can be."""

import csv
from pathlib import Path

import pytest

from guantong.screening.sources.intake import prepare
from tests.population.conftest import PERSONS


def test_a_clean_register_is_read_whole(clean: Path, tmp_path: Path) -> None:
    intake = prepare(clean, tmp_path / "work", threads=2)

    assert intake.persons.read == intake.persons.accepted == PERSONS
    assert all(count.rejected == 0 for count in intake.counts.values())
    assert (intake.unmapped, intake.unused, dict(intake.ignored)) == ((), (), {})


@pytest.fixture(scope="module")
def set_aside(dirty: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    work = tmp_path_factory.mktemp("intake") / "work"
    intake = prepare(dirty, work, threads=2)
    with (work / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["person_id"] for row in csv.DictReader(file)}
    assert intake.persons.read == intake.persons.accepted + intake.persons.rejected
    return found


def test_who_is_set_aside_was_damaged_beyond_reading_and_nobody_else(
    dirty: Path, set_aside: set[str]
) -> None:
    with (dirty / "damage.csv").open(encoding="utf-8", newline="") as file:
        planted = {row["person_id"] for row in csv.DictReader(file) if row["effect"] == "set_aside"}

    assert set_aside == planted
