"""Filling in a sheet as somebody would: question by question, by its name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from guantong.policy import load_policy
from guantong.portal.selfcheck.asking import answered, passed_over, waiting
from guantong.portal.selfcheck.questions import question_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.selfcheck.questions import Question
    from guantong.portal.selfcheck.sheet import Sheet

TODAY: Final = date(2026, 11, 22)
WELDER: Final[Mapping[str, Mapping[str, list[str]]]] = {
    "holding": {"value": ["certificate"]},
    "certificate-1-occupation": {"value": ["烧电焊的"]},
    "certificate-1-level": {"value": ["senior_worker"]},
    "certificate-1-issued": {"value_year": ["2024"], "value_month": ["9"]},
    "certificate-1-kind": {"value": ["skill_level"]},
    "certificate-1-verified": {"value": ["declared"]},
    "work-1-occupation": {"choice": ["6-18-02-04"]},
    "work-1-since": {"from_year": ["2015"], "from_month": ["7"]},
    "work-1-sector": {"value": ["enterprise"]},
    "appraisals": {"2025": ["qualified"], "2024": ["qualified"], "2023": ["qualified"], "2022": ["unsure"]},
    "continuing_education": {"value": ["declared"]},
    "results": {"value": ["declared"]},
    "honours": {"value": ["none"]},
    "education": {"value": ["none"]},
    "status": {"value": ["employed"]},
    "sanctions": {"value": ["none"]},
}
"""A welder with one certificate and one job, who has everything."""


def ask(name: str) -> Question:
    """The question of a name."""
    found = question_named(name)
    assert found is not None, name
    return found


def fill(
    sheet: Sheet, answers: Mapping[str, Mapping[str, list[str]]], *, unsure: tuple[str, ...] = ()
) -> tuple[Sheet, list[str]]:
    """Answer whatever is asked until nothing is asked any more; also the names of the questions in order."""
    asked: list[str] = []
    while left := waiting(sheet, load_policy(), TODAY):
        name = left[0].name
        asked.append(name)
        assert len(asked) < 60, asked
        if name in unsure or name not in answers:
            sheet = passed_over(sheet, ask(name), TODAY)
        else:
            sheet = answered(sheet, ask(name), answers[name], TODAY)
    return sheet, asked
