"""What pages and other contexts read: the sheet of a browser's session, its case, its result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from guantong.cases import CaseErrors
from guantong.cases.model import Target
from guantong.decisions import decide

from .. import clock
from ..policies.selectors import policy_in_force, with_precedents
from ..policies.size import of_decidable_size
from .asking import Waiting, waiting
from .questions import Question, question_named
from .questions.question import language
from .result import Result, result_of
from .sheet import Sheet, case_of, complete, sheet_from

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.sessions.backends.base import SessionBase

    from guantong.cases import Case
    from guantong.decisions import Answer
    from guantong.policy import Policy

KEY: Final = "selfcheck"
ORDINARY: Final = 14
"""The questions put to a worker with one certificate and one job."""
_TREATMENT: Final = Target(
    path="",
    direction="treatment",
    series=None,
    specialty=None,
    level=None,
    occupation=None,
    field=None,
    matter=None,
)


def sheet_in(session: SessionBase) -> Sheet | None:
    """The self-check under way in a browser; None where there is none, or its session is over."""
    return sheet_from(session.get(KEY))


def keep_in(session: SessionBase, sheet: Sheet) -> None:
    """Keep a self-check in the session of a browser."""
    session[KEY] = sheet.plain()


def case_in(session: SessionBase) -> Case | None:
    """The case of the self-check of this browser, as of today; None where there is none."""
    sheet = sheet_in(session)
    if sheet is None:
        return None
    try:
        return case_of(sheet, clock.today())
    except CaseErrors:
        return None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is: the question's number, and about how many there are; None before that can be told."""

    number: int
    about: int | None

    @property
    def bar(self) -> int:
        """The length of the bar for progress: before anybody can tell it, that of an ordinary self-check."""
        return max(self.about or ORDINARY, self.number) + 1


@dataclass(frozen=True, slots=True)
class Told:
    """A question that was answered or passed over, with the answer in words; empty for one passed over."""

    question: Question
    short: str
    said: str


def to_ask(sheet: Sheet, today: date) -> tuple[Waiting, ...]:
    """Every question still to be asked."""
    return waiting(sheet, policy_in_force(today), today)


def progress(sheet: Sheet, name: str, left: tuple[Waiting, ...]) -> Progress:
    """Where a question stands among those put and those still to be asked."""
    order = [*sheet.put, *(w.name for w in left if w.name not in sheet.put)]
    number = order.index(name) + 1 if name in order else len(order) + 1
    opening = bool(left) and left[0].clause is None
    return Progress(number, None if opening else max(len(order), number))


def before(sheet: Sheet, name: str) -> str | None:
    """The question before this one, in the order in which they were put; None before the first."""
    order = list(sheet.put)
    place = order.index(name) if name in order else len(order)
    return order[place - 1] if place else None


def told(sheet: Sheet, today: date) -> tuple[Told, ...]:
    """What was answered so far, for a list with links to change it."""
    found = []
    for name in sheet.put:
        question = question_named(name)
        if question is not None and question.applies(sheet):
            said = question.said(sheet, today) if question.read(sheet) else ""
            found.append(Told(question, question.short(sheet), said))
    return tuple(found)


def left_out(sheet: Sheet) -> dict[str, int]:
    """How many rows of each list lack something and were not counted."""
    return dict(complete(sheet.document).left_out)


def result(sheet: Sheet, today: date) -> Result:
    """The answer for a sheet, with what the documents say about treatment beside it.

    Raises RefusedError for one whose lists are too long to be decided.
    """
    policy = policy_in_force(today)
    case = with_precedents(of_decidable_size(case_of(sheet, today)), today)
    beside = _treatment(case, policy, today) if sheet.careers else None
    return result_of(case, policy=policy, today=today, lang=language(), beside=beside)


def _treatment(case: Case, policy: Policy, today: date) -> Answer | None:
    """What is said about treatment; None before anything is known about the person's work."""
    if not case.employment:
        return None
    asked = replace(case, targets=(_TREATMENT,))
    return decide(asked, today=today, policy=policy, lang=language(), with_readings=False)
