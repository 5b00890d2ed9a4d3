"""What the files of the catalogue say: counts, closed lists, and the rules by which the lists were made."""

import re
from collections import Counter

import pytest

from guantong.catalogue import Catalogue, catalogue, terms


@pytest.fixture(name="found", scope="module")
def _found() -> Catalogue:
    return catalogue()


def test_the_national_table_has_27_series_numbered_through(found: Catalogue) -> None:
    assert [row.number for row in found.series.values()] == list(range(1, 28))
    assert {code for code, row in found.series.items() if row.by_exam} == {
        "publishing", "translation", "accounting", "statistics", "economics", "auditing",
    }  # fmt: skip


def test_specialties_are_a_closed_list_of_66(found: Catalogue) -> None:
    assert Counter(row.series for row in found.all_specialties) == {
        "engineering": 38,
        "agriculture": 12,
        "arts_and_crafts": 6,
        "art": 4,
        "cultural_heritage": 3,
        "laboratory": 2,
        "sports": 1,
    }
    assert len({(row.series, row.name) for row in found.all_specialties}) == 66


def test_every_listed_specialty_comes_from_an_occupation(found: Catalogue) -> None:
    named = {
        (series, name) for code in found.occupations for series, name, _ in found.related_specialties(code)
    }

    assert named == {(row.series, row.name) for row in found.all_specialties}


def test_77_occupations_name_108_relations(found: Catalogue) -> None:
    assert len(found.occupations) == 77
    assert sum(len(found.related_specialties(code)) for code in found.occupations) == 108


@pytest.mark.parametrize(
    ("occupation", "relations"),
    [
        ("车工", ["engineering/机械制造 same"]),
        ("模具工", ["engineering/模具 same", "engineering/机械制造 same"]),
        ("焊工", ["engineering/焊接 same", "engineering/机械制造 similar", "engineering/建筑安装 similar"]),
        (
            "仪器仪表维修工",
            ["engineering/仪器仪表 same", "engineering/自动化 similar", "laboratory/综合 similar"],
        ),
        ("化学检验员", ["engineering/化工 same", "laboratory/化学 similar"]),
        (
            "农产品食品检验员",
            ["engineering/食品 similar", "agriculture/农产品质量 similar", "laboratory/综合 similar"],
        ),
        ("网络与信息安全管理员", ["engineering/信息安全 same"]),
        ("林木种苗工", ["engineering/林业 similar", "agriculture/林业 similar"]),
        ("陶瓷工艺品制作师", ["arts_and_crafts/陶瓷 same"]),
        ("抽纱刺绣工", ["arts_and_crafts/刺绣和染织 same"]),
        ("装裱师", ["arts_and_crafts/综合 same", "cultural_heritage/书画修复 similar"]),
        ("中式烹调师", []),
        ("体育场馆管理员", []),
    ],
)
def test_a_row_of_the_table_becomes_these_relations(
    found: Catalogue, occupation: str, relations: list[str]
) -> None:
    meant = found.find_occupation(occupation)
    assert meant is not None

    assert [
        f"{series}/{name} {relation}" for series, name, relation in found.related_specialties(meant.code)
    ] == relations


def test_unrelated_and_undecided_are_two_things(found: Catalogue) -> None:
    unrelated = {row.name for row in found.occupations.values() if row.relations == ()}
    undecided = {row.name for row in found.occupations.values() if row.relations is None}

    assert unrelated == {"中式烹调师", "育婴员", "养老护理员"}
    assert undecided == {"体育场馆管理员", "保健按摩师"}


def test_teachers_of_technician_schools_have_no_list(found: Catalogue) -> None:
    assert found.specialties("technician_school_teaching") == ()


def test_codes_have_the_form_of_the_classification(found: Catalogue) -> None:
    assert all(re.fullmatch(r"[456]-\d\d-\d\d-\d\d", code) for code in found.occupations)
    assert {row.code for row in found.occupations.values() if row.edition == "2019"} == {
        "6-30-99-00",
        "6-31-01-10",
    }


def test_every_occupation_has_everyday_words_and_each_means_one(found: Catalogue) -> None:
    means: dict[str, str] = {}
    for row in found.occupations.values():
        assert len(row.aliases) >= 2, row.name
        for text in (row.code, row.name, *row.aliases, *(old.name for old in row.legacy)):
            assert means.setdefault(terms.normalise(text), row.code) == row.code


def test_a_legacy_code_is_no_present_code(found: Catalogue) -> None:
    old = {legacy.code for row in found.occupations.values() for legacy in row.legacy if legacy.code}

    assert not old & found.occupations.keys()


def test_every_occupation_is_related_to_the_majors_of_its_disciplines(found: Catalogue) -> None:
    majors = {row.id: row.majors for row in found.disciplines}
    for row in found.occupations.values():
        assert row.disciplines, row.name
        for discipline in row.disciplines:
            assert len(majors[discipline]) >= 5
            assert {found.relate_major(major, row.code).kind for major in majors[discipline]} == {"similar"}


def test_honours_are_those_of_the_vocabulary(found: Catalogue) -> None:
    assert tuple(found.honours) == terms.codes("honour")
    assert {code for code, row in found.honours.items() if row.contest} == {
        "worldskills",
        "national_skills_competition",
    }


def test_34_provinces_have_two_digits_and_a_short_name(found: Catalogue) -> None:
    assert len(found.provinces) == 34
    assert all(re.fullmatch(r"[1-8]\d", code) for code in found.provinces)
    assert all(row.name.zh.startswith(row.short) for row in found.provinces.values())


def test_exam_fields_have_their_levels(found: Catalogue) -> None:
    two = {code for code, row in found.exam_fields.items() if row.levels == ("junior", "intermediate")}

    assert two == {"publishing", "telecommunications"}
    assert all(
        row.levels == terms.codes("exam_level") for code, row in found.exam_fields.items() if code not in two
    )


def test_the_registers_are_empty_and_say_what_holds_then(found: Catalogue) -> None:
    assert (found.standards, found.linking_methods, found.exam_notices) == ((), (), ())
    assert found.default_pattern == ("g18", "L")
