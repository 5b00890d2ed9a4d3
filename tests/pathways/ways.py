"""Asking for a way in a test: it is there, or it is not, and the steps in short."""

from guantong.cases.model import Case
from guantong.pathways import NoPathway, Pathway, ReviewTime, parse_goal, quickest
from guantong.policy.model import Policy

from .people import HALF_YEAR


def way(
    case: Case,
    goal: str,
    review: ReviewTime = HALF_YEAR,
    *,
    policy: Policy | None = None,
    steps_limit: int = 8,
) -> Pathway:
    found = quickest(case, parse_goal(goal), policy=policy, review_time=review, steps_limit=steps_limit)
    assert isinstance(found, Pathway)
    return found


def no_way(case: Case, goal: str, *, steps_limit: int = 8) -> NoPathway:
    found = quickest(case, parse_goal(goal), review_time=HALF_YEAR, steps_limit=steps_limit)
    assert isinstance(found, NoPathway)
    return found


def steps(found: Pathway) -> list[tuple[str, str, str]]:
    """(level, applied for, route) of each step."""
    return [
        (step.decision.target.level or "", step.apply_on.isoformat(), step.route.route.name)
        for step in found.steps
    ]
