"""What is asked, written out in full, and what is related where nothing is asked."""

from __future__ import annotations

from typing import Any

import pytest

from guantong.cases.model import Target
from guantong.catalogue import catalogue
from guantong.decisions import related_targets
from guantong.decisions.targets import (
    EVALUATED_LEVELS,
    TITLE_LEVELS,
    asked_targets,
    is_held,
    present_occupations,
)
from tests.decisions.asking import case_of

TURNER, COOK, WELDER = "6-18-01-01", "4-03-02-01", "6-18-02-04"
JOBS = [
    {"from": "2010-01-01", "to": "2015-12-31", "occupation": WELDER},
    {"from": "2016-01-01", "occupation": TURNER},
    {"from": "2016-01-01", "to": "2024-06-01", "occupation": COOK},
    {"from": "2024-06-02", "occupation": "6-31-01-03"},
    {"from": "2016-01-01"},
]


def asked(*targets: dict[str, Any], **facts: Any) -> list[tuple[str | None, ...]]:
    """What a case asks, as (direction, what, level)."""
    case = case_of({"as_of": "2024-06-01", "employment": JOBS, "targets": list(targets)} | facts)
    return [
        (t.direction, t.specialty or t.series or t.occupation or t.field or t.matter, t.level)
        for t in asked_targets(case, catalogue())
    ]


def test_present_work_covers_the_day() -> None:
    case = case_of({"as_of": "2024-06-01", "employment": JOBS})
    assert present_occupations(case) == (COOK, TURNER)
    assert present_occupations(case_of({"as_of": "2024-06-01"})) == ()


def test_related_targets_follow_work_certificates_and_titles() -> None:
    case = case_of(
        {
            "as_of": "2024-06-01",
            "employment": JOBS,
            "certificates": [{"level": "technician", "occupation": WELDER, "issued_on": "2012-01-01"}],
            "titles": [
                {
                    "series": "agriculture",
                    "specialty": "农艺",
                    "level": "assistant",
                    "obtained_on": "2020-01-01",
                },
                {"series": "agriculture", "level": "assistant", "obtained_on": "2020-01-01"},
                {"series": "health", "specialty": "护理", "level": "assistant", "obtained_on": "2020-01-01"},
            ],
        }
    )
    targets = related_targets(case, catalogue())
    titles = [t for t in targets if t.direction == "title_review"]
    levels = [t for t in targets if t.direction == "skill_evaluation"]
    assert {t.specialty for t in titles} == {"机械制造", "焊接", "建筑安装", "农艺"}
    assert (
        [t.level for t in titles if t.specialty == "焊接"]
        == list(TITLE_LEVELS)
        == ["assistant", "intermediate", "associate_senior", "full_senior"]
    )
    assert {t.occupation for t in levels} == {COOK, TURNER, WELDER}
    assert [t.level for t in levels if t.occupation == COOK] == list(EVALUATED_LEVELS)
    assert targets == (*titles, *levels)
    assert all(t.path == "" for t in targets)
    assert asked_targets(case, catalogue()) == targets


def test_nothing_is_related_to_nobody() -> None:
    assert related_targets(case_of({"as_of": "2024-06-01"}), catalogue()) == ()
    assert asked() == []


REVIEW = {"direction": "title_review"}
EVALUATION = {"direction": "skill_evaluation"}


def test_a_level_left_open_asks_for_every_level() -> None:
    full = REVIEW | {"series": "engineering", "specialty": "焊接"}
    assert asked(full) == [("title_review", "焊接", level) for level in TITLE_LEVELS]
    assert asked(full | {"level": "junior"}) == [("title_review", "焊接", "junior")]
    related = REVIEW | {"series": "engineering", "specialty": "机械制造"}
    assert asked(related) == [("title_review", "机械制造", level) for level in TITLE_LEVELS]
    assert asked(related | {"level": "junior"}) == [("title_review", "机械制造", "junior")]
    assert asked(EVALUATION | {"occupation": WELDER}) == [
        ("skill_evaluation", WELDER, level) for level in EVALUATED_LEVELS
    ]
    assert asked(EVALUATION | {"occupation": WELDER, "level": "chief_technician"}) == [
        ("skill_evaluation", WELDER, "chief_technician")
    ]
    exam = {"direction": "qualification_exam", "field": "publishing"}
    assert asked(exam) == [
        ("qualification_exam", "publishing", level) for level in ("junior", "intermediate")
    ]
    assert asked(exam | {"level": "senior"}) == [("qualification_exam", "publishing", "senior")]
    matters = [what for _, what, _ in asked({"direction": "treatment"})]
    assert matters == ["training", "appointment", "promotion", "honours", "research", "post"]
    assert asked({"direction": "treatment", "matter": "post"}) == [("treatment", "post", None)]


def test_a_series_without_listed_specialties_needs_none() -> None:
    for series in ("health", "technician_school_teaching"):
        assert asked(REVIEW | {"series": series, "level": "assistant"}) == [
            ("title_review", series, "assistant")
        ]
        assert asked(REVIEW | {"series": series}) == [
            ("title_review", series, level) for level in TITLE_LEVELS
        ]


