"""Damage: what is listed was planted, what was planted is listed, and nothing else differs from the clean register."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guantong.cases import CaseErrors, parse_case
from guantong.population.damage import damages
from guantong.population.headers import HEADERS
from tests.population.conftest import DIRT
from tests.population.registers import LISTS, Row, rows

Listed = list[dict[str, str]]


@pytest.fixture(scope="module")
def listed(dirty: Path) -> Listed:
    with (dirty / "damage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_text(row: Row) -> Row:
    return {key: None if value is None else str(value) for key, value in row.items()}


def test_the_share_of_damaged_rows(clean: Path, listed: Listed) -> None:
    for table in ("person", "job", "certificate", "appraisal", "education"):
        found = sum(row["table"] == table for row in listed) / len(rows(clean, table))
        assert abs(found - DIRT) < 0.015


def test_every_kind_occurs(listed: Listed) -> None:
    found = {(row["table"], row["kind"]) for row in listed}
    rare = ("honour", "title", "sanction")

    for table in HEADERS.keys() - set(rare):
        assert {(table, one.kind) for one in damages(table)} <= found
    assert {table for table, _ in found} >= {"honour", "title"}


def test_nothing_else_differs(clean: Path, dirty: Path, listed: Listed) -> None:
    for table, headers in HEADERS.items():
        wanted = Counter(
            (row["person_id"], row["column"], row["kind"]) for row in listed if row["table"] == table
        )
        lost = {person for person, _, kind in wanted if kind == "missing_person"}
        twice = {person for person, _, kind in wanted if kind == "duplicate_person"}
        damaged = iter(rows(dirty, table))
        found: Counter[tuple[str, str]] = Counter()
        for row in map(as_text, rows(clean, table)):
            person = row["person_id"]
            if person in lost:
                continue
            if person in twice:
                assert next(damaged) == row
            other = next(damaged)
            changed = [column for column in row if row[column] != other[column]]
            if changed:
                found[person, headers[changed[0]]] += 1
        assert next(damaged, None) is None
        planted: Counter[tuple[str, str]] = Counter()
        for (person, column, kind), count in wanted.items():
            if kind not in ("missing_person", "duplicate_person"):
                planted[person, column] += count
        assert found == planted


def test_somebody_who_is_missing_is_spoken_of_elsewhere(dirty: Path, listed: Listed) -> None:
    missing = {row["person_id"] for row in listed if row["kind"] == "missing_person"}
    spoken_of = {row["person_id"] for table in ("job", "certificate") for row in rows(dirty, table)}

    assert missing
    assert missing <= spoken_of
    assert not missing & {row["person_id"] for row in rows(dirty, "person")}


def document(table: str, row: Row) -> Row:
    """A case of nothing but the row."""
    known = {key: value for key, value in row.items() if value is not None and key != "person_id"}
    if table == "person":
        return {
            "as_of": "2026-06-01",
            "person": {key: known[key] for key in ("birth_date", "status") if key in known},
        }
    if table == "appraisal":
        return {"as_of": "2026-06-01", "appraisals": {known.pop("year"): known}}
    for key in ("verified", "degree", "current"):
        known.pop(key, None)
    if "exam_fields" in known:
        known["exam_fields"] = known["exam_fields"].split("、")
    if table == "sanction":
        return {"as_of": "2026-06-01", "person": {"sanctions": [known]}}
    return {"as_of": "2026-06-01", LISTS[table]: [known]}


ONLY_IN_REGISTERS = (
    "serial_day",
    "missing_person",
    "duplicate_person",
    "full_width",
    "spaced",
    "damaged_number",
)
"""Damage that a document of a case does not have, or that is of the register as a whole; screening reads it."""


def test_what_is_said_to_be_readable_is_and_the_rest_is_not(clean: Path, dirty: Path, listed: Listed) -> None:
    kinds = {(row["table"], row["person_id"], row["column"]): row for row in listed}
    judged: set[tuple[str, str]] = set()
    for table, headers in HEADERS.items():
        if table == "person":
            continue
        for row, other in zip(rows(clean, table), rows(dirty, table), strict=True):
            changed = [column for column, value in as_text(row).items() if value != other[column]]
            if not changed:
                continue
            planted = kinds[table, row["person_id"], headers[changed[0]]]
            if planted["kind"] in ONLY_IN_REGISTERS or many(listed, planted):
                continue
            assert readable(table, other) == (planted["effect"] == "read"), planted
            judged.add((table, planted["kind"]))

    assert len(judged) > 15


def many(listed: Listed, planted: dict[str, str]) -> bool:
    """Whether two rows of the person were damaged in the same column, so that the list does not tell them apart."""
    key = ("table", "person_id", "column")
    return sum(all(row[name] == planted[name] for name in key) for row in listed) > 1


def readable(table: str, row: dict[str, Any]) -> bool:
    try:
        parse_case(document(table, row), today=date(2026, 6, 1))
    except CaseErrors:
        return False
    return True
