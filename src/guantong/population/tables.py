"""The tables of a register: the columns of the normal form, in words and days as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guantong.catalogue import terms
from guantong.population import papers
from guantong.population.assumptions import assumption, bands_of
from guantong.population.chance import below, draw, pick, pick_between, texts
from guantong.population.people import LISTS, SKILL_TERMS
from guantong.population.shape import NO, YES, Table, rows_of
from guantong.population.vocabulary import day, occupations, term

if TYPE_CHECKING:
    from datetime import date


def tables(as_of: date) -> tuple[Table, ...]:
    """Every table of a register of a day."""
    return (
        _person(),
        _job(as_of),
        papers.certificate(as_of),
        papers.title(as_of),
        _appraisal(as_of),
        papers.honour(as_of),
        papers.education(as_of),
        papers.sanction(as_of),
    )


def _person() -> Table:
    return Table(
        "person",
        "SELECT *, 0 AS i FROM people",
        (
            ("status", "status"),
            (
                "birth_date",
                f"CASE WHEN {below('birth known', assumption('edge_births').number('known'))} THEN born END",
            ),
            *((name, name) for name in ("identity_type", "lawful_work_in_region")),
            *((name, name) for name in ("continuing_education", "results")),
            *((name, f"CASE WHEN {name} THEN {YES} ELSE {NO} END") for name in LISTS),
            ("place", "place"),
        ),
        hidden=(("appears_elsewhere", "jobs + certificate_rows > 0"),),
    )


def _job(as_of: date) -> Table:
    other, engaged = assumption("other_work"), assumption("engaged")
    last = "i = jobs - 1"
    start = _job_start("i")
    latest = f"coalesce(work_end, {day(as_of)})"
    gap = pick_between("gap", bands_of(assumption("gaps").values["bands"]))
    own, below_own = SKILL_TERMS, (None, *SKILL_TERMS)
    fields = tuple(
        (code and terms.name("exam_field", code), weight)
        for code, weight in assumption("exam_work").weights("exam_field")
    )
    more = f"""
        CASE WHEN i >= jobs THEN work_start + (work_days * ({draw("side start")} % 900) // 1000)::INTEGER ELSE {start} END AS start,
        CASE WHEN i < jobs - 1 THEN {_job_start("i + 1")} - 1 - {gap} ELSE work_end END AS stop,
        CASE WHEN i >= jobs THEN second
             WHEN {last} THEN CASE WHEN {below("present other work", other.number("present"))} THEN second ELSE occupation END
             WHEN {below("earlier other work", other.number("earlier"))} THEN second ELSE occupation END AS work"""
    return Table(
        "job",
        rows_of("job", "jobs + side_jobs", more=more),
        (
            (
                "sector",
                f"""CASE WHEN status = {term("status", "self_employed")} AND {last} THEN {term("sector", "self_employed")}
                    WHEN status = {term("status", "civil_servant")} AND {last} THEN {term("sector", "government")}
                    ELSE {pick("sector", assumption("sectors").terms("sector"))} END""",
            ),
            (
                "occupation",
                f"CASE WHEN NOT {below('work unknown', other.number('unknown'))} THEN {texts(occupations())}[1 + work] END",
            ),
            (
                "engaged_level",
                f"""CASE WHEN {last} AND level >= 3 THEN CASE
                    WHEN {below("engaged", engaged.number("own_level"))} THEN {texts(own)}[level]
                    WHEN {below("engaged lower", engaged.number("lower_level"))} THEN {texts(below_own)}[level] END END""",
            ),
            ("exam_fields", pick("exam work", fields)),
            ("from", "start"),
            (
                "to",
                f"CASE WHEN stop IS NOT NULL THEN least(greatest(stop, start), greatest(start, {latest})) END",
            ),
        ),
    )


def _job_start(place: str) -> str:
    """The first day of the job at a place: even steps of the years of work, each but the first shaken a little.

    It is told from the key of the person, not of the row, so that the row before knows it too.
    """
    shaken = draw("job start", place, key="person_key")
    return f"""(work_start + (work_days * ({place}) // jobs)::INTEGER
        + CASE WHEN {place} = 0 THEN 0 ELSE ({shaken} % (work_days // (2 * jobs) + 1))::INTEGER END)"""


def _appraisal(as_of: date) -> Table:
    holes = assumption("appraisal_holes")
    more = f"{as_of.year} - appraisal_years + i AS of_year"
    worked = f"of_year BETWEEN year(work_start) AND year(coalesce(work_end, {day(as_of)}))"
    return Table(
        "appraisal",
        rows_of(
            "appraisal",
            "appraisal_years",
            more=more,
            where=f"{worked} AND NOT {below('missing', holes.number('missing'))}",
        ),
        (
            ("year", "of_year::SMALLINT"),
            (
                "grade",
                f"""CASE WHEN of_year = {as_of.year - 1} AND {below("pending", holes.number("pending"))} THEN {term("grade", "pending")}
                    ELSE {pick("grade", assumption("grades").terms("grade"))} END""",
            ),
            (
                "occupation",
                f"CASE WHEN {below('other occupation', holes.number('other_occupation'))} THEN {texts(occupations())}[1 + second] END",
            ),
        ),
    )
