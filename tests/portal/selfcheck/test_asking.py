"""Only what can still change the answer is asked, and what is asked next follows from the engine."""

from __future__ import annotations

import pytest

from guantong.cases import parse_case
from guantong.decisions import decide
from guantong.policy import load_policy
from guantong.portal.refusals import InvalidError
from guantong.portal.selfcheck.asking import answered, passed_over, waiting, with_row, without_row
from guantong.portal.selfcheck.sheet import Sheet, asked_document, case_of, complete, sheet_from

from .answers import TODAY, WELDER, ask, fill


def test_a_welder_is_asked_little_and_may_apply() -> None:
    sheet, asked = fill(Sheet(), WELDER)

    assert asked[:6] == [
        "holding",
        "certificate-1-occupation",
        "certificate-1-level",
        "certificate-1-issued",
        "work-1-occupation",
        "work-1-since",
    ]
    assert len(asked) <= 16
    assert len(asked) == len(set(asked))
    answer = decide(case_of(sheet, TODAY), today=TODAY)
    best = next(d for d in answer.decisions if d.name == "助理工程师（焊接）")
    assert (best.verdict, best.basis, str(best.eligible_from)) == ("eligible", "declared", "2026-09-30")


def test_everything_may_be_unclear_and_it_still_ends() -> None:
    sheet, asked = fill(Sheet(), {})

    assert sheet.document == {}
    assert asked == ["holding", "work-1-occupation"]


def test_what_is_unclear_is_absent_and_not_false() -> None:
    sheet, _asked = fill(Sheet(), WELDER, unsure=("continuing_education", "appraisals", "status"))

    assert sheet.document["evidence"] == {"results": "declared"}
    assert "appraisals" not in sheet.document
    assert "status" not in sheet.document.get("person", {})
    answer = decide(case_of(sheet, TODAY), today=TODAY)
    verdicts = {d.name: d.verdict for d in answer.decisions}
    assert verdicts["助理工程师（焊接）"] == "needs_evidence"


def test_what_cannot_change_anything_is_not_asked() -> None:
    _sheet, asked = fill(Sheet(), WELDER)
    _none, without = fill(Sheet(), {**WELDER, "results": {"value": ["no"]}})

    assert "appraisals" in asked
    assert "appraisals" not in without, "without results no title can open, so that appraisals change nothing"


def test_an_open_target_is_asked_for_its_bars() -> None:
    _sheet, asked = fill(Sheet(), WELDER)

    assert {"status", "sanctions"} <= set(asked)


def test_each_question_put_by_the_engine_waits_somewhere() -> None:
    sheet = Sheet()
    policy = load_policy()
    while left := waiting(sheet, policy, TODAY):
        if left[0].clause is not None:
            assert policy.provision(left[0].clause) is not None
        sheet = answered(sheet, ask(left[0].name), WELDER[left[0].name], TODAY)


def test_another_certificate_is_asked_about_like_the_first() -> None:
    answers = {
        **WELDER,
        "certificate-1-issued": {**WELDER["certificate-1-issued"], "more": ["yes"]},
        "certificate-2-occupation": {"choice": ["6-31-01-03"], "value": ["电工"]},
        "certificate-2-level": {"value": ["technician"]},
        "certificate-2-issued": {"value_year": ["2020.5.6"]},
        "certificate-2-kind": {"value": ["skill_level"]},
        "certificate-2-verified": {"value": ["declared"]},
    }
    sheet, asked = fill(Sheet(), answers)

    assert asked[4:7] == ["certificate-2-occupation", "certificate-2-level", "certificate-2-issued"]
    assert [c["issued_on"] for c in sheet.document["certificates"]] == ["2024-09", "2020-05-06"]


def test_a_certificate_that_lacks_its_date_is_left_out_and_the_other_counts() -> None:
    sheet, _asked = fill(Sheet(), WELDER)
    sheet = with_row(sheet, "certificates")
    sheet = answered(sheet, ask("certificate-2-occupation"), {"value": ["电工"]}, TODAY)

    whole = complete(sheet.document)
    assert len(whole.document["certificates"]) == 1
    assert whole.left_out == {"certificates": 1}
    assert [w.name for w in waiting(sheet, load_policy(), TODAY)] == [
        "certificate-2-level",
        "certificate-2-issued",
    ]


def test_rows_left_out_do_not_move_questions_to_other_rows() -> None:
    sheet, _asked = fill(
        Sheet(),
        {**WELDER, "certificate-1-issued": {"value_year": ["2024"], "value_month": ["9"], "more": ["y"]}},
    )
    first = {key: value for key, value in sheet.document["certificates"][0].items() if key != "issued_on"}
    second = {"occupation": "6-31-01-03", "level": "technician", "issued_on": "2020-05"}
    sheet = sheet.with_document({**sheet.document, "certificates": [first, second]})
    put = tuple(n for n in sheet.put if not n.startswith("certificate-2"))
    sheet = Sheet(sheet.document, (*put, *(f"certificate-2-{f}" for f in ("occupation", "level", "issued"))))

    names = {w.name for w in waiting(sheet, load_policy(), TODAY)}
    assert "certificate-2-verified" in names
    assert "certificate-1-verified" not in names


