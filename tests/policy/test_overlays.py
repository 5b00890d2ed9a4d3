"""Overlays add rows to the registers and switch readings; whatever else they say is refused with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from guantong.conditions.nodes import parameters
from guantong.policy import OverlayError, load_policy, overlay, read_overlay

from .test_loading import pack, word_parameter, write

if TYPE_CHECKING:
    from pathlib import Path

STANDARD = {
    "occupation": "6-18-01-01",
    "issued_on": "2022-12-01",
    "in_force_from": "2023-01-01",
    "pattern": "g23",
}
NOTICE = {
    "field": "accounting",
    "year": 2024,
    "name": "technician_equivalence",
    "answer": True,
    "source": "通知",
    "confidence": "M",
}


def test_rows_and_readings_are_added() -> None:
    policy = load_policy()
    more = overlay(
        policy, {"standards": [STANDARD], "exam_notices": [NOTICE], "readings": {"A16": "day_after"}}
    )
    assert len(more.catalogue.standards) == len(policy.catalogue.standards) + 1
    assert len(more.catalogue.exam_notices) == len(policy.catalogue.exam_notices) + 1
    assert more.choices == {"A16": "day_after"}
    assert policy.choices == {}
    assert more.catalogue.digest != policy.catalogue.digest
    assert more.packs is policy.packs
    again = overlay(more, {"readings": {"A17": "first_of_march"}})
    assert again.choices == {"A16": "day_after", "A17": "first_of_march"}


def test_a_parameter_is_changed_wherever_it_stands() -> None:
    policy = load_policy()
    less = overlay(policy, {"parameters": {"cn-gx/rs-2021-12#years_technician": 2}})
    pack, before = less.packs["cn-gx/rs-2021-12"], policy.packs["cn-gx/rs-2021-12"]
    named = {p for route in pack.routes for r in route.requirements for p in parameters(r.when)}
    assert {p.value for p in named if p.id.endswith("#years_technician")} == {2}
    assert pack.parameters["years_technician"].parameter.value == 2
    assert pack.digest != before.digest
    assert [less.packs[name] for name in policy.packs if name != pack.id] == [
        policy.packs[name] for name in policy.packs if name != pack.id
    ]
    assert less.catalogue is policy.catalogue
    same = overlay(less, {"parameters": {"years_technician": 3}, "readings": {"A16": "day_after"}})
    assert same.packs == policy.packs
    assert same.choices == {"A16": "day_after"}


def test_an_empty_overlay_changes_nothing() -> None:
    policy = load_policy()
    nothing: list[dict[str, Any]] = [
        {},
        {"standards": None, "exam_notices": [], "readings": None, "parameters": {}},
    ]
    for empty in nothing:
        same = overlay(policy, empty)
        assert same.catalogue is policy.catalogue
        assert same.choices == {}


def test_a_standard_is_doubtful_unless_confirmed() -> None:
    (row,) = overlay(load_policy(), {"standards": [STANDARD | {"pattern": "G23"}]}).catalogue.standards
    assert (row.confidence, row.edition, row.pattern) == ("L", "", "g23")


REFUSED: list[tuple[Any, str]] = [
    ([], "mine: an overlay is a map of standards, exam_notices, readings"),
    (
        {"standard": [], "b": 1},
        "mine: b, standard is unknown; an overlay holds standards, exam_notices, readings",
    ),
    ({"readings": {"A99": "x"}}, "mine: readings.A99: there is no such reading"),
    ({"readings": {"A16": "x"}}, "mine: readings.A16: 'x' is not one of on_the_day, day_after"),
    ({"readings": {"A16": ["x"]}}, "mine: readings.A16: ['x'] is not one of on_the_day, day_after"),
    ({"readings": ["A16"]}, "mine: readings: a map of reading to option is expected"),
    (
        {"parameters": {"years_techncian": 2}},
        "mine: parameters.years_techncian: there is no such parameter; did you mean years_technician",
    ),
    ({"parameters": {"years_technician": "2"}}, "'2' is no whole number of years; it is 3 now"),
    ({"parameters": {"years_technician": True}}, "True is no whole number of years"),
    ({"parameters": {"technician_after": 4}}, "several packs have it; write one of cn/standards-2018#"),
    (
        {"parameters": {"cn/exams#years_technician": 4}},
        "cn/exams#years_technician: there is no such parameter",
    ),
    ({"parameters": {"years_technician": 2, "cn-gx/rs-2021-12#years_technician": 1}}, "it is given twice"),
    ({"parameters": {"review_after": "soon"}}, "'soon' is no date; write 2026-10-26"),
    ({"parameters": {"passing_grades": "excellent"}}, "a list of grades is expected"),
    ({"parameters": {"passing_grades": ["excelent"]}}, "'excelent' is unknown; did you mean excellent?"),
    ({"parameters": {"passing_grades": [1]}}, "1 is no text"),
    (
        {"parameters": {"treatment_level": {"technician": "full_senior"}}},
        "a map with senior_worker, technician",
    ),
    ({"parameters": [3]}, "mine: parameters: a map of parameter to value is expected"),
    ({"parameters": {"x": 1, "y": 2}}, "parameters.y"),
    ({"standards": 3}, "mine: "),
    ({"standards": [3]}, "mine: "),
    ({"standards": [STANDARD | {"pattern": "g99"}]}, "mine: "),
    ({"standards": [STANDARD | {"issued_on": "soon"}]}, "soon is no date"),
    ({"standards": [{"occupation": "6-18-01-01"}]}, "mine: "),
    ({"exam_notices": [NOTICE | {"year": "2024"}]}, "mine: "),
    ({"exam_notices": [NOTICE | {"extra": 1}]}, "mine: "),
]


@pytest.mark.parametrize(("data", "message"), REFUSED)
def test_anything_else_is_refused(data: Any, message: str) -> None:
    with pytest.raises(OverlayError) as caught:
        overlay(load_policy(), data, "mine")
    assert message in str(caught.value)


def test_a_parameter_that_is_a_word_takes_the_words_of_its_place_only(tmp_path: Path) -> None:
    made = pack()
    word_parameter(made, "month_end")
    made["routes"]["routes"][0]["only_with"] = {
        "since": {"fact": "certificate.issued_on", "years": 2, "leap_day": {"parameter": "day"}}
    }
    policy = load_policy(write(tmp_path, made))
    changed = overlay(policy, {"parameters": {"day": "first_of_march"}})
    assert changed.leading.parameters["day"].parameter.value == "first_of_march"
    with pytest.raises(OverlayError, match="'month_edn'; did you mean 'month_end'"):
        overlay(policy, {"parameters": {"day": "month_edn"}})
    with pytest.raises(OverlayError, match="1 is no text"):
        overlay(policy, {"parameters": {"day": 1}})


def test_an_overlay_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "overlay.yaml"
    file.write_text("readings: {A16: day_after}\n", "utf-8")
    assert read_overlay(file) == {"readings": {"A16": "day_after"}}
    file.write_text("policy:\n  readings: {A16: day_after}\n", "utf-8")
    assert read_overlay(file) == {"readings": {"A16": "day_after"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "overlay.yaml"),
        ("- a\n", "an overlay is a map of standards"),
        ("policy: 3\n", "policy: an overlay is a map"),
    ],
)
def test_a_file_that_is_no_overlay_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "overlay.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(OverlayError) as caught:
        read_overlay(file)
    assert message in str(caught.value)
    with pytest.raises(OSError, match="nothing"):
        read_overlay(tmp_path / "nothing.yaml")
