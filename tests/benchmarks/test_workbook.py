"""The check of a long roster passes for an answer as it should be, and tells what is wrong in any other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from benchmarks.bulk.workbook import AS_OF, check, write
from guantong.screening.decisions import SCHEMA
from guantong.screening.workbook.answer import answer
from guantong.screening.workbook.columns import MAIN
from guantong.screening.workbook.reading import read_roster

if TYPE_CHECKING:
    from pathlib import Path

ROWS: Final = 120
DAY: Final = date.fromisoformat(AS_OF)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    write(folder / "roster.xlsx", ROWS)
    answer(read_roster(folder / "roster.xlsx", as_of=DAY), SCHEMA.empty_table(), DAY, folder / "answer.xlsx")
    return folder / "answer.xlsx"


def test_an_answer_as_it_should_be(answered: Path) -> None:
    assert check(answered, ROWS) == 0, "nothing was decided"


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("A51", None, "row 51: the mistake is not told"),
        ("A3", "x", "row 3: x"),
        ("C9", "A0", "row 9: A0 where A0000007"),
    ],
)
def test_an_answer_that_is_wrong(
    answered: Path, tmp_path: Path, cell: str, value: str | None, told: str
) -> None:
    book = openpyxl.load_workbook(answered)
    book[MAIN][cell] = value
    book.save(tmp_path / "wrong.xlsx")

    with pytest.raises(AssertionError, match=told):
        check(tmp_path / "wrong.xlsx", ROWS)


def test_rows_that_did_not_come_back_are_told(answered: Path) -> None:
    with pytest.raises(AssertionError, match=f"{ROWS} rows came back of {ROWS + 1}"):
        check(answered, ROWS + 1)
