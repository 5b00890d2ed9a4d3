"""The picture says what the engine answers, piece by piece, and its roads are those that the rule builds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import guantong
from guantong.decisions.answers import rank
from guantong.pathways import prospects
from guantong.policy import load_policy
from guantong.portal.web.interchange.drawing import LYING, STANDING
from guantong.portal.web.interchange.lanes import lanes
from guantong.portal.web.interchange.picture import Asked, picture_in_general, picture_of
from guantong.portal.web.interchange.pieces import COLUMNS, FLYOVER, RAMPS, bridge, general, kind_of
from guantong.proof.cases import load_worked_cases

if TYPE_CHECKING:
    from guantong.cases import Case
    from guantong.portal.web.interchange.drawing import Layout

POLICY = load_policy()


def person(**more: Any) -> Case:
    """A turner and electrician: two occupations, two certificates, an assistant title."""
    return guantong.load_case(
        {
            "as_of": "2026-11-22",
            "person": {"status": "employed"},
            "employment": [
                {"sector": "enterprise", "occupation": "车工", "from": "2010-03-01", "to": "2012-02-28"},
                {"sector": "enterprise", "occupation": "电工", "from": "2012-03-01"},
            ],
            "certificates": [
                {"kind": "skill_level", "level": "senior_worker", "occupation": "车工", "issued_on": "2011-03-01", "verified": True},
                {"kind": "skill_level", "level": "technician", "occupation": "电工", "issued_on": "2024-03-01", "verified": True},
            ],
            "titles": [{"series": "engineering", "specialty": "机械制造", "level": "assistant", "obtained_on": "2022-12-01"}],
            "appraisals": {"2023": "qualified", "2024": "qualified", "2025": "qualified"},
            "honours": [], "education": [],
            "evidence": {"continuing_education": True, "results": True},
            **more,
        },
        today=date(2026, 11, 22),
    )  # fmt: skip


def test_ramps_join_the_levels_that_the_routes_join() -> None:
    by_name = {route.name: route for route in POLICY.routes}
    for title, skill in RAMPS.items():
        route = by_name[f"level_{skill}"]
        assert title in route.opens["title_level"]
        assert kind_of(route) == "up"
        assert skill in by_name["title_entry"].opens["skill_level"]
    assert {kind_of(by_name[name]) for name in ("title_entry", "title_after_certificate")} == {"down"}
    opened = [by_name[f"green_{level}"].opens["title_level"][-1] for level in FLYOVER]
    assert tuple(opened) == FLYOVER


def test_a_piece_stands_as_its_best_route_does() -> None:
    for worked in load_worked_cases()[::23]:
        found = prospects(worked.case, POLICY)
        drawn = lanes(worked.case, found, POLICY.catalogue, None, None)
        for piece in bridge(worked.case, found, drawn, POLICY, "zh").pieces:
            if not piece.answers:
                continue
            best = max(piece.answers, key=lambda answer: rank(answer.verdict))
            assert piece.best is not None
            assert piece.best.verdict == best.verdict, (worked.name, piece.key)
            if piece.state == "open":
                assert best.verdict == "eligible"
            if piece.state in ("missing", "closed", "ask"):
                assert best.verdict != "eligible"
            if piece.state == "passed":
                assert piece.prospect is not None
                assert piece.prospect.held is not None


def test_every_answer_on_the_roads_drawn_is_on_some_piece() -> None:
    case = person()
    found = prospects(case, POLICY)
    drawn = lanes(case, found, POLICY.catalogue, "6-31-01-03", "engineering:电气")
    built = bridge(case, found, drawn, POLICY, "zh")
    shown = {(answer.route.name, piece.level) for piece in built.pieces for answer in piece.answers}
    for prospect in found.prospects:
        target = prospect.decision.target
        if target.occupation == "6-31-01-03" or target.specialty == "电气":
            for answer in prospect.decision.routes:
                # By level nobody comes beyond 副高级 (2.2.1.1d); the flyover comes down on two levels only.
                ends = {"fly": FLYOVER, "up": tuple(RAMPS)}.get(kind_of(answer.route))
                on_map = ends is None or target.level in ends
                if answer.verdict != "out_of_scope" and on_map:
                    assert (answer.route.name, target.level) in shown


def test_somebody_with_two_occupations_chooses_the_road() -> None:
    case = person()
    found = prospects(case, POLICY)
    first = lanes(case, found, POLICY.catalogue, None, None)
    assert first.occupations == ("6-31-01-03", "6-18-01-01")
    assert first.occupation == "6-31-01-03"
    other = lanes(case, found, POLICY.catalogue, "6-18-01-01", "engineering:机械制造")
    assert other.occupation == "6-18-01-01"
    assert other.specialty is not None
    assert other.specialty.name == "机械制造"
    unknown = lanes(case, found, POLICY.catalogue, "1-2-3", "nothing:here")
    assert unknown == first


def test_where_the_person_stands() -> None:
    picture = picture_of(
        person(), Asked(occupation="6-18-01-01", specialty="engineering:机械制造"), POLICY, "zh"
    )
    assert [node.level for node in picture.held] == ["senior_worker", "assistant"]
    assert {one.piece.key for one in picture.of("passed")} >= {"skill-senior_worker", "up-assistant"}


def test_nothing_known_draws_the_road_and_claims_nothing() -> None:
    picture = picture_of(guantong.load_case({"as_of": "2026-11-22"}), Asked(), POLICY, "zh")
    assert picture.held == ()
    assert {one.piece.state for one in picture.shown} == {"ask", "outside"}


@pytest.mark.parametrize("layout", [LYING, STANDING], ids=lambda layout: layout.name)
def test_plates_and_signs_stand_inside_and_apart(layout: Layout) -> None:
    built = general(POLICY, "zh")
    plates = {piece.key: layout.way(piece.kind, piece.level).plate for piece in built.pieces}
    signs = {node.level: layout.place(node.road, node.level).sign for node in built.nodes}
    boxes = {**plates, **signs, "gate": layout.gate}
    assert len(boxes) == len(plates) + len(signs) + 1
    for name, box in boxes.items():
        assert box.x >= 0, name
        assert box.y >= 0, name
        assert box.x + box.width <= layout.width, name
        assert box.y + box.height <= layout.height, name
    listed = list(boxes.items())
    for i, (name, one) in enumerate(listed):
        for other, two in listed[i + 1 :]:
            across = min(one.x + one.width, two.x + two.width) - max(one.x, two.x)
            down = min(one.y + one.height, two.y + two.height) - max(one.y, two.y)
            assert across <= 1 or down <= 1, (name, other)


def test_the_quickest_way_is_the_engines_and_lies_on_its_pieces() -> None:
    asked = Asked(occupation="6-31-01-03", specialty="engineering:电气", goal="associate_senior")
    picture = picture_of(person(), asked, POLICY, "zh")
    lit = {one.piece.key: one.step for one in picture.shown if one.step}
    assert lit == {"skill-senior_technician": 1, "up-associate_senior": 2}
    assert picture.way is not None
    assert picture.way.found
    assert [step.step.apply_on for step in picture.steps] == [step.apply_on for step in picture.way.steps]  # type: ignore[union-attr]


def test_a_shorter_wait_leads_there_earlier() -> None:
    slow = picture_of(person(), Asked(goal="associate_senior"), POLICY, "zh")
    quick = picture_of(person(), Asked(goal="associate_senior", title_months=0, skill_months=0), POLICY, "zh")
    assert slow.review.unconfirmed
    assert not quick.review.unconfirmed
    assert quick.way.reached_on < slow.way.reached_on  # type: ignore[union-attr]


def test_a_goal_that_time_does_not_open_says_what_does() -> None:
    picture = picture_of(person(), Asked(goal="full_senior"), POLICY, "zh")
    assert picture.way is not None
    assert not picture.way.found
    assert picture.way.reason == "not_by_time"  # type: ignore[union-attr]
    assert "全国技术能手" in picture.way.openings[0].honours


@pytest.mark.parametrize("months", ["-1", "1.5", "x", "", "１", "999"])
def test_a_wait_that_is_none_is_passed_over(months: str) -> None:
    assert Asked.of({"title_months": months}).title_months is None


def test_the_road_in_general_takes_its_years_from_the_parameters() -> None:
    picture = picture_in_general(Asked(piece="up-intermediate"), POLICY, "zh")
    by_key = {one.piece.key: one.plate for one in picture.shown}
    for title, skill in RAMPS.items():
        years = POLICY.leading.parameters[f"years_{skill}"].parameter.value
        assert str(years) in by_key[f"up-{title}"]
    assert picture.explained is not None
    assert [cited.clause for cited in picture.explained.clauses] == ["2.2.1.1a", "2.2.1.1c", "2.2.1.1e"]
    levels = {level for column in COLUMNS for level in column if level}
    assert {one.piece.level for one in picture.shown} == levels


def test_what_is_missing_is_told_before_a_day_on_which_nobody_asks_for_it() -> None:
    case = person(appraisals=None, education=None)
    picture = picture_of(case, Asked(specialty="engineering:电气", piece="up-assistant"), POLICY, "zh")
    by_key = {one.piece.key: one.piece for one in picture.shown}
    assert by_key["up-assistant"].state == "missing"
    assert by_key["skill-senior_technician"].state == "opens"  # by years, whatever the education is
    told = picture.explained
    assert told is not None
    assert told.once_settled == case.as_of
    assert told.without is not None
    assert told.without > case.as_of
