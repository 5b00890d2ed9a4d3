"""The same routes for zen-engine: a decision graph of expression nodes over one JSON document.

Written as the engine's documentation advises: facts that many routes need are computed once in a node
upstream, each route is a node of named expressions, so that the trace shows the value of each requirement.
Years of work assume that periods do not overlap (in the sample they do not); ours unite them first.
"""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import zen

from .flat import skill_rank, title_rank
from .workload import ROUTES as LEVELS
from .workload import Answers

_RUNNING = "d(x.from) <= today and (x.to == null or today <= d(x.to))"
_COUNTED = "c.kind in ['skill_level', 'vocational_qualification'] and c.verified and d(c.issued_on) <= today"
_PASSING = "['excellent', 'qualified']"
_DAY = 86_400_000  # milliseconds

FACTS = {
    "today": "d(as_of)",
    "now": f"d(as_of).timestamp() / {_DAY}",
    "year": "d(as_of).year()",
}
PERSON = {
    "in_force": "today >= d('2021-10-26')",
    "not_retired": "person.status != 'retired'",
    "not_civil_servant": "person.status != 'civil_servant'",
    "no_sanction": f"not some(sanctions as x, {_RUNNING})",
    "lawful_work": "not (person.identity_type in ['passport', 'foreign_permanent_resident']) or person.lawful_work",
    "present_work_matches": f"some(jobs as x, x.specialty and {_RUNNING})",
    "post_matches": f"some(jobs as x, x.occupation and {_RUNNING})",
    "appraised": f"count(appraisals as a, a.year < year and a.year >= year - 3 and a.grade in {_PASSING} and a.specialty) == 3",
    "may_apply": "$.in_force and $.not_retired and $.not_civil_servant and $.no_sanction and $.lawful_work"
    " and $.present_work_matches and person.continuing_education and person.results",
}


def _worked(kind: str) -> str:
    """The days of matching work since a certificate, each as first day and day after the last."""
    start = f"max([d(j.from), d(c.issued_on)]).timestamp() / {_DAY}"
    end = f"j.to == null ? now : min([now, d(j.to).timestamp() / {_DAY} + 1])"
    return (
        f"map(filter(jobs as j, j.{kind} and d(j.from) < today and (j.to == null or d(j.to) >= d(c.issued_on))) as j,"
        f" {{start: {start}, end: {end}}})"
    )


CERTIFICATES = {
    "usable": f"filter(certificates as c, {_COUNTED})",
    "work": "map($.usable as c, {level: c.level, specialty: c.specialty, occupation: c.occupation, issued_on: c.issued_on,"
    f" at_title: {_worked('specialty')}, at_occupation: {_worked('occupation')}}})",
    "held": "map($.work as c, {level: c.level, specialty: c.specialty, occupation: c.occupation, issued_on: c.issued_on,"
    " title_start: len(c.at_title) > 0 ? min(map(c.at_title as p, p.start)) : now,"
    " title_days: sum(map(c.at_title as p, max([0, p.end - p.start]))),"
    " occupation_start: len(c.at_occupation) > 0 ? min(map(c.at_occupation as p, p.start)) : now,"
    " occupation_days: sum(map(c.at_occupation as p, max([0, p.end - p.start])))})",
}


def _full(kind: str, years: int) -> str:
    """Whether the years are full: the anniversary of the first day, moved by the days without work."""
    return f"h.{kind}_days >= d(h.{kind}_start * {_DAY}).add({12 * years}, 'month').timestamp() / {_DAY} - h.{kind}_start"


def _level_route(level: str, years: int, target: str, *closed: str) -> Mapping[str, str]:
    rank = skill_rank(level)
    return {
        "certificate_level": f"some(held as h, h.level >= {rank})",
        "certificate_matches": f"some(held as h, h.level >= {rank} and h.specialty)",
        "years_after_certificate": f"some(held as h, h.level >= {rank} and h.specialty and {_full('title', years)})",
        target: "may_apply and appraised and $.years_after_certificate",
        **dict.fromkeys(closed, "false"),
    }


def _green_route(listed: str, *levels: str) -> Mapping[str, str]:
    return {
        "honour_listed": f"some(honours as h, d(h.granted_on) <= today and ({listed}))",
        **dict.fromkeys(levels, "may_apply and $.honour_listed"),
    }


def _ladder(level: str, years: int, target: str) -> Mapping[str, str]:
    rank = skill_rank(level)
    return {
        "standard_in_force": "standard == 'g18'",
        "lower_certificate": f"some(held as h, h.level >= {rank} and h.occupation)",
        "years_after_certificate": f"some(held as h, h.level >= {rank} and h.occupation and {_full('occupation', years)})",
        target: "$.standard_in_force and $.years_after_certificate",
    }


