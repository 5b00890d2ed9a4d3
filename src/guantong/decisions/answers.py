"""What comes back: decisions with their routes and requirements, and their JSON form (the contract)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from guantong.cases.model import Note, Target
from guantong.policy.model import Language, Requirement, Route

Verdict: TypeAlias = Literal["out_of_scope", "not_eligible", "needs_evidence", "needs_human", "eligible"]
ORDER: tuple[Verdict, ...] = ("out_of_scope", "not_eligible", "needs_evidence", "needs_human", "eligible")


def rank(verdict: Verdict) -> int:
    """The place of a verdict in the order, 0 the lowest."""
    return ORDER.index(verdict)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A point that an authority has to decide: which, about what, and who decides."""

    question: str
    about: str
    label: str
    decided_by: str

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "question": self.question,
            "about": self.about,
            "label": self.label,
            "decided_by": self.decided_by,
        }


class RequirementAnswer(NamedTuple):
    """One requirement on the day asked: its value, since when or from when it is met, and why."""

    requirement: Requirement
    verdict: Verdict
    met_from: date | None
    because: str
    label: str
    facts: Mapping[str, object]
    missing: tuple[str, ...]
    questions: tuple[OpenQuestion, ...]
    unconfirmed: tuple[str, ...]
    declared: bool
    noted: bool = False

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        clauses = self.requirement.clauses
        return {
            "name": self.requirement.name,
            "label": self.label,
            "clause": clauses[0],
            "clauses": list(clauses),
            "verdict": self.verdict,
            "met_from": _iso(self.met_from),
            "because": self.because,
            "facts": dict(self.facts),
            "missing": list(self.missing),
            "unmet": [question.to_dict() for question in self.questions],
        }


