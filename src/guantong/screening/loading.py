# ruff: noqa: S608 - every name in a statement is ours
"""From the normal form to the tables that a program reads: one whole number a person, rows in one order."""

from collections.abc import Mapping
from typing import Final

from guantong.conditions.calendar import year_of
from guantong.conditions.days import END
from guantong.conditions.sql.appraised import YEARS, YEARS_BACK
from guantong.conditions.sql.dialect import Dialect
from guantong.policy import Policy

from .program import Statement
from .register import codes_of

_ORDERED: Final[Mapping[str, str]] = {
    "job": "from",
    "certificate": "issued_on",
    "title": "obtained_on",
    "honour": "granted_on",
    "education": "graduated_on",
    "sanction": "from",
}
_DERIVED: Final = {"title": {"specialty": "meant"}}
_NUMBERED: Final = ("certificate",)
_HONOUR: Final = ("family", "listed_as", "place", "name_is_exact", "about", "title")


def loading(policy: Policy, dialect: Dialect, day: int) -> tuple[Statement, ...]:
    """The statements that fill `person`, the rows and the targets from tables named ``raw_…`` on one day."""
    year = year_of(day)
    people = Statement("people", f"SELECT {dialect.numbered('person_id')} AS p, * FROM raw_person")
    rows = [Statement(row, _rows(policy, row)) for row in _ORDERED]
    appraisals = Statement(
        "appraisal",
        f"SELECT p.p, p.p AS i, CAST(r.year AS INTEGER) AS year, r.grade, r.occupation, "
        f"{dialect.ordinal('make_date(r.year + 1, 1, 1)')} - 1 AS year_end "
        "FROM raw_appraisal r JOIN people p ON p.person_id = r.person_id",
    )
    return (people, *rows, appraisals, *_person(dialect, year), *_targets(dialect, day))


def _rows(policy: Policy, row: str) -> str:
    """The rows of a kind, numbered for each person in the order that ties are broken by."""
    shape = policy.schema.rows[row]
    derived = {"title": {"specialty": "m.meant"}, "honour": {name: f"m.{name}" for name in _HONOUR}}.get(
        row, {}
    )
    columns = {name: derived.get(name, f'r."{name}"') for name in shape.fields}
    order = [columns[_ORDERED[row]], *(('r."number"',) if row in _NUMBERED else ()), *columns.values()]
    joins = {
        "title": "JOIN title_specialty m ON m.series = r.series AND m.specialty IS NOT DISTINCT FROM r.specialty",
        "honour": "JOIN honour_meant m ON m.honour = r.honour AND m.jurisdiction IS NOT DISTINCT FROM r.jurisdiction "
        "AND m.name IS NOT DISTINCT FROM r.name",
    }.get(row, "")
    listed = ", ".join(f'{place} AS "{name}"' for name, place in columns.items())
    extra = ", m.listed AS specialty_listed, r.specialty AS written" if row == "title" else ""
    ordered = ", ".join(f"{place} NULLS FIRST" for place in dict.fromkeys(order))
    return (
        f"SELECT p.p, row_number() OVER (PARTITION BY p.p ORDER BY {ordered}) AS i, "
        f"count(*) OVER (PARTITION BY p.p) AS n, {listed}{extra} "
        f"FROM raw_{row} r JOIN people p ON p.person_id = r.person_id {joins}"
    )


def _person(dialect: Dialect, year: int) -> list[Statement]:
    zero = year - YEARS_BACK
    pending = codes_of("grade").index("pending")

    def place(ordinal: str) -> str:
        return f"least(greatest(year({dialect.date(ordinal)}) - {zero}, 0), {YEARS})"

    until = place(f'least(coalesce("to", {END - 1}), {END - 1})')
    start = place('"from"')
    one = "CAST(1 AS BIGINT)"
    years = f"({dialect.left(one, f'CAST(least({until} + 1, {YEARS}) AS INTEGER)')} - 1) & ~({dialect.left(one, f'CAST({start} AS INTEGER)')} - 1)"
    worked = Statement("person_work", f"SELECT p, {dialect.any_bit(years)} AS work_years FROM job GROUP BY p")
    appraised = Statement(
        "person_appraised",
        f"SELECT p, bool_or(year = {year - 1} AND grade = {pending}) AS pending_last FROM appraisal GROUP BY p",
    )
    findings = Statement(
        "person_findings",
        f"SELECT p.p, {dialect.findings()} AS findings FROM raw_finding r JOIN people p ON p.person_id = r.person_id GROUP BY p.p",
    )
    person = Statement(
        "person",
        "SELECT people.*, coalesce(w.work_years, 0) AS work_years, coalesce(a.pending_last, FALSE) AS pending_last, "
        "a.p IS NOT NULL AS appraisals_listed, f.findings FROM people LEFT JOIN person_work w ON w.p = people.p "
        "LEFT JOIN person_appraised a ON a.p = people.p LEFT JOIN person_findings f ON f.p = people.p",
    )
    return [worked, appraised, findings, person]


def _targets(dialect: Dialect, day: int) -> list[Statement]:
    """The related targets, as :func:`guantong.decisions.targets.related_targets` names them for one person."""
    present = f'SELECT p, occupation FROM job WHERE "from" <= {day} AND coalesce("to", {END}) >= {day} AND occupation IS NOT NULL'
    occupations = f"{present} UNION SELECT p, occupation FROM certificate"
    return [
        Statement(
            "skill_target", f"SELECT {dialect.numbered_targets('occupation')} AS t, * FROM ({occupations})"
        ),
        Statement(
            "title_target",
            f"SELECT {dialect.numbered_targets('series, specialty')} AS t, * FROM (SELECT o.p, s.series, s.specialty FROM skill_target o JOIN related_specialty s ON s.occupation = o.occupation "
            "UNION SELECT p, series, written AS specialty FROM title WHERE specialty_listed AND written IS NOT NULL)",
        ),
    ]