_MEDALS = "['gold', 'silver', 'bronze']"
_NATIONAL = (
    "h.honour in ['china_skills_grand_award', 'national_technical_expert']"
    " or h.honour == 'national_master_studio_lead' and h.current"
    " or h.honour == 'state_council_allowance' and h.category == 'skilled'"
    " or h.honour == 'worldskills' and h.medal in ['gold', 'silver', 'bronze', 'excellence']"
)
_REGIONAL = (
    "h.honour in ['guangxi_skills_grand_award', 'guangxi_technical_expert', 'provincial_skills_grand_award', 'provincial_technical_expert']"
    " or h.honour in ['regional_master_studio_lead', 'provincial_master_studio_lead'] and h.current"
    f" or h.honour == 'national_skills_competition' and h.medal in {_MEDALS}"
)
_MAY_ENTER = "in_force and lawful_work and post_matches"
_ASSISTANT, _INTERMEDIATE, _SENIOR = map(title_rank, ("assistant", "intermediate", "associate_senior"))


def _after(titles: str) -> str:
    return (
        f"some(titles as t, d(t.obtained_on) <= today and {titles}"
        " and some(held as h, h.occupation and d(h.issued_on) < d(t.obtained_on)))"
    )


def _holds(rank: int) -> str:
    return f"some(titles as t, d(t.obtained_on) <= today and t.level >= {rank})"


ROUTES: Mapping[str, Mapping[str, str]] = {
    "level_senior_worker": _level_route("senior_worker", 2, "assistant"),
    "level_technician": _level_route("technician", 3, "intermediate"),
    "level_senior_technician": _level_route("senior_technician", 4, "associate_senior", "full_senior"),
    "green_full_senior": _green_route(
        _NATIONAL, "assistant", "intermediate", "associate_senior", "full_senior"
    ),
    "green_associate_senior": _green_route(_REGIONAL, "associate_senior"),
    "title_after_certificate": {
        "senior_worker": f"{_MAY_ENTER} and {_after(f't.level == {_ASSISTANT}')}",
        "technician": f"{_MAY_ENTER} and {_after(f't.level == {_INTERMEDIATE}')}",
        "senior_technician": f"{_MAY_ENTER} and {_after(f't.level >= {_SENIOR}')}",
    },
    "title_entry": {
        "senior_worker": f"{_MAY_ENTER} and {_holds(_ASSISTANT)}",
        "technician": f"{_MAY_ENTER} and {_holds(_INTERMEDIATE)}",
        "senior_technician": f"{_MAY_ENTER} and {_holds(_SENIOR)}",
    },
    "g18_intermediate_worker_certificate": _ladder("junior_worker", 4, "intermediate_worker"),
    "g18_senior_worker_certificate": _ladder("intermediate_worker", 5, "senior_worker"),
    "g18_technician_certificate": _ladder("senior_worker", 4, "technician"),
    "g18_senior_technician_certificate": _ladder("technician", 4, "senior_technician"),
}


def _node(
    name: str, kind: str, expressions: Mapping[str, str] | None = None, **content: object
) -> dict[str, Any]:
    if expressions is not None:
        rows = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
        content = {"expressions": rows, **content}
    return {"id": name, "name": name, "type": kind, "content": content, "position": {"x": 0, "y": 0}}


def graph() -> dict[str, Any]:
    """The decision graph: facts, then the person, then the certificates, then every route side by side."""
    chain = [
        _node("case", "inputNode"),
        _node("day", "expressionNode", FACTS, passThrough=True),
        _node("applicant", "expressionNode", PERSON, passThrough=True),
        _node("papers", "expressionNode", CERTIFICATES, passThrough=True),
    ]
    routes = [
        _node(name, "expressionNode", expressions, passThrough=False, outputPath=name)
        for name, expressions in ROUTES.items()
    ]
    output = _node("answers", "outputNode")
    ends = [(a["id"], b["id"]) for a, b in pairwise(chain)]
    ends += [(chain[-1]["id"], route["id"]) for route in routes] + [(r["id"], output["id"]) for r in routes]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in ends]
    return {"nodes": [*chain, *routes, output], "edges": edges}


class ZenPeer:
    """The compiled decision."""

    def __init__(self) -> None:
        self.decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(graph())))

    def ask(self, facts: dict[str, Any], *, trace: bool) -> Mapping[str, Any]:
        """One evaluation; with `trace` the engine says what every node and expression gave."""
        found: Mapping[str, Any] = self.decision.evaluate(facts, {"trace": True} if trace else {})
        return found

    @staticmethod
    def eligible(found: Mapping[str, Any]) -> Answers:
        """Whether each route is open."""
        result = found["result"]
        return {f"{name}@{level}": result[name][level] for name, levels in LEVELS.items() for level in levels}