class RouteAnswer(NamedTuple):
    """One route on the day asked, with the rows it was tried with (`used`)."""

    route: Route
    label: str
    verdict: Verdict
    eligible_from: date | None
    requirements: tuple[RequirementAnswer, ...]
    used: Mapping[str, str]
    readings: tuple[str, ...]
    notes: tuple[str, ...]
    counts_as: str | None
    counts_as_doubt: str | None

    @property
    def basis(self) -> str:
        """``declared`` when the verdict rests on anything that the person only says."""
        return "declared" if any(r.declared for r in self.carrying) else "verified"

    @property
    def carrying(self) -> tuple[RequirementAnswer, ...]:
        """The requirements that carry the verdict: all of an open route, else those that are as low as it."""
        return (
            self.requirements
            if self.verdict == "eligible"
            else tuple(r for r in self.requirements if r.verdict == self.verdict)
        )

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The facts of packs and catalogue that the verdict rests on and nobody has confirmed."""
        counted = () if self.counts_as_doubt is None else (self.counts_as_doubt,)
        return _merged((*(r.unconfirmed for r in self.carrying), counted))

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts whose absence keeps a requirement open."""
        return _merged(r.missing for r in self.requirements)

    @property
    def unmet(self) -> tuple[OpenQuestion, ...]:
        """The questions that an authority has to answer."""
        return tuple(dict.fromkeys(q for r in self.requirements for q in r.questions))

    @property
    def clauses(self) -> tuple[str, ...]:
        """Those of the route when it is open, else those of the requirements that carry the verdict."""
        if self.verdict == "eligible":
            return self.route.clauses
        return _merged(r.requirement.clauses for r in self.carrying)

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "route": self.route.name,
            "pack": self.route.pack,
            "label": self.label,
            "verdict": self.verdict,
            "eligible_from": _iso(self.eligible_from),
            "clauses": list(self.route.clauses),
            "readings": list(self.readings),
            "waives": list(self.route.waives),
            "used": dict(self.used),
            "missing": list(self.missing),
            "unmet": [question.to_dict() for question in self.unmet],
            "requirements": [requirement.to_dict() for requirement in self.requirements],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class SupplementAnswer:
    """An answer beside a target: exemption from the theory exam, what a class counts as."""

    answer: RouteAnswer
    degree: bool | None

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        counts = (
            {}
            if self.answer.route.counts_as is None
            else {"counts_as": self.answer.counts_as, "degree": bool(self.degree)}
        )
        return {
            **counts,
            "verdict": self.answer.verdict,
            "clauses": list(self.answer.clauses),
            "readings": list(self.answer.readings),
            "missing": list(self.answer.missing),
            "unmet": [question.to_dict() for question in self.answer.unmet],
            "requirements": [requirement.to_dict() for requirement in self.answer.requirements],
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one target: the best of its routes. It says *may apply*, and never refuses anybody."""

    target: Target
    name: str
    routes: tuple[RouteAnswer, ...]
    supplements: Mapping[str, SupplementAnswer]
    notes: tuple[str, ...]

    @property
    def best(self) -> RouteAnswer:
        """The best route: greatest verdict, then earliest day, then pack order."""
        return max(
            enumerate(self.routes),
            key=lambda item: (
                rank(item[1].verdict),
                -(item[1].eligible_from or date.max).toordinal(),
                -item[0],
            ),
        )[1]

    @property
    def verdict(self) -> Verdict:
        """The greatest verdict of the routes."""
        return self.best.verdict

    @property
    def eligible_from(self) -> date | None:
        """The day of the best route if it is open, else the earliest day on any route."""
        if self.verdict == "eligible":
            return self.best.eligible_from
        return min((route.eligible_from for route in self.routes if route.eligible_from), default=None)

    @property
    def carrying(self) -> tuple[RouteAnswer, ...]:
        """The route used, or all that share the verdict."""
        best = self.best
        if best.verdict == "eligible":
            return (best,)
        return tuple(route for route in self.routes if route.verdict == best.verdict)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that the verdict rests on."""
        return _merged(route.clauses for route in self.carrying)

    @property
    def basis(self) -> str:
        """``declared`` or ``verified``."""
        return "declared" if any(route.basis == "declared" for route in self.carrying) else "verified"

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Unconfirmed facts that the verdict rests on."""
        return _merged(route.unconfirmed for route in self.carrying)

    def to_dict(self) -> dict[str, object]:
        """The JSON form of the contract."""
        target = self.target
        pairs = (
            ("direction", target.direction), ("series", target.series), ("specialty", target.specialty), ("occupation", target.occupation),
            ("field", target.field), ("matter", target.matter), ("level", target.level),
        )  # fmt: skip
        result: dict[str, object] = {
            "target": {key: value for key, value in pairs if value is not None},
            "name": self.name,
            "verdict": self.verdict,
            "eligible_from": _iso(self.eligible_from),
            "clauses": list(self.clauses),
            "waives": list(self.best.route.waives) if self.verdict == "eligible" else [],
            "basis": self.basis,
            "unconfirmed": list(self.unconfirmed),
            "routes": [route.to_dict() for route in self.routes],
            "notes": list(self.notes),
        }
        if target.direction == "treatment":
            result["counts_as"] = self.best.counts_as
        for name, supplement in self.supplements.items():
            result[name] = supplement.to_dict()
        return result


@dataclass(frozen=True, slots=True)
class PackUsed:
    """Which pack answered, so that the answer can be reproduced."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All decisions for one case on one day."""

    as_of: date
    packs: tuple[PackUsed, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...] = ()
    lang: Language = "zh"
    catalogue: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """The JSON form of the contract."""
        return {
            "as_of": self.as_of.isoformat(),
            "packs": [{"id": p.id, "version": p.version, "digest": p.digest} for p in self.packs],
            "catalogue": self.catalogue,
            "readings": dict(self.choices),
            "decisions": [decision.to_dict() for decision in self.decisions],
            "notes": [note.to_dict(self.lang) for note in self.notes],
        }

    def only(self, *targets: int) -> "Answer":
        """The same answer with the decisions at these places only."""
        return replace(self, decisions=tuple(self.decisions[i] for i in targets))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _merged(groups: "object") -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))  # type: ignore[attr-defined]
