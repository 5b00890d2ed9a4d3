"""What is answered goes into the document and comes back; what cannot be taken is refused in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from guantong.portal.refusals import InvalidError
from guantong.portal.selfcheck.asking import answered, passed_over
from guantong.portal.selfcheck.questions import question_for, question_named
from guantong.portal.selfcheck.sheet import Sheet, complete

from .answers import TODAY, ask

ROWS: dict[str, Any] = {
    "certificates": [{"occupation": "6-31-01-03", "level": "technician", "issued_on": "2020-05"}],
    "titles": [{"series": "engineering", "level": "assistant", "obtained_on": "2019-01"}],
    "employment": [{"occupation": "6-31-01-03", "from": "2012-07"}],
    "honours": [{"honour": "worldskills"}],
    "education": [{"kind": "technician_school"}],
}
EVERY = [
    ("holding", {"value": ["both"]}),
    ("exam", {"value": ["accounting"]}),
    ("certificate-1-occupation", {"value": ["焊工"], "choice": ["6-18-02-04"]}),
    ("certificate-1-level", {"value": ["senior_worker"]}),
    ("certificate-1-issued", {"value_year": ["2021"], "value_month": ["3"], "value_day": ["9"]}),
    ("certificate-1-kind", {"value": ["vocational_qualification"]}),
    ("certificate-1-verified", {"value": ["no"]}),
    ("title-1-series", {"value": ["engineering"]}),
    ("title-1-level", {"value": ["intermediate"]}),
    ("title-1-specialty", {"value": ["电气"]}),
    ("title-1-obtained", {"value_year": ["2020"], "value_month": ["12"]}),
    ("title-1-obtained_by", {"value": ["exam"]}),
    ("work-1-occupation", {"value": ["焊工"], "choice": ["6-18-02-04"]}),
    ("work-1-since", {"from_year": ["2010"], "from_month": ["1"], "to_year": ["2020"], "to_month": ["2"]}),
    ("work-1-sector", {"value": ["enterprise"]}),
    ("work-1-engaged_level", {"value": ["technician"]}),
    ("work-1-exam_fields", {"value": ["economics", "accounting"]}),
    ("work-1-exam_fields", {"value": ["none"]}),
    ("status", {"value": ["retired"]}),
    ("sanctions", {"value": ["none"]}),
    ("sanctions", {"value": ["disciplinary"]}),
    ("appraisals", {"2025": ["qualified"], "2024": ["excellent"], "2023": ["unqualified"]}),
    ("continuing_education", {"value": ["declared"]}),
    ("results", {"value": ["no"]}),
    ("honours", {"value": ["worldskills", "other"]}),
    ("honours", {"value": ["none"]}),
    ("honour-1-granted_on", {"value_year": ["2022"], "value_month": ["10"]}),
    ("honour-1-medal", {"value": ["gold"]}),
    ("honour-1-current", {"value": ["no"]}),
    ("honour-1-category", {"value": ["skilled"]}),
    ("honour-1-name", {"value": ["南粤技术能手"]}),
    ("honour-1-jurisdiction", {"value": ["cn-44"]}),
    ("education", {"value": ["technician_school", "bachelor"]}),
    ("education-1-class", {"value": ["senior_worker_class"]}),
    ("education-1-major", {"value": ["机电一体化"]}),
    ("education-1-proof", {"value": ["graduation"]}),
    ("education-1-graduated_on", {"value_year": ["2015"], "value_month": ["7"]}),
]


@pytest.mark.parametrize(("name", "values"), EVERY)
def test_an_answer_comes_back_in_boxes_and_in_words(name: str, values: dict[str, list[str]]) -> None:
    question = ask(name)
    sheet = Sheet(ROWS)
    sheet = answered(sheet, ask("title-1-specialty"), {"value": ["机电"]}, TODAY)

    changed = answered(sheet, question, values, TODAY)

    assert question.read(changed) == values
    assert question.said(changed, TODAY)
    assert question.title(changed).endswith("？")
    assert question.short(changed)


@pytest.mark.parametrize(("name", "values"), EVERY)
def test_an_answer_can_be_taken_back(name: str, values: dict[str, list[str]]) -> None:
    question = ask(name)
    changed = passed_over(answered(Sheet(ROWS), question, values, TODAY), question, TODAY)

    assert not question.applies(changed) or question.read(changed) in ({}, {"value": []})


@pytest.mark.parametrize(
    ("boxes", "kept"),
    [
        (("2024", "9", ""), "2024-09"),
        (("2024", "9", "5"), "2024-09-05"),
        (("2024-05-20", "", ""), "2024-05-20"),
        (("2024.5.20", "", ""), "2024-05-20"),
        (("2024/5", "", ""), "2024-05"),
        (("20240520", "", ""), "2024-05-20"),
        (("2024年5月", "", ""), "2024-05"),
        (("2024年5月20日", "", ""), "2024-05-20"),
        (("２０２４", "０５", ""), "2024-05"),
        (("2026", "11", ""), "2026-11"),
    ],
)
def test_a_date_in_any_form(boxes: tuple[str, str, str], kept: str) -> None:
    values = dict(zip(("value_year", "value_month", "value_day"), ([box] for box in boxes), strict=True))

    changed = answered(Sheet(ROWS), ask("certificate-1-issued"), values, TODAY)

    assert changed.document["certificates"][0]["issued_on"] == kept


@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        (("", "", ""), "E-CHK-004"),
        (("2024", "", ""), "E-CHK-005"),
        (("2024", "13", ""), "E-CHK-005"),
        (("2024", "2", "30"), "E-CHK-005"),
        (("", "5", ""), "E-CHK-005"),
        (("24", "5", ""), "E-CHK-005"),
        (("2024\x00", "5", ""), "E-CHK-005"),
        (("9" * 10_000, "5", ""), "E-CHK-005"),
        (("去年", "", ""), "E-CHK-005"),
        (("2026", "12", ""), "E-CHK-006"),
        (("2027", "1", "1"), "E-CHK-006"),
        (("1850", "1", ""), "E-CHK-005"),
    ],
)
def test_what_is_no_date_of_the_past(boxes: tuple[str, str, str], code: str) -> None:
    values = dict(zip(("value_year", "value_month", "value_day"), ([box] for box in boxes), strict=True))

    with pytest.raises(InvalidError) as refused:
        answered(Sheet(ROWS), ask("certificate-1-issued"), values, TODAY)

    assert [(r.code, r.field) for r in refused.value.refusals] == [(code, "value")]


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("holding", {}, "E-CHK-007"),
        ("holding", {"value": ["everything"]}, "E-CHK-007"),
        ("certificate-1-level", {"value": ["apprentice"]}, "E-CHK-007"),
        ("certificate-1-occupation", {}, "E-CHK-012"),
        ("certificate-1-occupation", {"value": ["修"]}, "E-CHK-010"),
        ("certificate-1-occupation", {"value": ["外星人"]}, "E-CHK-011"),
        ("certificate-1-occupation", {"choice": ["9-99-99-99"]}, "E-CHK-012"),
        ("certificate-1-occupation", {"choice": ["unlisted"], "value": [""]}, "E-CHK-001"),
        ("certificate-1-occupation", {"choice": ["unlisted"], "value": ["长" * 10_000]}, "E-CHK-002"),
        ("certificate-1-occupation", {"choice": ["unlisted"], "value": ["烤\u202e鱼"]}, "E-CHK-003"),
        ("certificate-1-occupation", {"choice": ["unlisted"], "value": ["烤\ud800鱼"]}, "E-CHK-003"),
        ("education-1-major", {"value": ["机\x00电"]}, "E-CHK-003"),
        ("honours", {}, "E-CHK-008"),
        ("honours", {"value": ["nobel_prize"]}, "E-CHK-008"),
        ("appraisals", {"2025": ["unsure"]}, "E-CHK-014"),
        ("appraisals", {"2025": ["splendid"]}, "E-CHK-007"),
        ("appraisals", {"2024": ["pending"]}, "E-CHK-007"),
        ("title-1-specialty", {"value": ["养蜂"]}, "E-CHK-007"),
        ("honour-1-name", {"value": [" "]}, "E-CHK-001"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(
    name: str, values: dict[str, list[str]], code: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        answered(Sheet(ROWS), ask(name), values, TODAY)

    assert [r.code for r in refused.value.refusals] == [code]
    assert all(r.text.endswith("。") for r in refused.value.refusals)


def test_every_wrong_day_of_a_period_is_told_at_once() -> None:
    with pytest.raises(InvalidError) as refused:
        answered(Sheet(ROWS), ask("work-1-since"), {"from_year": ["x"], "to_year": ["y"]}, TODAY)

    assert [r.field for r in refused.value.refusals] == ["from", "to"]


def test_rare_characters_are_names_like_others() -> None:
    changed = answered(
        Sheet(ROWS), ask("certificate-1-occupation"), {"choice": ["unlisted"], "value": ["䶮𬭎工"]}, TODAY
    )

    assert changed.document["certificates"][0]["occupation"] == "䶮𬭎工"


def test_an_unlisted_name_that_is_listed_after_all_is_taken_from_the_list() -> None:
    changed = answered(
        Sheet(ROWS), ask("certificate-1-occupation"), {"choice": ["unlisted"], "value": ["电焊工"]}, TODAY
    )

    assert changed.document["certificates"][0]["occupation"] == "6-18-02-04"


def test_another_series_loses_the_specialty() -> None:
    sheet = answered(Sheet(ROWS), ask("title-1-specialty"), {"value": ["机电"]}, TODAY)

    changed = answered(sheet, ask("title-1-series"), {"value": ["accounting"]}, TODAY)

    assert "specialty" not in changed.document["titles"][0]
    assert not ask("title-1-specialty").applies(changed)


def test_never_having_worked_is_an_answer() -> None:
    changed = answered(Sheet(), ask("work-1-occupation"), {"choice": ["never"]}, TODAY)

    assert changed.document["employment"] == []


def test_an_unclear_occupation_keeps_a_period_that_is_known() -> None:
    changed = passed_over(Sheet(ROWS), ask("work-1-occupation"), TODAY)

    assert changed.document["employment"] == [{"from": "2012-07"}]


@pytest.mark.parametrize(
    "name",
    ["", "nothing", "certificate-1", "certificate-0-level", "certificate-10-level", "certificate-1-name",
     "holding-1-level", "work--occupation", "certificate-{n}-level/../x"],
)  # fmt: skip
def test_a_name_that_no_question_has(name: str) -> None:
    assert question_named(name) is None


@pytest.mark.parametrize("name", ["certificate-2-level", "title-9-series", "work-2-since", "honour-3-medal"])
def test_a_row_that_is_not_there_is_asked_nothing(name: str) -> None:
    assert not ask(name).applies(Sheet(ROWS))


def test_every_fact_that_the_engine_can_miss_has_a_question_or_is_never_asked() -> None:
    from guantong.policy import load_policy

    whole = complete(ROWS)
    unasked = {
        f"{row.list}[0].{field.path}" if row.list in ROWS else f"{row.list}.{field.path}"
        for row in load_policy().schema.rows.values()
        if not row.list.startswith(("policy:", "target", "findings"))
        for field in row.fields.values()
        if question_for(
            f"{row.list}[0].{field.path}" if row.list in ROWS else f"{row.list}.{field.path}", whole
        )
        is None
    }

    assert unasked == {
        "person.birth_date",
        "person.identity.type",
        "person.lawful_work_in_region",
        "person./appraisals",
        "person.sanctions.kind",
        "person.sanctions.from",
        "person.sanctions.to",
        "employment[0].from",
        "employment[0].to",
        "certificates[0].issued_on",
        "titles[0].obtained_on",
        "honours[0].honour",
        "education[0].kind",
    }, "no identity is asked; the rest is asked with its row"
