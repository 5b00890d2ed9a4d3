"""The shipped roster of 500 people: each planted mistake found where Excel shows it, none invented, and it opens."""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from guantong.screening.workbook import columns as layout
from guantong.screening.workbook.answer import answer
from guantong.screening.workbook.reading import RESULTS, read_roster
from guantong.screening.workbook.remarks import RED

from .books import AS_OF
from .deciding import SCHEMA

if TYPE_CHECKING:
    from guantong.screening.workbook.roster import Roster

FOLDER = Path(__file__).parents[3] / "examples/rosters"
SOFFICE = shutil.which("soffice")


def planted(folder: Path = FOLDER) -> set[tuple[str, str, str]]:
    with (folder / "planted.csv").open(encoding="utf-8", newline="") as file:
        return {(row["sheet"], row["cell"], row["kind"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def roster() -> Roster:
    return read_roster(FOLDER / "dirty.xlsx", as_of=AS_OF)


@pytest.fixture(scope="module")
def out(roster: Roster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dirty") / "answer.xlsx"
    answer(roster, SCHEMA.empty_table(), AS_OF, path)
    return path


def test_each_planted_mistake_is_found_and_none_invented(roster: Roster) -> None:
    assert {(p.sheet, p.cell, p.kind) for p in roster.errors} == planted()
    assert len(roster.errors) == len(planted())
    assert [p.sheet for p in roster.notes] == ["部门通讯录"]


def test_everybody_is_read_or_set_aside(roster: Roster) -> None:
    assert roster.read == 500
    assert not {someone.row for someone in roster.people} & set(roster.set_aside)


def test_the_rows_are_those_that_excel_shows(roster: Roster) -> None:
    sheet = openpyxl.load_workbook(FOLDER / "dirty.xlsx")[layout.MAIN]

    for someone in roster.people:
        shown = re.sub(r"\s", "", str(sheet.cell(someone.row, 2).value))
        assert someone.name == shown


def test_the_generator_makes_the_same_workbook(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make(tmp_path)

    assert planted(tmp_path) == planted()
    assert parts(tmp_path / "dirty.xlsx") == parts(FOLDER / "dirty.xlsx")


def parts(path: Path) -> dict[str, bytes]:
    """What a workbook says, without how it was packed."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_mistake_is_marked_at_its_cell_one_column_on(roster: Roster, out: Path) -> None:
    opened = openpyxl.load_workbook(out)
    red = {
        (sheet.title, openpyxl.utils.get_column_letter(cell.column - 1) + str(cell.row))
        for sheet in opened.worksheets
        if sheet.title not in RESULTS
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in (f"00{RED}", f"FF{RED}")
    }

    expected = {(sheet, cell) for sheet, cell, kind in planted() if kind != "merged"}
    merged = sorted(cell for _, cell, kind in planted() if kind == "merged")
    assert red == expected | {(layout.MAIN, merged[0])}
    for problem in roster.errors:
        sheet = opened[problem.sheet]
        assert problem.zh in sheet.cell(problem.row, 1).value


def test_the_clerk_s_own_cells_come_back(out: Path) -> None:
    before = openpyxl.load_workbook(FOLDER / "dirty.xlsx")
    after = openpyxl.load_workbook(out)
    for sheet in before:
        by = 1 if sheet.title in {p[0] for p in planted()} else 0
        for row in sheet.iter_rows():
            for cell in row:
                new: Any = after[sheet.title].cell(cell.row, cell.column + by)
                if cell.data_type != "f":
                    assert (new.value, new.number_format) == (cell.value or None, cell.number_format)
    assert after[layout.MAIN]["C3"].comment.text == "请人事科再核一次"


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (package libreoffice-calc)")
def test_the_answer_opens_in_libreoffice(roster: Roster, out: Path, tmp_path: Path) -> None:
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    done = subprocess.run(
        [
            SOFFICE,
            profile,
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            tmp_path,
            out,
        ],
        capture_output=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    converted = openpyxl.load_workbook(tmp_path / out.name)
    assert converted.sheetnames == openpyxl.load_workbook(out).sheetnames
    problem = next(p for p in roster.errors if p.kind == "word")
    cell = converted[problem.sheet].cell(problem.row, problem.column + 1)
    assert "错在哪" in cell.comment.text
    again = read_roster(tmp_path / out.name, as_of=AS_OF)
    expected = {(p.sheet, p.row, p.title) for p in roster.errors if p.kind not in ("formula", "damaged")}
    assert expected <= {(p.sheet, p.row, p.title) for p in again.errors}
