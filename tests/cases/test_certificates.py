"""Numbers of certificates: their forms, and what they must not contradict."""

from __future__ import annotations

from typing import Any

import pytest

from guantong.cases import parse_case
from guantong.cases.certificate_numbers import LegacyNumber, LevelNumber, SpecialNumber, parse, years_apart
from tests.cases.documents import TODAY, places

NUMBER = "S000045000123202000001"


def certificate(**keys: Any) -> dict[str, Any]:
    row = {
        "level": "technician",
        "occupation": "6-18-01-01",
        "issued_on": "2020-06-01",
        "number": NUMBER,
        **keys,
    }
    return {"as_of": "2024-06-01", "certificates": [row]}


def notes(document: dict[str, Any]) -> list[str]:
    return [note.code for note in parse_case(document, today=TODAY).notes]


def test_what_a_number_says() -> None:
    assert parse("S000045000123223000001") == LevelNumber("45", 22, "senior_worker")
    assert parse("AB" + "0" * 20) == SpecialNumber()
    assert parse("A" + "0" * 14 + "B" + "0" * 6) == SpecialNumber()
    assert parse("1545001234500123") == LegacyNumber()
    assert parse("AB" + "0" * 19) is None
    assert parse("") is None


@pytest.mark.parametrize(
    ("two", "year", "apart"), [(20, 2020, 0), (19, 2020, 1), (0, 1999, 1), (99, 2000, 1), (15, 2020, 5)]
)
def test_years_are_compared_in_the_nearest_century(two: int, year: int, apart: int) -> None:
    assert years_apart(two, year) == apart


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, []),
        ({"kind": "skill_level"}, []),
        ({"number": " s000045 000123202000001"}, []),
        (
            {
                "number": "Ｓ０００００４５０００１２３２０２０００００１".replace(
                    "０００００４５", "００００４５"
                )
            },
            [],
        ),
        ({"number": "S000045000123212000001"}, ["year_differs"]),
        ({"number": "S000045000123192000001"}, ["year_differs"]),
        ({"number": "1545001234500123"}, ["legacy_number"]),
        ({"kind": "vocational_qualification", "number": "1545001234500123"}, ["legacy_number"]),
        ({"kind": "vocational_qualification", "number": "桂B-123"}, ["unknown_number"]),
        ({"kind": "special_ability", "number": "任意"}, []),
        ({"level": "special_technician", "number": "AB" + "0" * 20}, []),
        ({"level": "首席技师", "number": "A" + "0" * 14 + "B" + "0" * 6}, []),
        ({"number": None}, []),
    ],
)
def test_numbers_that_fit(keys: dict[str, Any], expected: list[str]) -> None:
    assert notes(certificate(**keys)) == expected


@pytest.mark.parametrize(
    "keys",
    [
        {"number": "S000045000123203000001"},
        {"number": "S000045000123222000001"},
        {"number": "S000099000123202000001"},
        {"number": "X000045000123202000001"},
        {"number": "S00004500012320200001"},
        {"number": "S000045000123206000001"},
        {"number": "12345"},
        {"kind": "skill_level", "number": "1545001234500123"},
        {"kind": "vocational_qualification"},
        {"kind": "vocational_qualification", "level": "special_technician", "number": "AB" + "0" * 20},
        {"number": "AB" + "0" * 20},
        {"level": "special_technician"},
        {"level": "apprentice"},
    ],
)
def test_numbers_that_contradict_their_certificate(keys: dict[str, Any]) -> None:
    assert places(certificate(**keys)) == {"certificates[0].number": "certificate_number"}


def test_a_number_is_compared_only_with_what_is_there() -> None:
    assert places(certificate(level="x")) == {"certificates[0].level": "unknown_code"}
    assert places(certificate(issued_on="x")) == {"certificates[0].issued_on": "date"}
    assert places(certificate(kind="x")) == {"certificates[0].kind": "unknown_code"}
