"""`guantong check`: files in, answers out; every way in which it can go wrong."""

import os
import re
from datetime import date
from pathlib import Path

import pytest

from guantong.cases import load_case
from guantong.decisions import decide
from guantong.policy import load_policy, overlay, read_overlay
from tests.cli.conftest import EXAMPLES, Guantong

TURNER = EXAMPLES / "01-turner.yaml"
WELDER = EXAMPLES / "03-welder.yaml"
LITTLE = EXAMPLES / "07-little-known.yaml"
BAD = """
person: {name: 示例}
certificates:
  - {kind: skill_level, level: techniciann, occupation: 车工, issued_on: 2024-02-30}
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, encoding="utf-8")
    return path


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_example_is_answered_in_both_languages(example: Path, lang: str, guantong: Guantong) -> None:
    result = guantong("check", example, "--lang", lang)

    assert (result.code, result.err) == (0, "")
    assert (load_case(example).person.name or "?") in result.out
    assert "!" not in result.out
    assert "！" not in result.out
    assert not re.search(r"[{}]|None", result.out)


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_people_in_examples_are_fictional(example: Path) -> None:
    assert (load_case(example).person.name or "").startswith("示例")


def test_json_is_the_decision_document(guantong: Guantong) -> None:
    result = guantong("check", TURNER, "--json")

    assert result.json == decide(load_case(TURNER)).to_dict()


def test_several_files_make_a_list(guantong: Guantong) -> None:
    result = guantong("check", TURNER, WELDER, "--json", "--no-readings")

    expected = [decide(load_case(path), with_readings=False).to_dict() for path in (TURNER, WELDER)]
    assert (result.code, result.json) == (0, expected)


def test_without_readings_none_is_named(guantong: Guantong) -> None:
    assert "A16" in guantong("check", EXAMPLES / "02-one-day-short.yaml").out
    assert "A16" not in guantong("check", EXAMPLES / "02-one-day-short.yaml", "--no-readings").out


def test_a_dash_is_standard_input(guantong: Guantong) -> None:
    text = TURNER.read_text(encoding="utf-8")

    assert guantong("check", "-", "--json", typed=text).json == guantong("check", TURNER, "--json").json


def test_the_day_of_submission_may_be_given_as_people_write_it(guantong: Guantong) -> None:
    result = guantong("check", TURNER, "--as-of", "2023年5月31日", "--json")

    assert result.json == decide(load_case(TURNER), as_of=date(2023, 5, 31)).to_dict()


def test_today_is_the_day_where_a_case_names_none(guantong: Guantong) -> None:
    text = "person: {name: 示例}"

    assert guantong("check", "-", "--today", "2025-03-04", "--json", typed=text).json["as_of"] == "2025-03-04"


def test_the_document_is_read_on_the_day_that_is_asked(guantong: Guantong) -> None:
    text = "person: {name: 示例}\nappraisals: {2023: 尚未评定}"

    for command in ("check", "path"):
        assert guantong(command, "-", "--as-of", "2024-06-01", "--json", typed=text).code == 0
        late = guantong(command, "-", "--as-of", "2025-06-01", "--json", typed=text)
        assert (late.code, [error["path"] for error in late.json["errors"]]) == (2, ["appraisals.2023"])


def test_a_policy_file_lies_over_the_packs(tmp_path: Path, guantong: Guantong) -> None:
    switched = tmp_path / "policy.yaml"
    switched.write_text("readings: {A16: day_after}", encoding="utf-8")
    case = EXAMPLES / "02-one-day-short.yaml"

    result = guantong("check", case, "--as-of", "2026-11-22", "--policy", switched, "--json")

    policy = overlay(load_policy(), read_overlay(switched))
    assert result.json == decide(load_case(case), as_of=date(2026, 11, 22), policy=policy).to_dict()
    assert result.json["decisions"][0]["eligible_from"] == "2026-11-23"


def test_a_displaced_route_is_told_beside_the_one_that_holds(tmp_path: Path, guantong: Guantong) -> None:
    later = tmp_path / "policy.yaml"
    row = '{occupation: "6-31-01-03", edition: "2025", issued_on: 2025-01-01, in_force_from: 2025-01-01, pattern: g23, confidence: P}'
    later.write_text(f"standards: [{row}]", encoding="utf-8")

    result = guantong("check", EXAMPLES / "06-engineer-to-electrician.yaml", "--policy", later)

    assert "另一答" in result.out
    assert "F.3" in result.out


# --- what can go wrong ---------------------------------------------------------------------------------


def test_mistakes_are_located_on_standard_error(bad: Path, guantong: Guantong) -> None:
    result = guantong("check", bad)

    assert (result.code, result.out) == (2, "")
    assert f"{bad}：有 2 处错误，没有作出判断。" in result.err
    assert "  certificates[0].level: " in result.err
    assert "  certificates[0].issued_on: " in result.err


def test_mistakes_with_json_are_told_on_both_outputs(bad: Path, guantong: Guantong) -> None:
    result = guantong("check", bad, "--json")

    assert result.code == 2
    assert [error["path"] for error in result.json["errors"]] == [
        "certificates[0].level",
        "certificates[0].issued_on",
    ]
    assert all(set(error) == {"path", "message", "hint"} for error in result.json["errors"])
    assert "certificates[0].level: " in result.err


def test_mistakes_are_told_in_english(bad: Path, guantong: Guantong) -> None:
    result = guantong("check", bad, "--lang", "en")

    assert "2 mistakes, nothing was decided." in result.err


def test_good_files_are_decided_beside_a_bad_one(bad: Path, guantong: Guantong) -> None:
    result = guantong("check", bad, TURNER, "--json")

    failed, decided = result.json
    assert result.code == 2
    assert failed.keys() == {"errors"}
    assert decided == decide(load_case(TURNER)).to_dict()

    assert "示例甲" in guantong("check", bad, TURNER).out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_no_file_is_said(tmp_path: Path, lang: str, guantong: Guantong) -> None:
    missing, inside = tmp_path / "nobody.yaml", TURNER / "inside.yaml"

    for path in (missing, tmp_path, inside):
        result = guantong("check", path, "--json", "--lang", lang)
        assert result.code == 2
        assert len(result.json["errors"]) == 1
        assert path.name in result.err


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable for the superuser")
def test_an_unreadable_file_is_said(tmp_path: Path, guantong: Guantong) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text("person: {name: 示例}", encoding="utf-8")
    path.chmod(0)

    assert guantong("check", path).code == 2


def test_empty_standard_input_is_no_case(guantong: Guantong) -> None:
    result = guantong("check", "-")

    assert result.code == 2
    assert result.err.startswith("标准输入：有 1 处错误")


@pytest.mark.parametrize("option", ["--as-of", "--today"])
def test_a_day_that_is_none_is_refused(option: str, guantong: Guantong) -> None:
    result = guantong("check", TURNER, option, "2024-02-30", "--json")

    assert result.code == 2
    assert result.json["errors"][0]["path"] == option
    assert option in result.err


@pytest.mark.parametrize("content", ["readings: {A16: never}", "readings: [", "- A16", "rules: {}"])
def test_a_policy_file_that_cannot_be_used_is_refused(
    content: str, tmp_path: Path, guantong: Guantong
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(content, encoding="utf-8")

    result = guantong("check", TURNER, "--policy", path, "--json")

    assert result.code == 2
    assert result.json["errors"][0]["path"] == "--policy"


def test_a_policy_file_that_is_not_there_is_refused(tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("check", TURNER, "--policy", tmp_path / "none.yaml")

    assert result.code == 2
    assert "打不开文件" in result.err


def test_no_identity_number_is_ever_written(guantong: Guantong) -> None:
    number = "450202198803024713"
    text = f'person: {{name: 示例, identity: {{type: 居民身份证, number: "{number}"}}}}\ncertificates: []'
    wrong = text.replace(number, "450202198803024714")

    for said in (
        guantong("check", "-", typed=text),
        guantong("check", "-", "--json", typed=text),
        guantong("check", "-", typed=wrong),
        guantong("check", "-", "--json", typed=wrong),
    ):
        assert "4502021988030247" not in said.out + said.err


def test_a_person_of_whom_nothing_is_known_is_told_what_to_write(guantong: Guantong) -> None:
    result = guantong("check", "-", typed="person: {birth_date: 1990-01-01}\ntargets: []")

    assert result.code == 0
    assert "没有写姓名" in result.out
    assert "没有可以判断的目标" in result.out


def test_who_can_supply_what_is_missing(guantong: Guantong) -> None:
    said = guantong("check", LITTLE).out

    assert "全国证书联网查询：证书联网查询结果" in said
    assert "单位人事部门：2023 年度考核结果" in said
    assert "本人：" in said
    assert "先补哪一项" in said


def test_the_first_day_and_how_far_it_is(guantong: Guantong) -> None:
    said = guantong("check", EXAMPLES / "02-one-day-short.yaml").out

    assert "工程师（机械制造）：还差 1 天，最早 2026年11月22日 可以申报。" in said
