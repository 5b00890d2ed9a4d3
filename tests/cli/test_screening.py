"""`guantong screen`: a workbook or a register in, the answers out; what is wrong with a command is told at once."""

from pathlib import Path

import openpyxl
import pyarrow.parquet as pq

from guantong.population import generate
from tests.cli.conftest import EXAMPLES, Guantong

DIRTY = EXAMPLES / "rosters" / "dirty.xlsx"


def test_a_roster_comes_back_with_results(tmp_path: Path, guantong: Guantong) -> None:
    out = tmp_path / "answer.xlsx"
    result = guantong("screen", DIRTY, "-o", out, "--as-of", "2026-11-22", columns=200)
    assert result.code == 2, "some rows are to be corrected"
    assert "已读 500 人：可判断 446 人，须更正 54 人" in result.out
    book = openpyxl.load_workbook(out, read_only=True)
    assert book.sheetnames[:4] == ["校验结果", "筛查结果", "待补材料", "一年内到期"]
    told = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not [cell for cell in told if isinstance(cell, str) and "{" in cell], (
        "a sentence was not filled in"
    )
    coming = list(book["一年内到期"].iter_rows(values_only=True))
    assert any("取得证书后从事技术技能工作满 4 年" in str(row[4]) for row in coming)


def test_a_register_is_decided_one_by_one_where_that_is_asked(tmp_path: Path, guantong: Guantong) -> None:
    generate(8, 2, tmp_path / "register")
    result = guantong(
        "screen", tmp_path / "register", "-o", tmp_path / "out", "--engine", "evaluate", "--readings",
        "--targets", "职称评审/中级", "--as-of", "2026-06-01", "--lang", "en", columns=200,
    )  # fmt: skip
    assert (result.code, result.err) == (0, "")
    assert "8 people read, 8 decided, 0 set aside" in result.out
    table = pq.read_table(tmp_path / "out" / "decisions")
    assert "readings" in table.column_names
    assert set(table["level"].to_pylist()) == {"intermediate"}


def test_all_that_is_wrong_with_the_command_is_told_at_once(tmp_path: Path, guantong: Guantong) -> None:
    result = guantong(
        "screen",
        tmp_path,
        "-o",
        tmp_path / "out",
        "--targets",
        "foo,技能评价/正高级",
        "--where",
        "city=x",
        columns=200,
    )
    assert result.code == 2
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["--targets", "--targets", "--where"]
    assert not (tmp_path / "out").exists()


def test_readings_are_compared_one_by_one_only(tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("screen", tmp_path, "-o", tmp_path / "out", "--readings")
    assert result.code == 2
    assert "--engine evaluate" in result.err


def test_a_source_that_is_not_there(tmp_path: Path, guantong: Guantong) -> None:
    result = guantong("screen", tmp_path / "nowhere", "-o", tmp_path / "out", columns=200)
    assert result.code == 2
    assert "没有这个目录" in result.err
    assert not (tmp_path / "out").exists()


def test_a_roster_that_is_no_workbook(tmp_path: Path, guantong: Guantong) -> None:
    (tmp_path / "roster.xlsx").write_bytes(b"not a workbook")
    result = guantong("screen", tmp_path / "roster.xlsx", "-o", tmp_path / "answer.xlsx")
    assert result.code == 2
    assert result.err
    assert not (tmp_path / "answer.xlsx").exists()
