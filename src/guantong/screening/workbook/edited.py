"""The clerk's workbook with the answer put into it: openpyxl keeps formats, formulas, comments and other sheets."""

from __future__ import annotations

import warnings
import zipfile
from typing import TYPE_CHECKING, Any, Final

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from . import columns as layout
from .moving import filled, insert_first_column
from .reading import RESULTS
from .remarks import (
    AUTHOR,
    COMMENT_HEIGHT,
    COMMENT_WIDTH,
    ERROR_WIDTH,
    MOST_COMMENTS,
    RED,
    Marks,
    errors_column,
    marks,
    moved_sheets,
)
from .results import Link, Result, Style, Value, results
from .writing import looks_like_formula

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from guantong.decisions.words import Words

    from .findings import Findings
    from .headers import Headers
    from .problems import Problem
    from .roster import Roster

_BAD: Final = PatternFill("solid", fgColor=RED)
_TITLE: Final = Font(bold=True, size=14)
_HEAD: Final = Font(bold=True)
_HEAD_FILL: Final = PatternFill("solid", fgColor="E3EEF0")
_LINK: Final = Font(color="0563C1", underline="single")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")


def edit(roster: Roster, findings: Findings, words: Words, out: Path) -> None:
    """Write the answer to `out`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not keep is said on the first sheet
        book = load_workbook(roster.source)
    names = {headers.strip(): headers for headers in book.sheetnames}
    for name in RESULTS:
        if name in names:
            book.remove(book[names[name]])
    found = marks(roster, words)
    moved = moved_sheets(roster, found)
    for name, headers in roster.layout.headers.items():
        sheet = book[names[name]]
        _forget(sheet)
        if name in found:
            _annotate(book, sheet, headers, found[name], errors_column(roster, name), words)
    said = [
        words.say(
            "在您的工作簿上直接标注：原来的内容、顺序和格式没有改动。",
            "Marked in your own workbook: content, order and formats are as they were.",
        )
    ]
    if _has_pictures(roster.source):
        said.append(
            words.say(
                "原文件里的图片、图形可能没有带过来。",
                "Pictures and shapes of the file may have been left behind.",
            )
        )
    for place, result in enumerate(results(roster, findings, words, moved, said)):
        _write(book.create_sheet(result.name, place), result)
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False
    book.active = 0
    book.save(out)


def _forget(sheet: Worksheet) -> None:
    """Take away what an earlier answer left: its comments and the red of their cells."""
    for cell in filled(sheet):
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            if cell.fill.fgColor.rgb in (RED, f"00{RED}", f"FF{RED}"):
                cell.fill = PatternFill()


def _annotate(
    book: Workbook, sheet: Worksheet, headers: Headers, found: Marks, known: int, words: Words
) -> None:
    if not known:
        insert_first_column(book, sheet)
    place, by = known or 1, 0 if known else 1
    last = sheet.max_row
    if known:
        for cell in filled(sheet):
            if cell.column == known and cell.row > headers.row:
                cell.value = None
    head = sheet.cell(headers.row, place, layout.ERRORS)
    head.font, head.fill = _HEAD, _HEAD_FILL
    sheet.column_dimensions[get_column_letter(place)].width = (
        ERROR_WIDTH if found.texts else len(layout.ERRORS) * 3
    )
    for row, text in found.texts.items():
        cell = sheet.cell(row, place)
        _put(cell, text)
        cell.alignment = _WRAP
    comments = 0
    for (row, column), problems in found.cells.items():
        cell = sheet.cell(row, column + by)
        if type(cell).__name__ == "MergedCell":
            continue
        cell.fill = _BAD
        if cell.comment is None and comments < MOST_COMMENTS:
            comments += 1
            cell.comment = _comment(problems, words)
    if not sheet.tables:
        width = get_column_letter(max(len(headers.titles) + by, place))
        sheet.auto_filter.ref = f"A{headers.row}:{width}{max(last, headers.row)}"
    if not sheet.freeze_panes:
        sheet.freeze_panes = f"B{headers.row + 1}"


def _comment(problems: tuple[Problem, ...], words: Words) -> Comment:
    text = "\n".join(problem.comment(words.lang) for problem in problems)
    return Comment(text, AUTHOR, height=COMMENT_HEIGHT, width=COMMENT_WIDTH)


def _write(sheet: Worksheet, result: Result) -> None:
    for place, width in enumerate(result.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    number = 0
    for number, (style, values) in enumerate(result.rows(), 1):
        sheet.append([_cell(sheet, value, style) for value in values])
        for place, value in enumerate(values, 1):
            if isinstance(value, Link):
                sheet.cell(number, place).hyperlink = Hyperlink(
                    ref="", location=value.location, display=value.text
                )
    if result.table:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(result.widths))}{max(number, 1)}"
        sheet.freeze_panes = "A2"


def _cell(sheet: Worksheet, value: Value, style: Style) -> Any:
    """A value for a new row: as it is where nothing has to be said about it, else a cell."""
    special = isinstance(value, Link) or (isinstance(value, str) and looks_like_formula(value))
    if style == "plain" and not special:
        return value
    cell = Cell(sheet)
    if isinstance(value, Link):
        cell.value, cell.font = value.text, _LINK
    elif isinstance(value, str):
        _put(cell, value)
    if style == "head":
        cell.font, cell.fill = _HEAD, _HEAD_FILL
    elif style == "title":
        cell.font = _TITLE
    return cell


def _put(cell: Cell, text: str) -> None:
    """Write a text of ours, which stays a text whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True


def _has_pictures(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name.startswith(("xl/media/", "xl/charts/")) for name in archive.namelist())
