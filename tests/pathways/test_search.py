"""The search against everything that can be tried, and what must hold of every way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guantong.cases import project
from guantong.cases.model import Case, Target
from guantong.decisions import decide
from guantong.decisions.targets import related_targets
from guantong.pathways import Pathway, ReviewTime, parse_goal, quickest
from guantong.pathways.hypotheses import Gain, with_gains
from guantong.pathways.search import Search, application_days
from guantong.policy import load_policy
from guantong.policy.overlays import overlay

from .people import ELECTRICIAN, HALF_YEAR, TURNER, appraised, certificate, honour, job, person, title

POLICY = load_policy()
LEVELS = ("junior_worker", "intermediate_worker", "senior_worker", "technician", "senior_technician")
DAYS = st.dates(date(2012, 1, 1), date(2024, 5, 31))
GOALS = ("助理级", "中级", "副高级", "正高级", "三级", "二级", "一级", "工程:机械制造:副高级")


@st.composite
def people(draw: st.DrawFn) -> Case:
    certificates = [
        certificate(
            draw(st.sampled_from(LEVELS)),
            draw(DAYS),
            draw(st.sampled_from((TURNER, ELECTRICIAN))),
            verified=draw(st.sampled_from((True, True, "declared", None, False))),
            path=f"certificates[{i}]",
        )
        for i in range(draw(st.integers(0, 2)))
    ]
    titles = tuple(
        title(draw(st.sampled_from(("junior", "assistant", "intermediate", "associate_senior"))), draw(DAYS))
        for _ in range(draw(st.integers(0, 1)))
    )
    honours = draw(
        st.sampled_from(
            ((), (), (honour("guangxi_technical_expert", "cn-gx"),), (honour("worldskills", medal="gold"),))
        )
    )
    end = draw(st.sampled_from((None, None, None, date(2023, 5, 1), date(2029, 5, 1))))
    case = person(
        *certificates, titles=titles, honours=honours, occupation=draw(st.sampled_from((TURNER, ELECTRICIAN)))
    )
    grades = st.sampled_from(("qualified", "qualified", "qualified", "excellent", "unqualified"))
    years = tuple(row for year in range(2020, 2024) for row in appraised((year,), draw(grades)))
    if draw(st.booleans()):
        years = (*years[:-1], *appraised((2023,), "pending"))
    return replace(
        case,
        employment=tuple(replace(one, end=end) for one in case.employment or ()),
        appraisals=draw(st.sampled_from((years, None))),
        honours=draw(st.sampled_from((honours, honours, None))),
    )


def everything(
    case: Case, targets: list[Target], goal: Target, review: ReviewTime, most: int
) -> Iterator[date]:
    """Every day on which the goal is obtained by trying all orders of at most so many steps."""
    days = application_days(case, targets, POLICY)
    if goal in days:
        yield review.after(goal.direction, days[goal])
    if most > 1:
        for target, day in days.items():
            gain = Gain(target, review.after(target.direction, day), f"tried[{most}]")
            rest = [other for other in targets if other != target]
            if target != goal:
                yield from everything(with_gains(case, [gain]), rest, goal, review, most - 1)


CASES = {
    "technician": person(certificate("technician", date(2021, 6, 1))),
    "engineer": person(titles=(title("intermediate", date(2023, 1, 1)),)),
    "beginner": person(certificate("intermediate_worker", date(2021, 6, 1))),
    "honoured": person(
        certificate("senior_worker", date(2023, 6, 1)), honours=(honour("guangxi_technical_expert", "cn-gx"),)
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("months", [0, 6])
def test_nothing_that_can_be_tried_in_three_steps_is_earlier(name: str, months: int) -> None:
    case, review = CASES[name], ReviewTime({"title_review": months, "skill_evaluation": months})
    levels = ("senior_worker", "technician", "senior_technician", "intermediate", "associate_senior")
    targets = [t for t in related_targets(case, POLICY.catalogue) if t.level in levels]
    search = Search(case, targets, POLICY, review, 3)

    for goal in targets:
        tried = everything(case, targets, goal, review, 3)
        assert search.obtained_on(goal) == min(tried, default=None)


@settings(max_examples=20)
@given(people())
def test_the_days_are_those_of_the_decisions(case: Case) -> None:
    targets = related_targets(case, POLICY.catalogue)
    days = application_days(case, targets, POLICY)

    for decision in decide(replace(case, targets=targets), with_readings=False).decisions:
        target = replace(decision.target, path="")
        if decision.verdict == "eligible":
            assert days[target] == case.as_of
        elif decision.eligible_from is not None and decision.eligible_from > case.as_of:
            assert days[target] == decision.eligible_from
        else:
            assert days.get(target, date.max) > case.as_of


@settings(max_examples=12)
@given(people(), st.sampled_from(GOALS))
def test_every_step_is_open_on_its_day_and_on_no_earlier_one(case: Case, goal: str) -> None:
    found = quickest(case, parse_goal(goal), review_time=HALF_YEAR)
    if not isinstance(found, Pathway) or found.conditions:
        return
    for step in found.steps:
        before = [
            Gain(other.decision.target, other.obtained_on, f"steps[{i}]")
            for i, other in enumerate(found.steps)
            if other.obtained_on <= step.apply_on and other is not step
        ]
        asked = replace(with_gains(case, before), targets=(step.decision.target,))
        assert step.decision.verdict == "eligible"
        assert decide(project(asked, step.apply_on), with_readings=False).decisions[0].verdict == "eligible"
        if step.apply_on > case.as_of:
            eve = project(asked, step.apply_on - timedelta(days=1))
            assert decide(eve, with_readings=False).decisions[0].verdict != "eligible"


@settings(max_examples=10)
@given(people(), st.sampled_from(GOALS))
def test_every_step_is_needed_and_comes_after_what_it_needs(case: Case, goal: str) -> None:
    found = quickest(case, parse_goal(goal), review_time=HALF_YEAR)
    if not isinstance(found, Pathway) or not found.steps:
        return
    needed = {number for step in found.steps for number in step.after}
    last = next(
        step for step in found.steps if step.obtained_on == found.reached_on and step.number not in needed
    )
    assert needed == {step.number for step in found.steps} - {last.number}
    by_number = {step.number: step for step in found.steps}
    for step in found.steps:
        assert all(by_number[number].obtained_on <= step.apply_on for number in step.after)


@settings(max_examples=8)
@given(
    people(),
    st.sampled_from(GOALS),
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_a_longer_review_never_makes_it_earlier(
    case: Case, goal: str, titles: int, levels: int, more_titles: int, more_levels: int
) -> None:
    short = quickest(
        case, parse_goal(goal), review_time=ReviewTime({"title_review": titles, "skill_evaluation": levels})
    )
    longer = ReviewTime({"title_review": titles + more_titles, "skill_evaluation": levels + more_levels})
    long = quickest(case, parse_goal(goal), review_time=longer)

    assert isinstance(short, Pathway) == isinstance(long, Pathway)
    if isinstance(short, Pathway) and isinstance(long, Pathway):
        assert short.reached_on <= long.reached_on


@settings(max_examples=8)
@given(people(), st.sampled_from(GOALS), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_plays_no_part(case: Case, goal: str, random: object) -> None:
    def shuffled(rows: tuple[object, ...] | None) -> tuple[object, ...] | None:
        if rows is None:
            return None
        mixed = list(rows)
        random.shuffle(mixed)  # type: ignore[attr-defined]
        return tuple(mixed)

    other = replace(
        case,
        certificates=shuffled(case.certificates),  # type: ignore[arg-type]
        appraisals=shuffled(case.appraisals),  # type: ignore[arg-type]
    )

    assert (
        quickest(case, parse_goal(goal), review_time=HALF_YEAR).to_dict()
        == quickest(other, parse_goal(goal), review_time=HALF_YEAR).to_dict()
    )


@settings(max_examples=10)
@given(people(), st.sampled_from(GOALS))
def test_one_more_certificate_never_delays_a_goal(case: Case, goal: str) -> None:
    more = certificate("technician", date(2019, 3, 1), path="certificates[9]")
    richer = replace(case, certificates=(*(case.certificates or ()), more))

    poor, rich = (quickest(c, parse_goal(goal), review_time=HALF_YEAR) for c in (case, richer))
    if isinstance(poor, Pathway):
        assert isinstance(rich, Pathway)
        assert rich.reached_on <= poor.reached_on


def test_the_same_question_has_the_same_answer() -> None:
    case = replace(CASES["engineer"], employment=(job(ELECTRICIAN),))

    found = [quickest(case, parse_goal("副高级")).to_dict() for _ in range(3)]

    assert found[0] == found[1] == found[2]


def test_readings_that_let_a_title_close_a_route_only_leave_fewer_ways() -> None:
    strict = overlay(POLICY, {"readings": {"A22": "ordinary_only"}})

    for case in CASES.values():
        usual = quickest(case, parse_goal("副高级"), review_time=HALF_YEAR)
        under = quickest(case, parse_goal("副高级"), review_time=HALF_YEAR, policy=strict)
        assert isinstance(usual, Pathway)
        if isinstance(under, Pathway):
            assert under.reached_on >= usual.reached_on
