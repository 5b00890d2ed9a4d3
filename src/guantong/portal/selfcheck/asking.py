"""What to ask next: a short opening, then whatever the engine still waits for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guantong.cases import CaseErrors
from guantong.catalogue import catalogue
from guantong.conditions.nodes import Compare, Exists, walk
from guantong.decisions import decide, next_questions
from guantong.decisions.answers import rank
from guantong.decisions.targets import is_held

from ..policies.size import of_decidable_size
from ..refusals import InvalidError, RefusedError
from .questions import Question, Values, question_for, question_named
from .questions.question import language
from .questions.rows import add_row, drop_row
from .sheet import case_of, complete

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from guantong.cases import Case
    from guantong.conditions.nodes import Node
    from guantong.decisions import Answer, RequirementAnswer
    from guantong.policy import Policy

    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question still to be asked; `clause` is what makes it worth asking, None in the opening."""

    name: str
    clause: str | None = None


def opening(sheet: Sheet) -> Iterator[str]:
    """The names of the questions that come before the engine can say anything."""
    if sheet.careers:
        yield "holding"
    for n, _row in enumerate(sheet.document.get("certificates") or (), 1):
        yield from (f"certificate-{n}-occupation", f"certificate-{n}-level", f"certificate-{n}-issued")
    for n, row in enumerate(sheet.document.get("titles") or (), 1):
        yield from (f"title-{n}-series", f"title-{n}-level")
        if catalogue().specialties(str(row.get("series"))):
            yield f"title-{n}-specialty"
        yield f"title-{n}-obtained"
    if sheet.careers:
        yield "work-1-occupation"
    for n, _row in enumerate(sheet.document.get("employment") or (), 1):
        yield from (f"work-{n}-occupation", f"work-{n}-since")
    wanted = question_named("wanted")
    if wanted is not None and wanted.applies(sheet):
        yield "wanted"


def waiting(sheet: Sheet, policy: Policy, today: date) -> tuple[Waiting, ...]:
    """Everything still to be asked, in order: the opening, then what most routes wait for.

    After the opening only what can still change an answer for a title or level that the person does not hold, and
    which was not passed over already.
    """
    before = [Waiting(name) for name in dict.fromkeys(opening(sheet)) if name not in sheet.put]
    if before:
        return tuple(before)
    whole = complete(sheet.document)
    case = of_decidable_size(case_of(sheet, today))
    answer = decide(case, today=today, policy=policy, lang=language(), with_readings=False)
    found: dict[str, Waiting] = {}
    for path, clause in _open_facts(answer, case, policy):
        question = question_for(path, whole)
        if question is not None and question.name not in sheet.put and question.applies(sheet):
            found.setdefault(question.name, Waiting(question.name, clause))
    return tuple(found.values())


def _open_facts(answer: Answer, case: Case, policy: Policy) -> Iterator[tuple[str, str | None]]:
    """The paths of the facts that can still change an answer, with the clause that asks for each."""
    useful = answer.only(*(i for i, d in enumerate(answer.decisions) if not is_held(d.target, case)))
    clauses: dict[str, str] = {}
    noted: dict[str, str] = {}
    for decision in useful.decisions:
        for route in decision.routes:
            if rank(route.verdict) < rank("needs_evidence"):
                continue
            for requirement in route.requirements:
                clause = requirement.requirement.clauses[0]
                for path in requirement.missing:
                    clauses.setdefault(path, clause)
                if requirement.noted:
                    noted.update(dict.fromkeys(_unknown(requirement, policy), clause))
    for question in next_questions(useful, policy):
        yield question.path, clauses.get(question.path)
    yield from noted.items()


def _unknown(requirement: RequirementAnswer, policy: Policy) -> Iterator[str]:
    """The paths of the facts that a bar looks at. It is not asked for what is unknown, and says so in a note."""
    for node in walk(requirement.requirement.when):
        yield from _looked_at(node, policy)


def _looked_at(node: Node, policy: Policy) -> Iterator[str]:
    match node:
        case Exists(row=row):
            yield policy.schema.rows[row].list
        case Compare(fact=fact):
            looked = policy.schema.rows[fact.row]
            if looked.single:
                yield f"{looked.list}.{looked.fields[fact.field].path}"


def answered(sheet: Sheet, question: Question, values: Values, today: date) -> Sheet:
    """The sheet with one more answer. Raises InvalidError with every mistake; the sheet stays as it was."""
    changed = question.write(sheet, values, today)
    skipped = tuple(name for name in sheet.skipped if name != question.name)
    return _held_together(_settled(_put(changed, question, skipped)), today)


def passed_over(sheet: Sheet, question: Question, today: date) -> Sheet:
    """The sheet without an answer to the question, which is not asked again by itself."""
    skipped = tuple(dict.fromkeys((*sheet.skipped, question.name)))
    return _held_together(_settled(_put(question.forget(sheet), question, skipped)), today)


def _put(sheet: Sheet, question: Question, skipped: tuple[str, ...]) -> Sheet:
    """The sheet with a question put; one that was put before keeps its place."""
    return replace(sheet, put=tuple(dict.fromkeys((*sheet.put, question.name))), skipped=skipped)


def with_row(sheet: Sheet, listed: str) -> Sheet:
    """The sheet with one more row of a list, to be filled in next."""
    return add_row(sheet, listed)


def without_row(sheet: Sheet, listed: str, index: int) -> Sheet:
    """The sheet without a row. What was said about later rows moves up with them."""
    kind = {"certificates": "certificate", "titles": "title", "employment": "work"}[listed]
    names: dict[str, str | None] = {}
    for name in sheet.put:
        row, _dash, rest = name.removeprefix(f"{kind}-").partition("-")
        if name.startswith(f"{kind}-") and row.isdigit() and int(row) - 1 >= index:
            names[name] = None if int(row) - 1 == index else f"{kind}-{int(row) - 1}-{rest}"
    moved = drop_row(sheet, listed, index)
    return replace(moved, put=_renamed(sheet.put, names), skipped=_renamed(sheet.skipped, names))


def _renamed(names: tuple[str, ...], changes: dict[str, str | None]) -> tuple[str, ...]:
    return tuple(new for name in names if (new := changes.get(name, name)) is not None)


def _settled(sheet: Sheet) -> Sheet:
    """Forget that questions were put which the answers no longer give rise to."""

    def stands(name: str) -> bool:
        question = question_named(name)
        return question is not None and question.applies(sheet)

    return replace(sheet, put=tuple(filter(stands, sheet.put)), skipped=tuple(filter(stands, sheet.skipped)))


def _held_together(sheet: Sheet, today: date) -> Sheet:
    """The sheet, if its answers agree. Raises InvalidError with the sentences of the case document."""
    try:
        case_of(sheet, today)
    except CaseErrors as errors:
        lang = language()
        raise InvalidError(
            [
                RefusedError("E-CHK-020", _("和前面的回答对不上：{text}").format(text=error.text(lang)))
                for error in errors.errors
            ]
        ) from None
    return sheet
