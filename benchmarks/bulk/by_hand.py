# ruff: noqa: S608 - every name in the query is ours
"""The measured routes as SQL written by hand: as an analyst would ask the tables of a register on one day.

It reads the same files as ours: people, work, certificates, titles, appraisals, honours, sanctions. Which occupations
match is in a table beside them. It asks for the verdict alone: no days, no reasons, no clauses, nothing unknown; and it
takes periods of work not to overlap. Words stand in the files as their places in the vocabulary.
"""

from collections.abc import Iterable
from datetime import date

from guantong.screening.register import places_of

from ..workload import ROUTES


def query(day: date) -> str:
    """The query over the views ``person``, ``job``, ``certificate``, ``title``, ``appraisal``, ``honour``, ``sanction`` and ``matches``."""
    today, year = day.toordinal(), day.year
    return f"""
WITH usable AS (
  SELECT row_number() OVER () AS id, c.person_id, c.level, c.issued_on, m.specialty_matches, m.occupation_matches
  FROM certificate c JOIN matches m USING (occupation)
  WHERE c.kind IN ({_in("certificate_kind", ("skill_level", "vocational_qualification"))})
    AND c.verified = {_code("trust", "true")} AND c.issued_on <= {today}
),
work AS (
  SELECT j.person_id, j."from", coalesce(j."to", {today}) AS until, m.specialty_matches, m.occupation_matches
  FROM job j JOIN matches m USING (occupation)
  WHERE j."from" <= {today}
),
present AS (
  SELECT person_id, bool_or(specialty_matches) AS at_specialty, bool_or(occupation_matches) AS at_occupation
  FROM work WHERE until >= {today} GROUP BY person_id
),
held AS (  -- each certificate with the work after it
  SELECT u.id, any_value(u.person_id) AS person_id, any_value(u.level) AS level,
    min(greatest(w."from", u.issued_on)) FILTER (u.specialty_matches AND w.specialty_matches) AS specialty_first,
    sum(least(w.until + 1, {today}) - greatest(w."from", u.issued_on)) FILTER (u.specialty_matches AND w.specialty_matches) AS specialty_days,
    min(greatest(w."from", u.issued_on)) FILTER (u.occupation_matches AND w.occupation_matches) AS occupation_first,
    sum(least(w.until + 1, {today}) - greatest(w."from", u.issued_on)) FILTER (u.occupation_matches AND w.occupation_matches) AS occupation_days
  FROM usable u JOIN work w ON w.person_id = u.person_id AND w.until >= u.issued_on
  GROUP BY u.id
),
papers AS (
  SELECT person_id,
    {_years_after("specialty", "senior_worker", 2)} AS after_senior_worker,
    {_years_after("specialty", "technician", 3)} AS after_technician,
    {_years_after("specialty", "senior_technician", 4)} AS after_senior_technician,
    {_years_after("occupation", "junior_worker", 4)} AS ladder_intermediate_worker,
    {_years_after("occupation", "intermediate_worker", 5)} AS ladder_senior_worker,
    {_years_after("occupation", "senior_worker", 4)} AS ladder_technician,
    {_years_after("occupation", "technician", 4)} AS ladder_senior_technician
  FROM held GROUP BY person_id
),
earliest AS (
  SELECT person_id, min(issued_on) AS issued_on FROM usable WHERE occupation_matches GROUP BY person_id
),
titles AS (
  SELECT t.person_id,
    bool_or(t.level >= {_title("assistant")}) AS assistant,
    bool_or(t.level >= {_title("intermediate")}) AS intermediate,
    bool_or(t.level >= {_title("associate_senior")}) AS senior,
    bool_or(t.level = {_title("assistant")} AND e.issued_on < t.obtained_on) AS assistant_after,
    bool_or(t.level = {_title("intermediate")} AND e.issued_on < t.obtained_on) AS intermediate_after,
    bool_or(t.level >= {_title("associate_senior")} AND e.issued_on < t.obtained_on) AS senior_after
  FROM title t LEFT JOIN earliest e USING (person_id)
  WHERE t.obtained_on <= {today} GROUP BY t.person_id
),
honours AS (
  SELECT person_id,
    bool_or(honour IN ({_in("honour", ("china_skills_grand_award", "national_technical_expert"))})
      OR honour = {_code("honour", "national_master_studio_lead")} AND "current"
      OR honour = {_code("honour", "state_council_allowance")} AND category = {_code("honour_category", "skilled")}
      OR honour = {_code("honour", "worldskills")} AND medal IN ({_in("medal", ("gold", "silver", "bronze", "excellence"))})
    ) AS nationally,
    bool_or(honour IN ({_in("honour", ("guangxi_skills_grand_award", "guangxi_technical_expert", "provincial_skills_grand_award", "provincial_technical_expert"))})
      OR honour IN ({_in("honour", ("regional_master_studio_lead", "provincial_master_studio_lead"))}) AND "current"
      OR honour = {_code("honour", "national_skills_competition")} AND medal IN ({_in("medal", ("gold", "silver", "bronze"))})
    ) AS regionally
  FROM honour WHERE granted_on <= {today} GROUP BY person_id
),
appraised AS (
  SELECT a.person_id FROM appraisal a LEFT JOIN matches m USING (occupation)
  WHERE a.year BETWEEN {year - 3} AND {year - 1} AND a.grade IN ({_in("grade", ("excellent", "qualified"))})
    AND (a.occupation IS NULL OR m.specialty_matches)
  GROUP BY a.person_id HAVING count(*) = 3
),
punished AS (
  SELECT DISTINCT person_id FROM sanction WHERE "from" <= {today} AND coalesce("to", {today}) >= {today}
),
asked AS (
  SELECT p.person_id, k.* EXCLUDE (person_id), t.* EXCLUDE (person_id), h.nationally, h.regionally,
    a.person_id IS NOT NULL AS appraised,
    {"TRUE" if day >= date(2021, 10, 26) else "FALSE"}
      AND (p.identity_type IS NULL OR p.identity_type NOT IN ({_in("identity_type", ("passport", "foreign_permanent_resident"))}) OR p.lawful_work_in_region) AS lawful,
    lawful AND p.status NOT IN ({_in("status", ("retired", "civil_servant"))}) AND s.person_id IS NULL AND w.at_specialty
      AND p.continuing_education = {_code("trust", "true")} AND p.results = {_code("trust", "true")} AS may_apply,
    lawful AND w.at_occupation AS may_enter
  FROM person p
  LEFT JOIN present w USING (person_id)
  LEFT JOIN papers k USING (person_id)
  LEFT JOIN titles t USING (person_id)
  LEFT JOIN honours h USING (person_id)
  LEFT JOIN appraised a USING (person_id)
  LEFT JOIN punished s USING (person_id)
)
SELECT person_id, {", ".join(f'coalesce({test}, FALSE) AS "{route}"' for route, test in _tests())} FROM asked"""


