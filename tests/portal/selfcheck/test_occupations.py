"""An occupation is found by whatever people call it."""

from __future__ import annotations

import pytest

from guantong.catalogue import catalogue
from guantong.portal.selfcheck.occupations import find_occupations, index, meant


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("烧电焊的", "焊工"),
        ("电工", "电工"),
        ("dg", "电工"),
        ("DG", "电工"),
        ("diangong", "电工"),
        ("hangong", "焊工"),
        ("维修电工", "电工"),
        ("6-07-06-05", "电工"),
        ("６－３１－０１－０３", "电工"),
        ("6-31-01-03", "电工"),
        ("修电梯", "电梯安装维修工"),
        ("炒菜", "中式烹调师"),
        ("我是修车的", "汽车维修工"),
        ("cnc", "多工序数控机床操作调整工"),
        (" 车 工 ", "车工"),
        ("车\u200b工", "车工"),
    ],
)
def test_everyday_words_names_codes_and_pinyin(typed: str, name: str) -> None:
    assert find_occupations(typed)[0].name == name


def test_the_name_itself_comes_before_words_like_it() -> None:
    assert [found.name for found in find_occupations("dg")][:2] == ["电工", "锻造工"]


def test_the_word_that_was_found_is_told() -> None:
    assert find_occupations("烧电焊")[0].known_as == "烧电焊的"
    assert find_occupations("焊工")[0].known_as == ""


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\x00"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert find_occupations(typed) == ()


@pytest.mark.parametrize("typed", ["zzzz", "外星人", "𬭎" * 500, "<script>", "\ud800", "' OR 1=1 --"])
def test_what_nobody_is_called_finds_nothing_and_breaks_nothing(typed: str) -> None:
    assert find_occupations(typed) == ()


def test_every_occupation_is_found_by_each_of_its_names_and_by_its_initials() -> None:
    for entry in index():
        for word in entry.words:
            assert entry.code in {found.code for found in find_occupations(word.shown)}, word
        initials = next(word.initials for word in entry.words if word.official)
        assert entry.code in {found.code for found in find_occupations(initials, most=20)}, initials


def test_the_index_holds_the_whole_catalogue() -> None:
    assert [entry.code for entry in index()] == list(catalogue().occupations)


def test_one_occupation_is_meant_by_its_very_name_only() -> None:
    assert meant("电工") == "6-31-01-03"
    assert meant("烧电焊的") == "6-18-02-04"
    assert meant("电") is None
