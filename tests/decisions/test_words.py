"""Sentences for people, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from guantong.conditions.days import FALSE, HUMAN, NO, TRUE, UNKNOWN, YES
from guantong.conditions.nodes import ALWAYS_NODE
from guantong.conditions.world import Row
from guantong.decisions import decide
from guantong.decisions.words import Words
from guantong.policy import load_policy
from guantong.policy.model import Requirement, Text
from tests.decisions.asking import case_of, routes
from tests.people import Document, examples, people, policies, policy

ZH, EN = Words(load_policy(), "zh"), Words(load_policy(), "en")


@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        ("date", date(2024, 2, 29).toordinal(), "2024年2月29日", "29 February 2024"),
        ("occupation", "6-18-01-01", "车工", "车工"),
        ("occupation", "磁浮轨道巡检工", "磁浮轨道巡检工", "磁浮轨道巡检工"),
        ("skill_level", "technician", "技师", "technician (level 2)"),
        ("title_level", "junior", "员级", "junior"),
        ("bool", True, "是", "yes"),
        ("trust", False, "否", "no"),
        ("text", "机械制造", "机械制造", "机械制造"),
        ("number", 3, "3", "3"),
        ("codes", ("a", "b"), "a、b", "a, b"),
        ("skill_level", None, "（未填）", "(not given)"),
        ("skill_level", "master of all", "master of all", "master of all"),
    ],
)
def test_values_have_words(kind: str, value: Any, zh: str, en: str) -> None:
    assert ZH.value(kind, value) == zh
    assert EN.value(kind, value) == en


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("certificates[1].verified", "证书联网查询结果（技能证书 2）", "result of the certificate query (skill certificates 2)"),
        ("honours[0].name", "荣誉名称（荣誉 1）", "name of the honour (honours 1)"),
        ("certificates.verified", "证书联网查询结果", "result of the certificate query"),
        ("titles", "职称", "titles"),
        ("education", "学历", "education"),
        ("evidence.results", "业绩成果材料", "proof of performance and results"),
        ("person.status", "人员状况", "status"),
        ("appraisals.2023", "2023 年度考核结果", "appraisal of 2023"),
        ("appraisals.2023.grade", "2023 年度考核结果", "appraisal of 2023"),
        ("appraisals", "年度考核", "yearly appraisals"),
        ("employment", "工作经历", "work history"),
        ("person.sanctions", "处分和失信记录", "sanctions and records"),
        ("policy:exam/accounting/2024/x", "当年考试报名通知的规定（accounting/2024/x）", "what the exam notice of the year says (accounting/2024/x)"),
        ("policy:standards/6-18-01-01", "该职业现行标准（6-18-01-01）", "the standard in force for the occupation (6-18-01-01)"),
        ("certificates[0].colour", "certificates[0].colour", "certificates[0].colour"),
        ("7", "7", "7"),
    ],
)  # fmt: skip
def test_paths_have_words(path: str, zh: str, en: str) -> None:
    assert ZH.path(path) == zh
    assert EN.path(path) == en


def test_a_sentence_is_filled_with_facts() -> None:
    title = Row(
        "title", "titles[0]", {"level": "intermediate", "obtained_on": date(2020, 5, 1).toordinal()}, TRUE
    )
    pack = load_policy().leading.id

    def filled(template: str, met_from: date | None = None) -> str:
        return ZH.fill(template, {"title": title}, pack, met_from)

    assert filled("持有{title.level}（{title.obtained_on}）") == "持有中级（2020年5月1日）"
    assert filled("{title.series}") == "（未填）"
    assert filled("{title.colour}{honour.medal}") == "……"
    assert filled("满 {parameter.years_technician} 年{parameter.nothing}") == "满 3 年…"
    assert filled("{met_from}") == "…"
    assert filled("{met_from}", date(2024, 1, 2)) == "2024年1月2日"
    assert filled("{no place") == "{no place"


REQUIREMENT = Requirement(
    "years",
    Text("年限", "years"),
    ("1",),
    ALWAYS_NODE,
    met=Text("{met_from}起满三年", "three years full on {met_from}"),
    unmet=Text("{title.level}未满三年", "three years of {title.level} are not full"),
)
DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("value", "met_from", "zh", "en"),
    [
        (YES, DAY, "2024年6月1日起满三年", "three years full on 1 June 2024"),
        (HUMAN, None, "需要人工认定：甲；乙", "An authority decides: 甲; 乙"),
        (
            UNKNOWN,
            None,
            "还不能判断，缺：业绩成果材料、人员状况",
            "Cannot be told yet; missing: proof of performance and results, status",
        ),
        (NO, None, "中级未满三年", "three years of intermediate are not full"),
        (
            NO,
            DAY,
            "中级未满三年；2024年6月1日起符合",
            "three years of intermediate are not full; met from 1 June 2024",
        ),
    ],
)
def test_a_requirement_says_why(value: int, met_from: date | None, zh: str, en: str) -> None:
    rows = {"title": Row("title", "titles[0]", {"level": "intermediate"}, TRUE)}
    missing = ("evidence.results", "person.status", "evidence.results")
    pack = load_policy().leading.id
    for words, said in ((ZH, zh), (EN, en)):
        assert words.because(REQUIREMENT, value, rows, pack, met_from, missing, ("甲", "乙")) == said


def test_a_sentence_on_what_is_not_met_may_name_the_day() -> None:
    dated = replace(REQUIREMENT, unmet=Text("要到{met_from}", "not before {met_from}"))
    pack = load_policy().leading.id
    assert ZH.because(dated, NO, {}, pack, DAY, (), ()).startswith("要到2024年6月1日")


def test_a_requirement_says_which_rows_that_it_names_are_not_there() -> None:
    rows = {
        "title": Row("title", "titles", {}, FALSE),
        "honour": Row("honour", "honours", {}, FALSE),
        "education": Row("education", "education", {}, FALSE),
    }
    both = replace(REQUIREMENT, unmet=Text("{title.level}、{honour.title}", "{title.level}, {honour.title}"))
    pack = load_policy().leading.id
    for words, one, two in (
        (ZH, "没有职称", "没有职称、荣誉"),
        (EN, "There are no titles", "There are no titles, honours"),
    ):
        assert words.because(REQUIREMENT, NO, rows, pack, DAY, (), ()) == one
        assert words.because(both, NO, rows, pack, DAY, (), ()) == two


def test_days_are_told_by_number_or_date() -> None:
    assert ZH.day(None) == EN.day(None) == "…"
    assert EN.day(date(2024, 6, 1)) == EN.day(date(2024, 6, 1).toordinal()) == "1 June 2024"


@examples(20)
@given(people(), policies())
def test_no_sentence_has_a_hole(document: Document, rules: int) -> None:
    case = case_of(document)
    for lang in ("zh", "en"):
        answer = decide(case, policy=policy(rules), lang=lang, with_readings=False)
        for _, route in routes(answer):
            for said in (
                route.label,
                *route.notes,
                *(t for r in route.requirements for t in (r.label, r.because)),
            ):
                assert said.strip()
                assert not re.search(r"[{}]|None", said)
        for decision in answer.decisions:
            assert "{" not in decision.name
            assert all(note.strip() for note in decision.notes)


@examples(15)
@given(people(), policies())
def test_the_language_changes_words_only(document: Document, rules: int) -> None:
    case = case_of(document)
    zh, en = (decide(case, policy=policy(rules), lang=lang, with_readings=False) for lang in ("zh", "en"))
    for (one, left), (two, right) in zip(routes(zh), routes(en), strict=True):
        assert (one.target, one.clauses, one.basis, one.unconfirmed) == (
            two.target,
            two.clauses,
            two.basis,
            two.unconfirmed,
        )
        assert (left.verdict, left.eligible_from, left.missing, left.used) == (
            right.verdict,
            right.eligible_from,
            right.missing,
            right.used,
        )
        assert [(r.verdict, r.facts, r.met_from) for r in left.requirements] == [
            (r.verdict, r.facts, r.met_from) for r in right.requirements
        ]