def test_a_list_of_which_nothing_is_left_is_unknown() -> None:
    assert "certificates" not in complete({"certificates": [{"level": "technician"}]}).document
    assert complete({"certificates": []}).document == {"certificates": []}


def test_taking_a_row_away_moves_later_answers_up() -> None:
    sheet = Sheet(
        {"certificates": [{"level": "technician"}, {"level": "senior_worker"}]},
        ("holding", "certificate-1-level", "certificate-2-level", "certificate-2-kind"),
        ("certificate-2-kind",),
    )

    left = without_row(sheet, "certificates", 0)

    assert left.document["certificates"] == [{"level": "senior_worker"}]
    assert left.put == ("holding", "certificate-1-level", "certificate-1-kind")
    assert left.skipped == ("certificate-1-kind",)


def test_adding_twice_adds_one_empty_row() -> None:
    sheet = with_row(with_row(Sheet(), "certificates"), "certificates")

    assert sheet.document["certificates"] == [{}]


def test_there_is_an_end_to_rows() -> None:
    row = {"occupation": "6-31-01-03", "level": "technician", "issued_on": "2020-05"}
    sheet = Sheet({"certificates": [row] * 9})

    assert with_row(sheet, "certificates") == sheet


def test_changing_what_is_held_forgets_what_no_longer_applies() -> None:
    sheet, _asked = fill(Sheet(), WELDER)

    changed = answered(sheet, ask("holding"), {"value": ["neither"]}, TODAY)

    assert changed.document["certificates"] == []
    assert not any(name.startswith("certificate-") for name in changed.put)


def test_an_occupation_in_no_list_asks_for_the_specialty_and_an_authority_decides() -> None:
    answers = {
        **WELDER,
        "certificate-1-occupation": {"value": ["烤鱼工"], "choice": ["unlisted"]},
        "work-1-occupation": {"value": ["烤鱼工"], "choice": ["unlisted"]},
        "wanted": {"value": ["engineering/食品"]},
    }
    sheet, asked = fill(Sheet(), answers)

    assert "wanted" in asked
    answer = decide(case_of(sheet, TODAY), today=TODAY)
    verdicts = {d.name: d.verdict for d in answer.decisions}
    assert verdicts["助理工程师（食品）"] == "needs_human"


def test_a_field_of_examination_is_asked_for_alone_or_beside() -> None:
    alone, asked = fill(
        Sheet(careers=False, exam="accounting"), {**WELDER, "education": {"value": ["bachelor"]}}
    )
    beside = asked_document(Sheet({"certificates": []}, exam="accounting"))["targets"]

    assert asked[0] == "education", "nothing is asked before the examination waits for it"
    assert [t["direction"] for t in asked_document(alone)["targets"]] == ["qualification_exam"]
    assert [t["direction"] for t in beside] == ["title_review", "skill_evaluation", "qualification_exam"]


def test_answers_that_contradict_each_other_are_refused_and_nothing_changes() -> None:
    sheet, _asked = fill(Sheet(), WELDER)

    with pytest.raises(InvalidError) as refused:
        answered(
            sheet,
            ask("work-1-since"),
            {"from_year": ["2020"], "from_month": ["6"], "to_year": ["2019"], "to_month": ["1"]},
            TODAY,
        )

    assert [r.code for r in refused.value.refusals] == ["E-CHK-013"]


def test_answering_once_more_changes_nothing() -> None:
    sheet, _asked = fill(Sheet(), WELDER)

    assert answered(sheet, ask("honours"), WELDER["honours"], TODAY) == sheet


def test_passing_over_takes_the_answer_away() -> None:
    sheet, _asked = fill(Sheet(), WELDER)

    changed = passed_over(sheet, ask("honours"), TODAY)

    assert "honours" not in changed.document
    assert "honours" in changed.skipped
    assert changed.put == sheet.put


def test_a_sheet_comes_back_as_it_was_kept() -> None:
    sheet, _asked = fill(Sheet(exam="accounting", region="450200"), WELDER)

    assert sheet_from(sheet.plain()) == sheet


@pytest.mark.parametrize("plain", [None, "", 7, [], {}, {"document": []}])
def test_what_is_no_sheet_is_none(plain: object) -> None:
    assert sheet_from(plain) is None


def test_the_document_of_a_sheet_is_a_case() -> None:
    sheet, _asked = fill(Sheet(), WELDER)

    assert parse_case(asked_document(sheet), today=TODAY).as_of == TODAY
