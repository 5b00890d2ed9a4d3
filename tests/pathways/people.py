"""People for the tests of pathways: a turner with everything in order, unless a test says otherwise."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from guantong.cases.model import Appraisal, Case, Certificate, Evidence, Honour, Job, Person, Title, Trust
from guantong.pathways import ReviewTime

TURNER, ELECTRICIAN, COOK = "6-18-01-01", "6-31-01-03", "4-03-02-01"
TODAY = date(2024, 6, 1)
AT_ONCE = ReviewTime({"title_review": 0, "skill_evaluation": 0})
HALF_YEAR = ReviewTime({"title_review": 6, "skill_evaluation": 3})


def job(occupation: str | None = TURNER, start: date = date(2010, 7, 1), end: date | None = None) -> Job:
    return Job("employment[0]", None, "enterprise", None, occupation, start, end, None, None)


def certificate(
    level: str,
    issued_on: date,
    occupation: str = TURNER,
    *,
    verified: Trust = True,
    path: str = "certificates[0]",
) -> Certificate:
    return Certificate(path, "skill_level", level, occupation, issued_on, None, verified)


def title(level: str, obtained_on: date, series: str = "engineering", specialty: str = "机械制造") -> Title:
    return Title("titles[0]", series, specialty, level, obtained_on, "review")


def honour(code: str, jurisdiction: str = "cn", name: str | None = None, medal: str | None = None) -> Honour:
    return Honour("honours[0]", code, date(2022, 12, 1), jurisdiction, medal, True, None, name)


def appraised(years: Iterable[int], grade: str = "qualified") -> tuple[Appraisal, ...]:
    return tuple(Appraisal(f"appraisals.{year}", year, grade, None) for year in years)


def person(
    *certificates: Certificate,
    titles: tuple[Title, ...] = (),
    honours: tuple[Honour, ...] = (),
    occupation: str = TURNER,
    as_of: date = TODAY,
) -> Case:
    """Employed since 2010, every year appraised as qualified, everything shown."""
    return Case(
        as_of,
        Person(status="employed", sanctions=()),
        (job(occupation),),
        certificates,
        titles,
        appraised(range(2010, as_of.year)),
        honours,
        (),
        Evidence(True, True),
    )


def without_proof(case: Case) -> Case:
    """The same person before anything was shown."""
    return replace(case, evidence=Evidence())
