"""Asking about documents, and looking into the answers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from guantong.cases import parse_case, project
from guantong.decisions import Answer, decide
from tests.people import policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.cases import Case
    from guantong.decisions import Decision, RouteAnswer
    from tests.people import Document

TODAY: Final = date(2026, 11, 22)
Key = tuple[str, ...]


def case_of(document: Document) -> Case:
    """The case of a document."""
    return parse_case(document, today=TODAY)


def ask(document: Document | Case, rules: int = 0, *, with_readings: bool = False) -> Answer:
    """The answer under one of the policies of `people`."""
    case = case_of(document) if isinstance(document, dict) else document
    return decide(case, policy=policy(rules), with_readings=with_readings)


def routes(answer: Answer) -> Iterator[tuple[Decision, RouteAnswer]]:
    """Every route of every decision."""
    return ((decision, route) for decision in answer.decisions for route in decision.routes)


def by_route(answer: Answer) -> dict[Key, RouteAnswer]:
    """Every route by its target and name."""
    return {(*key_of(decision), route.route.name): route for decision, route in routes(answer)}


def key_of(decision: Decision) -> Key:
    """What is asked, whatever its place in the document."""
    target = replace(decision.target, path="")
    return tuple(
        str(value)
        for value in (target.direction, target.series, target.specialty, target.level, target.occupation, target.field, target.matter)
    )  # fmt: skip


def later(case: Case, day: date) -> Case:
    """The case projected to a day, a pending appraisal decided as qualified on any day."""
    decided = tuple(
        replace(row, grade="qualified") if row.grade == "pending" else row for row in case.appraisals or ()
    )
    return project(case if case.appraisals is None else replace(case, appraisals=decided), day)


def placeless(data: Any) -> Any:
    """JSON without the places of rows, so that the same rows in another order give the same."""
    match data:
        case dict():
            if "because" in data and data.get("missing"):
                data = data | {"because": ""}  # names the missing facts by their places
            return sorted((_bare(key), placeless(value)) for key, value in data.items())
        case list():
            return sorted((placeless(item) for item in data), key=repr)
        case str():
            return _bare(data)
    return data


def _bare(text: str) -> str:
    return re.sub(r"\[\d+\]", "[i]", text)


WORKER: Document = {
    "as_of": "2024-06-01",
    "person": {"status": "employed", "sanctions": []},
    "employment": [{"from": "2012-07-01", "occupation": "6-18-01-01", "sector": "enterprise", "engaged_level": "technician"}],
    "certificates": [{"kind": "skill_level", "level": "technician", "occupation": "6-18-01-01", "issued_on": "2020-06-01", "verified": True}],
    "titles": [],
    "appraisals": {"2021": "qualified", "2022": "qualified", "2023": "qualified"},
    "honours": [],
    "education": [],
    "evidence": {"continuing_education": True, "results": True},
    "targets": [{"direction": "title_review", "series": "engineering", "specialty": "机械制造", "level": "intermediate"}],
}  # fmt: skip
TITLE = {
    "series": "engineering",
    "specialty": "机械制造",
    "level": "intermediate",
    "obtained_on": "2022-01-05",
    "obtained_by": "review",
}
LEVEL = [{"direction": "skill_evaluation", "occupation": "6-18-01-01", "level": "technician"}]


def one(document: Document, rules: int = 0, **more: Any) -> Decision:
    (decision,) = ask(document | more, rules, with_readings=True).decisions
    return decision
