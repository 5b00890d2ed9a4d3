"""The people of a register, as SQL: one row for each, with all that the rows of the tables are made from."""

# ruff: noqa: S608 - every word of the SQL is ours: codes, numbers and quoted texts of our own data
from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.catalogue import terms
from guantong.population.assumptions import LEVELS, NONE, Assumption, assumption, bands_of
from guantong.population.chance import (
    below,
    draw,
    numbers,
    person_key,
    pick,
    pick_between,
    pick_place,
    thresholds,
    up_to,
)
from guantong.population.vocabulary import (
    anniversaries,
    birthdays,
    day,
    days,
    leap_days,
    listed,
    occupations,
    term,
    weighted_occupations,
)

if TYPE_CHECKING:
    from datetime import date

YEAR: Final = 365.25
YOUNGEST: Final = 5844
"""Days of sixteen years: nobody works or holds a certificate earlier."""

_MILLION: Final = 1_000_000
_FOREIGN: Final = ("passport", "foreign_permanent_resident")


def people(seed: int, first: int, last: int, as_of: date) -> str:
    """The people with the numbers `first` to `last`, in that order."""
    numbered = f"SELECT range AS ordinal, {person_key(seed, 'range')} AS key FROM range({first}, {last} + 1)"
    return f"""
        SELECT *, {_counts(as_of)} FROM (
        SELECT *, {_work(as_of)} FROM (
        SELECT *, {_status(as_of)} FROM (
        SELECT *, {_birth(as_of)} FROM (
        SELECT *, {_age()} AS age FROM (
        SELECT *, printf('P%07d', ordinal) AS person_id, {_level()} AS level FROM ({numbered}))))))"""


def near(name: str, as_of: date, most: str) -> str:
    """A day up to `most` days before, or one of the days on which an answer turns, but never before sixteen."""
    edges = assumption("edge_days")
    ends = thresholds(
        [
            *(parts := [edges.number("anniversary"), edges.number("leap_day"), edges.number("later")]),
            1 - sum(parts),
        ]
    )
    which, found = f"{draw(name)} % {_MILLION}", f"{name} edge"
    years, leaps = anniversaries(as_of), leap_days(as_of)
    return f"""greatest(born + {YOUNGEST}, CASE
        WHEN {which} < {ends[0]} THEN {days(years)}[1 + {draw(found)} % {len(years)}]
        WHEN {which} < {ends[1]} THEN {days(leaps)}[1 + {draw(found)} % {len(leaps)}]
        WHEN {which} < {ends[2]} THEN {day(as_of)} + 1 + {up_to(found, edges.whole("later_days") - 1)}
        ELSE {day(as_of)} - {up_to(found, most)} END)"""


def by_level(found: Assumption) -> str:
    """The share, in millionths, of the level of the row."""
    return f"{numbers([round(share * _MILLION) for share in found.by_level()])}[1 + level]"


def _level() -> str:
    shares = dict(assumption("levels").weights())
    return pick_place("level", tuple((level, shares[level]) for level in (NONE, *LEVELS)))


def _age() -> str:
    bands = assumption("ages").values["bands_by_level"]
    cases = " ".join(
        f"WHEN {place} THEN {pick_between('age', bands_of(bands[level]))}"
        for place, level in enumerate((NONE, *LEVELS))
    )
    return f"(CASE level {cases} END)"


def _birth(as_of: date) -> str:
    birthday = f"{days(birthdays(as_of))}[1 + age] + {up_to('birthday off', 2)} - 1"
    usual = f"{day(as_of)} - (age * 1461 // 4)::INTEGER - 1 - {up_to('day of birth', 363)}"
    entry = bands_of(assumption("entry_age").values["bands"])
    return f"""
        CASE WHEN {below("birthday", assumption("edge_births").number())} AND age > 16 THEN {birthday} ELSE {usual} END AS born,
        {_occupation("occupation")} AS occupation,
        {_occupation("second occupation")} AS second,
        {pick_between("entry age", entry)} AS entry_age,
        {pick("city", assumption("cities").weights())} AS place,
        {pick("identity type", assumption("identity_types").terms("identity_type"))} AS identity_type,
        {pick("continuing education", assumption("continuing_education").terms("statement"))} AS continuing_education,
        {pick("results", assumption("results").terms("statement"))} AS results"""


