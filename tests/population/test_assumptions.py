"""What is assumed: every assumption has a note, is marked as assumed, is told in the docs, and comes true in the rows."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from guantong.catalogue import catalogue, terms
from guantong.population import assumptions
from guantong.population.assumptions import assumption
from guantong.population.vocabulary import majors, occupations, older_names, specialties
from tests.population.registers import YES, rows

DOCS = Path(__file__).parents[2] / "docs" / "population.md"


def test_every_assumption_is_assumed_and_noted_and_told() -> None:
    told = DOCS.read_text("utf-8")

    for one in assumptions().values():
        assert one.confidence == "P"
        assert one.zh
        assert one.en
        assert f"`{one.id}`" in told


def test_a_code_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"cities: .* is no status"):
        assumption("cities").weights("status")


def test_every_occupation_of_the_catalogue_can_be_drawn() -> None:
    names = [row.name for row in catalogue().occupations.values()]

    assert list(occupations()[: len(names)]) == names
    assert all(catalogue().find_occupation(name) is None for name in occupations()[len(names) :])


def test_an_older_name_still_means_its_occupation() -> None:
    for name, older in zip(occupations(), older_names(), strict=True):
        if older:
            found = catalogue().find_occupation(older)
            assert found is not None
            assert found.name == name


def test_an_occupation_draws_from_its_own_specialties_and_majors() -> None:
    for grouped in (specialties(), majors()):
        assert len(grouped.starts) == len(grouped.counts) == len(occupations())
        assert min(grouped.counts) > 0
    welder = occupations().index("焊工")
    start = specialties().starts[welder]
    assert {name for _, name in specialties().values[start : start + specialties().counts[welder]]} == {
        "焊接",
        "机械制造",
        "建筑安装",
    }


def close(found: Counter[Any], wanted: dict[Any, float], within: float = 0.025) -> bool:
    whole, sum_ = found.total(), sum(wanted.values())
    return all(
        abs(found[value] / whole - weight / sum_) < within for value, weight in wanted.items()
    ) and set(found) <= set(wanted)


@pytest.mark.parametrize(
    ("table", "column", "name", "vocabulary"),
    [
        ("person", "place", "cities", None),
        ("person", "identity_type", "identity_types", "identity_type"),
        ("person", "continuing_education", "continuing_education", "statement"),
        ("person", "results", "results", "statement"),
        ("certificate", "verified", "verified", "statement"),
        ("education", "proof", "proofs", "proof"),
    ],
)
def test_shares_come_true(clean: Path, table: str, column: str, name: str, vocabulary: str | None) -> None:
    found = Counter(row[column] for row in rows(clean, table))
    one = assumption(name)

    assert close(found, dict(one.terms(vocabulary) if vocabulary else one.weights()))


def test_the_grades_are_as_assumed_but_for_what_is_pending(clean: Path) -> None:
    grades = Counter(row["grade"] for row in rows(clean, "appraisal"))
    pending = grades.pop("尚未评定")

    assert close(grades, dict(assumption("grades").terms("grade")))
    assert 0 < pending < 0.02 * grades.total()


def test_the_highest_levels_are_as_assumed(clean: Path) -> None:
    people = {row["person_id"] for row in rows(clean, "person") if row["certificates"] == YES}
    first: dict[str, str] = {}
    for row in rows(clean, "certificate"):
        first.setdefault(row["person_id"], row["level"])
    found = Counter(
        terms.term("skill_level", first[person]) if person in first else "none" for person in people
    )

    assert close(found, {level: weight for level, weight in assumption("levels").weights() if level})


def test_each_list_is_complete_for_the_share_of_people_assumed(clean: Path) -> None:
    people = rows(clean, "person")

    for name, share in assumption("lists_given").values["shares"].items():
        given = sum(row[name] == YES for row in people) / len(people)
        assert abs(given - share) < 0.02


def test_the_number_of_certificates(clean: Path) -> None:
    people = rows(clean, "person")
    held = Counter(row["person_id"] for row in rows(clean, "certificate"))

    assert 1.2 < held.total() / len(people) < 1.4
    assert set(held.values()) == {1, 2, 3, 4}
    assert len(held) < len(people)


def test_honours_are_rare(clean: Path) -> None:
    people = rows(clean, "person")
    kinds = Counter(row["honour"] for row in rows(clean, "honour"))

    assert all(count <= 0.01 * len(people) for count in kinds.values())
    assert len(kinds) > 5
