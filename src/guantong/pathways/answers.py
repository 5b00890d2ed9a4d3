"""What comes back: where a person stands, and the way to a goal, with its JSON form."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from guantong.decisions import Answer, Decision, NextQuestion, RouteAnswer
from guantong.policy.model import Language

from .goals import Goal
from .openings import Opening
from .review import ReviewTime

State: TypeAlias = Literal["open", "opens", "closed"]
Reason: TypeAlias = Literal["not_by_time", "missing", "closed", "too_many_steps", "nothing_related"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a target closed: a fact that is missing, a point an authority has to decide, or a clause not met."""

    kind: Literal["missing", "question", "unmet"]
    text: str
    clauses: tuple[str, ...] = ()
    path: str | None = None
    question: str | None = None
    about: str | None = None
    decided_by: str | None = None

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        pairs = {
            "path": self.path,
            "question": self.question,
            "about": self.about,
            "decided_by": self.decided_by,
        }
        given = {name: value for name, value in pairs.items() if value is not None}
        return {"kind": self.kind, "text": self.text, "clauses": list(self.clauses), **given}


@dataclass(frozen=True, slots=True)
class Prospect:
    """One related target: open, open from a day on, or closed; `held` names the row by which it is reached already.

    `once_settled` is the day on which it opens if all that is missing is shown and every open point is granted.
    """

    decision: Decision
    state: State
    held: str | None
    obstacles: tuple[Obstacle, ...]
    once_settled: date | None
    openings: tuple[Opening, ...]

    @property
    def opens_on(self) -> date | None:
        """The first day, in the past where it is open."""
        return self.decision.eligible_from

    def to_dict(self) -> dict[str, object]:
        """The JSON form; the decision is that of the contract."""
        return {
            "state": self.state,
            "opens_on": _iso(self.opens_on),
            "held": self.held,
            "obstacles": [obstacle.to_dict() for obstacle in self.obstacles],
            "once_settled": _iso(self.once_settled),
            "openings": [opening.to_dict() for opening in self.openings],
            "decision": self.decision.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Prospects:
    """Everything related to a person, in both directions, as it stands on the day of the case."""

    answer: Answer
    prospects: tuple[Prospect, ...]
    ask_next: tuple[NextQuestion, ...]

    def of(self, state: State) -> tuple[Prospect, ...]:
        """Those in one state, what opens first before what opens later, else in the order of the decisions."""
        found = [prospect for prospect in self.prospects if prospect.state == state]
        if state == "opens":
            found.sort(key=lambda prospect: prospect.opens_on or date.max)
        return tuple(found)

    def to_dict(self) -> dict[str, object]:
        """The JSON form: the decision document, with a list of prospects in the place of the decisions."""
        plain = self.answer.to_dict()
        del plain["decisions"]
        return {
            **plain,
            "prospects": [prospect.to_dict() for prospect in self.prospects],
            "ask_next": _asked(self.ask_next),
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One application of a pathway; `after` are the numbers of the steps that have to succeed before it."""

    number: int
    decision: Decision
    route: RouteAnswer
    apply_on: date
    obtained_on: date
    after: tuple[int, ...]

    @property
    def name(self) -> str:
        """What is applied for, by its own name."""
        return self.decision.name

    @property
    def crosses(self) -> bool:
        """Whether the step leads from one ladder to the other: from a certificate to a title, or back."""
        other = {"title_review": "certificate", "skill_evaluation": "title"}
        return other.get(self.decision.target.direction) in self.route.route.tries

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "step": self.number,
            "target": self.decision.to_dict()["target"],
            "name": self.name,
            "apply_on": _iso(self.apply_on),
            "obtained_on": _iso(self.obtained_on),
            "after": list(self.after),
            "crosses": self.crosses,
            "route": self.route.route.name,
            "label": self.route.label,
            "clauses": list(self.decision.clauses),
            "waives": list(self.route.route.waives),
            "basis": self.decision.basis,
            "unconfirmed": list(self.decision.unconfirmed),
            "requirements": [requirement.to_dict() for requirement in self.route.requirements],
            "notes": list(self.decision.notes),
        }


@dataclass(frozen=True, slots=True)
class Pathway:
    """The quickest way to a goal: steps with their days, and what has to be shown or granted besides.

    Without steps the goal is reached already, by the row `held`. `reached_on` supposes that every step
    succeeds. `otherwise` is the quickest way that needs none of the conditions; `openings` are honours
    that would open the goal without waiting; `ask_next` are facts that could still change the way.
    """

    goal: Goal
    name: str
    as_of: date
    reached_on: date
    steps: tuple[Step, ...]
    conditions: tuple[Obstacle, ...]
    review: ReviewTime
    held: str | None = None
    otherwise: "Pathway | None" = None
    openings: tuple[Opening, ...] = ()
    ask_next: tuple[NextQuestion, ...] = ()
    lang: Language = "zh"

    @property
    def found(self) -> bool:
        """True: there is a way."""
        return True

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "goal": self.goal.to_dict(),
            "found": True,
            "name": self.name,
            "as_of": _iso(self.as_of),
            "reached_on": _iso(self.reached_on),
            "held": self.held,
            "steps": [step.to_dict() for step in self.steps],
            "conditions": [condition.to_dict() for condition in self.conditions],
            "review_time": _review(self.review),
            "otherwise": None if self.otherwise is None else self.otherwise.to_dict(),
            "openings": [opening.to_dict() for opening in self.openings],
            "ask_next": _asked(self.ask_next),
        }


@dataclass(frozen=True, slots=True)
class NoPathway:
    """There is no way that time opens, and why: what is not met, by clause, and what opens the goal instead.

    `reason` is ``not_by_time`` where only an honour opens the goal, ``missing`` where facts have to be
    told first, ``closed`` where a clause keeps it closed, ``too_many_steps`` where more steps would lead
    there, ``nothing_related`` where nothing known about the person is related to such a goal.
    """

    goal: Goal
    name: str
    as_of: date
    reason: Reason
    obstacles: tuple[Obstacle, ...]
    openings: tuple[Opening, ...] = ()
    ask_next: tuple[NextQuestion, ...] = ()
    lang: Language = "zh"

    @property
    def found(self) -> bool:
        """False: there is no way."""
        return False

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "goal": self.goal.to_dict(),
            "found": False,
            "name": self.name,
            "as_of": _iso(self.as_of),
            "reason": self.reason,
            "obstacles": [obstacle.to_dict() for obstacle in self.obstacles],
            "openings": [opening.to_dict() for opening in self.openings],
            "ask_next": _asked(self.ask_next),
        }


def _review(review: ReviewTime) -> dict[str, object]:
    return {"months": dict(review.months), "unconfirmed": review.unconfirmed}


def _asked(questions: Iterable[NextQuestion]) -> list[dict[str, object]]:
    return [{"path": q.path, "label": q.label, "routes": q.routes} for q in questions]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
