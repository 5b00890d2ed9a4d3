"""What is measured: a fixed set of routes, and a sample of people about whom nothing is unknown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from guantong.cases.model import (
    Appraisal,
    Case,
    Certificate,
    Evidence,
    Honour,
    Identity,
    Job,
    Person,
    Sanction,
    Target,
    Title,
)
from guantong.policy import load_policy
from guantong.policy.model import Policy

SERIES, SPECIALTY = "engineering", "机械制造"
OCCUPATION = "6-18-01-01"
ROUTES: Mapping[str, tuple[str, ...]] = {
    "level_senior_worker": ("assistant",),
    "level_technician": ("intermediate",),
    "level_senior_technician": ("associate_senior", "full_senior"),
    "green_full_senior": ("assistant", "intermediate", "associate_senior", "full_senior"),
    "green_associate_senior": ("associate_senior",),
    "title_after_certificate": ("senior_worker", "technician", "senior_technician"),
    "title_entry": ("senior_worker", "technician", "senior_technician"),
    "g18_intermediate_worker_certificate": ("intermediate_worker",),
    "g18_senior_worker_certificate": ("senior_worker",),
    "g18_technician_certificate": ("technician",),
    "g18_senior_technician_certificate": ("senior_technician",),
}
"""Every route measured, with the levels for which it is asked. The set is fixed: change it and no figure compares."""

TITLE_LEVELS = ("assistant", "intermediate", "associate_senior", "full_senior")
SKILL_LEVELS = ("intermediate_worker", "senior_worker", "technician", "senior_technician")

Answers = dict[str, bool]
"""``route@level`` to whether the person may apply."""


def targets() -> tuple[Target, ...]:
    """What each person of the sample asks: four titles of one specialty, four levels of one occupation."""
    titles = [
        Target("", "title_review", SERIES, SPECIALTY, level, None, None, None) for level in TITLE_LEVELS
    ]
    levels = [
        Target("", "skill_evaluation", None, None, level, OCCUPATION, None, None) for level in SKILL_LEVELS
    ]
    return (*titles, *levels)


def measured_policy() -> Policy:
    """The shipped policy with the measured routes only: the peers hold no others."""
    policy = load_policy()
    packs = {
        name: replace(pack, routes=tuple(r for r in pack.routes if r.name in ROUTES), supplements=())
        for name, pack in policy.packs.items()
    }
    found = {route.name for pack in packs.values() for route in pack.routes}
    assert found == set(ROUTES), f"routes that do not exist: {set(ROUTES) - found}"
    return replace(policy, packs=packs)


# --- people -----------------------------------------------------------------------------------------

_SAME = ("6-18-01-01", "6-18-01-02", "6-18-02-04")
_OTHER = ("6-31-01-03", "4-12-01-01")
_LEVELS = ("junior_worker", "intermediate_worker", "senior_worker", "technician", "senior_technician")
_TITLES = ("junior", "assistant", "intermediate", "associate_senior", "full_senior")
_HONOURS: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    ("china_skills_grand_award", "cn", {}),
    ("national_technical_expert", "cn", {}),
    ("national_master_studio_lead", "cn", {"current": True}),
    ("state_council_allowance", "cn", {"category": "skilled"}),
    ("worldskills", "cn", {"medal": "gold"}),
    ("worldskills", "cn", {"medal": "excellence"}),
    ("worldskills", "cn", {"medal": "none"}),
    ("guangxi_skills_grand_award", "cn-gx", {}),
    ("guangxi_technical_expert", "cn-gx", {}),
    ("regional_master_studio_lead", "cn-gx", {"current": True}),
    ("national_skills_competition", "cn", {"medal": "silver"}),
    ("national_skills_competition", "cn", {"medal": "excellence"}),
    ("provincial_technical_expert", "cn-44", {}),
)


def sample(size: int, seed: int = 20211026) -> list[Case]:
    """`size` people, the same for the same seed; every fact that the routes read is given."""
    random = Random(seed)  # noqa: S311 - a sample, no secret
    return [_person(random) for _ in range(size)]


def _day(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randint(0, max(0, (last - first).days)))


def _occupation(random: Random) -> str:
    return random.choice(_SAME if random.random() < 0.85 else _OTHER)


def _person(random: Random) -> Case:
    as_of = _day(random, date(2021, 9, 1), date(2026, 6, 30))
    jobs = _jobs(random, as_of)
    worked = sorted(
        {year for job in jobs for year in range(job.start.year, min(job.end or as_of, as_of).year + 1)}
    )
    appraisals = tuple(
        Appraisal(
            f"appraisals.{year}",
            year,
            random.choices(("qualified", "excellent", "basically_qualified"), (80, 15, 5))[0],
            random.choice(_OTHER) if random.random() < 0.03 else None,
        )
        for year in worked
        if year < as_of.year
    )
    sanction: tuple[Sanction, ...] = ()
    if random.random() < 0.1:
        start = _day(random, date(2020, 1, 1), as_of)
        sanction = (
            Sanction(
                "person.sanctions[0]", "disciplinary", start, start + timedelta(random.randint(90, 700))
            ),
        )
    identity = random.choices((None, "resident_identity_card", "passport"), (60, 30, 10))[0]
    return Case(
        as_of=as_of,
        person=Person(
            identity=None if identity is None else Identity(identity, None),
            status=random.choices(("employed", "retired", "civil_servant"), (94, 3, 3))[0],
            lawful_work_in_region=random.random() < 0.7,
            sanctions=sanction,
        ),
        employment=jobs,
        certificates=_certificates(random, as_of),
        titles=_titles(random, as_of),
        appraisals=appraisals,
        honours=_honours(random, as_of),
        education=(),
        evidence=Evidence(random.random() < 0.93, random.random() < 0.93),
        targets=targets(),
    )


def _jobs(random: Random, as_of: date) -> tuple[Job, ...]:
    jobs = []
    start = _day(random, date(2004, 1, 1), date(2018, 12, 31))
    for i in range(random.randint(1, 3)):
        last = i == 2 or random.random() < 0.5
        end = None if last else start + timedelta(days=random.randint(400, 2500))
        jobs.append(
            Job(
                f"employment[{i}]",
                None,
                "enterprise",
                None,
                _occupation(random),
                start,
                end if end is None or end < as_of else None,
                None,
                (),
            )
        )
        if jobs[-1].end is None:
            break
        start = jobs[-1].end + timedelta(days=random.choice((1, 1, 1, random.randint(20, 300))))
        if start >= as_of:
            break
    return tuple(jobs)


def _certificates(random: Random, as_of: date) -> tuple[Certificate, ...]:
    return tuple(
        Certificate(
            f"certificates[{i}]",
            random.choices(("skill_level", "vocational_qualification", "special_ability"), (6, 3, 1))[0],
            random.choice(_LEVELS),
            _occupation(random),
            date(2016, 2, 29) if random.random() < 0.05 else _day(random, date(2008, 1, 1), as_of),
            None,
            random.random() < 0.93,
        )
        for i in range(random.choices((0, 1, 2, 3), (5, 45, 35, 15))[0])
    )


def _titles(random: Random, as_of: date) -> tuple[Title, ...]:
    return tuple(
        Title(
            f"titles[{i}]",
            "engineering",
            SPECIALTY,
            random.choice(_TITLES),
            _day(random, date(2010, 1, 1), as_of),
            "review",
        )
        for i in range(random.choices((0, 1, 2), (40, 45, 15))[0])
    )


def _honours(random: Random, as_of: date) -> tuple[Honour, ...]:
    found = []
    for i in range(random.choices((0, 1, 2), (60, 30, 10))[0]):
        code, jurisdiction, more = random.choice(_HONOURS)
        given: dict[str, object] = {"medal": None, "current": None, "category": None, **more}
        granted = _day(random, date(2012, 1, 1), as_of)
        found.append(Honour(f"honours[{i}]", code, granted, jurisdiction, name=None, **given))  # type: ignore[arg-type]
    return tuple(found)