def test_what_is_left_open_is_narrowed_to_the_related() -> None:
    assert asked(REVIEW | {"series": "engineering"}) == [
        ("title_review", "机械制造", level) for level in TITLE_LEVELS
    ]
    assert asked(REVIEW | {"level": "junior"}) == [("title_review", "机械制造", "junior")]
    assert asked(REVIEW) == [("title_review", "机械制造", level) for level in TITLE_LEVELS]
    assert asked(EVALUATION | {"level": "technician"}) == [
        ("skill_evaluation", code, "technician") for code in (COOK, TURNER)
    ]
    exams = asked({"direction": "qualification_exam", "level": "senior"})
    assert ("qualification_exam", "accounting", "senior") in exams
    assert len(exams) == 8
    assert ("qualification_exam", "publishing", "intermediate") in asked({"direction": "qualification_exam"})


def test_where_nothing_is_related_the_question_stays_as_it_was_asked() -> None:
    assert asked(REVIEW | {"series": "art"}) == [("title_review", "art", level) for level in TITLE_LEVELS]
    assert asked(REVIEW | {"series": "art", "level": "assistant"}) == [("title_review", "art", "assistant")]
    assert asked(EVALUATION, employment=[]) == [
        ("skill_evaluation", None, level) for level in EVALUATED_LEVELS
    ]
    assert asked(REVIEW, employment=[]) == [("title_review", None, level) for level in TITLE_LEVELS]
    assert asked(EVALUATION | {"level": "technician"}, employment=[]) == [
        ("skill_evaluation", None, "technician")
    ]


def test_a_question_asked_twice_is_answered_once_under_its_first_path() -> None:
    one = REVIEW | {"series": "engineering", "specialty": "焊接", "level": "assistant"}
    case = case_of({"as_of": "2024-06-01", "targets": [one, one | {"level": "intermediate"}, one]})
    targets = asked_targets(case, catalogue())
    assert [t.level for t in targets] == ["intermediate", "assistant"] or [t.level for t in targets] == [
        "assistant",
        "intermediate",
    ]
    assert {t.level: t.path for t in targets} == {"assistant": "targets[0]", "intermediate": "targets[1]"}


@pytest.mark.parametrize("levels", [TITLE_LEVELS, EVALUATED_LEVELS])
def test_levels_are_those_that_can_be_asked(levels: tuple[str, ...]) -> None:
    assert len(set(levels)) == len(levels) in (4, 5)


CERTIFICATE: dict[str, Any] = {
    "kind": "skill_level",
    "level": "technician",
    "occupation": TURNER,
    "issued_on": "2024-06-01",
}
TITLE: dict[str, Any] = {
    "series": "engineering",
    "specialty": "焊接",
    "level": "intermediate",
    "obtained_on": "2024-06-01",
}


def holds(target: Target, **facts: Any) -> bool:
    """Whether somebody with these certificates or titles has the target on the day of the example above."""
    return is_held(target, case_of({"as_of": "2024-06-01"} | facts))


def level(level: str | None, occupation: str | None = TURNER) -> Target:
    return Target("", "skill_evaluation", None, None, level, occupation, None, None)


def title(level: str | None, specialty: str | None = "焊接", series: str = "engineering") -> Target:
    return Target("", "title_review", series, specialty, level, None, None, None)


@pytest.mark.parametrize(
    ("target", "held"),
    [
        (level("senior_worker"), True),
        (level("technician"), True),
        (level("senior_technician"), False),
        (level("senior_worker", COOK), False),
        (level(None), False),
        (title("intermediate"), False),
    ],
)
def test_a_level_is_held_with_a_certificate_as_high_in_the_same_occupation(
    target: Target, held: bool
) -> None:
    assert holds(target, certificates=[CERTIFICATE]) is held


@pytest.mark.parametrize(
    ("change", "held"),
    [
        ({"kind": "vocational_qualification"}, True),
        ({"kind": "special_ability"}, False),
        ({"issued_on": "2024-06-02"}, False),
        ({"verified": True}, True),
        ({"verified": False}, False),
    ],
)
def test_a_certificate_shows_a_level_once_issued_unless_the_query_denied_it(
    change: dict[str, Any], held: bool
) -> None:
    assert holds(level("technician"), certificates=[CERTIFICATE | change]) is held


@pytest.mark.parametrize(
    ("target", "held"),
    [
        (title("assistant"), True),
        (title("intermediate"), True),
        (title("associate_senior"), False),
        (title("assistant", "电气"), False),
        (title("assistant", None), False),
        (title("assistant", series="agriculture"), False),
        (title(None), False),
        (level("senior_worker"), False),
    ],
)
def test_a_title_is_held_in_its_own_series_and_specialty(target: Target, held: bool) -> None:
    assert holds(target, titles=[TITLE]) is held


def test_a_title_of_tomorrow_is_not_held() -> None:
    assert not holds(title("intermediate"), titles=[TITLE | {"obtained_on": "2024-06-02"}])


@pytest.mark.parametrize("target", [level("junior_worker"), title("assistant")])
def test_nobody_holds_a_level_without_papers(target: Target) -> None:
    assert not holds(target)
    assert not holds(target, certificates=[], titles=[])


def test_an_exam_or_a_matter_is_never_held() -> None:
    exam = Target("", "qualification_exam", None, None, "junior", None, "accounting", None)
    matter = Target("", "treatment", None, None, None, None, None, "post")
    assert not holds(exam, certificates=[CERTIFICATE], titles=[TITLE])
    assert not holds(matter, certificates=[CERTIFICATE], titles=[TITLE])
