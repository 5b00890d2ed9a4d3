"""Where a person stands: every related title and level, open, open from a day on, or closed."""

from dataclasses import replace

from guantong.cases.model import Case
from guantong.decisions import Decision, decide, next_questions
from guantong.decisions.words import Words
from guantong.policy import load_policy
from guantong.policy.model import Language, Policy

from .answers import Prospect, Prospects, State
from .hypotheses import held, supposing, suppositions
from .obstacles import obstacles
from .openings import openings
from .search import application_days


def prospects(
    case: Case, policy: Policy | None = None, *, lang: Language = "zh", with_readings: bool = False
) -> Prospects:
    """Every title and level related to the person in both directions, each with its decision.

    What the case asks plays no part. A target is `open` today, it `opens` on a day, or it stays `closed`,
    with what is missing, who decides or which clause stands against it, and with the honours that would
    open it. `policy` is the shipped one unless given; `with_readings` as in `decide`.
    """
    rules = load_policy() if policy is None else policy
    case = replace(case, targets=None)
    answer = decide(case, policy=rules, lang=lang, with_readings=with_readings)
    words = Words(rules, lang)
    settled = supposing(case, suppositions(case, answer.decisions))
    days = application_days(settled, [decision.target for decision in answer.decisions], rules)
    found = []
    for decision in answer.decisions:
        state = state_of(decision)
        row = held(case, decision.target)
        wanting = obstacles(decision, words) if _unsettled(decision, state) else ()
        found.append(
            Prospect(
                decision,
                state,
                None if row is None else row.path,
                wanting,
                days.get(decision.target) if wanting else None,
                openings(settled, decision.target, rules, lang) if state == "closed" else (),
            )
        )
    return Prospects(answer, tuple(found), next_questions(answer, rules))


def state_of(decision: Decision) -> State:
    """Whether a target is open, opens on a day that is known, or stays closed."""
    if decision.verdict == "eligible":
        return "open"
    return "closed" if decision.eligible_from is None else "opens"


def _unsettled(decision: Decision, state: State) -> bool:
    """Whether more than time is wanting."""
    return state == "closed" or decision.verdict in ("needs_evidence", "needs_human")