def _tests() -> Iterable[tuple[str, str]]:
    tests = {
        "level_senior_worker@assistant": "may_apply AND appraised AND after_senior_worker",
        "level_technician@intermediate": "may_apply AND appraised AND after_technician",
        "level_senior_technician@associate_senior": "may_apply AND appraised AND after_senior_technician",
        "level_senior_technician@full_senior": "FALSE",
        **{f"green_full_senior@{level}": "may_apply AND nationally" for level in ROUTES["green_full_senior"]},
        "green_associate_senior@associate_senior": "may_apply AND regionally",
        "title_after_certificate@senior_worker": "may_enter AND assistant_after",
        "title_after_certificate@technician": "may_enter AND intermediate_after",
        "title_after_certificate@senior_technician": "may_enter AND senior_after",
        "title_entry@senior_worker": "may_enter AND assistant",
        "title_entry@technician": "may_enter AND intermediate",
        "title_entry@senior_technician": "may_enter AND senior",
        "g18_intermediate_worker_certificate@intermediate_worker": "ladder_intermediate_worker",
        "g18_senior_worker_certificate@senior_worker": "ladder_senior_worker",
        "g18_technician_certificate@technician": "ladder_technician",
        "g18_senior_technician_certificate@senior_technician": "ladder_senior_technician",
    }
    for route, levels in ROUTES.items():
        for level in levels:
            yield f"{route}@{level}", tests[f"{route}@{level}"]


def _years_after(match: str, level: str, years: int) -> str:
    """Whether some certificate of a level has its years: from the first day of work to the anniversary, moved by days without work."""
    first = f"(DATE '0001-01-01' + ({match}_first - 1))"
    needed = f"CAST({first} + INTERVAL {years} YEAR AS DATE) - {first}"
    return f"bool_or(level >= {_code('skill_level', level)} AND {match}_days >= {needed})"


def _code(vocabulary: str, word: str) -> int:
    return places_of(vocabulary)[word]


def _title(level: str) -> int:
    return _code("title_level", level)


def _in(vocabulary: str, words: Iterable[str]) -> str:
    return ", ".join(str(_code(vocabulary, word)) for word in words)
