"""A case on another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guantong.cases import Case, parse_case, project
from tests.cases.documents import TODAY, Document, documents


def case(**document: object) -> Case:
    return parse_case({"as_of": "2024-06-01", **document}, today=TODAY)


def grades(found: Case) -> dict[int, str]:
    return {row.year: row.grade for row in found.appraisals or ()}


def test_years_from_that_of_submission_on_are_taken_as_qualified() -> None:
    found = project(case(appraisals={"2021": "不合格", "2025": "基本合格"}), date(2027, 1, 1))

    assert grades(found) == {
        2021: "unqualified",
        2024: "qualified",
        2025: "basically_qualified",
        2026: "qualified",
    }
    assert found.as_of == date(2027, 1, 1)
    assert found.appraisals is not None
    assert found.appraisals[1].path == "appraisals.2024"


def test_a_pending_year_is_taken_as_qualified_on_any_day() -> None:
    pending = case(appraisals={"2023": "pending"})

    for day in (date(2024, 6, 1), date(2024, 6, 2), date(2024, 5, 31)):
        assert grades(project(pending, day)) == {2023: "qualified"}


def test_the_year_that_runs_is_not_assumed() -> None:
    assert grades(project(case(appraisals={}), date(2024, 12, 31))) == {}
    assert grades(project(case(appraisals={}), date(2025, 1, 1))) == {2024: "qualified"}


def test_unlisted_appraisals_stay_unlisted_until_a_year_is_assumed() -> None:
    assert project(case(), date(2024, 12, 31)).appraisals is None
    assert grades(project(case(), date(2025, 1, 1))) == {2024: "qualified"}


@given(documents, st.integers(-2000, 2000))
def test_nothing_but_the_day_and_the_appraisals_changes(document: Document, days: int) -> None:
    before = parse_case(document, today=TODAY)
    after = project(before, before.as_of + timedelta(days=days))

    assert replace(after, as_of=before.as_of, appraisals=before.appraisals) == before
    assert set(before.appraisals or ()) <= set(after.appraisals or ())
    if days <= 0:
        assert after.appraisals == before.appraisals


@given(documents, st.integers(1, 2000), st.integers(1, 2000))
def test_two_steps_forward_are_one(document: Document, first: int, second: int) -> None:
    start = parse_case(document, today=TODAY)
    there = project(start, start.as_of + timedelta(days=first))
    day = there.as_of + timedelta(days=second)

    assert project(there, day) == project(start, day)
