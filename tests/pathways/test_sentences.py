"""The answers as people read them."""

from dataclasses import replace
from datetime import date

from guantong.pathways import lines, parse_goal, prospects, quickest
from guantong.policy.model import Language

from .people import HALF_YEAR, appraised, certificate, honour, person, title, without_proof

TECHNICIAN = person(certificate("technician", date(2020, 6, 1)))


def said(case: object, goal: str, lang: Language = "zh", *, estimated: bool = False) -> list[str]:
    review = None if estimated else HALF_YEAR
    return list(lines(quickest(case, parse_goal(goal), lang=lang, review_time=review)))  # type: ignore[arg-type]


def test_a_way_in_chinese() -> None:
    told = said(TECHNICIAN, "副高级")

    assert told[0] == "目标：高级工程师（机械制造），最早约 2029年3月1日 取得"
    assert told[1] == "第 1 步：2024年6月1日（当日即可）申报 车工 高级技师，约 2024年9月1日 取得"
    assert told[2] == "  依据：按技师后年限申报高级技师（cn/standards-2018#senior_technician.1）"
    assert told[4] == "第 2 步：第 1 步之后，2028年9月1日申报 高级工程师（机械制造），约 2029年3月1日 取得"
    assert told[5] == "  依据：高级技师申报副高级（2.2.1.1a、2.2.1.1d、2.2.1.1e），跨到另一条通道"
    assert told[6].startswith("  未确认的依据：relation/")
    assert told[7].startswith("  有下列荣誉之一可直接申报（2.2.3b）：中华技能大奖、")
    assert told[-1].endswith("职称 6 个月、技能评价 3 个月")


def test_a_way_in_english() -> None:
    told = said(TECHNICIAN, "副高级", "en")

    assert told[0].startswith("Goal: associate senior title in engineering")
    assert told[0].endswith("at the earliest about 1 March 2029")
    assert told[1].endswith("on 1 June 2024 (at once), obtained about 1 September 2024")
    assert ", after step 1: apply for " in told[4]
    assert told[5].endswith("(2.2.1.1a, 2.2.1.1d, 2.2.1.1e), crosses to the other ladder")
    assert told[-1].endswith("6 months for a title, 3 for a level")


def test_an_estimate_is_called_one() -> None:
    assert said(TECHNICIAN, "副高级", estimated=True)[-1].endswith("（未经确认的估计）")
    assert said(TECHNICIAN, "副高级", "en", estimated=True)[-1].endswith("(an unconfirmed estimate)")


def test_what_is_missing_is_said_before_the_steps() -> None:
    told = said(replace(without_proof(TECHNICIAN), honours=None), "副高级")

    assert told[1] == "先补充这些，结果可能改变：荣誉"
    assert told[2] == "前提（先办）："
    assert told[3] == "  缺：继续教育证明"
    assert told[5].startswith("第 1 步")


def test_the_way_without_conditions_is_said_too() -> None:
    asked = replace(TECHNICIAN, honours=(honour("provincial_technical_expert", "cn-44", "南粤技术能手"),))

    told = said(asked, "副高级")

    assert told[2] == "  由自治区职改办认定：外省荣誉是否与所列荣誉同类（南粤技术能手）"
    at = told.index("前提办不到时，最早约 2029年3月1日：")
    assert told[at + 1].startswith("  第 1 步：2024年6月1日")
    assert "decided by the regional title-reform office" in said(asked, "副高级", "en")[2]


def test_a_goal_reached_says_since_when() -> None:
    held = person(titles=(title("intermediate", date(2021, 1, 1)),))

    assert said(held, "中级") == ["目标：工程师（机械制造），2021年1月1日已经达到"]
    assert said(held, "中级", "en")[0].endswith("reached on 1 January 2021")


def test_no_way_says_why_and_what_opens_it() -> None:
    told = said(TECHNICIAN, "正高级")

    assert told[0] == "目标：正高级工程师（机械制造），不会因年限届满而开放："
    assert told[1] == "  按技能等级最高申报副高级；正高级只对绿色通道所列荣誉开放（2.2.1.1d、1.2.3b）"
    assert told[-1].startswith("  有下列荣誉之一可直接申报（2.2.3b）：")
    assert said(TECHNICIAN, "正高级", "en")[0].endswith("; time does not open it:")


def test_where_nothing_is_related_the_goal_has_to_say_more() -> None:
    nobody = replace(TECHNICIAN, employment=(), certificates=())

    assert said(nobody, "副高级")[0].startswith("目标：副高级职称，现职业、证书和职称都没有对应的专业或职业")
    assert said(nobody, "一级")[0].startswith("目标：高级技师，")
    assert said(nobody, "副高级", "en")[0].startswith("Goal: associate senior title; ")
    assert said(nobody, "一级", "en")[0].startswith("Goal: senior technician (level 1); ")


def test_where_a_person_stands_in_chinese() -> None:
    told = lines(prospects(TECHNICIAN))

    assert told[0] == "已经具备：车工 初级工、车工 中级工、车工 高级工、车工 技师"
    assert told[1] == "现在可以申报："
    assert told[2] == "  助理工程师（机械制造）（2.2.1.1a、2.2.1.1b、2.2.1.1e）"
    assert told[5:8] == ("到期可以申报：", "  无", "尚不开放：")
    assert told[8] == "  高级工程师（机械制造）"
    assert told[9] == "    没有可以采信的高级技师以上证书（2.2.1.1d、2.2.1.1a）"
    at = told.index("不待年限即可打开 高级工程师（机械制造）、正高级工程师（机械制造）：")
    assert told[at + 1].startswith("  有下列荣誉之一可直接申报（2.2.3b）：中华技能大奖、")


def test_where_a_person_stands_in_english() -> None:
    told = lines(prospects(person(certificate("technician", date(2021, 9, 1))), lang="en"))

    assert told[0].startswith("Held already: ")
    assert told[1] == "Open now:"
    assert any(line.endswith(", from 1 September 2024") for line in told)


def test_what_a_pending_appraisal_opens_has_no_day_that_has_passed() -> None:
    years = (*appraised((2020,), "unqualified"), *appraised((2021, 2022)), *appraised((2023,), "pending"))
    case = replace(TECHNICIAN, appraisals=years)

    assert "  工程师（机械制造），2023 年度考核评定为合格后" in lines(prospects(case))
    told = lines(prospects(case, lang="en"))
    assert any(line.endswith(", once the appraisal of 2023 is qualified") for line in told)


def test_what_opens_once_it_is_settled_says_when() -> None:
    unproved = without_proof(person(certificate("technician", date(2021, 9, 1))))

    assert "    以上补齐后，2024年9月1日起可以申报" in lines(prospects(unproved))
    assert "    once that is settled, open from 1 September 2024" in lines(prospects(unproved, lang="en"))


def test_what_is_not_known_is_asked_for() -> None:
    told = lines(prospects(replace(TECHNICIAN, honours=None)))

    assert told[-1] == "先补充这些，结果可能改变：荣誉"
