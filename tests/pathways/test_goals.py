"""What people write for a goal, and what they are told when it names none."""

from dataclasses import replace
from datetime import date

import pytest

from guantong.catalogue import catalogue
from guantong.pathways import Goal, GoalError, parse_goal

from .people import COOK, ELECTRICIAN, TURNER, certificate, job, person


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("副高级", Goal("title_review", "associate_senior")),
        ("正高", Goal("title_review", "full_senior")),
        ("中级", Goal("title_review", "intermediate")),
        ("associate_senior", Goal("title_review", "associate_senior")),
        ("工程:副高级", Goal("title_review", "associate_senior", "engineering")),
        ("工程：机械制造：副高级", Goal("title_review", "associate_senior", "engineering", "机械制造")),
        (
            "engineering:机械:associate_senior",
            Goal("title_review", "associate_senior", "engineering", "机械制造"),
        ),
        ("机械制造:副高级", Goal("title_review", "associate_senior", "engineering", "机械制造")),
        ("农业:林业:副高级", Goal("title_review", "associate_senior", "agriculture", "林业")),
        ("会计:中级", Goal("title_review", "intermediate", "accounting")),
        (
            "技工院校教师:机械:中级",
            Goal("title_review", "intermediate", "technician_school_teaching", "机械"),
        ),
        ("高级工程师", Goal("title_review", "associate_senior", "engineering", title="高级工程师")),
        ("一级演员", Goal("title_review", "full_senior", "art", title="一级演员")),
        ("电气:工程师", Goal("title_review", "intermediate", "engineering", "电气", title="工程师")),
        (
            "机械制造高级工程师",
            Goal("title_review", "associate_senior", "engineering", "机械制造", title="高级工程师"),
        ),
        ("一级", Goal("skill_evaluation", "senior_technician")),
        ("senior_technician", Goal("skill_evaluation", "senior_technician")),
        ("中级工", Goal("skill_evaluation", "intermediate_worker")),
        ("电工:技师", Goal("skill_evaluation", "technician", occupation=ELECTRICIAN)),
        ("开车床的: 二级", Goal("skill_evaluation", "technician", occupation=TURNER)),
        ("6-31-01-03:technician", Goal("skill_evaluation", "technician", occupation=ELECTRICIAN)),
        ("电工高级技师", Goal("skill_evaluation", "senior_technician", occupation=ELECTRICIAN)),
        ("车工 一级", Goal("skill_evaluation", "senior_technician", occupation=TURNER)),
    ],
)
def test_a_goal_is_said_in_a_few_words(text: str, goal: Goal) -> None:
    assert parse_goal(text) == goal


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("高级", "没有“高级”这个职称层级或技能等级", "副高级"),
        ("初级", "没有“初级”这个职称层级或技能等级", "初级工"),
        ("高工程师", "没有“高工程师”", "高级工程师"),
        ("学徒工", "没有“学徒工”", "例如"),
        ("工程:机械制作:副高级", "工程系列没有专业“机械制作”", "机械制造"),
        ("工程:咖啡:副高级", "工程系列没有专业“咖啡”", "机械制造"),
        ("园艺师:中级", "没有“园艺师”这个职称系列或专业", "园艺"),
        ("土木:工程师", "没有“土木”这个职称系列或专业", "例如"),
        ("林业:副高级", "几个系列都有专业“林业”", "工程:林业、农业:林业"),
        ("工程学:机械制造:副高级", "没有“工程学”这个职称系列", "工程"),
        ("农业:高级工程师", "“农业”系列没有这个职称名称", "工程"),
        ("水电师傅:技师", "职业目录中没有“水电师傅”", "是不是"),
        ("工程:电工:技师", "技能等级前只写职业，不写“工程:电工”", "例如"),
        ("", "看不懂目标", "例如"),
        ("工程::副高级", "看不懂目标", "例如"),
        ("a:b:c:d", "看不懂目标", "例如"),
    ],
)
def test_what_is_no_goal_is_answered_with_the_nearest_words(text: str, message: str, hint: str) -> None:
    with pytest.raises(GoalError) as error:
        parse_goal(text)

    assert message in error.value.message
    assert hint in error.value.hint
    assert str(error.value) == f"{error.value.message} · {error.value.hint}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("高级", "“高级” is no title level and no skill level · did you mean: 副高级"),
        ("", "“” is no goal · for example"),
    ],
)
def test_mistakes_are_explained_in_english_too(text: str, said: str) -> None:
    with pytest.raises(GoalError) as error:
        parse_goal(text, lang="en")

    assert str(error.value).startswith(said)


def test_what_is_left_open_is_found_among_what_is_related_to_the_person() -> None:
    electrician = person(certificate("technician", date(2020, 6, 1)), occupation=ELECTRICIAN)

    titles = parse_goal("副高级").targets(electrician, catalogue())
    levels = parse_goal("一级").targets(electrician, catalogue())

    assert {(t.series, t.specialty) for t in titles} == {
        ("engineering", "电气"), ("engineering", "机电"), ("engineering", "机械制造"),
    }  # fmt: skip
    assert {t.occupation for t in levels} == {ELECTRICIAN, TURNER}
    assert {t.level for t in (*titles, *levels)} == {"associate_senior", "senior_technician"}


@pytest.mark.parametrize(
    ("text", "specialties"),
    [
        ("高级农艺师", ["农艺"]),
        ("高级兽医师", ["兽医"]),
        ("高级畜牧师", []),
        ("农业:副高级", ["兽医", "农艺"]),
    ],
)
def test_the_name_of_a_title_means_the_specialties_with_that_name(text: str, specialties: list[str]) -> None:
    vet = person(certificate("technician", date(2020, 6, 1), "5-01-02-01"), occupation="5-05-02-03")

    targets = parse_goal(text).targets(vet, catalogue())

    assert sorted(t.specialty or "" for t in targets) == sorted(specialties)


def test_an_older_name_means_its_series_and_level() -> None:
    targets = parse_goal("教授级高工").targets(person(), catalogue())

    assert [(t.series, t.specialty, t.level) for t in targets] == [("engineering", "机械制造", "full_senior")]


def test_a_goal_of_which_nothing_is_related_has_no_targets() -> None:
    stranger = replace(person(), employment=(job("咖啡师"),))

    assert parse_goal("副高级").targets(stranger, catalogue()) == ()
    assert parse_goal("一级").targets(replace(stranger, employment=()), catalogue()) == ()
    assert parse_goal("一级").targets(person(occupation=COOK), catalogue()) != ()


def test_the_plain_form_leaves_out_what_is_open() -> None:
    assert parse_goal("电工:技师").to_dict() == {
        "direction": "skill_evaluation",
        "occupation": ELECTRICIAN,
        "level": "technician",
    }
