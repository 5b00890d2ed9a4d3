"""Whether every engine gives the same answers: a benchmark of different answers measures nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from guantong.cases.model import Appraisal, Case
from guantong.decisions import Answer

from .flat import flat
from .ours import eligible
from .workload import Answers

Ask = Callable[[dict[str, object]], Answers]


def disagreements(cases: Sequence[Case], answers: Sequence[Answer], peer: Ask) -> Iterator[str]:
    """Where a peer answers otherwise: on the day of the case, on the first day that we name, or on the day before.

    A peer tells no first day; that the route is open on it and shut on the day before says the same.
    """
    for number, (case, answer) in enumerate(zip(cases, answers, strict=True)):
        wanted = eligible(answer)
        yield from _differences(number, case, case.as_of, wanted, peer(flat(case)))
        for day, key, expected in _days(answer):
            later = projected(case, day)
            yield from _differences(number, later, day, {key: expected}, peer(flat(later, day)))


def _differences(number: int, case: Case, day: date, ours: Answers, theirs: Answers) -> Iterator[str]:
    for key, value in ours.items():
        if theirs[key] != value:
            yield f"person {number}, {key} on {day}: ours {value}, theirs {theirs[key]}\n  {flat(case, day)}"


def _days(answer: Answer) -> Iterator[tuple[date, str, bool]]:
    for decision in answer.decisions:
        for route in decision.routes:
            if route.eligible_from is not None:
                key = f"{route.route.name}@{decision.target.level}"
                yield route.eligible_from, key, True
                yield route.eligible_from - timedelta(days=1), key, False


def projected(case: Case, day: date) -> Case:
    """The case as it stands on a later day: the years up to then that were still to come are appraised as qualified."""
    listed = {a.year for a in case.appraisals or ()}
    more = tuple(
        Appraisal(f"appraisals.{year}", year, "qualified", None)
        for year in range(case.as_of.year, day.year)
        if year not in listed
    )
    return replace(case, appraisals=(case.appraisals or ()) + more)
