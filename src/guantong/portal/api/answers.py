"""The shapes of answers, for the documentation and for clients made from it; the engine writes the answers themselves."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict

Verdict = Literal["out_of_scope", "not_eligible", "needs_evidence", "needs_human", "eligible"]
Day = str


class _Shape(Schema):
    model_config = ConfigDict(extra="forbid")


class ProblemPlace(_Shape):
    """One mistake: its place in the request, what is wrong, and how to mend it."""

    path: str
    message: str
    hint: str


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemPlace] = []


class OpenQuestion(_Shape):
    """A point that an authority decides."""

    question: str
    about: str
    label: str
    decided_by: str


class RequirementAnswer(_Shape):
    """One requirement: its value on the day asked, since when or from when it is met, and why."""

    name: str
    label: str
    clause: str
    clauses: list[str]
    verdict: Verdict
    met_from: Day | None
    because: str
    facts: dict[str, Any]
    missing: list[str]
    unmet: list[OpenQuestion]


class RouteAnswer(_Shape):
    """One route to a target, with the rows of the case that it was tried with."""

    route: str
    pack: str
    label: str
    verdict: Verdict
    eligible_from: Day | None
    clauses: list[str]
    readings: list[str]
    waives: list[str]
    used: dict[str, str]
    missing: list[str]
    unmet: list[OpenQuestion]
    requirements: list[RequirementAnswer]
    notes: list[str]


class TargetAsked(_Shape):
    """What is applied for."""

    direction: str
    series: str | None = None
    specialty: str | None = None
    occupation: str | None = None
    field: str | None = None
    matter: str | None = None
    level: str | None = None


class Decision(Schema):
    """The answer for one target. It says *may apply*; it refuses nobody, and an authority decides."""

    target: TargetAsked
    name: str
    verdict: Verdict
    eligible_from: Day | None
    clauses: list[str]
    waives: list[str]
    basis: Literal["declared", "verified"]
    unconfirmed: list[str]
    routes: list[RouteAnswer]
    notes: list[str]


class PackUsed(_Shape):
    """Which pack answered; the digest lets an answer be reproduced."""

    id: str
    version: str
    digest: str


class AnswerNote(_Shape):
    """Something about the document that was read."""

    path: str
    code: str
    text: str


class DecisionDocument(_Shape):
    """All decisions for one case on one day."""

    as_of: Day
    packs: list[PackUsed]
    catalogue: str
    readings: dict[str, str]
    decisions: list[Decision]
    notes: list[AnswerNote]


class PathDocument(Schema):
    """Where a person stands (`prospects`), or the quickest way to a goal (`goal`, `found`, `steps`)."""

    as_of: Day
    prospects: list[dict[str, Any]] | None = None
    goal: dict[str, str] | None = None
    found: bool | None = None
    name: str | None = None
    reached_on: Day | None = None
    reason: str | None = None
    steps: list[dict[str, Any]] | None = None
    conditions: list[dict[str, Any]] | None = None
    obstacles: list[dict[str, Any]] | None = None
    ask_next: list[dict[str, Any]] | None = None
    notes: list[AnswerNote]


class PackSummary(_Shape):
    """One official document as data."""

    id: str
    number: str
    name: str
    issuer: str
    version: str
    digest: str
    leads: bool
    effective_from: Day | None
    effective_to: Day | None
    review_after: Day | None
    confidence: str
    source: str


class PackList(_Shape):
    """All packs that answer together."""

    catalogue: str
    packs: list[PackSummary]


class Clause(_Shape):
    """A clause: its gist in our own words, and what realises it."""

    pack: str
    id: str
    cited_as: str
    kind: Literal["rule", "duty", "option", "statement"]
    gist: str
    realised_by: list[str]


class ParameterValue(_Shape):
    """A number, day or list of a pack, with its source."""

    id: str
    label: str
    value: Any
    unit: str
    clause: str
    confidence: str
    unconfirmed: bool
    source: str


class ReadingOption(_Shape):
    """One way to read the text."""

    id: str
    text: str


class ReadingItem(_Shape):
    """An open question of the text; the default holds unless an authority has switched it."""

    pack: str
    id: str
    clause: str
    kind: Literal["decides", "process", "settled"]
    question: str
    decided_by: str
    default: str
    chosen: str
    options: list[ReadingOption]


class ReadingList(_Shape):
    """All open questions."""

    readings: list[ReadingItem]


class PackDocument(PackSummary):
    """A pack with its clauses, readings and parameters."""

    clauses: list[Clause]
    readings: list[ReadingItem]
    parameters: list[ParameterValue]


class OccupationRelation(_Shape):
    """A specialty of titles that an occupation is related to."""

    series: str
    specialty: str
    relation: str
    confidence: str


class OccupationItem(_Shape):
    """An occupation of the national classification."""

    code: str
    name: str
    edition: str
    aliases: list[str]
    confidence: str
    relations: list[OccupationRelation] | None


class OccupationList(_Shape):
    """What words may mean, the likeliest first."""

    occupations: list[OccupationItem]


class TokenStatus(_Shape):
    """What the token that was sent opens."""

    organisation_type: str
    organisation_id: str
    name: str
    scopes: list[str]
    valid_to: Day
