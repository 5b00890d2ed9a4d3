"""What is read in another way than it stands, or holds later, is noted at its place and refuses nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from guantong.cases import parse_case
from guantong.cases.identity import check_digit
from guantong.catalogue import catalogue
from tests.cases.documents import TODAY

if TYPE_CHECKING:
    from guantong.cases.model import Case


def case(**document: Any) -> Case:
    return parse_case({"as_of": "2024-06-01", **document}, today=TODAY)


@pytest.mark.parametrize(
    ("text", "code", "note"),
    [
        ("6-18-01-01", "6-18-01-01", None),
        ("６－１８－０１－０１", "6-18-01-01", None),
        ("车工", "6-18-01-01", None),
        ("开车床的", "6-18-01-01", "everyday_name"),
        ("8-99-99-99", "8-99-99-99", "unknown_occupation"),
        ("磁浮轨道巡检工", "磁浮轨道巡检工", "unknown_occupation"),
        ("zzz", "zzz", "unknown_occupation"),
    ],
)
def test_occupations(text: str, code: str, note: str | None) -> None:
    found = case(certificates=[{"level": "技师", "occupation": text, "issued_on": "2020-01-01"}])

    assert found.certificates is not None
    assert found.certificates[0].occupation == code
    assert [item.code for item in found.notes] == ([note] if note else [])
    assert all(item.path == "certificates[0].occupation" for item in found.notes)


def test_a_legacy_code_and_name_are_mapped_and_noted() -> None:
    row, old = next((row, old) for row in catalogue().occupations.values() for old in row.legacy if old.code)
    for text in filter(None, (old.code, old.name)):
        if text == row.name:
            continue
        found = case(employment=[{"from": "2020-01-01", "occupation": text}])
        assert found.employment is not None
        assert found.employment[0].occupation == row.code
        assert [item.code for item in found.notes] == ["legacy_occupation"]


def test_the_exact_name_of_an_honour_of_another_province_says_where_it_is_from() -> None:
    found = case(
        honours=[
            {"honour": "广东省技术能手"},
            {"honour": "广东省技术能手", "jurisdiction": "湖南省", "name": "自写的名称"},
            {"honour": "全国技术能手", "jurisdiction": "cn-45"},
        ]
    )

    assert found.honours is not None
    assert [(row.honour, row.jurisdiction, row.name) for row in found.honours] == [
        ("provincial_technical_expert", "cn-44", "广东省技术能手"),
        ("provincial_technical_expert", "cn-43", "自写的名称"),
        ("national_technical_expert", "cn-gx", None),
    ]


def test_a_month_is_read_as_its_last_day_and_noted() -> None:
    found = case(employment=[{"from": "2016-05", "to": "2016年6月"}])

    assert found.employment is not None
    assert (found.employment[0].start, found.employment[0].end) == (date(2016, 5, 31), date(2016, 6, 30))
    assert [(note.path, note.code) for note in found.notes] == [
        ("employment[0].from", "month_precision"),
        ("employment[0].to", "month_precision"),
    ]


@pytest.mark.parametrize(("region", "codes"), [("450202", []), ("190202", ["region_hint"]), ("310119", [])])
def test_a_region_that_is_no_province_is_a_hint_only(region: str, codes: list[str]) -> None:
    body = region + "19880302" + "471"
    found = case(person={"identity": {"type": "身份证", "number": body + check_digit(body)}})

    assert [note.code for note in found.notes] == codes
