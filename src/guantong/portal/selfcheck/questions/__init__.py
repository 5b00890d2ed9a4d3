"""Every question of the self-check, found by its name in addresses or by the fact of a case that it asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from . import certificates, lists, opening, person, titles, work
from .question import Field, Option, Question, Values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..sheet import Complete

__all__ = ["Field", "Option", "Question", "Values", "question_for", "question_named"]

_KINDS: Final[tuple[type[Question], ...]] = (
    opening.Holding, opening.Exam, opening.Wanted,
    certificates.CertificateOccupation, certificates.CertificateLevel, certificates.CertificateIssued,
    certificates.CertificateKind, certificates.CertificateVerified,
    titles.TitleSeries, titles.TitleLevel, titles.TitleSpecialty, titles.TitleObtained, titles.TitleWay,
    work.WorkOccupation, work.WorkPeriod, work.WorkSector, work.WorkEngaged, work.WorkExamFields,
    person.Status, person.Sanctions, person.Appraisals, person.ContinuingEducation, person.Results,
    lists.Honours, lists.HonourGranted, lists.HonourMedal, lists.HonourCurrent, lists.HonourCategory,
    lists.HonourName, lists.HonourJurisdiction,
    lists.Education, lists.SchoolClass, lists.SchoolMajor, lists.SchoolProof, lists.SchoolEnd,
)  # fmt: skip
_BY_SLUG: Final = {kind.slug: kind for kind in _KINDS}
_NAMED: Final = re.compile(r"([a-z]+)-([1-9])-([a-z_]+)")

_ROWS: Final[Mapping[str, str]] = {
    "certificates": "certificate",
    "titles": "title",
    "employment": "work",
    "honours": "honour",
    "education": "education",
}
_LISTS: Final[Mapping[str, str]] = {
    "certificates": "holding",
    "titles": "holding",
    "employment": "work-1-occupation",
    "honours": "honours",
    "education": "education",
    "person.sanctions": "sanctions",
    "person.status": "status",
    "evidence.continuing_education": "continuing_education",
    "evidence.results": "results",
}
_FACT: Final = re.compile(r"([a-z]+)\[(\d+)\]\.([a-z_]+)")


def question_named(name: str) -> Question | None:
    """The question of a name; None for a name that no question has."""
    if name in _BY_SLUG:
        return _BY_SLUG[name]()
    found = _NAMED.fullmatch(name)
    if found is None:
        return None
    kind, number, fact = found.groups()
    question = _BY_SLUG.get(f"{kind}-{{n}}-{fact}")
    return None if question is None else question(int(number))


def question_for(path: str, complete: Complete) -> Question | None:
    """The question that asks for a fact of a case by its path; None for a fact that nobody is asked for here.

    `complete` says where the rows of the case stand in the sheet.
    """
    if path.startswith("appraisals"):
        return person.Appraisals()
    if path in _LISTS:
        return question_named(_LISTS[path])
    found = _FACT.fullmatch(path)
    if found is None:
        return None
    listed, index, fact = found.groups()
    places = complete.places.get(listed)
    place = int(index) if places is None else places[int(index)]
    return question_named(f"{_ROWS.get(listed, '')}-{place + 1}-{fact}")
