"""What to ask next: the unknown fact that keeps most routes open, while it can still change an answer."""

from collections import Counter
from dataclasses import dataclass

from guantong.policy.model import Policy

from .answers import Answer, rank
from .words import Words


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A fact to ask for: its path in the case, its words, and how many routes wait for it."""

    path: str
    label: str
    routes: int


def next_questions(answer: Answer, policy: Policy) -> tuple[NextQuestion, ...]:
    """The facts that could still change a verdict, the one that most routes wait for first.

    A route is counted only while it is not closed for another reason and could still become better
    than the best route to its target.
    """
    waiting: Counter[str] = Counter()
    for decision in answer.decisions:
        if decision.verdict == "eligible":
            continue
        for route in decision.routes:
            if rank(route.verdict) >= rank("needs_evidence"):
                waiting.update(path for path in route.missing if not path.startswith("policy:"))
    words = Words(policy, answer.lang)
    ordered = sorted(waiting.items(), key=lambda item: (-item[1], item[0]))
    return tuple(NextQuestion(path, words.path(path), count) for path, count in ordered)
