"""The regions of Guangxi: our list against another's, and how one encloses another."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.core.management import call_command
from stdnum import numdb

from guantong.portal.organisations.models import Region
from guantong.portal.organisations.regions import enclosing, parent_code, region_facts
from guantong.portal.organisations.services import regions_load


def test_every_region_is_named_as_another_list_names_it_last() -> None:
    known = numdb.get("cn/loc")
    for region in region_facts().regions:
        (_, county) = known.info(region.code)[1]
        assert region.zh == re.sub(r"\[[^]]*\]", "", county["county"].split(",")[-1]), region.code


def test_there_are_fourteen_cities_and_a_hundred_and_eleven_parts_of_them() -> None:
    kinds = Counter(len(enclosing(region.code)) for region in region_facts().regions)

    assert kinds == {1: 1, 2: 14, 3: 111}
    assert len({region.code for region in region_facts().regions}) == 126


def test_the_list_says_where_it_comes_from_and_until_when_it_is_known() -> None:
    assert "GB/T 2260" in region_facts().source
    assert region_facts().as_of == "2021-12-31"


@pytest.mark.parametrize(
    ("code", "around"),
    [
        ("450202", ("450202", "450200", "450000")),
        ("4502", ("450200", "450000")),
        ("45", ("450000",)),
    ],
)
def test_a_county_lies_in_its_city_and_that_in_the_autonomous_region(
    code: str, around: tuple[str, ...]
) -> None:
    assert enclosing(code) == around


@pytest.mark.django_db
def test_loading_the_regions_again_changes_nothing_and_a_new_name_is_taken() -> None:
    assert regions_load() == 126
    Region.objects.filter(code="450181").update(name="横县")
    regions_load()

    assert Region.objects.count() == 126
    county = Region.objects.get(code="450181")
    assert (county.name, county.parent_id) == ("横州市", "450100")
    assert parent_code("450000") is None


@pytest.mark.django_db
def test_the_command_loads_them_and_says_where_they_come_from(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("regions")

    assert Region.objects.count() == 126
    assert "GB/T 2260" in capsys.readouterr().out
