"""`guantong template`: written once, never over something, and said in words when it cannot be."""

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Guantong


def test_a_template_for_the_year_asked(guantong: Guantong, tmp_path: Path) -> None:
    out = tmp_path / "花名册.xlsx"

    said = guantong("template", out, "--as-of", "2025-06-01")

    assert said.code == 0
    assert "2022 至 2024 年度" in said.out
    heads = [cell.value for cell in openpyxl.load_workbook(out).worksheets[0][1]]
    assert [head for head in heads if "考核" in head] == [
        "2024年度考核等次",
        "2023年度考核等次",
        "2022年度考核等次",
    ]


def test_a_file_that_is_there_is_left_alone(guantong: Guantong, tmp_path: Path) -> None:
    out = tmp_path / "花名册.xlsx"
    out.write_bytes(b"filled in by hand")

    said = guantong("template", out)

    assert said.code == 2
    assert "已经存在" in said.err
    assert out.read_bytes() == b"filled in by hand"
    assert guantong("template", out, "--force").code == 0
    assert out.read_bytes() != b"filled in by hand"


@pytest.mark.parametrize("name", ["roster.xls", "roster", "none/roster.xlsx"])
def test_what_cannot_be_written_is_said(guantong: Guantong, tmp_path: Path, name: str) -> None:
    said = guantong("template", tmp_path / name, "--lang", "en")

    assert said.code == 2
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []
