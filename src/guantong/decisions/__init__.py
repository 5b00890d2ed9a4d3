"""Decisions: one case against the policies of a day."""

from .answers import Answer, Decision, OpenQuestion, RequirementAnswer, RouteAnswer, SupplementAnswer, Verdict
from .decide import decide
from .questions import NextQuestion, next_questions
from .targets import related_targets

__all__ = [
    "Answer",
    "Decision",
    "NextQuestion",
    "OpenQuestion",
    "RequirementAnswer",
    "RouteAnswer",
    "SupplementAnswer",
    "Verdict",
    "decide",
    "next_questions",
    "related_targets",
]
