"""What is known about one person, and what is asked: the case as plain, frozen values.

``None`` means that nothing is known; an empty tuple means that there is none. Codes are English,
occupations are codes of the national classification where the catalogue knows them, else the words
of the document. ``path`` says where in the document a row stands, so that an answer can point at
the facts it rests on.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

Trust: TypeAlias = bool | Literal["declared"] | None
"""True = shown, False = looked up and not found, "declared" = the person says so, None = unknown."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on how a place of the document was read. It is no error and decides nothing."""

    path: str
    code: str
    zh: str
    en: str

    def to_dict(self, lang: str) -> dict[str, str]:
        """The JSON form in one language."""
        return {"path": self.path, "code": self.code, "text": self.zh if lang == "zh" else self.en}


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity document of the person."""

    type: str | None
    number: str | None = field(repr=False)  # so that no log or traceback repeats it


@dataclass(frozen=True, slots=True)
class Sanction:
    """A disciplinary measure, investigation or integrity record; `end` inclusive, None = running."""

    path: str
    kind: str | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """The facts about the person that do not change from job to job."""

    name: str | None = None
    identity: Identity | None = None
    birth_date: date | None = None
    status: str | None = None
    lawful_work_in_region: bool | None = None
    sanctions: tuple[Sanction, ...] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A period of work; `end` inclusive, None = it goes on."""

    path: str
    employer: str | None
    sector: str | None
    post: str | None
    occupation: str | None
    start: date
    end: date | None
    engaged_level: str | None
    exam_fields: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of skill."""

    path: str
    kind: str | None
    level: str
    occupation: str
    issued_on: date
    number: str | None
    verified: Trust


@dataclass(frozen=True, slots=True)
class Title:
    """A professional title that the person holds."""

    path: str
    series: str
    specialty: str | None
    level: str
    obtained_on: date
    obtained_by: str | None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The grade of one year; `occupation` only where it was earned in other work."""

    path: str
    year: int
    grade: str
    occupation: str | None


@dataclass(frozen=True, slots=True)
class Honour:
    """An honour, an award or a place in a contest."""

    path: str
    honour: str
    granted_on: date | None
    jurisdiction: str | None
    medal: str | None
    current: bool | None
    category: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Education:
    """A course of education; `class_` is the class of a technician school."""

    path: str
    kind: str | None
    class_: str | None
    major: str | None
    proof: str | None
    degree: bool | None
    graduated_on: date | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was shown for the two requirements that the series ask."""

    continuing_education: Trust = None
    results: Trust = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What an authority decided where the rule leaves a point to it.

    `about` is a name, or the sorted pairs of a map with its codes normalised.
    """

    path: str
    question: str
    about: str | tuple[tuple[str, str], ...] | None
    answer: bool
    by: str | None
    decided_on: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is asked; a level that is None asks for every level."""

    path: str
    direction: str
    series: str | None
    specialty: str | None
    level: str | None
    occupation: str | None
    field: str | None
    matter: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One person on one day. Two cases are equal when their facts are; notes are about the reading."""

    as_of: date
    person: Person = Person()
    employment: tuple[Job, ...] | None = None
    certificates: tuple[Certificate, ...] | None = None
    titles: tuple[Title, ...] | None = None
    appraisals: tuple[Appraisal, ...] | None = None
    honours: tuple[Honour, ...] | None = None
    education: tuple[Education, ...] | None = None
    evidence: Evidence = Evidence()
    findings: tuple[Finding, ...] = ()
    targets: tuple[Target, ...] | None = None
    notes: tuple[Note, ...] = field(default=(), compare=False)
