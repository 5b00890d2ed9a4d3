"""Deliberate mistakes in the SQL of each kind of condition, each small enough to be overlooked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from guantong.conditions import nodes as n
from guantong.conditions.evaluation import whole
from guantong.conditions.sql import days, exists, leaves, meaning
from guantong.conditions.sql.days import FALSE, OPEN, TRUE, steady
from guantong.conditions.sql.scope import Meaning, Scope, plain
from guantong.conditions.sql.why import NOTHING
from guantong.screening import program

if TYPE_CHECKING:
    import pytest

    from guantong.conditions.sql.days import Truth
    from guantong.conditions.sql.why import Why
    from guantong.decisions.compiling import Compiled

Patch = Callable[["pytest.MonkeyPatch"], None]
Emit = Callable[[Scope, Any], "Meaning"]


@dataclass(frozen=True)
class Mistake:
    """What is wrong, in which kind of condition, and a target whose routes hold it."""

    kind: str
    what: str
    direction: str
    level: str
    patch: Patch

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}".replace(" ", "-")


def emitting(name: str, wrong: Callable[[Emit, Scope, Any], Meaning]) -> Patch:
    """The function that says what one kind of condition means does something else."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        right = getattr(meaning, name)
        monkeypatch.setattr(meaning, name, lambda scope, node: wrong(right, scope, node))

    return patch


def reading(name: str, changed: Callable[[Any], n.Node]) -> Patch:
    """One kind of condition is emitted as if another had been written."""
    return emitting(name, lambda right, scope, node: right(scope, changed(node)))


def valued(name: str, old: int, new: int) -> Patch:
    """One of the four values of a condition that does not change from day to day is taken for another."""

    def wrong(right: Emit, scope: Scope, node: Any) -> Meaning:
        found = right(scope, node)
        value = scope.bind(f"CASE WHEN {found.truth.value} = {old} THEN {new} ELSE {found.truth.value} END")
        return found._replace(
            truth=steady(value) if found.truth.constant else found.truth._replace(value=value)
        )

    return emitting(name, wrong)


def operator(old: str, new: str) -> Patch:
    """One operator is written as another."""
    return reading("compare", lambda node: replace(node, operator=new) if node.operator == old else node)


def shorter(old: str, part: slice) -> Patch:
    """A list of codes loses one."""

    def changed(node: n.Compare) -> n.Node:
        value = plain(node.value) if node.operator == old else ()
        return replace(node, value=value[part]) if isinstance(value, tuple) and len(value) > 1 else node

    return reading("compare", changed)


def unknown_codes(old: str, new: int) -> Patch:
    """A fact that is not known is compared as if it were."""

    def wrong(right: Emit, scope: Scope, node: n.Compare) -> Meaning:
        found = right(scope, node)
        if node.operator != old:
            return found
        value = f"CASE WHEN {found.truth.value} = 1 THEN {new} ELSE {found.truth.value} END"
        return found._replace(truth=steady(scope.bind(value)))

    return emitting("compare", wrong)


def declared_refused(right: Emit, scope: Scope, node: n.Holds) -> Meaning:
    column = scope.fact(node.fact.row, node.fact.field)
    found = right(scope, node)
    if scope.emitter.kind(node.fact) != "trust":
        return found
    return found._replace(
        truth=steady(scope.bind(f"CASE WHEN {column} = 2 THEN 0 ELSE {found.truth.value} END"))
    )


def held_always(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (meaning, exists):
        monkeypatch.setattr(module, "held", lambda scope, row: Meaning(TRUE, NOTHING))


def not_held_on_the_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    right = leaves.held

    def wrong(scope: Scope, row: str) -> Meaning:
        ends = scope.emitter.schema.rows[row].ends
        if ends is None:
            return right(scope, row)
        scope.instead[row, ends] = f"({scope.fact(row, ends)} - 1)"
        found = right(scope, row)
        del scope.instead[row, ends]
        return found

    for module in (meaning, exists):
        monkeypatch.setattr(module, "held", wrong)


def constants_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "TRUE", OPEN)


def not_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "opposite", lambda truth, dialect, bind: truth)


def not_of_unknown_is_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    right = days.opposite

    def wrong(truth: Truth, dialect: Any, bind: Any) -> Truth:
        found = right(truth, dialect, bind)
        return steady(bind(f"CASE WHEN {found.value} = 1 THEN 3 ELSE {found.value} END"))

    monkeypatch.setattr(meaning, "opposite", wrong)


def unlisted_taken_for_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scope, "given", lambda self, column: "TRUE")


def untried_rows_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(program.GIVEN, "certificate", "employment")


def notes_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    right = program._Family._requirement

    def wrong(self: Any, scope: Scope, compiled: Compiled, level: str) -> Any:
        asked = replace(compiled, requirement=replace(compiled.requirement, if_unknown="ask"))
        return right(self, scope, asked, level)

    monkeypatch.setattr(program._Family, "_requirement", wrong)


def forgetting(**parts: Any) -> Patch:
    """What a fact adds to the reasons is left out."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        right = Scope.facts

        def wrong(self: Scope, *operands: n.Operand | None) -> Why:
            return right(self, *operands)._replace(**parts)

        monkeypatch.setattr(Scope, "facts", wrong)

    return patch


def more(node: Any, name: str, by: int = 1) -> Any:
    """The condition with one number changed."""
    return replace(node, **{name: whole(plain(getattr(node, name))) + by})


def day_later(node: n.Within) -> n.Node:
    return replace(node, start=None if node.start is None else whole(plain(node.start)) + 1)


def other_idle(node: n.Appraised) -> n.Node:
    return replace(node, idle_years="fail" if plain(node.idle_years) == "skip" else "skip")


def other_answer(node: n.Asks) -> n.Node:
    return replace(node, unanswered="fails" if node.unanswered == "human" else "human")


_TITLE: Final = ("title_review", "intermediate")
_SKILL: Final = ("skill_evaluation", "senior_worker")
_JUNIOR: Final = ("skill_evaluation", "junior_worker")
MISTAKES: Final = (
    Mistake("Constant", "always is unknown", *_TITLE, constants_unknown),
    Mistake("All", "the last item is left out", *_TITLE, reading("all_items", lambda node: replace(node, items=node.items[:-1]))),
    Mistake("Any", "the last item is left out", *_TITLE, reading("any_item", lambda node: replace(node, items=node.items[:-1]))),
    Mistake("Not", "nothing is turned round", *_TITLE, not_as_it_is),
    Mistake("Not", "the opposite of unknown is yes", *_TITLE, not_of_unknown_is_yes),
    Mistake("Compare", "is: unknown is no", *_TITLE, unknown_codes("is", 0)),
    Mistake("Compare", "is: at least", *_TITLE, operator("is", "at_least")),
    Mistake("Compare", "is_not: unknown is no", *_TITLE, unknown_codes("is_not", 0)),
    Mistake("Compare", "is_not: above", *_TITLE, operator("is_not", "above")),
    Mistake("Compare", "in: the first code is left out", *_TITLE, shorter("in", slice(1, None))),
    Mistake("Compare", "in: unknown is no", *_TITLE, unknown_codes("in", 0)),
    Mistake("Compare", "not_in: the last code is left out", *_TITLE, shorter("not_in", slice(None, -1))),
    Mistake("Compare", "at_least: above", *_TITLE, operator("at_least", "above")),
    Mistake("Compare", "at_most: below", *_SKILL, operator("at_most", "below")),
    Mistake("Compare", "above: at least", *_SKILL, operator("above", "at_least")),
    Mistake("Compare", "below: at most", *_SKILL, operator("below", "at_most")),
    Mistake("Holds", "what is declared does not hold", *_TITLE, emitting("holds", declared_refused)),
    Mistake("Holds", "what is not known does not hold", *_TITLE, valued("holds", 1, 0)),
    Mistake("Given", "the other way round", *_TITLE, reading("given", lambda node: replace(node, expected=not node.expected))),
    Mistake("Since", "a day late", *_JUNIOR, reading("since", lambda node: more(node, "full_on"))),
    Mistake("Since", "unknown is no", *_JUNIOR, valued("since", 1, 0)),
    Mistake("Within", "begins a day late", *_TITLE, reading("within", day_later)),
    Mistake("Held", "on every day", *_TITLE, held_always),
    Mistake("Held", "not on the last day", *_TITLE, not_held_on_the_last_day),
    Mistake("Exists", "any row will do", *_TITLE, reading("exists", lambda node: replace(node, where=n.ALWAYS_NODE))),
    Mistake("Exists", "a list that is not given is empty", *_TITLE, unlisted_taken_for_empty),
    Mistake("Related", "what is similar is not enough", *_TITLE, reading("related", lambda node: replace(node, accept=("same",)))),
    Mistake("Related", "what is undecided is not related", *_TITLE, valued("related", 2, 0)),
    Mistake("Worked", "a year more", *_TITLE, reading("worked", lambda node: more(node, "years"))),
    Mistake("Worked", "full a day late", *_TITLE, reading("worked", lambda node: more(node, "full_on"))),
    Mistake("Worked", "29 February falls on 1 March", *_TITLE, reading("worked", lambda node: replace(node, leap_day="first_of_march"))),
    Mistake("Worked", "to the end of the year or not", *_TITLE, reading("worked", lambda node: replace(node, to_year_end=not node.to_year_end))),
    Mistake("Worked", "from the first day of work", *_TITLE, reading("worked", lambda node: replace(node, since=None))),
    Mistake("Worked", "any work counts", *_TITLE, reading("worked", lambda node: replace(node, matching=n.ALWAYS_NODE))),
    Mistake("Appraised", "a year less", *_TITLE, reading("appraised", lambda node: more(node, "passing", -1))),
    Mistake("Appraised", "a year more", *_TITLE, reading("appraised", lambda node: more(more(node, "years"), "passing"))),
    Mistake("Appraised", "years without work the other way round", *_TITLE, reading("appraised", other_idle)),
    Mistake("Asks", "without an answer the other way round", *_TITLE, reading("asks", other_answer)),
    Mistake("Asks", "a no is a yes", *_TITLE, valued("asks", 0, 3)),
    Mistake("Notice", "never said", *_SKILL, emitting("notice", lambda right, scope, node: Meaning(FALSE, NOTHING))),
    Mistake("note", "what is not stated is asked for", *_TITLE, notes_asked),
    Mistake("tried rows", "the flag of another list", *_TITLE, untried_rows_refused),
    Mistake("reasons", "what is declared is not told", *_TITLE, forgetting(declared="FALSE")),
    Mistake("reasons", "what is missing is not told", *_TITLE, forgetting(missing="0")),
    Mistake("reasons", "what nobody has confirmed is not told", *_SKILL, forgetting(doubts=())),
)  # fmt: skip
