"""What words mean, and how occupations, specialties and majors are related."""

import dataclasses
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.catalogue import CatalogueError, FoundOccupation, Relationship, catalogue, read_standards
from guantong.catalogue.loading import read_exam_notices
from guantong.catalogue.model import ExamNotice, LinkingMethod

T = TypeVar("T")

FOUND = catalogue()
TURNER, FITTER, ELECTRICIAN, COOK = "6-18-01-01", "6-31-01-02", "6-31-01-03", "4-03-02-01"
UNDECIDED, UNKNOWN = "4-13-04-02", "1-01-01-01"

occupations = st.sampled_from([*FOUND.occupations, UNKNOWN, "没有听说过的职业"])
specialties = st.sampled_from([(row.series, row.name) for row in FOUND.all_specialties])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6-31-01-03", FoundOccupation(ELECTRICIAN, "code", "电工")),
        ("６－３１－０１－０３ ", FoundOccupation(ELECTRICIAN, "code", "电工")),
        ("电工", FoundOccupation(ELECTRICIAN, "name", "电工")),
        ("电工师傅", FoundOccupation(ELECTRICIAN, "alias", "电工")),
        ("维修电工", FoundOccupation(ELECTRICIAN, "legacy", "电工", "legacy/6-07-06-05")),
        ("6-04-02-05", FoundOccupation("6-18-02-04", "legacy", "焊工")),
        ("烧电焊的", FoundOccupation("6-18-02-04", "alias", "焊工")),
        ("开车床的", FoundOccupation(TURNER, "alias", "车工")),
        ("装配钳工", FoundOccupation("6-20-01-01", "alias", "钳工（装配钳工）")),
        ("钳工(装配钳工)", FoundOccupation("6-20-01-01", "name", "钳工（装配钳工）")),
        ("cnc操作工", FoundOccupation("6-18-01-07", "alias", "多工序数控机床操作调整工")),
    ],
)
def test_an_occupation_is_found_by_what_people_write(text: str, expected: FoundOccupation) -> None:
    assert FOUND.find_occupation(text) == expected


def test_an_unknown_occupation_is_not_guessed_but_near_ones_are_named() -> None:
    assert FOUND.find_occupation("厨师") is None
    assert FOUND.suggest_occupations("厨师", 1) == (FOUND.occupations[COOK],)
    assert FOUND.occupation_name("厨师") == "厨师"
    assert FOUND.occupation_name(COOK) == "中式烹调师"


def test_a_listed_specialty_is_related_and_rests_on_its_row() -> None:
    assert FOUND.relate_specialty(TURNER, "engineering", "机械制造") == Relationship(
        "same", "relation/6-18-01-01/engineering/机械制造"
    )


@pytest.mark.parametrize("occupation", [TURNER, COOK])
def test_what_a_complete_list_does_not_name_is_unrelated(occupation: str) -> None:
    assert FOUND.relate_specialty(occupation, "engineering", "电气") == Relationship(
        "none", f"relation/{occupation}"
    )


@pytest.mark.parametrize(
    ("occupation", "series", "specialty"),
    [
        (UNDECIDED, "sports", "教练"),
        (UNKNOWN, "engineering", "电气"),
        (TURNER, "technician_school_teaching", "机械制造"),
        (UNKNOWN, "technician_school_teaching", "机械制造"),
    ],
)
def test_what_nobody_has_listed_is_for_a_person(occupation: str, series: str, specialty: str) -> None:
    assert FOUND.relate_specialty(occupation, series, specialty) == Relationship("open", None)


def test_occupations_are_similar_when_they_share_a_specialty() -> None:
    assert FOUND.relate_occupations(FITTER, TURNER) == Relationship(
        "similar", "relation/6-18-01-01~6-31-01-02"
    )
    assert FOUND.relate_occupations(ELECTRICIAN, COOK) == Relationship(
        "none", "relation/4-03-02-01~6-31-01-03"
    )
    assert FOUND.relate_occupations(UNDECIDED, TURNER) == Relationship("open", None)


@given(occupations)
def test_an_occupation_is_the_same_as_itself(occupation: str) -> None:
    assert FOUND.relate_occupations(occupation, occupation) == Relationship("same", None)


@given(occupations, occupations)
def test_the_order_of_two_occupations_plays_no_part(one: str, other: str) -> None:
    assert FOUND.relate_occupations(one, other) == FOUND.relate_occupations(other, one)


