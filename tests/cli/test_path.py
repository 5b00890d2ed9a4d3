"""`guantong path`: the command around the pathways."""

from datetime import date

import pytest

from guantong.cases import load_case
from guantong.pathways import lines, parse_goal, prospects, quickest
from tests.cli.conftest import EXAMPLES, Guantong

CASE = EXAMPLES / "02-one-day-short.yaml"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_way_to_a_goal_is_told(lang: str, guantong: Guantong) -> None:
    result = guantong("path", CASE, "--goal", "中级", "--lang", lang, columns=96)

    found = quickest(load_case(CASE), parse_goal("中级"), lang="en" if lang == "en" else "zh")
    said = "".join(result.out.split())
    assert result.code == 0
    assert all("".join(line.split()) in said for line in lines(found))


def test_the_json_is_that_of_the_pathway(guantong: Guantong) -> None:
    result = guantong("path", CASE, "--goal", "中级", "--json")

    assert result.json == quickest(load_case(CASE), parse_goal("中级")).to_dict()


def test_without_a_goal_everything_related_is_told(guantong: Guantong) -> None:
    result = guantong("path", CASE, "--as-of", "2026-11-22", "--json")

    from dataclasses import replace

    case = replace(load_case(CASE), as_of=date(2026, 11, 22))
    assert result.json == prospects(case).to_dict()


def test_a_goal_that_is_none_is_met_with_the_nearest(guantong: Guantong) -> None:
    result = guantong("path", CASE, "--goal", "副高极", "--json")

    assert result.code == 2
    assert result.json["errors"][0]["path"] == "--goal"
    assert "副高级" in result.err


def test_a_bad_file_is_refused(guantong: Guantong) -> None:
    assert guantong("path", EXAMPLES).code == 2
