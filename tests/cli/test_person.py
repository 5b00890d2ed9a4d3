"""What is said of one person, for every kind of target and every kind of answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from guantong.catalogue import catalogue
from guantong.cli.legend import Legend
from guantong.policy import load_policy
from guantong.wording.language import Wording
from tests.cli.conftest import Guantong

FITTER: dict[str, Any] = {
    "as_of": "2026-11-22",
    "person": {"name": "示例", "status": "employed", "sanctions": []},
    "employment": [
        {"sector": "enterprise", "occupation": "钳工", "from": "2010-07-01", "engaged_level": "高级技师"}
    ],
    "certificates": [
        {
            "kind": "skill_level",
            "level": "高级技师",
            "occupation": "钳工",
            "issued_on": "2024-01-15",
            "verified": True,
        }
    ],
    "titles": [],
    "appraisals": {"2023": "合格", "2024": "合格", "2025": "合格"},
    "honours": [],
    "education": [],
    "evidence": {"continuing_education": True, "results": True},
}
SENIOR = {"direction": "title_review", "series": "工程", "specialty": "机械制造", "level": "副高级"}
ANOTHER_PROVINCE = {
    "honour": "provincial_technical_expert",
    "granted_on": "2022-12-01",
    "jurisdiction": "cn-44",
    "name": "南粤技术能手",
}


@pytest.fixture
def told(guantong: Guantong) -> Any:
    """What is said of the fitter with some facts changed."""

    def tell(*targets: dict[str, str], lang: str = "zh", **changes: Any) -> str:
        document = {**FITTER, **changes, **({"targets": list(targets)} if targets else {})}
        result = guantong("check", "-", "--lang", lang, typed=json.dumps(document), columns=200)
        assert (result.code, result.err) == (0, "")
        return result.out

    return tell


def test_what_an_authority_decides_is_asked_of_it(told: Any) -> None:
    text = told(SENIOR, honours=[ANOTHER_PROVINCE])

    assert "◇  高级工程师（机械制造）：需要人工认定，可以先提交。" in text
    assert "请问    自治区职改办：外省荣誉是否与所列荣誉同类（南粤技术能手）（2.2.3c）" in text
    assert "另可经  高级技师申报副高级：最早 2028年1月15日" in text
    assert "1 项需要人工认定" in text


def test_a_pending_appraisal_is_awaited_and_not_a_day_that_has_passed(told: Any) -> None:
    changes: dict[str, Any] = {
        "as_of": "2028-06-10",
        "appraisals": {"2024": "不合格", "2025": "合格", "2026": "合格", "2027": "尚未评定"},
    }

    assert "高级工程师（机械制造）：2027 年度考核评定为合格后即可申报。" in told(SENIOR, **changes)
    text = " ".join(told(SENIOR, **changes, lang="en").split())
    assert "may be applied for as soon as the appraisal of 2027 is qualified." in text


def test_in_english_too(told: Any) -> None:
    text = " ".join(told(SENIOR, honours=[ANOTHER_PROVINCE], lang="en").split())

    assert "an authority decides one point" in text
    assert "Also by Senior technician to associate senior title: from 15 January 2028" in text


def test_another_way_that_is_open_is_named(told: Any) -> None:
    listed = {"honour": "国家级技能大师工作室带头人", "granted_on": "2022-12-01", "current": True}
    regional = {"honour": "广西技术能手", "granted_on": "2022-12-01"}

    text = told(SENIOR, honours=[listed, regional])

    assert "可以申报 高级工程师（机械制造）。" in text
    assert "另可经  绿色通道直接申报副高级：可以申报（2.2.3c）" in text


def test_another_way_that_an_authority_decides_is_named(told: Any) -> None:
    text = told(
        SENIOR,
        honours=[ANOTHER_PROVINCE],
        as_of="2028-03-01",
        appraisals={str(y): "合格" for y in range(2023, 2028)},
    )

    assert "√  可以申报 高级工程师（机械制造）。" in text
    assert "另可经  绿色通道直接申报副高级：需要人工认定（2.2.3c）" in text


def test_equal_treatment_names_the_level_compared_with(told: Any) -> None:
    text = told(
        {"direction": "treatment", "matter": "promotion"}, {"direction": "treatment", "matter": "post"}
    )

    assert "可以比照副高级职称享受同等待遇：职务职级晋升。" in text
    assert "×  事业单位岗位聘用：暂不可以申报。" in text
    assert "原因    不在事业单位工作" in text


def test_an_exam_is_registered_for(told: Any) -> None:
    diploma = {"kind": "高中", "proof": "毕业证书", "graduated_on": "2009-06-30"}

    text = told({"direction": "qualification_exam", "field": "会计", "level": "初级"}, education=[diploma])

    assert "可以报名 会计初级资格考试。" in text


def test_what_a_class_counts_as_stands_beside_the_title(told: Any) -> None:
    school = {
        "kind": "技工院校",
        "class": "高级工班",
        "major": "机械加工",
        "proof": "毕业证书",
        "graduated_on": "2010-06-30",
    }
    title = {"series": "工程", "specialty": "机械制造", "level": "助理级", "obtained_on": "2020-01-01"}

    text = told(SENIOR, education=[school], titles=[title])

    assert "可以比照大专学历（不授予学位）（2.2.1.2a" in text


def test_a_route_open_from_the_very_day(told: Any) -> None:
    text = told(SENIOR, as_of="2028-01-15", appraisals={str(y): "合格" for y in range(2023, 2028)})

    assert "当日起符合条件" in text


def test_what_is_outside_the_rules_says_so(told: Any) -> None:
    text = told({"direction": "title_review", "series": "卫生技术", "level": "中级"})

    assert "不适用本办法。" in text
    assert "（未填）" not in text


def test_a_reason_with_a_day_does_not_hide_one_without(told: Any) -> None:
    text = told({"direction": "skill_evaluation", "occupation": "电工", "level": "高级技师"})

    for route in text.split("通道    ")[1:]:
        reasons = route.partition("原因    ")[2]
        assert reasons
        assert not reasons.split("\n")[0].endswith("起符合") or len(reasons.split("\n")) > 2


def test_a_mistake_of_the_date_is_noted(told: Any) -> None:
    certificate = {**FITTER["certificates"][0], "issued_on": "2024-01"}

    assert "发证日期（技能证书 1）：只写了月份" in told(SENIOR, certificates=[certificate])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_unconfirmed_fact_has_words(lang: str) -> None:
    policy = load_policy()
    legend = Legend(policy, Wording("en" if lang == "en" else "zh"))
    doubtful = [
        f.parameter.id for p in policy.packs.values() for f in p.parameters.values() if f.parameter.doubtful
    ]

    assert doubtful
    assert [fact for fact in doubtful if legend.fact(fact) == fact] == []
    assert legend.fact("standards/default") != "standards/default"
    assert legend.fact("nothing/known") == "nothing/known"
    assert catalogue().fact("standards/default").label.zh == legend.fact("standards/default") or lang == "en"


def test_two_people_are_told_apart(guantong: Guantong, tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        person = {**FITTER, "person": {"name": f"示例{name}"}, "targets": [SENIOR]}
        (tmp_path / f"{name}.json").write_text(json.dumps(person), encoding="utf-8")

    text = guantong("check", tmp_path / "甲.json", tmp_path / "乙.json").out

    first, second = text.index("示例甲\n"), text.index("\n\n\n示例乙\n")
    assert first < second
