"""A case as it will be on another day, if nothing happens that nobody knows of yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from guantong.cases.model import Appraisal

if TYPE_CHECKING:
    from datetime import date

    from guantong.cases.model import Case

_GRADE: Final = "qualified"


def project(case: Case, day: date) -> Case:
    """Return the case projected to another day.

    A year that is pending is taken as qualified, whatever the day; on a later day so are the years from
    that of `as_of` on that are not given. Open periods of work go on, which needs no change; nothing
    else changes, and the notes stay those of the document. A case without appraisals gains those later
    years only: the years before `as_of` stay unlisted.
    """
    given = case.appraisals or ()
    years = {row.year for row in given}
    decided = tuple(replace(row, grade=_GRADE) if row.grade == "pending" else row for row in given)
    assumed = tuple(
        Appraisal(f"appraisals.{year}", year, _GRADE, None)
        for year in range(case.as_of.year, day.year)
        if year not in years
    )
    if case.appraisals is None and not assumed:
        return replace(case, as_of=day)
    return replace(case, as_of=day, appraisals=tuple(sorted(decided + assumed, key=lambda row: row.year)))
