"""A case as its facts reach the peers: dates, levels as numbers, and what the catalogue says already looked up.

The peers have no catalogue; whether an occupation matches is joined in beforehand and is not measured,
which is to their advantage.
"""

from datetime import date
from typing import Any

from guantong.cases.model import Case
from guantong.catalogue import catalogue, terms

from .workload import OCCUPATION, SERIES, SPECIALTY


def matches_specialty(occupation: str | None) -> bool:
    """Whether an occupation is the same as or similar to the specialty asked for."""
    found = catalogue().relate_specialty(str(occupation), SERIES, SPECIALTY).kind
    assert found != "open", "the sample has no open relations"
    return found != "none"


def matches_occupation(occupation: str | None) -> bool:
    """Whether an occupation is the same as or similar to the occupation asked for."""
    found = catalogue().relate_occupations(str(occupation), OCCUPATION).kind
    assert found != "open", "the sample has no open relations"
    return found != "none"


def skill_rank(level: str) -> int:
    """The place of a skill level in its order."""
    return terms.order("skill_level", level)


def title_rank(level: str) -> int:
    """The place of a title level in its order."""
    return terms.order("title_level", level)


def flat(case: Case, as_of: date | None = None) -> dict[str, Any]:
    """The facts of a case as plain data, asked on the day of the case or on another."""
    person = case.person
    return {
        "as_of": (as_of or case.as_of).isoformat(),
        "person": {
            "status": person.status,
            "identity_type": person.identity.type if person.identity else None,
            "lawful_work": person.lawful_work_in_region,
            "continuing_education": case.evidence.continuing_education,
            "results": case.evidence.results,
        },
        "sanctions": [{"from": _iso(s.start), "to": _iso(s.end)} for s in person.sanctions or ()],
        "jobs": [
            {
                "from": _iso(job.start),
                "to": _iso(job.end),
                "specialty": matches_specialty(job.occupation),
                "occupation": matches_occupation(job.occupation),
            }
            for job in case.employment or ()
        ],
        "certificates": [
            {
                "kind": c.kind,
                "level": skill_rank(c.level),
                "issued_on": _iso(c.issued_on),
                "verified": c.verified,
                "specialty": matches_specialty(c.occupation),
                "occupation": matches_occupation(c.occupation),
            }
            for c in case.certificates or ()
        ],
        "titles": [
            {"level": title_rank(t.level), "obtained_on": _iso(t.obtained_on)} for t in case.titles or ()
        ],
        "honours": [
            {
                "honour": h.honour,
                "granted_on": _iso(h.granted_on),
                "medal": h.medal,
                "current": h.current,
                "category": h.category,
            }
            for h in case.honours or ()
        ],
        "appraisals": [
            {
                "year": a.year,
                "grade": a.grade,
                "specialty": a.occupation is None or matches_specialty(a.occupation),
            }
            for a in case.appraisals or ()
        ],
        "standard": "g18",
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
