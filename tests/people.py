"""Generated people, as documents of cases: rich in the edges on which an answer turns.

One generator serves the property tests (`people`, which Hypothesis drives and shrinks) and every
test that wants a long list of the same people on every run (`sample`). A person begins as one to whom
most routes are open; then each part of the document may be left out, emptied or spoilt.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from hypothesis import settings
from hypothesis import strategies as st

from guantong.policy import Policy, load_policy, overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Document: TypeAlias = dict[str, Any]

# Related to one specialty, to several, to none, undecided, and in no catalogue.
OCCUPATIONS: Final = ("6-18-01-01", "6-18-02-04", "6-31-01-03", "4-03-02-01", "4-13-04-02", "磁浮轨道巡检工")
CATALOGUED: Final = OCCUPATIONS[:3]
SPECIALTIES: Final = (
    ("engineering", "机械制造"),
    ("engineering", "焊接"),
    ("engineering", "电气"),
    ("engineering", "机电"),
    ("laboratory", "综合"),
    ("technician_school_teaching", "数控加工"),
)
UNLINKED: Final = ("health", "accounting", "economics", "statistics", "translation")
SKILL_LEVELS: Final = (
    "apprentice",
    "junior_worker",
    "intermediate_worker",
    "senior_worker",
    "technician",
    "senior_technician",
    "special_technician",
    "chief_technician",
)
TITLE_LEVELS: Final = ("junior", "assistant", "intermediate", "associate_senior", "full_senior")
EXAMS: Final = (
    ("accounting", "intermediate"),
    ("economics", "intermediate"),
    ("economics", "senior"),
    ("statistics", "junior"),
    ("telecommunications", "intermediate"),
    ("publishing", "senior"),
    ("computing", "senior"),
)
MATTERS: Final = ("training", "appointment", "promotion", "honours", "research", "post")
DAYS_ASKED: Final = (
    date(2021, 10, 25),
    date(2021, 10, 26),
    date(2022, 2, 28),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 6, 1),
    date(2025, 2, 28),
    date(2026, 10, 26),
)
POLICIES: Final[tuple[Document, ...]] = (
    {},
    {},
    {"standards": [{"occupation": code, "edition": "2024", "issued_on": "2022-12-01", "in_force_from": "2023-01-01", "pattern": "g23", "confidence": "H"} for code in CATALOGUED]},
    {"standards": [
        {"occupation": "6-18-01-01", "edition": "2020", "issued_on": "2020-05-01", "in_force_from": "2020-06-01", "pattern": "g23", "confidence": "M"},
        {"occupation": "6-31-01-03", "edition": "2023", "issued_on": "2023-07-01", "in_force_from": "2023-08-01", "pattern": "own", "confidence": "L"},
        {"occupation": "6-31-01-03", "edition": "2024", "issued_on": "2024-01-20", "in_force_from": "2024-02-29", "pattern": "g23", "confidence": "H"},
    ]},
    {"exam_notices": [
        {"field": field, "year": year, "name": "technician_equivalence", "answer": year % 2 == 0, "source": "通知", "confidence": "M"}
        for field in ("accounting", "economics", "telecommunications") for year in range(2021, 2027)
    ]},
)  # fmt: skip
"""Overlays of the policy: registers of standards and of exam notices. A few only, so that each is compiled once."""


def anniversary_before(day: date, years: int) -> date:
    """The day from which `years` are full on `day`, as near as the calendar has one."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class Maker:
    """Makes one document after another from a source of chance."""

    def __init__(self, random: Random, day: date | None = None) -> None:
        self.random = random
        self.asked = day
        self.day = date(2024, 6, 1)

    def chance(self, percent: int) -> bool:
        """Whether something that happens in `percent` of a hundred cases happens now."""
        return self.random.randint(1, 100) > 100 - percent

    def one(self, items: Sequence[Any]) -> Any:
        """One of the items."""
        return items[self.random.randint(0, len(items) - 1)]

    def near(self) -> date:
        """A day close to an anniversary of the day asked, on 29 February, or anywhere in the last fifteen years."""
        if self.chance(70):
            anniversary = anniversary_before(self.day, self.random.randint(0, 7))
            return anniversary + timedelta(days=self.one((0, 0, 1, -1, 2, -200)))
        if self.chance(30):
            return date(self.one((2016, 2020, 2024)), 2, 29)
        return self.day - timedelta(days=self.random.randint(-900, 5500))

    def some(self, most: int, make: Callable[[], Document]) -> list[Document]:
        """Up to `most` rows."""
        return [make() for _ in range(self.random.randint(0, most))]

    def given(self, row: Document, **maybe: Any) -> Document:
        """The row with each further fact, unless it is left out (a tenth of the time) or None."""
        return row | {key: value for key, value in maybe.items() if value is not None and not self.chance(10)}

    # --- parts of a document ----------------------------------------------------------------------

    def document(self) -> Document:
        """One person and what is asked."""
        self.day = self.asked or (
            self.one(DAYS_ASKED)
            if self.chance(75)
            else date(2022, 1, 1) + timedelta(self.random.randint(0, 1600))
        )
        occupation = self.one(CATALOGUED)
        found: Document = {
            "person": self.person(),
            "employment": self.employment(occupation),
            "certificates": self.certificates(occupation),
            "titles": self.some(2, self.title),
            "appraisals": self.appraisals(),
            "honours": self.some(2, self.honour),
            "education": self.some(2, self.education),
            "evidence": self.given({}, **{key: self.trust() for key in ("continuing_education", "results")}),
            "findings": self.some(2, self.finding) if self.chance(30) else [],
        }
        for key in list(found):
            if self.chance(6):
                del found[key]
            elif self.chance(4) and isinstance(found[key], list):
                found[key] = []
        earliest = min([row["issued_on"] for row in found.get("certificates", [])], default="9999")
        if found.get("person", {}).get("birth_date", "") > earliest:
            del found["person"]["birth_date"]
        asked = [self.target(occupation) for _ in range(self.random.randint(1, 3))]
        return {"as_of": self.day.isoformat(), **found, "targets": asked}

    def trust(self) -> bool | str:
        """Shown in most cases; declared or refuted in some."""
        return True if self.chance(85) else self.one((False, "declared"))

    def person(self) -> Document:
        """The person; rarely barred, rarely with a foreign document."""
        identity = None
        if self.chance(40):
            kinds = (
                "resident_identity_card",
                "hk_macao_permit",
                "taiwan_permit",
                "passport",
                "foreign_permanent_resident",
            )
            identity = {"type": self.one(kinds)}
        born = anniversary_before(self.day, self.one((16, 16, 20, 35, 59))) + timedelta(self.one((-1, 0, 1)))
        status = (
            "employed"
            if self.chance(80)
            else self.one(("unemployed", "self_employed", "retired", "civil_servant"))
        )
        return self.given(
            {},
            name=self.one(("示例甲", "示例乙")),
            identity=identity,
            birth_date=born.isoformat(),
            status=status,
            lawful_work_in_region=self.one((None, True, True, False)) if identity else None,
            sanctions=self.some(2, self.sanction) if self.chance(15) else [],
        )

    def sanction(self) -> Document:
        """A sanction, past, running or to come."""
        start = self.near()
        row = self.given(
            {"kind": self.one(("disciplinary", "investigation", "integrity_record"))},
            **{"from": start.isoformat()},
        )
        if self.chance(70):
            row["to"] = (start + timedelta(self.one((0, 90, 365, 730)))).isoformat()
        return row

    def employment(self, occupation: str) -> list[Document]:
        """One long period of work in most cases; several with gaps and other work in the rest."""
        rows = []
        if self.chance(80):
            start = anniversary_before(self.day, 9) + timedelta(self.random.randint(-400, 400))
            rows.append(self.job(occupation, start, None if self.chance(80) else self.near()))
        for _ in range(self.random.randint(0, 2) if self.chance(40) else 0):
            start = self.near()
            end = None if self.chance(30) else start + timedelta(self.one((0, 1, 30, 364, 365, 366, 1200)))
            rows.append(self.job(self.one(OCCUPATIONS) if self.chance(50) else occupation, start, end))
        return rows

    def job(self, occupation: str, start: date, end: date | None) -> Document:
        """A period of work."""
        sector = (
            "enterprise"
            if self.chance(75)
            else self.one(("public_institution", "government", "agency", "self_employed"))
        )
        return self.given(
            {"from": start.isoformat()},
            to=max(start, end).isoformat() if end else None,
            occupation=occupation,
            sector=sector,
            employer="柳州某公司",
            engaged_level=self.one(SKILL_LEVELS[3:]) if self.chance(40) else None,
            exam_fields=self.one((["accounting"], ["economics", "accounting"], ["telecommunications"], []))
            if self.chance(40)
            else None,
        )

    def certificates(self, occupation: str) -> list[Document]:
        """Certificates, most of them of the occupation worked in."""
        rows = []
        for _ in range(self.one((0, 1, 1, 1, 2, 3))):
            level = self.one(SKILL_LEVELS[2:6]) if self.chance(85) else self.one(SKILL_LEVELS)
            kind = (
                "skill_level"
                if self.chance(85)
                else self.one(("vocational_qualification", "special_ability", "training"))
            )
            of = occupation if self.chance(80) else self.one(OCCUPATIONS)
            rows.append(
                self.given(
                    {"level": level, "occupation": of, "issued_on": self.near().isoformat()},
                    kind=kind,
                    verified=self.trust(),
                )
            )
        return rows

    def title(self) -> Document:
        """A title, in a linked series or another."""
        level, day = self.one(TITLE_LEVELS), self.near().isoformat()
        way = self.one(("review", "recognition", "exam"))
        if self.chance(30):
            return self.given(
                {"series": self.one(UNLINKED), "level": level, "obtained_on": day}, obtained_by=way
            )
        series, specialty = self.one(SPECIALTIES)
        return self.given(
            {"series": series, "level": level, "obtained_on": day}, specialty=specialty, obtained_by=way
        )

    def appraisals(self) -> Document:
        """Grades of the last years, with a hole, a bad year or a pending one in some cases."""
        grades: Document = {}
        for year in range(
            self.day.year - self.random.randint(3, 5), self.day.year + self.one((0, 0, 0, 2, 8))
        ):
            grade: Any = self.one(("qualified", "excellent"))
            if self.chance(12):
                grade = self.one(("basically_qualified", "unqualified", "not_graded"))
            if year == self.day.year - 1 and self.chance(10):
                grade = "pending"
            if self.chance(10):
                grade = {"grade": grade, "occupation": self.one(OCCUPATIONS)}
            if not self.chance(6):
                grades[str(year)] = grade
        return grades

    def honour(self) -> Document:
        """An honour of any list, well named or not."""
        code = self.one(
            ("china_skills_grand_award", "national_technical_expert", "national_master_studio_lead", "state_council_allowance",
             "worldskills", "guangxi_skills_grand_award", "guangxi_technical_expert", "regional_master_studio_lead",
             "national_skills_competition", "provincial_skills_grand_award", "provincial_technical_expert",
             "provincial_master_studio_lead", "other")
        )  # fmt: skip
        contest = code in ("worldskills", "national_skills_competition")
        return self.given(
            {"honour": code},
            granted_on=self.near().isoformat(),
            jurisdiction=self.one(("cn", "cn-gx", "cn-44", "cn-45", "city", "industry"))
            if self.chance(25)
            else None,
            medal=self.one(("gold", "silver", "bronze", "excellence", "none")) if contest else None,
            current=self.chance(70) if code.endswith("studio_lead") else None,
            category=self.one(("skilled", "professional")) if code == "state_council_allowance" else None,
            name=self.one(("南粤技术能手", "广东省技术能手", "湖南省技能大奖", "全国技术能手"))
            if self.chance(20)
            else None,
        )

    def education(self) -> Document:
        """A course of education."""
        kind = self.one(
            (
                "technician_school",
                "technician_school",
                "secondary_vocational",
                "junior_college",
                "bachelor",
                "master",
                "doctor",
                "junior_middle",
                "senior_high",
            )
        )
        classes = ("intermediate_worker_class", "senior_worker_class", "technician_class")
        return self.given(
            {"kind": kind},
            **{"class": self.one(classes) if kind == "technician_school" else None},
            major=self.one(("机电一体化", "焊接技术", "会计", "星际导航")),
            proof=self.one(("graduation", "graduation", "graduation", "completion", "attendance")),
            graduated_on=self.near().isoformat(),
        )

    def finding(self) -> Document:
        """What an authority decided."""
        question, about = self.one((
            ("honour_equality", "南粤技术能手"),
            ("former_studio_lead", "国家级技能大师工作室带头人"),
            ("allowance_category", "国务院政府特殊津贴"),
            ("specialty_relation", {"occupation": "磁浮轨道巡检工", "specialty": "机械制造"}),
            ("occupation_relation", {"occupation": "磁浮轨道巡检工", "target": "6-18-01-01"}),
            ("major_relation", {"major": "星际导航", "occupation": "6-31-01-03"}),
            ("appraisal_equivalence", "self_employed"),
        ))  # fmt: skip
        return {
            "question": question,
            "about": about,
            "answer": self.chance(70),
            "by": "自治区职改办",
            "decided_on": self.near().isoformat(),
        }

    def target(self, occupation: str) -> Document:
        """What is asked; a level left open asks for all."""
        choice = self.random.randint(0, 9)
        if choice <= 4:
            if self.chance(10):
                return self.given(
                    {"direction": "title_review", "series": self.one(UNLINKED)}, level=self.one(TITLE_LEVELS)
                )
            series, specialty = (
                ("engineering", _RELATED[occupation]) if self.chance(70) else self.one(SPECIALTIES)
            )
            return self.given(
                {"direction": "title_review", "series": series, "specialty": specialty},
                level=self.one(TITLE_LEVELS),
            )
        if choice <= 7:
            of = occupation if self.chance(75) else self.one(OCCUPATIONS)
            return self.given(
                {"direction": "skill_evaluation", "occupation": of}, level=self.one(SKILL_LEVELS[1:])
            )
        if choice == 8:
            field, level = self.one(EXAMS)
            return {"direction": "qualification_exam", "field": field, "level": level}
        return {"direction": "treatment", "matter": self.one(MATTERS)}


_RELATED: Final = {"6-18-01-01": "机械制造", "6-18-02-04": "焊接", "6-31-01-03": "电气"}


def person(random: Random, day: date | None = None) -> Document:
    """One generated person, asked about on a day if one is given."""
    return Maker(random, day).document()


def people() -> st.SearchStrategy[Document]:
    """Generated people for property tests."""
    return st.randoms(use_true_random=False).map(person)


def sample(count: int, seed: int = 2021, day: date | None = None) -> Iterator[Document]:
    """The same `count` people on every run."""
    random = Random(seed)  # noqa: S311 - chance for tests
    for _ in range(count):
        yield person(random, day)


@cache
def policy(number: int) -> Policy:
    """The shipped policy under one of the overlays."""
    return overlay(load_policy(), POLICIES[number])


def policies() -> st.SearchStrategy[int]:
    """The numbers of the overlays."""
    return st.integers(0, len(POLICIES) - 1)


def examples(count: int) -> settings:
    """`count` examples under the everyday profile, and as many times more as a wider profile asks for."""
    return settings(max_examples=max(1, count * settings().max_examples // 100))
