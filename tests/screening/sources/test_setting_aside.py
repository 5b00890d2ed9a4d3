"""Who is set aside and why: what the reader of cases refuses in a document holds for rows of a register."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from guantong.cases import identity
from guantong.population.generation import generate
from guantong.screening.sources import load_intake, prepare
from tests.screening.sources.registers import stored
from tests.screening.sources.small import TWO_PEOPLE, folder, reasons, rejected

if TYPE_CHECKING:
    from pathlib import Path


_FAULTS: dict[str, tuple[str, list[str], str]] = {
    "job": (
        "from,to",
        ["2020-01-02,2020-01-01", ","],
        "to from",
    ),
    "sanction": ("kind,from,to", ["处分,2020-01-02,2020-01-01", "警告一次,,"], "to kind"),
    "certificate": (
        "level,occupation,issued_on,number",
        [
            "大师,车工,2020-01-01,",
            "技师,车工,2020-01-01,S000045000123201000001",
            "技师,车工,2020-01-01,S000045000123172000001",
            "技师,车工,2020-01-01,4.5E+21",
            "技师,6-18-99,2020-01-01,",
            ",车工,2020-01-01,",
        ],
        "level number number number occupation level",
    ),
    "title": (
        "series,specialty,level,obtained_on",
        ["工程,机械学,中级,2020-01-01", ",,,2020-01-01", "工程,,农艺师,2020-01-01", "工程,,中级,"],
        "specialty series level obtained_on",
    ),
    "appraisal": ("year,grade", ["2020,甲等", "去年,合格", "2020,"], "grade year grade"),
    "education": ("major,graduated_on,degree", ["数控,2020-13-01,", "数控,,大概"], "graduated_on degree"),
    "honour": ("honour,medal", ["宇宙大奖,", "世界技能大赛,木牌", ","], "honour medal honour"),
    "finding": (
        "question,about,answer",
        ["专业相近,车工,是", "专业相近,,是", ",车工,是"],
        "about about question",
    ),
}
"""Rows that a case document would refuse, by table, and the columns at fault; each row is of another person."""


def test_a_row_that_cannot_be_read_sets_its_person_aside(tmp_path: Path) -> None:
    files, expected = {"person": "person_id\ngood\n"}, []
    for table, (header, lines, columns) in _FAULTS.items():
        good = {"job": "2020-01-01,", "certificate": "技师,车工,2020-01-01,", "appraisal": "2020,合格"}.get(
            table
        )
        names = [f"{table}{place}" for place in range(len(lines))]
        files["person"] += "".join(f"{name}\n" for name in names)
        files[table] = f"person_id,{header}\n" + "".join(
            f"{name},{line}\n" for name, line in zip(names, lines, strict=True)
        )
        files[table] += f"good,{good}\n" if good else ""
        expected += [
            (name, table, str(place), column)
            for place, (name, column) in enumerate(zip(names, columns.split(), strict=True), 2)
        ]
    intake = prepare(folder(tmp_path / "in", **files), tmp_path / "work", threads=1)
    found = reasons(tmp_path / "work")
    assert set(expected) <= set(found)
    assert {person for person, *_ in found} == {person for person, *_ in expected}
    assert [row["person_id"] for row in stored(tmp_path / "work")["person"]] == ["good"]
    for table, (_, lines, _) in _FAULTS.items():
        count = intake.counts[table]
        assert (count.accepted, count.rejected) == (
            int(table in ("job", "certificate", "appraisal")),
            len(lines),
        )
    assert (intake.persons.accepted, intake.rejected) == (1, len(expected))


_DATED = {
    "job": ("from", "1969-12-31"),
    "certificate": ("level,occupation,issued_on", "技师,车工,1969-12-31"),
    "title": ("series,level,obtained_on", "工程,中级,1969-12-31"),
    "honour": ("honour,granted_on", "全国技术能手,1969-12-31"),
    "education": ("kind,graduated_on", "本科,1969-12-31"),
    "sanction": ("kind,from", "处分,1969-12-31"),
    "finding": ("question,about,answer,decided_on", "荣誉等同,甲,是,1969-12-31"),
    "appraisal": ("grade,year", "合格,1968"),
}
"""A row of every table from the day before a person was born."""


def test_nothing_dates_from_before_the_birth(tmp_path: Path) -> None:
    people = "".join(f"{table},1970-01-01\nyoung_{table},1970-01-01\n" for table in _DATED)
    files = {"person": "person_id,birth_date\n" + people}
    for table, (header, line) in _DATED.items():
        later = line.replace("1969-12-31", "1970-01-01").replace("1968", "1969")
        files[table] = f"person_id,{header}\n{table},{line}\nyoung_{table},{later}\n"
    prepare(folder(tmp_path / "in", **files), tmp_path / "work", threads=1)
    assert set(reasons(tmp_path / "work")) == {
        (table, table, "2", header.split(",")[-1]) for table, (header, _) in _DATED.items()
    }


def test_two_appraisals_of_one_year_contradict_each_other(tmp_path: Path) -> None:
    appraisals = "person_id,year,grade\nP1,2020,优秀\nP1,2020.0,合格\nP2,2020,合格\nP2,2021,合格\n"
    prepare(folder(tmp_path / "in", person=TWO_PEOPLE, appraisal=appraisals), tmp_path / "work", threads=1)
    assert reasons(tmp_path / "work") == [("P1", "appraisal", "2", "year"), ("P1", "appraisal", "3", "year")]


def test_two_people_with_one_key_are_both_set_aside(tmp_path: Path) -> None:
    source = folder(
        tmp_path / "in",
        person="person_id\nP1\nP2\n Ｐ１\n",
        job="person_id,from\nP1,2020-01-01\nP2,2020-01-01\n",
    )
    intake = prepare(source, tmp_path / "work", threads=1)
    found = rejected(tmp_path / "work")
    assert [(row["person_id"], row["row"]) for row in found] == [("P1", "2"), ("P1", "4")]
    assert all("2、4" in row["reason_zh"] and "2, 4" in row["reason_en"] for row in found)
    assert (intake.persons.read, intake.persons.accepted) == (3, 1)
    assert intake.counts["job"].rejected == 1


def test_rows_of_nobody_are_told_and_change_no_answer(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person=TWO_PEOPLE, job="person_id,from\nP9,2020-01-01\nP1,2020-01-01\n")
    intake = prepare(source, tmp_path / "work", threads=1)
    assert reasons(tmp_path / "work") == [("P9", "job", "2", "person_id")]
    assert intake.persons.accepted == 2
    assert intake.ownerless == {}


def test_rows_whose_owner_is_lost_leave_the_lists_unknown(tmp_path: Path) -> None:
    mapping = "tables: {certificate: {file: certificate.csv, complete: true}}"
    header = "person_id,level,occupation,issued_on\n"
    good = "P1,技师,车工,2020-01-01\n"
    source = folder(tmp_path / "in", person=TWO_PEOPLE, certificate=header + good, mapping=mapping)
    prepare(source, tmp_path / "work", threads=1)
    assert [row["certificates"] for row in stored(tmp_path / "work")["person"]] == [True, True]
    folder(source, certificate=header + good + "4.5E+17,技师,车工,2020-01-01\n")
    intake = prepare(source, tmp_path / "work", threads=1)
    assert [row["certificates"] for row in stored(tmp_path / "work")["person"]] == [True, False]
    assert intake.ownerless == {"certificate": 1}
    assert reasons(tmp_path / "work") == [("", "certificate", "3", "person_id")]


def test_values_that_nothing_maps_are_counted(tmp_path: Path) -> None:
    jobs = "".join(
        f"P{place % 2 + 1},2020-01-0{place},{'私企' if place < 4 else '企业'}\n" for place in range(1, 6)
    )
    source = folder(tmp_path / "in", person=TWO_PEOPLE, job="person_id,from,sector\n" + jobs)
    intake = prepare(source, tmp_path / "work", threads=1)
    assert [(item.table, item.column, item.value, item.rows) for item in intake.unmapped] == [
        ("job", "sector", "私企", 3)
    ]
    assert load_intake(tmp_path / "work") == intake
    assert json.loads((tmp_path / "work" / "intake.json").read_text("utf-8"))["unmapped"][0]["rows"] == 3


def test_formulas_are_text_in_the_file_of_the_rejected(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person="person_id,status\n=1+1,+x\n")
    prepare(source, tmp_path / "work", threads=1)
    (row,) = rejected(tmp_path / "work")
    assert (row["person_id"], row["value"]) == ("'=1+1", "'+x")


# --- identity numbers ---------------------------------------------------------------------------------


def _card(birth: str = "19880302", serial: int = 471) -> str:
    first = f"450202{birth}{serial:03}"
    return first + identity.check_digit(first)


def test_identity_numbers_do_not_enter_the_store(tmp_path: Path) -> None:
    first, second, wrong = _card(), _card(serial=472), _card()[:17] + ("1" if _card()[17] != "1" else "2")
    source = folder(
        tmp_path / "in",
        人员=f"身份证号,出生日期\n{first},1988年3月\n{second.lower()} ,\n{wrong},\n",
        工作经历=f"身份证号,开始日期\n{first},2010-01-01\n{second},2010-01-01\n{wrong},2010-01-01\n",
    )
    work = tmp_path / "work"
    intake = prepare(source, work, threads=1)
    people = stored(work)["person"]
    assert len(people) == 2
    assert {row["birth_date"] for row in people} == {
        None,
        date(1988, 3, 2).toordinal(),
    }  # the number says the day
    assert {row["person_id"] for row in stored(work)["job"]} == {row["person_id"] for row in people}
    keys = {row["person_id"]: row["number"] for row in pq.read_table(work / "keys.parquet").to_pylist()}
    assert sorted(keys.values()) == sorted((first, second))
    assert set(keys) == {row["person_id"] for row in people}
    for secret in ("keys.parquet", "salt"):
        assert (work / secret).stat().st_mode & 0o777 == 0o600
    for path in work.rglob("*"):
        if path.is_file() and path.name != "keys.parquet":
            assert first.encode() not in path.read_bytes(), path
            assert wrong.encode() not in path.read_bytes(), path
    assert [row["column"] for row in rejected(work)] == ["person_id", "person_id"]
    assert intake.ownerless == {"job": 1}

    again = {row["person_id"] for row in people}
    prepare(source, work, threads=1)
    assert {row["person_id"] for row in stored(work)["person"]} == again  # the salt is kept
    prepare(source, tmp_path / "other", threads=1)
    assert not {row["person_id"] for row in stored(tmp_path / "other")["person"]} & again


def test_the_birth_in_the_number_counts(tmp_path: Path) -> None:
    number = _card("19900505")
    mapping = "tables: {person: {file: p.csv, columns: {person_id: {column: id, kind: identity}}}, job: {file: j.csv, columns: {person_id: id}}}"
    source = folder(
        tmp_path / "in", p=f"id,birth_date\n{number},1990-05-06\n", j="id,from\n", mapping=mapping
    )
    prepare(source, tmp_path / "work", threads=1)
    assert [row["column"] for row in rejected(tmp_path / "work")] == ["birth_date"]
    folder(source, p=f"id\n{number}\n", j=f"id,from\n{number},1990-05-04\n")
    prepare(source, tmp_path / "work", threads=1)
    assert [row["column"] for row in rejected(tmp_path / "work")] == ["from"]


# --- the synthetic register ---------------------------------------------------------------------------


def test_planted_damage_is_found_and_none_invented(tmp_path: Path) -> None:
    generate(1500, 3, tmp_path / "in", dirty=0.03, threads=1)
    intake = prepare(tmp_path / "in", tmp_path / "work", threads=1)
    with (tmp_path / "in" / "damage.csv").open(encoding="utf-8") as file:
        planted = [line.rstrip("\n").split(",") for line in file][1:]
    spoilt = {person for _, person, _, _, effect in planted if effect == "set_aside"}
    kept = {row["person_id"] for row in stored(tmp_path / "work")["person"]}
    assert not spoilt & kept
    assert intake.persons.accepted == len(kept)
    everybody = {f"P{place:07}" for place in range(1, 1501)}
    assert kept | spoilt >= everybody
    assert intake.unmapped
