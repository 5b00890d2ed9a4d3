"""In which order answers are told: where a target stands, which route tells it, what is put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from guantong.cases.model import Case, Job, Target, Title
from guantong.catalogue import catalogue
from guantong.conditions.nodes import ALWAYS_NODE
from guantong.decisions.answers import (
    Answer,
    Decision,
    OpenQuestion,
    RequirementAnswer,
    RouteAnswer,
    SupplementAnswer,
    Verdict,
    rank,
)
from guantong.decisions.standing import (
    Group,
    Standing,
    displaced,
    entry,
    failing,
    grouped,
    level_of,
    open_points,
    telling,
)
from guantong.policy.model import Requirement, Route, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING = Text("", "")
SOON, LATE = date(2025, 1, 1), date(2026, 1, 1)
CASE = Case(date(2024, 6, 1))
TITLE = Target("", "title_review", "engineering", "机械制造", "intermediate", None, None, None)
LEVEL = Target("", "skill_evaluation", None, None, "technician", "6-18-01-01", None, None)
EXAM = Target("", "qualification_exam", None, None, "intermediate", None, "accounting", None)
MATTER = Target("", "treatment", None, None, None, None, None, "post")


def point(
    verdict: Verdict,
    met_from: date | None = None,
    *,
    name: str = "point",
    facts: Mapping[str, object] | None = None,
    missing: tuple[str, ...] = (),
    questions: tuple[OpenQuestion, ...] = (),
    declared: bool = False,
) -> RequirementAnswer:
    """One requirement with its value."""
    asked = Requirement(name, NOTHING, ("1",), ALWAYS_NODE, NOTHING, NOTHING)
    return RequirementAnswer(asked, verdict, met_from, "", "", facts or {}, missing, questions, (), declared)


MET, SHORT, NO, OUT = point("eligible"), point("needs_evidence"), point("not_eligible"), point("out_of_scope")
HUMAN = point("needs_human")


def way(
    *points: RequirementAnswer, day: date | None = None, used: bool = False, name: str = "way"
) -> RouteAnswer:
    """A route that is as open as the least of its requirements."""
    verdict = min((p.verdict for p in points), key=rank)
    route = Route("p", name, "title_review", NOTHING, {}, (), ("1",), (), (), ())
    rows = {"certificate": "certificates[0]"} if used else {}
    return RouteAnswer(route, "", verdict, day, points, rows, (), (), None, None)


def decided(*ways: RouteAnswer, target: Target = TITLE, **more: Any) -> Decision:
    return Decision(target, "", ways, more, ())


def told(*decisions: Decision, case: Case = CASE) -> tuple[Group, ...]:
    return grouped(Answer(case.as_of, (), decisions), case, catalogue())


# --- one target -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ways", "standing", "teller", "day"),
    [
        ((way(NO), way(MET, day=SOON)), Standing.OPEN, 1, SOON),
        ((way(NO), way(HUMAN, day=LATE)), Standing.ASK, 1, LATE),
        ((way(NO), way(SHORT, day=SOON)), Standing.MISSING, 1, SOON),
        ((way(NO), way(OUT, day=LATE), way(OUT, day=SOON)), Standing.LATER, 2, SOON),
        ((way(NO), way(OUT)), Standing.CLOSED, 0, None),
    ],
)
def test_where_a_target_stands(
    ways: tuple[RouteAnswer, ...], standing: Standing, teller: int, day: date | None
) -> None:
    decision = decided(*ways)
    found = entry(decision, CASE)
    assert (found.decision, found.standing, found.day, found.held) == (decision, standing, day, False)
    assert found.route is ways[teller]


def test_what_papers_and_time_open_comes_later_by_the_way_with_the_fewest_open_points() -> None:
    in_time, at_last = point("not_eligible", SOON), point("out_of_scope", LATE)
    closed = way(NO, in_time)
    long = way(in_time, at_last, SHORT, name="long")
    short, shorter = way(MET, SHORT, at_last, name="short"), way(SHORT, in_time, name="shorter")
    found = entry(decided(closed, long), CASE)
    assert (found.standing, found.route, found.day, found.held) == (Standing.LATER, long, LATE, False)
    assert found.decision.target == TITLE
    assert entry(decided(closed, long, short), CASE).route is short
    assert entry(decided(closed, long, short, shorter), CASE).day == SOON


def test_the_way_that_is_told_is_one_that_something_speaks_for() -> None:
    plain, used = way(NO), way(NO, OUT._replace(verdict="not_eligible"), SHORT, used=True)
    fewer = way(NO, SHORT, HUMAN, used=True)
    fewest = way(NO, SHORT, used=True)
    assert entry(decided(plain, used), CASE).route is used
    assert entry(decided(plain, used, fewer), CASE).route is fewer
    assert entry(decided(plain, used, fewer, fewest), CASE).route is fewest
    assert entry(decided(way(OUT, used=True), plain), CASE).route is plain, "it has another verdict"


def test_what_is_held_is_marked() -> None:
    title = Title("", "engineering", "机械制造", "intermediate", date(2020, 1, 1), None)
    assert entry(decided(way(MET, day=SOON)), replace(CASE, titles=(title,))).held


def test_points_that_keep_a_way_closed() -> None:
    found = way(MET, SHORT, HUMAN, NO, OUT)
    assert open_points(found) == (SHORT, HUMAN, NO, OUT)
    assert failing(found) == (NO, OUT)


def test_what_is_worth_a_sentence() -> None:
    """The first point that fails, the first that no day mends, and those that facts speak against."""
    first, mended = point("not_eligible", SOON), point("not_eligible", LATE)
    lasting, another = point("not_eligible", name="lasting"), point("not_eligible", name="another")
    shown = point("not_eligible", LATE, facts={"certificates[0].level": "technician"})
    assert telling(way(MET, first, mended, lasting, another, shown, SHORT)) == (first, lasting, shown)
    assert telling(way(NO, OUT)) == (OUT,), "what does not carry the verdict is not told"
    assert telling(way(MET, SHORT)) == ()


def test_what_a_later_provision_takes_away() -> None:
    away = point("out_of_scope", name="displaced")
    worth, not_worth = way(MET, away, SHORT), way(NO, away)
    others = way(MET, OUT), way(MET, point("eligible", name="displaced")), way(away, OUT)
    assert list(displaced(decided(not_worth, worth, *others))) == [(worth, away)]


# --- several targets ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "rank"),
    [
        (TITLE, 2),
        (replace(TITLE, level="junior"), 0),
        (LEVEL, 4),
        (EXAM, 1),
        (MATTER, 0),
        (replace(TITLE, level=None), 0),
        (replace(MATTER, level="intermediate"), 0),
    ],
)
def test_levels_have_a_rank(target: Target, rank: int) -> None:
    assert level_of(entry(decided(way(MET, day=SOON), target=target), CASE)) == rank


def levels(*ways: tuple[str, RouteAnswer]) -> list[str | None]:
    """The order in which levels of one title are told."""
    targets = [decided(found, target=replace(TITLE, level=level)) for level, found in ways]
    (group,) = told(*targets)
    assert [g.entries for g in told(*targets[::-1])] == [group.entries]
    return [e.decision.target.level for e in group.entries]


def test_the_open_ones_come_first_and_of_them_the_highest() -> None:
    opened, closed = way(MET, day=SOON), way(NO)
    assert levels(("junior", opened), ("intermediate", way(SHORT)), ("assistant", way(HUMAN))) == [
        "junior",
        "assistant",
        "intermediate",
    ]
    assert levels(("junior", opened), ("assistant", closed), ("intermediate", opened)) == [
        "intermediate",
        "junior",
        "assistant",
    ]
    for found in (way(SHORT), way(HUMAN)):
        used = found._replace(used={"title": "titles[0]"})
        assert levels(("junior", used), ("assistant", used), ("intermediate", found)) == [
            "assistant",
            "junior",
            "intermediate",
        ]


def test_what_opens_later_comes_by_its_day_and_then_the_lowest_first() -> None:
    soon, late = way(NO, day=SOON), way(NO, day=LATE)
    assert levels(("junior", late), ("intermediate", soon), ("assistant", soon)) == [
        "assistant",
        "intermediate",
        "junior",
    ]
    assert levels(("assistant", way(NO)), ("junior", way(NO)), ("intermediate", late)) == [
        "intermediate",
        "junior",
        "assistant",
    ]


def subjects(*decisions: Decision, case: Case = CASE) -> list[str | None]:
    """The order in which subjects are told, whatever the order in which they were asked."""
    order = [g.target.specialty or g.target.occupation or g.target.field or g.target.matter or g.target.series
             for g in told(*decisions, case=case)]  # fmt: skip
    assert order == [
        g.target.specialty or g.target.occupation or g.target.field or g.target.matter or g.target.series
        for g in told(*decisions[::-1], case=case)
    ]
    return order


def specialty(name: str, found: RouteAnswer, level: str = "intermediate") -> Decision:
    return decided(found, target=replace(TITLE, specialty=name, level=level))


def test_titles_come_before_levels_exams_and_treatment() -> None:
    opened, closed = way(MET, day=SOON), way(NO)
    assert subjects(
        decided(opened, target=MATTER),
        decided(opened, target=EXAM),
        decided(opened, target=LEVEL),
        decided(closed, target=TITLE),
    ) == ["机械制造", "6-18-01-01", "accounting", "post"]


def test_subjects_come_by_the_best_that_is_said_of_them_then_by_its_day_then_by_name() -> None:
    assert subjects(
        specialty("a", way(NO)),
        specialty("b", way(SHORT)),
        specialty("c", way(NO, day=SOON)),
        specialty("d", way(HUMAN)),
        specialty("e", way(MET, day=SOON)),
    ) == ["e", "d", "c", "b", "a"]
    soon, late = way(MET, day=SOON), way(MET, day=LATE)
    assert subjects(specialty("a", late), specialty("b", soon)) == ["b", "a"]
    assert subjects(specialty("a", late), specialty("b", late, "junior"), specialty("b", soon)) == ["b", "a"]
    same = way(MET, MET, day=SOON)
    assert subjects(specialty("b", soon), specialty("a", same)) == ["a", "b"]
    assert subjects(
        specialty("a", way(HUMAN)), specialty("b", way(HUMAN, day=LATE)), specialty("b", way(NO, day=SOON), "junior")
    ) == ["b", "a"]  # fmt: skip


def test_what_is_held_already_does_not_bring_its_subject_forward() -> None:
    title = Title("", "engineering", "a", "intermediate", date(2020, 1, 1), None)
    held = replace(CASE, titles=(title,))
    opened = way(MET, day=SOON)
    assert subjects(specialty("a", opened), specialty("b", way(SHORT)), case=held) == ["b", "a"]
    assert subjects(specialty("a", opened), specialty("b", way(NO)), case=held) == ["a", "b"]


def test_what_the_present_work_or_a_certificate_is_for_comes_first_among_equals() -> None:
    opened, another = way(MET, day=SOON), way(MET, MET, day=SOON)
    decisions = specialty("建筑安装", opened), specialty("机械制造", another)
    assert subjects(*decisions) == ["建筑安装", "机械制造"]
    job = Job("", None, None, None, "6-18-01-01", date(2020, 1, 1), None, None, None)
    assert subjects(*decisions, case=replace(CASE, employment=(job,))) == ["机械制造", "建筑安装"]
    former = replace(job, end=date(2021, 1, 1))
    assert subjects(*decisions, case=replace(CASE, employment=(former,))) == ["建筑安装", "机械制造"]


QUESTION = OpenQuestion("specialty_relation", "a~b", "", "")
BASE = way(MET, SHORT, day=SOON)


def test_specialties_of_one_series_of_which_the_same_is_said_are_told_together() -> None:
    first, *rest = told(*(specialty(name, BASE) for name in ("a", "b", "c")))
    assert not rest
    assert (first.target.specialty, [g.target.specialty for g in first.alike]) == ("a", ["b", "c"])
    apart = decided(BASE, target=replace(TITLE, series="agriculture"))
    assert len(told(specialty("a", BASE), apart)) == 2
    assert len(told(*(decided(BASE, target=replace(LEVEL, occupation=code)) for code in ("x", "y")))) == 2


@pytest.mark.parametrize(
    "another",
    [
        specialty("b", BASE, "assistant"),
        specialty("b", way(MET, HUMAN, day=SOON)),
        specialty("b", way(MET, SHORT, day=LATE)),
        specialty("b", way(MET, SHORT, day=SOON, name="another way")),
        specialty("b", BASE._replace(readings=("A1",))),
        specialty("b", way(point("eligible", SOON), SHORT, day=SOON)),
        specialty("b", way(MET, point("needs_evidence", missing=("titles",)), day=SOON)),
        specialty("b", way(MET, point("needs_evidence", questions=(QUESTION,)), day=SOON)),
        specialty("b", way(point("eligible", declared=True), SHORT, day=SOON)),
        specialty("b", way(SHORT, SHORT, day=SOON)),
        decided(BASE, way(NO), target=replace(TITLE, specialty="b")),
        decided(BASE, target=replace(TITLE, specialty="b"), exemption=SupplementAnswer(way(NO), None)),
    ],
)
def test_specialties_of_which_something_else_is_said_are_told_apart(another: Decision) -> None:
    assert [g.alike for g in told(specialty("a", BASE), another)] == [(), ()]


def test_supplements_and_what_is_held_are_part_of_what_is_said() -> None:
    def beside(name: str, found: RouteAnswer) -> Decision:
        return decided(BASE, target=replace(TITLE, specialty=name), exemption=SupplementAnswer(found, None))

    assert len(told(beside("a", way(NO)), beside("b", way(NO)))) == 1
    assert len(told(beside("a", way(NO)), beside("b", way(MET)))) == 2
    title = Title("", "engineering", "a", "intermediate", date(2020, 1, 1), None)
    assert len(told(specialty("a", BASE), specialty("b", BASE), case=replace(CASE, titles=(title,)))) == 2