@given(occupations, occupations)
def test_two_occupations_are_related_as_their_lists_say(one: str, other: str) -> None:
    here, there = ({row[:2] for row in FOUND.related_specialties(code)} for code in (one, other))
    kind = FOUND.relate_occupations(one, other).kind

    if one != other:
        assert (kind == "similar") == bool(here & there)


@given(occupations, specialties)
def test_a_relation_and_the_list_agree(occupation: str, key: tuple[str, str]) -> None:
    listed = {(series, name): relation for series, name, relation in FOUND.related_specialties(occupation)}

    assert FOUND.relate_specialty(occupation, *key).kind in {
        listed.get(key),
        *(("none", "open") if key not in listed else ()),
    }


@given(st.randoms(use_true_random=False), occupations, occupations, specialties)
def test_the_order_of_the_files_plays_no_part(
    random: Random, one: str, other: str, key: tuple[str, str]
) -> None:
    rows = {
        code: dataclasses.replace(row, relations=row.relations and tuple(_mixed(random, row.relations)))
        for code, row in _mixed(random, FOUND.occupations.items())
    }
    mixed = dataclasses.replace(FOUND, occupations=rows, disciplines=tuple(_mixed(random, FOUND.disciplines)))

    assert mixed.relate_occupations(one, other) == FOUND.relate_occupations(one, other)
    assert mixed.relate_specialty(one, *key) == FOUND.relate_specialty(one, *key)
    assert mixed.relate_major("机电一体化", one) == FOUND.relate_major("机电一体化", one)
    assert mixed.find_occupation("电工师傅") == FOUND.find_occupation("电工师傅")


def _mixed(random: Random, rows: Iterable[T]) -> list[T]:
    mixed = list(rows)
    random.shuffle(mixed)
    return mixed


def test_a_confirmed_table_leaves_nothing_unconfirmed() -> None:
    rows = {
        code: dataclasses.replace(
            row,
            relations=row.relations
            and tuple(dataclasses.replace(each, confidence="H") for each in row.relations),
        )
        for code, row in FOUND.occupations.items()
    }
    confirmed = dataclasses.replace(FOUND, occupations=rows, completeness="H")

    assert confirmed.relate_specialty(TURNER, "engineering", "机械制造") == Relationship("same", None)
    assert confirmed.relate_specialty(TURNER, "engineering", "电气") == Relationship("none", None)
    assert confirmed.relate_occupations(TURNER, FITTER) == Relationship("similar", None)
    assert confirmed.relate_occupations(TURNER, COOK) == Relationship("none", None)


@pytest.mark.parametrize(
    ("major", "occupation", "expected"),
    [
        ("机电", ELECTRICIAN, Relationship("similar", "major/机电~6-31-01-03")),
        ("机电专业", ELECTRICIAN, Relationship("similar", "major/机电~6-31-01-03")),
        ("会计", ELECTRICIAN, Relationship("none", "major/会计~6-31-01-03")),
        ("护理", "4-10-01-05", Relationship("similar", "major/护理~4-10-01-05")),
        ("天文学", ELECTRICIAN, Relationship("open", None)),
        ("机电", UNKNOWN, Relationship("open", None)),
    ],
)
def test_a_major_is_related_by_its_disciplines(major: str, occupation: str, expected: Relationship) -> None:
    assert FOUND.relate_major(major, occupation) == expected


def test_specialties_are_found_and_near_ones_named() -> None:
    assert FOUND.find_specialty("engineering", " 机械 ") == "机械制造"
    assert FOUND.find_specialty("agriculture", "农业技术推广") == "农技推广"
    assert FOUND.find_specialty("sports", "运动防护") is None
    assert FOUND.suggest_specialties("engineering", "机械加工")[0] == "机械制造"
    assert FOUND.suggest_specialties("health", "护理") == FOUND.specialties("health") == ()


@pytest.mark.parametrize(
    ("series", "specialty", "level", "zh", "en"),
    [
        ("engineering", "电气", "intermediate", "工程师", "intermediate title in engineering (工程师)"),
        ("agriculture", "植保", "assistant", "助理农艺师", "assistant title in agriculture (助理农艺师)"),
        ("agriculture", "农技推广", "full_senior", "农业技术推广研究员", "full senior title in agriculture (农业技术推广研究员)"),
        ("agriculture", "农技推广", "intermediate", "农业系列中级职称", "intermediate title in agriculture"),
        ("agriculture", "水产", "intermediate", "农业系列中级职称", "intermediate title in agriculture"),
        ("sports", "教练", "associate_senior", "高级教练", "associate senior title in sports (高级教练)"),
        ("cultural_heritage", "考古", "junior", "文物博物系列员级职称", "junior title in cultural relics and museums"),
        ("art", "舞台技术", "full_senior", "一级舞台技术", "full senior title in art (一级舞台技术)"),
        ("accounting", None, "full_senior", "会计系列正高级职称", "full senior title in accounting"),
    ],
)  # fmt: skip
def test_a_title_has_its_name(series: str, specialty: str | None, level: str, zh: str, en: str) -> None:
    assert FOUND.title_name(series, specialty, level) == zh
    assert FOUND.title_name(series, specialty, level, "en") == en


