"""What is asked: targets written out in full, and the related targets when nothing is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from guantong.cases.model import Case, Target
from guantong.catalogue import Catalogue, terms

TITLE_LEVELS = tuple(code for code in terms.codes("title_level") if code != "junior")
EVALUATED_LEVELS = (
    "junior_worker",
    "intermediate_worker",
    "senior_worker",
    "technician",
    "senior_technician",
)


def related_targets(case: Case, catalogue: Catalogue) -> tuple[Target, ...]:
    """The titles and levels that have to do with the person's present work, certificates and titles.

    One function for the command line, the portal and screening; exams and treatment only where asked.
    """
    return (*_titles(case, catalogue), *_levels(case))


def asked_targets(case: Case, catalogue: Catalogue) -> tuple[Target, ...]:
    """The targets of the case with every level that it leaves open; the related ones where it asks nothing."""
    if case.targets is None:
        return related_targets(case, catalogue)
    found = [full for target in case.targets for full in _written_out(target, case, catalogue)]
    return tuple({replace(target, path=""): target for target in reversed(found)}.values())[::-1]


def present_occupations(case: Case) -> tuple[str, ...]:
    """The occupations of the periods of work that cover the day of the case."""
    jobs = case.employment or ()
    now = (job for job in jobs if job.start <= case.as_of and (job.end is None or job.end >= case.as_of))
    return tuple(sorted({job.occupation for job in now if job.occupation is not None}))


def is_held(target: Target, case: Case) -> bool:
    """Whether the person has the level already, or a higher one, in the very same line."""
    if target.level is None:
        return False
    match target.direction:
        case "title_review":
            return any(
                (t.series, t.specialty) == (target.series, target.specialty)
                and terms.order("title_level", t.level) >= terms.order("title_level", target.level)
                for t in case.titles or ()
                if t.obtained_on <= case.as_of
            )
        case "skill_evaluation":
            return any(
                c.occupation == target.occupation
                and c.kind in ("skill_level", "vocational_qualification")
                and terms.order("skill_level", c.level) >= terms.order("skill_level", target.level)
                for c in case.certificates or ()
                if c.issued_on <= case.as_of and c.verified is not False
            )
    return False


def _occupations(case: Case) -> tuple[str, ...]:
    held = {certificate.occupation for certificate in case.certificates or ()}
    return tuple(sorted(held.union(present_occupations(case))))


def _titles(case: Case, catalogue: Catalogue) -> Iterator[Target]:
    specialties = {
        (series, name)
        for code in _occupations(case)
        for series, name, _ in catalogue.related_specialties(code)
    }
    specialties |= {
        (t.series, t.specialty) for t in case.titles or () if t.specialty in catalogue.specialties(t.series)
    }
    for series, specialty in sorted(specialties):
        for level in TITLE_LEVELS:
            yield _target("title_review", series=series, specialty=specialty, level=level)


def _levels(case: Case) -> Iterator[Target]:
    for occupation in _occupations(case):
        for level in EVALUATED_LEVELS:
            yield _target("skill_evaluation", occupation=occupation, level=level)


def _exams(catalogue: Catalogue) -> Iterator[Target]:
    for field in catalogue.exam_fields.values():
        for level in field.levels:
            yield _target("qualification_exam", field=field.code, level=level)


def _target(direction: str, **given: str) -> Target:
    blank: dict[str, str | None] = dict.fromkeys(
        ("series", "specialty", "level", "occupation", "field", "matter")
    )
    return Target(path="", direction=direction, **(blank | given))


def _written_out(target: Target, case: Case, catalogue: Catalogue) -> Iterable[Target]:
    match target.direction:
        case "title_review":
            if target.series is not None and not catalogue.specialties(target.series):
                return _with_levels(target, TITLE_LEVELS)
            return _narrowed(target, _titles(case, catalogue), TITLE_LEVELS)
        case "skill_evaluation":
            if target.occupation is not None:
                return _with_levels(target, EVALUATED_LEVELS)
            return _narrowed(target, _levels(case), EVALUATED_LEVELS)
        case "qualification_exam":
            if target.field is not None:
                return _with_levels(target, catalogue.exam_fields[target.field].levels)
            return _narrowed(target, _exams(catalogue), terms.codes("exam_level"))
        case _:
            if target.matter is not None:
                return (target,)
            return tuple(replace(target, matter=matter) for matter in terms.codes("matter"))


def _with_levels(target: Target, levels: Iterable[str]) -> tuple[Target, ...]:
    return (target,) if target.level is not None else tuple(replace(target, level=level) for level in levels)


def _narrowed(target: Target, related: Iterable[Target], levels: Iterable[str]) -> tuple[Target, ...]:
    """The related targets that agree with what is given; without any, the target itself, with what it lacks unknown."""
    wanted = [
        (name, value)
        for name in ("series", "specialty", "level", "occupation", "field")
        if (value := getattr(target, name)) is not None
    ]
    found = tuple(
        replace(t, path=target.path)
        for t in related
        if all(getattr(t, name) in (value, None) for name, value in wanted if name != "level")
    )
    if target.level is not None:
        found = tuple(dict.fromkeys(replace(t, level=target.level) for t in found))
    return found or _with_levels(target, levels)
