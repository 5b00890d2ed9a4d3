"""How long an application takes: calendar months, and a default that says that nobody has confirmed it."""

from datetime import date
from pathlib import Path

import pytest

from guantong.catalogue import CatalogueError
from guantong.pathways import ReviewTime, read_review_time, usual_review_time

from .people import HALF_YEAR


@pytest.mark.parametrize(
    ("direction", "day", "obtained"),
    [
        ("title_review", date(2024, 6, 1), date(2024, 12, 1)),
        ("title_review", date(2024, 7, 1), date(2025, 1, 1)),
        ("title_review", date(2023, 8, 31), date(2024, 2, 29)),
        ("skill_evaluation", date(2024, 11, 30), date(2025, 2, 28)),
        ("skill_evaluation", date(2024, 12, 31), date(2025, 3, 31)),
        ("title_review", date(9999, 8, 1), date.max),
    ],
)
def test_months_are_counted_by_the_calendar(direction: str, day: date, obtained: date) -> None:
    assert HALF_YEAR.after(direction, day) == obtained


def test_the_default_is_an_estimate_and_says_so() -> None:
    assert usual_review_time().unconfirmed
    assert set(usual_review_time().months) == {"title_review", "skill_evaluation"}
    assert not ReviewTime({"title_review": 1, "skill_evaluation": 0}).unconfirmed


@pytest.mark.parametrize("months", [{}, {"title_review": 1}, {"title_review": -1, "skill_evaluation": 0}])
def test_months_are_given_for_both_directions_and_never_negative(months: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="title_review, skill_evaluation"):
        ReviewTime(months)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("  - {direction: title_review, months: 6, confidence: H}", "a number of months"),
        ("  - {direction: exam, months: 6, confidence: H}", "exam is none of"),
        ("  - {direction: title_review, months: six, confidence: H}", "int expected"),
        ("  - {direction: title_review, months: 6, confidence: Q}", "Q is none of"),
        ("  - {direction: title_review, months: 6, confidence: H, days: 3}", "unknown key days"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_place(tmp_path: Path, rows: str, problem: str) -> None:
    path = tmp_path / "pathways.yaml"
    path.write_text(f"source: nobody\nreview_times:\n{rows}\n", "utf-8")

    with pytest.raises(CatalogueError, match=problem):
        read_review_time(path)


def test_a_confirmed_file_is_no_estimate(tmp_path: Path) -> None:
    path = tmp_path / "pathways.yaml"
    path.write_text(
        "source: a notice\nreview_times:\n"
        "  - {direction: title_review, months: 4, confidence: H}\n"
        "  - {direction: skill_evaluation, months: 2, confidence: M}\n",
        "utf-8",
    )

    assert read_review_time(path) == ReviewTime({"title_review": 4, "skill_evaluation": 2})