def test_numerals_of_titles_are_read_by_their_own_vocabulary() -> None:
    assert FOUND.find_title("一级演员") == ("art", "full_senior")
    assert FOUND.find_title("一级实习指导教师") == ("technician_school_teaching", "intermediate")
    assert FOUND.find_title("一级教练") == ("sports", "intermediate")
    assert FOUND.find_title("教授级高级工程师") == ("engineering", "full_senior")
    assert FOUND.find_title("经济师") is None


@pytest.mark.parametrize(
    ("code", "jurisdiction", "expected"),
    [
        ("national_technical_expert", "cn", "national_technical_expert"),
        ("national_technical_expert", "cn-44", "provincial_technical_expert"),
        ("provincial_technical_expert", "cn-gx", "guangxi_technical_expert"),
        ("provincial_technical_expert", "cn-45", "guangxi_technical_expert"),
        ("guangxi_skills_grand_award", "cn-34", "provincial_skills_grand_award"),
        ("regional_master_studio_lead", "cn", "national_master_studio_lead"),
        ("regional_master_studio_lead", "city", "other"),
        ("national_technical_expert", "industry", "other"),
        ("state_council_allowance", "cn-44", "other"),
        ("national_skills_competition", "cn-gx", "other"),
        ("worldskills", "cn", "worldskills"),
        ("worldskills", None, "worldskills"),
        ("other", "cn-gx", "other"),
    ],
)
def test_the_jurisdiction_decides_which_honour_it_is(
    code: str, jurisdiction: str | None, expected: str
) -> None:
    assert FOUND.honour_in(code, jurisdiction) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("广东省技术能手", ("provincial_technical_expert", "cn-44")),
        ("广东技术能手", ("provincial_technical_expert", "cn-44")),
        ("安徽省技能大奖", ("provincial_skills_grand_award", "cn-34")),
        ("江苏技能大师工作室带头人", ("provincial_master_studio_lead", "cn-32")),
        ("内蒙古自治区技术能手", ("provincial_technical_expert", "cn-15")),
        ("广西壮族自治区技术能手", ("guangxi_technical_expert", None)),
        ("全国技术能手", ("national_technical_expert", None)),
        ("worldskills", ("worldskills", None)),
        ("南粤技术能手", None),
        ("全国行业技术能手", None),
        ("柳州市技术能手", None),
    ],
)
def test_an_honour_is_found_by_its_exact_name_only(
    text: str, expected: tuple[str, str | None] | None
) -> None:
    assert FOUND.find_honour(text) == expected


def test_an_exact_name_fits_its_honour_and_its_province() -> None:
    expert = "provincial_technical_expert"

    assert FOUND.exact_name(expert, "cn-44", "广东省技术能手")
    assert FOUND.exact_name(expert, None, "广东省技术能手")
    assert FOUND.exact_name(expert, "cn-44", "省级技术能手")
    assert not FOUND.exact_name(expert, "cn-44", "湖南省技术能手")
    assert not FOUND.exact_name(expert, "cn-44", "广东省技能大奖")
    assert not FOUND.exact_name(expert, "cn-44", "南粤技术能手")


def test_a_standard_holds_from_its_day_until_the_next_one() -> None:
    rows = [
        {"occupation": ELECTRICIAN, "edition": "2018", "issued_on": "2018-12-26", "in_force_from": "2018-12-26", "pattern": "g18", "confidence": "L"},
        {"occupation": ELECTRICIAN, "edition": "2024", "issued_on": "2024-03-01", "in_force_from": "2024-04-01", "pattern": "g23", "confidence": "P"},
    ]  # fmt: skip
    older, newer = read_standards(rows, Path("overlay.yaml"))
    found = FOUND.with_standards([newer, older])

    assert found.standard(ELECTRICIAN, date(2018, 12, 25)) is None
    assert found.standard(ELECTRICIAN, date(2024, 3, 31)) == older
    assert found.standard(ELECTRICIAN, date(2024, 4, 1)) == newer
    assert found.standard(TURNER, date(2024, 4, 1)) is None
    assert found.digest == FOUND.with_standards([older, newer]).digest != FOUND.digest
    assert FOUND.with_standards([]) is FOUND
    assert found.fact(f"standards/{ELECTRICIAN}/2024").confidence == "P"


def test_a_wrong_row_of_an_overlay_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"standards\.0\.pattern: g99 is none of g18, g23, own"):
        read_standards(
            [{"occupation": ELECTRICIAN, "edition": "x", "issued_on": "2024-01-01", "in_force_from": "2024-01-01", "pattern": "g99"}],
            Path("overlay.yaml"),
        )  # fmt: skip


def test_an_overlay_of_exam_notices_is_answered_and_changes_the_digest() -> None:
    row = {
        "field": "economics",
        "year": 2024,
        "name": "x",
        "answer": False,
        "source": "某通知",
        "confidence": "M",
    }
    notices = read_exam_notices([row], Path("overlay.yaml"))
    found = FOUND.with_exam_notices(notices)

    assert found.exam_notice("economics", 2024, "x") == notices[0]
    assert found.digest != FOUND.digest
    assert FOUND.with_exam_notices([]) is FOUND


def test_registers_answer_what_they_hold() -> None:
    method = LinkingMethod("health", "某贯通办法", date(2025, 1, 1), "H")
    notice = ExamNotice("economics", 2024, "technician_equivalence", True, "某通知", "M")
    found = dataclasses.replace(FOUND, linking_methods=(method,), exam_notices=(notice,))

    assert found.linking_method("health", date(2025, 1, 1)) == method
    assert found.linking_method("health", date(2024, 12, 31)) is None
    assert found.exam_notice("economics", 2024, "technician_equivalence") == notice
    assert found.exam_notice("economics", 2025, "technician_equivalence") is None
    assert not found.unconfirmed("linking_methods/health/某贯通办法")
    assert not found.unconfirmed("exam_notices/economics/2024/technician_equivalence")


@pytest.mark.parametrize(
    ("fact", "zh", "confidence"),
    [
        ("relation/6-31-01-03/engineering/电气", "职业“电工”与工程系列“电气”专业相同", "P"),
        ("relation/4-03-02-01", "职业“中式烹调师”只与对应表列出的职称专业相同或相近", "P"),
        ("relation/6-18-01-01~6-31-01-02", "职业“车工”与“机修钳工”相近", "P"),
        ("major/机电~6-31-01-03", "所学专业“机电”与职业“电工”相关", "P"),
        ("major/会计~6-31-01-03", "所学专业“会计”与职业“电工”不相关", "P"),
        ("legacy/6-07-06-05", "1999年版大典的“6-07-06-05 维修电工”即现在的“电工”（6-31-01-03）", "L"),
        ("legacy/汽车修理工", "1999年版大典的“汽车修理工”即现在的“汽车维修工”（4-12-01-01）", "L"),
        ("occupation/6-29-05-00", "职业“古建筑工”的代码为 6-29-05-00", "L"),
        ("standards/default", "未登记标准的职业按 g18 编制规程的条件", "L"),
    ],
)
def test_a_fact_says_what_is_to_be_confirmed(fact: str, zh: str, confidence: str) -> None:
    found = FOUND.fact(fact)

    assert (found.id, found.label.zh, found.confidence) == (fact, zh, confidence)
    assert found.label.en
    assert found.source
    assert FOUND.unconfirmed(fact)


@given(
    occupations,
    occupations,
    specialties,
    st.sampled_from([major for row in FOUND.disciplines for major in row.majors]),
)
def test_every_fact_that_an_answer_names_exists_and_is_unconfirmed(
    one: str, other: str, key: tuple[str, str], major: str
) -> None:
    answers = [
        FOUND.relate_specialty(one, *key),
        FOUND.relate_occupations(one, other),
        FOUND.relate_major(major, one),
    ]

    assert all(FOUND.unconfirmed(answer.fact) for answer in answers if answer.fact)


@pytest.mark.parametrize(
    "fact",
    [
        "relation/6-31-01-03/engineering/食品",
        "relation/1-01-01-01",
        "relation/4-13-04-02",
        "relation/6-31-01-03~1-01-01-01",
        "relation/4-13-04-02~6-31-01-03",
        "major/天文学~6-31-01-03",
        "legacy/6-99-99-99",
        "occupation/1-01-01-01",
        "standards/1-01-01-01/2020",
        "nothing",
    ],
)
def test_an_id_without_a_fact_is_a_key_error(fact: str) -> None:
    with pytest.raises(KeyError):
        FOUND.fact(fact)
