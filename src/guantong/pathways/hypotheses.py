"""What is supposed in a plan: steps that succeed, proofs that are shown, points that an authority grants.

Suppositions are added to the case as the certificates, titles, appraisals and findings that they would
be; the engine is asked about that case and knows of no pathway.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guantong.cases.model import Appraisal, Case, Certificate, Finding, Target, Title
from guantong.catalogue import terms
from guantong.decisions import Decision, OpenQuestion

_CERTIFICATE = re.compile(r"certificates\[(\d+)\]\.(verified|kind)")
_RELATIONS = {
    "specialty_relation": ("occupation", "specialty"),
    "occupation_relation": ("occupation", "target"),
    "major_relation": ("major", "occupation"),
}
COUNTED = ("skill_level", "vocational_qualification")
"""The kinds of certificate that carry a level; what is obtained on the way is of the first."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a step obtains: the target, the day on which it is held, and the place that stands for it in answers."""

    target: Target
    day: date
    path: str


def with_gains(case: Case, gains: Iterable[Gain]) -> Case:
    """The case of a person who also obtains these titles and certificates."""
    titles: list[Title] = []
    certificates: list[Certificate] = []
    for gain in gains:
        target, level = gain.target, gain.target.level or ""
        if target.direction == "title_review":
            series = target.series or ""
            titles.append(Title(gain.path, series, target.specialty, level, gain.day, "review"))
        else:
            occupation = target.occupation or ""
            certificates.append(
                Certificate(gain.path, COUNTED[0], level, occupation, gain.day, None, verified=True)
            )
    return replace(
        case,
        titles=(*(case.titles or ()), *titles) if titles else case.titles,
        certificates=(*(case.certificates or ()), *certificates) if certificates else case.certificates,
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A title or certificate that the person holds: where it stands in the case, and what it is."""

    path: str
    since: date
    target: Target


def held(case: Case, target: Target) -> Held | None:
    """The row by which the person holds this title or level, or a higher one of the same kind; the earliest such."""
    if target.direction == "title_review":
        rows = [
            Held(title.path, title.obtained_on, _title(title))
            for title in case.titles or ()
            if target.series in (None, title.series)
            and target.specialty in (None, title.specialty)
            and _reaches("title_level", title.level, target)
        ]
    else:
        rows = [
            Held(certificate.path, certificate.issued_on, _level(certificate))
            for certificate in case.certificates or ()
            if target.occupation in (None, certificate.occupation)
            and certificate.kind in COUNTED
            and certificate.verified in (True, "declared")
            and _reaches("skill_level", certificate.level, target)
        ]
    now = (row for row in rows if row.since <= case.as_of)
    return min(now, key=lambda row: (row.since, str(row.target)), default=None)


def _title(title: Title) -> Target:
    return Target("", "title_review", title.series, title.specialty, title.level, None, None, None)


def _level(certificate: Certificate) -> Target:
    return Target("", "skill_evaluation", None, None, certificate.level, certificate.occupation, None, None)


def _reaches(kind: str, level: str, target: Target) -> bool:
    return target.level is not None and terms.order(kind, level) >= terms.order(kind, target.level)


@dataclass(frozen=True, slots=True)
class Supposition:
    """A fact that can still be shown (`path`), or a point that an authority can still grant (`question`)."""

    path: str | None = None
    question: OpenQuestion | None = None

    def applied(self, case: Case) -> Case:
        """The case in which it has turned out well."""
        return _shown(case, self.path or "") if self.question is None else _granted(case, self.question)


def suppositions(case: Case, decisions: Iterable[Decision]) -> tuple[Supposition, ...]:
    """Everything that keeps a route of these decisions open and may still be shown or granted, in a fixed order.

    What only the person can tell, as whether there are honours, is not supposed: it is asked.
    """
    paths = {a.path for a in case.appraisals or () if a.grade == "pending"}
    questions: dict[tuple[str, str], OpenQuestion] = {}
    for decision in decisions:
        for route in decision.routes:
            paths.update(path for path in route.missing if _shown(case, path) is not case)
            questions.update({(q.question, q.about): q for q in route.unmet})
    return (
        *(Supposition(path=path) for path in sorted(paths)),
        *(Supposition(question=questions[key]) for key in sorted(questions)),
    )


def supposing(case: Case, supposed: Sequence[Supposition]) -> Case:
    """The case in which all of them have turned out well."""
    for one in supposed:
        case = one.applied(case)
    return case


def _shown(case: Case, path: str) -> Case:
    """The case with the fact at `path` shown; the same case where it is no such fact."""
    place, _, name = path.partition(".")
    if place == "evidence":
        return replace(case, evidence=replace(case.evidence, **{name: True}))
    if path == "person.lawful_work_in_region":
        return replace(case, person=replace(case.person, lawful_work_in_region=True))
    if place == "appraisals" and name.isdigit():
        others = tuple(a for a in case.appraisals or () if a.year != int(name))
        return replace(case, appraisals=(*others, Appraisal(path, int(name), "qualified", None)))
    if _CERTIFICATE.fullmatch(path):
        return replace(case, certificates=tuple(_verified(c, place, name) for c in case.certificates or ()))
    return case


def _verified(certificate: Certificate, place: str, name: str) -> Certificate:
    if certificate.path != place:
        return certificate
    return (
        replace(certificate, verified=True) if name == "verified" else replace(certificate, kind=COUNTED[0])
    )


def _granted(case: Case, question: OpenQuestion) -> Case:
    about: str | tuple[tuple[str, str], ...] = question.about
    if names := _RELATIONS.get(question.question):
        about = tuple(sorted(zip(names, question.about.split("~", 1), strict=True)))
    finding = Finding("", question.question, about, True, None, None, None)
    return replace(case, findings=(*case.findings, finding))
