"""A reading chosen here decides every answer from its day on, and every answer says so."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

import guantong
from guantong.cli.app import app
from guantong.policy import load_policy, overlay
from guantong.portal.policies.models import ChosenReading
from guantong.portal.policies.readings import CODE
from guantong.portal.policies.selectors import chosen_readings, policy_in_force
from guantong.portal.policies.services import decide, reading_propose
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError
from guantong.proof.cases import load_worked_cases

from .ruling import in_force, taken_back

if TYPE_CHECKING:
    from pathlib import Path

    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
READING, OPTION = "A02", "two_of_three"
GRADES = {"2023": "qualified", "2024": "unqualified", "2025": "qualified"}


def document(**more: Any) -> dict[str, Any]:
    """A turner whose appraisal failed in one of the three years."""
    return {
        "as_of": "2026-11-22",
        "employment": [{"sector": "enterprise", "occupation": "车工", "from": "2012-07-01"}],
        "certificates": [
            {"kind": "skill_level", "level": "technician", "occupation": "车工", "issued_on": "2018-06-01", "verified": True}
        ],
        "titles": [], "honours": [], "education": [], "appraisals": GRADES,
        "evidence": {"continuing_education": True, "results": True},
        "targets": [{"direction": "title_review", "series": "engineering", "specialty": "机械制造", "level": "intermediate"}],
        **more,
    }  # fmt: skip


def answered(today: date = DAY) -> dict[str, Any]:
    return decide(guantong.load_case(document(), today=today), today=today).to_dict()


def proposed(officer: User, now: datetime, option: str = OPTION, **changes: Any) -> ChosenReading:
    given: dict[str, Any] = {
        "reading": READING, "source": "桂职改办〔2026〕9号", "reason": "请示答复", "effective_from": DAY,
    }  # fmt: skip
    return reading_propose(actor=officer, option=option, now=now, **(given | changes))


def test_it_decides_once_a_second_person_has_agreed(officer: User, leader: User, now: datetime) -> None:
    before = answered()
    assert before["decisions"][0]["verdict"] == "not_eligible"
    made = proposed(officer, now)
    assert answered() == before
    made = in_force(made, leader, now)
    after = answered()
    assert (after["decisions"][0]["verdict"], after["readings"]) == ("eligible", {READING: OPTION})
    assert READING in after["decisions"][0]["routes"][0]["readings"]
    taken_back(made, officer, leader, now)
    assert answered() == before


def test_the_answer_says_who_chose_it_when_and_what_else_it_could_mean(
    officer: User, leader: User, now: datetime
) -> None:
    in_force(proposed(officer, now), leader, now)
    (note,) = answered()["notes"]
    assert (note["path"], note["code"]) == (READING, CODE)
    options = load_policy().readings[READING].options
    assert all(text.zh in note["text"] for text in options.values())
    for told in ("自治区职改办（测试）", "职改办负责人", "2026年11月22日", "桂职改办〔2026〕9号"):
        assert told in note["text"]
    english = decide(guantong.load_case(document(), today=DAY), today=DAY, lang="en").to_dict()
    for word in ("22 November 2026", "proposes", options[OPTION].en):
        assert word in english["notes"][0]["text"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("reading", "option"),
    [
        (reading.id, option)
        for reading in load_policy().readings.values()
        if reading.kind == "decides"
        for option in reading.options
        if option != reading.default
    ],
)
def test_it_answers_as_the_engine_does_under_the_same_reading(
    officer: User, leader: User, now: datetime, reading: str, option: str
) -> None:
    turning = [one.case for one in load_worked_cases() if reading in one.readings][:6]
    in_force(proposed(officer, now, option, reading=reading), leader, now)
    other = overlay(load_policy(), {"readings": {reading: option}})
    for case in (*turning, guantong.load_case(document(), today=DAY)):
        ours = decide(case, today=DAY).to_dict()
        theirs = guantong.decide(case, today=DAY, policy=other).to_dict()
        notes: Any = ours["notes"]
        ours["notes"] = [note for note in notes if note["code"] != CODE]
        assert len(notes) == len(ours["notes"]) + 1  # type: ignore[arg-type]
        assert ours == theirs


def test_it_answers_as_the_command_does_under_the_same_reading(
    officer: User, leader: User, now: datetime, tmp_path: Path
) -> None:
    in_force(proposed(officer, now), leader, now)
    case, policy = tmp_path / "case.yaml", tmp_path / "overlay.yaml"
    YAML(typ="safe").dump(document(), case)
    YAML(typ="safe").dump({"readings": {READING: OPTION}}, policy)
    run = CliRunner().invoke(app, ["check", str(case), "--policy", str(policy), "--json"])
    ours = json.loads(json.dumps(answered()))
    assert run.exit_code == 0, run.output
    assert json.loads(run.output) == {**ours, "notes": [n for n in ours["notes"] if n["code"] != CODE]}


def test_it_holds_from_its_day(officer: User, leader: User, now: datetime) -> None:
    later = DAY + timedelta(40)
    made = in_force(proposed(officer, now, effective_from=later), leader, now)
    assert made.state(DAY) == ChosenReading.State.COMING
    assert policy_in_force(later - timedelta(1)) is load_policy()
    assert policy_in_force(later).choices == {READING: OPTION}


def test_agreed_to_late_it_holds_from_that_day(officer: User, leader: User, now: datetime) -> None:
    made = proposed(officer, now)
    made = in_force(made, leader, now + timedelta(days=9))
    assert made.effective_from == DAY + timedelta(9)
    assert policy_in_force(DAY + timedelta(8)) is load_policy()


def test_a_new_choice_takes_the_place_of_the_old_one_on_its_day(
    officer: User, leader: User, now: datetime
) -> None:
    old = in_force(proposed(officer, now), leader, now)
    later = DAY + timedelta(30)
    in_force(proposed(officer, now, "ungraded_neutral", effective_from=later), leader, now)
    assert policy_in_force(later - timedelta(1)).choices == {READING: OPTION}
    assert policy_in_force(later).choices == {READING: "ungraded_neutral"}
    old.refresh_from_db()
    assert (old.effective_to, old.state(DAY), old.state(later)) == (
        later,
        ChosenReading.State.IN_FORCE,
        ChosenReading.State.OVER,
    )


def test_a_third_choice_ends_the_one_that_has_not_begun_and_the_one_before(
    officer: User, leader: User, now: datetime
) -> None:
    in_force(proposed(officer, now), leader, now)
    in_force(proposed(officer, now, "ungraded_neutral", effective_from=DAY + timedelta(30)), leader, now)
    default = load_policy().readings[READING].default
    in_force(proposed(officer, now, default, effective_from=DAY + timedelta(10)), leader, now)
    held = {
        days: [row.option for row in chosen_readings(DAY + timedelta(days))]
        for days in (0, 9, 10, 29, 30, 90)
    }
    assert held == {0: [OPTION], 9: [OPTION], **{days: [default] for days in (10, 29, 30, 90)}}


def test_the_default_can_be_settled(officer: User, leader: User, now: datetime) -> None:
    default = load_policy().readings[READING].default
    before = answered()
    in_force(proposed(officer, now, default), leader, now)
    after = answered()
    assert after["readings"] == {READING: default}
    assert after["decisions"] == before["decisions"]


def test_what_the_packs_no_longer_offer_counts_for_nothing(
    officer: User, leader: User, now: datetime
) -> None:
    in_force(proposed(officer, now), leader, now)
    ChosenReading.objects.update(statement="别的问题 别的读法")
    assert policy_in_force(DAY) is load_policy()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reading": "A999"}, "E-POL-016"),
        ({"option": "nothing"}, "E-POL-017"),
        ({"effective_from": DAY - timedelta(1)}, "E-POL-019"),
        ({"source": " "}, "E-POL-001"),
        ({"reason": "x" * 501}, "E-POL-001"),
    ],
)
def test_what_cannot_be_proposed_is_told(
    officer: User, now: datetime, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises((RefusedError, InvalidError), match=code):
        proposed(officer, now, **changes)
    assert not ChosenReading.objects.exists()


def test_what_is_chosen_already_or_waits_is_not_proposed_again(
    officer: User, leader: User, now: datetime
) -> None:
    made = proposed(officer, now)
    with pytest.raises(InvalidError, match="等待生效"):
        proposed(officer, now, "ungraded_neutral")
    in_force(made, leader, now)
    with pytest.raises(RefusedError, match="E-POL-018"):
        proposed(officer, now)


def test_only_policy_officers_propose(leader: User, stranger: User, now: datetime) -> None:
    for actor in (leader, stranger):
        with pytest.raises(NotAllowedError):
            proposed(actor, now)
