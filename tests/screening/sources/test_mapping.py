"""The mapping file: what it may say, and that every mistake is told at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guantong.screening.sources import SourceError, load_mapping, prepare
from tests.screening.sources.registers import stored
from tests.screening.sources.small import TWO_PEOPLE, folder

PAGE = Path(__file__).parents[3] / "docs" / "registers.md"


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(
        """\
encoding: latin
table: {}
tables:
  persson: {file: a.csv}
  person:
    file: [a.csv, ../b.csv]
    complete: true
    columns:
      statsu: 状态
      status: {column: 状态, values: {在编: employd}}
      results: {constant: 也许}
      birth_date: {kind: identity}
  job:
    files: a.csv
    table: 3
    columns: [a]
  title:
    columns:
      level: {column: 级别, constant: 中级}
      职称层级: 级别
  职称: {}
""",
        "utf-8",
    )
    with pytest.raises(SourceError) as caught:
        load_mapping(path)
    found = {error.path: (error.code, error.hint_en) for error in caught.value.errors}
    assert found == {
        "mapping.yaml:1 encoding": ("encoding", "one of auto, utf-8, gb18030"),
        "mapping.yaml:2 table": ("unknown_key", "did you mean tables?"),
        "mapping.yaml:4 tables.persson": ("unknown_table", "did you mean person, sanction?"),
        "mapping.yaml:6 tables.person.file": ("outside", ""),
        "mapping.yaml:7 tables.person.complete": ("complete", ""),
        "mapping.yaml:9 tables.person.columns.statsu": (
            "unknown_column",
            "did you mean status, sanctions, titles?",
        ),
        "mapping.yaml:10 tables.person.columns.status.values.在编": (
            "unknown_code",
            "did you mean employed, unemployed, self_employed?",
        ),
        "mapping.yaml:11 tables.person.columns.results.constant": ("truth_value", "or declared"),
        "mapping.yaml:12 tables.person.columns.birth_date.kind": ("kind", ""),
        "mapping.yaml:14 tables.job.files": ("unknown_key", "did you mean file, table?"),
        "mapping.yaml:15 tables.job.table": ("wrong_type", ""),
        "mapping.yaml:16 tables.job.columns": ("wrong_type", ""),
        "mapping.yaml:19 tables.title.columns.level": ("twice", ""),
        "mapping.yaml:20 tables.title.columns.职称层级": ("twice", ""),
        "mapping.yaml:21 tables.职称": ("twice", ""),
    }


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2", "- 1", "tables: !x {}"])
def test_what_is_no_mapping(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    with pytest.raises(SourceError) as caught:
        load_mapping(path)
    assert len(caught.value.errors) == 1


def test_values_constants_and_nothing(tmp_path: Path) -> None:
    source = folder(
        tmp_path / "in",
        staff="ID,Zustand,Ort\n1,A,柳州\n2,B,-\n3,?,南宁\n",
        certs_2020="ID,工种,级,日期\n1,车工,1,2020-01-01\n",
        certs_2021="日期,ID,工种,级\n2021-01-01,2,车工,2\n",
        mapping="""
tables:
  person:
    file: staff.csv
    columns:
      person_id: ID
      status: {column: Zustand, values: {A: 在职, b: retired, B: 退休, "?": null}}
      place: {column: Ort, values: {"-": null}}
      results: {constant: declared}
  certificate:
    file: certs_*.csv
    complete: true
    columns:
      person_id: ID
      level: {column: 级, values: {1: 高级技师, 2: technician}}
      issued_on: 日期
      kind: {constant: 职业资格证书}
""",
    )
    intake = prepare(source, tmp_path / "work", threads=1)
    found = stored(tmp_path / "work")
    assert [(row["person_id"], row["status"], row["place"], row["results"]) for row in found["person"]] == [
        ("1", 0, "柳州", 2),
        ("2", 3, None, 2),
        ("3", None, "南宁", 2),
    ]
    assert [row["certificates"] for row in found["person"]] == [True, True, True]
    assert [row["employment"] for row in found["person"]] == [False, False, False]
    assert [(row["level"], row["kind"], row["occupation"]) for row in found["certificate"]] == [
        (5, 1, "6-18-01-01"),
        (4, 1, "6-18-01-01"),
    ]
    assert set(intake.inputs) == {"staff.csv", "certs_2020.csv", "certs_2021.csv"}


def test_chinese_names_need_no_mapping(tmp_path: Path) -> None:
    source = folder(
        tmp_path / "in",
        花名册="工号*,人员状况,姓名\n1,在岗,示例甲\n",
        技能证书="工号,证书等级,职业（工种）,发证日期,备注\n1,二级,车工,2020.1.1,\n",
    )
    intake = prepare(source, tmp_path / "work", threads=1)
    assert intake.ignored == {"person": ("姓名",), "certificate": ("备注",)}
    (row,) = stored(tmp_path / "work")["certificate"]
    assert row["occupation"] == "6-18-01-01"


def test_columns_that_cannot_be_bound_are_told_together(tmp_path: Path) -> None:
    source = folder(
        tmp_path / "in",
        person="工号,身份证号\n1,2\n",
        certificate="person_id,level,职业,发证时间\n",
        job="person_id,begin\n",
        mapping="tables: {job: {file: job.csv, columns: {from: began}}, title: {file: titel.csv}}",
    )
    with pytest.raises(SourceError) as caught:
        prepare(source, tmp_path / "work")
    found = {(error.path, error.code): error.hint_en for error in caught.value.errors}
    assert found.keys() == {
        ("person.csv", "ambiguous_column"),
        ("certificate.csv", "missing_column"),
        ("mapping.yaml tables.job.columns.from", "no_such_column"),
        ("mapping.yaml tables.title.file", "no_file"),
    }
    assert found["certificate.csv", "missing_column"].startswith("did you mean 发证时间?")
    assert found["mapping.yaml tables.job.columns.from", "no_such_column"].startswith("did you mean begin")
    assert not (tmp_path / "work").exists()


def test_files_that_nothing_reads_are_told(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", person=TWO_PEOPLE, notes="a,b\n1,2\n")
    assert prepare(source, tmp_path / "work", threads=1).unused == ("notes.csv",)


def test_the_example_of_the_page_is_a_mapping(tmp_path: Path) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert examples
    for text in examples:
        path = tmp_path / "mapping.yaml"
        path.write_text(text, "utf-8")
        load_mapping(path)