def _occupation(name: str) -> str:
    """The place of an occupation: by its weight, or one that the catalogue does not have."""
    weighted, others = weighted_occupations(), len(occupations()) - listed()
    return f"""(CASE WHEN {below(f"{name} unlisted", assumption("unlisted_occupations").number())}
        THEN {listed()} + {draw(name)} % {others} ELSE {numbers(weighted)}[1 + {draw(name)} % {len(weighted)}] END)::INTEGER"""


def _status(as_of: date) -> str:
    retirement, retired = assumption("retirement"), term("status", "retired")
    return f"""
        CASE WHEN age >= {retirement.whole("age")} AND {below("retired", retirement.number())} THEN {retired}
             WHEN age BETWEEN {retirement.whole("early_age")} AND {retirement.whole("age") - 1}
                  AND {below("retired", retirement.number("early_share"))} THEN {retired}
             ELSE {pick("status", assumption("status").terms("status"))} END AS status,
        CASE WHEN identity_type IN ({", ".join(term("identity_type", kind) for kind in _FOREIGN)})
             THEN {pick("lawful work", assumption("lawful_work").terms("statement"))} END AS lawful_work_in_region,
        least({day(as_of)} - 20, greatest(born + {YOUNGEST},
              CASE WHEN {below("career anniversary", assumption("edge_days").number("anniversary"))}
                   THEN {days(anniversaries(as_of))}[1 + {draw("career edge")} % {len(anniversaries(as_of))}]
                   ELSE born + (entry_age * 1461 // 4)::INTEGER + {up_to("career", 330)} END)) AS work_start,
        {", ".join(f"{below(f'given {name}', assumption('lists_given').values['shares'][name])} AS {name}" for name in LISTS)}"""


def _work(as_of: date) -> str:
    ended = f"greatest(work_start + 10, {day(as_of)} - 1 - {up_to('work end', 1500)})"
    jobs = pick_place("jobs", assumption("jobs").weights())
    return f"""
        CASE WHEN status IN ({term("status", "unemployed")}, {term("status", "retired")}) THEN {ended} END AS work_end,
        CASE WHEN employment THEN {jobs} ELSE 0 END AS jobs"""


def _counts(as_of: date) -> str:
    held = assumption("certificates").weights()
    certificates = (
        f"CASE WHEN certificates AND level > 0 THEN 1 + {pick_place('certificates', held)} ELSE 0 END"
    )
    titles, honours, holes = assumption("titles"), assumption("honours"), assumption("appraisal_holes")
    self_employed = term("status", "self_employed")
    years = f"{pick('appraisals', assumption('appraisal_years').weights())}::INTEGER"
    age_of_certificate = (
        f"least({assumption('certificate_age').whole('days')}, greatest(60, {day(as_of)} - work_start))"
    )
    return f"""
        CASE WHEN jobs > 0 AND {below("side job", assumption("side_job").number())} THEN 1 ELSE 0 END AS side_jobs,
        coalesce(work_end, {day(as_of)}) - work_start AS work_days,
        {certificates} AS certificate_rows,
        {near("highest certificate", as_of, age_of_certificate)} AS certified_on,
        CASE WHEN titles AND {below("title", by_level(titles))}
             THEN 1 + {below("second title", titles.number("second"))}::INTEGER ELSE 0 END AS title_rows,
        CASE WHEN NOT appraisals OR (status = {self_employed} AND NOT {below("self-employed appraised", holes.number("self_employed"))})
             THEN 0 ELSE {years} END AS appraisal_years,
        CASE WHEN honours AND {below("honour", by_level(honours))}
             THEN 1 + {below("second honour", honours.number("second"))}::INTEGER ELSE 0 END AS honour_rows,
        CASE WHEN education THEN {pick_place("education", assumption("education_rows").weights())} ELSE 0 END AS education_rows,
        CASE WHEN sanctions AND {below("sanction", assumption("sanctions").number())} THEN 1 ELSE 0 END AS sanction_rows"""


LISTS: Final = tuple(assumption("lists_given").values["shares"])
"""The lists of which a register says for each person whether they are complete."""

SKILL_TERMS: Final = tuple(terms.name("skill_level", level) for level in LEVELS)
"""The terms of the levels of certificates, the lowest first."""
