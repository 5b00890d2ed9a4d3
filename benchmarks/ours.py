"""The engine of this project, asked as its users ask it."""

from guantong.cases.model import Case
from guantong.decisions import Answer, decide
from guantong.policy.model import Policy

from .workload import Answers


def ask(case: Case, policy: Policy, *, with_readings: bool = False) -> Answer:
    """One decision with every reason there is: each sentence, fact, missing fact and question is built."""
    answer = decide(case, policy=policy, with_readings=with_readings)
    for decision in answer.decisions:
        for route in decision.routes:
            for requirement in route.requirements:
                _ = requirement.because, requirement.label, requirement.facts, requirement.missing
    return answer


def eligible(answer: Answer) -> Answers:
    """Whether each route is open."""
    return {
        f"{route.route.name}@{decision.target.level}": route.verdict == "eligible"
        for decision in answer.decisions
        for route in decision.routes
    }
