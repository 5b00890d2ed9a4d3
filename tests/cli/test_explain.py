"""`guantong explain`: everything with a name can be asked about."""

import pytest

from guantong.cli.names import Names
from guantong.policy import load_policy
from tests.cli.conftest import Guantong

POLICY = load_policy()


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (
            "2.2.1.1c",
            ["规则条款", "技师", "level_technician", "years_technician", "技师后工作年限：3", "案例"],
        ),
        ("cn-gx/rs-2021-12#2.2.1.1c", ["规则条款", "2.2.1.1c"]),
        ("cn/r40-2019#11", ["人社部令第40号", "not_retired"]),
        ("２.２.１.１c", ["规则条款"]),
        ("A16", ["默认", "现用", "day_after", "自治区职改办", "level_technician"]),
        ("a16", ["默认"]),
        ("A01", ["不比较"]),
        ("years_technician", ["3 years", "已确认"]),
        ("effective_from", ["2021年10月26日"]),
        ("linked_series", ["engineering"]),
        (
            "level_technician",
            ["技师申报中级", "Technician to intermediate title", "职称评审", "中级", "不看"],
        ),
        ("技师申报中级", ["level_technician"]),
        ("economics_junior", ["专业技术资格考试", "经济", "初级"]),
        ("appraisals", ["近三年年度考核合格", "A02", "level_technician"]),
        ("not_retired", ["只作提示"]),
        ("honour_equality", ["外省荣誉", "由谁确定"]),
        ("cn/exams", ["政策包", "guantong pack show cn/exams"]),
        ("桂人社规〔2021〕12号", ["cn-gx/rs-2021-12"]),
        ("relation/6-18-01-01/engineering/机械制造", ["车工", "建议（P）"]),
    ],
)
def test_what_is_told(word: str, told: list[str], guantong: Guantong) -> None:
    result = guantong("explain", word, columns=200)

    assert (result.code, result.err) == (0, "")
    assert [part for part in told if part not in result.out] == []


def test_the_number_of_an_item_means_all_its_clauses(guantong: Guantong) -> None:
    said = guantong("explain", "2.2.3").out

    assert all(clause in said for clause in ("2.2.3a", "2.2.3b", "2.2.3c"))
    assert "2.2.2a  " not in said


def test_a_part_of_the_document_is_all_its_clauses(guantong: Guantong) -> None:
    said = guantong("explain", "二（二）1").out

    assert all(f"{clause}  " in said for clause in ("2.2.1.1a", "2.2.1.1c", "2.2.1.2a"))
    assert "2.2.3b  " not in said


def test_both_languages_are_shown(guantong: Guantong) -> None:
    provision = POLICY.leading.provisions["2.2.3b"]

    for lang in ("zh", "en"):
        said = (
            guantong("explain", "2.2.3b", "--lang", lang, columns=300).out.replace("\n", "").replace(" ", "")
        )
        assert provision.gist.zh in said
        assert provision.gist.en.replace(" ", "") in said


def test_every_name_can_be_explained(guantong: Guantong) -> None:
    words = [
        *(c for p in POLICY.packs.values() for c in (f"{p.id}#{x}" for x in p.provisions)),
        *POLICY.readings,
        *(f"{p.id}#{x}" for p in POLICY.packs.values() for x in p.parameters),
        *(route.name for pack in POLICY.packs.values() for route in (*pack.routes, *pack.supplements)),
        *POLICY.questions,
    ]
    names = Names(POLICY)

    assert [word for word in words if not names.find(word)] == []


@pytest.mark.parametrize(
    ("word", "near"), [("level_techncian", "level_technician"), ("A99", "A"), ("2.2.1.1z", "2.2.1.1")]
)
def test_an_unknown_word_is_met_with_the_nearest_names(word: str, near: str, guantong: Guantong) -> None:
    result = guantong("explain", word)

    assert (result.code, result.out) == (2, "")
    assert f"没有找到 {word}（相近的有 " in result.err
    assert near in result.err.partition("相近的有")[2]


def test_a_switched_reading_is_the_one_in_use(tmp_path: object, guantong: Guantong) -> None:
    from pathlib import Path

    switched = Path(str(tmp_path)) / "policy.yaml"
    switched.write_text("readings: {A16: day_after}", encoding="utf-8")

    said = guantong("explain", "A16", "--policy", switched).out

    assert "次日起满（现用）" in said
    assert guantong("explain", "A16", "--policy", switched.parent / "none.yaml").code == 2
