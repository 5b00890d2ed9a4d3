"""The clerk's workbook written anew, row by row: for more rows than can be edited in place, for CSV and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from . import columns as layout
from .cells import is_blank
from .headers import plain
from .opening import Source, open_source
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
from .results import Link, Result, results
from .writing import looks_like_formula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from guantong.decisions.words import Words

    from .findings import Findings
    from .headers import Headers
    from .opening import Cell
    from .problems import Problem
    from .roster import Roster

_LONGEST: Final = 32_767
"""Characters of one cell of Excel."""
_NOTHING: Final = Marks({}, {})
_DAY: Final = "yyyy-mm-dd"
_FIRST_YEAR: Final = 1900
"""Excel has no day before it."""


def rebuild(roster: Roster, findings: Findings, words: Words, out: Path) -> None:
    """Write the answer to `out`."""
    source = open_source(roster.source)
    found = marks(roster, words)
    moved = moved_sheets(roster, found)
    with TemporaryDirectory(prefix=".guantong-", dir=out.parent) as folder:
        book = xlsxwriter.Workbook(str(out), {"constant_memory": True, "tmpdir": folder})
        try:
            writer = _Writer(book, words)
            for result in results(roster, findings, words, moved, [_said(roster, words)]):
                writer.result(result)
            writer.copy(source, roster, found)
        finally:
            book.close()


def _said(roster: Roster, words: Words) -> str:
    if roster.layout.kind != "xlsx":
        return words.say(
            "您的表格是文本，已重新生成为 Excel 工作簿：内容、列和顺序不变。",
            "Your table was text; it was written anew as a workbook: content, columns and order are as they were.",
        )
    return words.say(
        "行数很多，工作簿已重新生成：内容、类型、顺序和自己的列不变；公式换成了它的值，颜色、批注、下拉等格式没有保留。",
        "The workbook is long and was written anew: content, types, order and your own columns are as they were; formulas became their values, colours, comments and drop-downs were not kept.",
    )


@dataclass
class _Writer:
    """One workbook being written; a row that is written cannot be changed any more."""

    book: Any
    words: Words

    def __post_init__(self) -> None:
        self.comments = 0
        self.formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **properties: object) -> Any:
        """The format of some properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(dict(key)) if key else None
        return self.formats[key]

    def result(self, result: Result) -> None:
        """Write one of our own sheets."""
        sheet = self.book.add_worksheet(result.name)
        for place, width in enumerate(result.widths):
            sheet.set_column(place, place, width)
        if result.table:
            sheet.freeze_panes(1, 0)
        number = -1
        for number, (style, values) in enumerate(result.rows()):
            look: dict[str, object] = {}
            if style == "head":
                look = {"bold": True, "bg_color": "#E3EEF0"}
            elif style == "title":
                look = {"bold": True, "font_size": 14}
            for place, value in enumerate(values):
                if isinstance(value, Link):
                    blue = self.format(font_color="#0563C1", underline=1)
                    sheet.write_url(number, place, f"internal:{value.location}", blue, value.text)
                elif value is not None:
                    self.put(sheet, number, place, value, **look)
        if result.table:
            sheet.autofilter(0, 0, max(number, 0), len(result.widths) - 1)

    def copy(self, source: Source, roster: Roster, found: Mapping[str, Marks]) -> None:
        """Write the clerk's own sheets, in their order."""
        ours = {plain(name) for name in RESULTS}
        by_name = {plain(name): headers for name, headers in roster.layout.headers.items()}
        for name in source.names:
            if plain(name) in ours:
                continue
            opened = source.open_sheet(name)
            sheet = self.book.add_worksheet(name)
            if opened.hidden:
                sheet.hide()
            headers = by_name.get(plain(name))
            if headers is None or headers.sheet not in found:
                self._rows(sheet, opened.rows(), headers, _NOTHING, by=0, place=0)
                continue
            known = errors_column(roster, headers.sheet)
            last = self._rows(
                sheet, opened.rows(), headers, found[headers.sheet], by=0 if known else 1, place=known or 1
            )
            sheet.set_column((known or 1) - 1, (known or 1) - 1, ERROR_WIDTH)
            sheet.autofilter(
                headers.row - 1, 0, max(last - 1, headers.row - 1), len(headers.titles) - (1 if known else 0)
            )
            sheet.freeze_panes(headers.row, 1)

    def _rows(
        self, sheet: Any, rows: Any, headers: Headers | None, found: Marks, *, by: int, place: int
    ) -> int:
        """Write rows one column further by `by`, our text in the column `place` if there is one; the last row's number."""
        number = 0
        for number, cells in rows:
            is_head = headers is not None and number == headers.row
            if place:
                text = layout.ERRORS if is_head else found.texts.get(number, "")
                if text:
                    look: dict[str, object] = (
                        {"bold": True, "bg_color": "#E3EEF0"}
                        if is_head
                        else {"text_wrap": True, "valign": "top"}
                    )
                    self.put(sheet, number - 1, place - 1, text, **look)
            for column, cell in enumerate(_whole(cells, number, found), 1):
                if column + by == place or (is_blank(cell) and (number, column) not in found.cells):
                    continue
                bad = found.cells.get((number, column), ())
                self.put(
                    sheet,
                    number - 1,
                    column - 1 + by,
                    cell,
                    **({"bold": True} if is_head else {}),
                    **({"bg_color": f"#{RED}"} if bad else {}),
                )
                if bad:
                    self._comment(sheet, number - 1, column - 1 + by, bad)
        return number

    def _comment(self, sheet: Any, row: int, column: int, problems: Sequence[Problem]) -> None:
        if self.comments < MOST_COMMENTS:
            self.comments += 1
            text = "\n".join(problem.comment(self.words.lang) for problem in problems)
            sheet.write_comment(
                row, column, text, {"author": AUTHOR, "width": COMMENT_WIDTH, "height": COMMENT_HEIGHT}
            )

    def put(self, sheet: Any, row: int, place: int, value: Cell, **look: object) -> None:
        """Write a value as what it is; a text that begins like a formula stays a text."""
        match value:
            case bool():
                sheet.write_boolean(row, place, value, self.format(**look))
            case int() | float():
                sheet.write_number(row, place, value, self.format(**look))
            case date() if value.year < _FIRST_YEAR:
                sheet.write_string(row, place, str(value), self.format(**look))
            case datetime() if value.time() != time():
                sheet.write_datetime(row, place, value, self.format(num_format="yyyy-mm-dd hh:mm:ss", **look))
            case date():
                sheet.write_datetime(row, place, value, self.format(num_format=_DAY, **look))
            case time() | timedelta():
                sheet.write_datetime(row, place, value, self.format(num_format="[h]:mm:ss", **look))
            case "":
                sheet.write_blank(row, place, None, self.format(**look))
            case str():
                text = value[:_LONGEST]
                # A number of many digits must not become a quantity when the clerk edits it.
                quoted = {"quote_prefix": True} if looks_like_formula(text) else {}
                digits = {"num_format": "@"} if text.isdigit() else {}
                sheet.write_string(row, place, text, self.format(**look, **quoted, **digits))


def _whole(cells: Sequence[Cell], number: int, found: Marks) -> Sequence[Cell]:
    """A row, with empty cells as far as something is wrong beyond its end."""
    far = found.farthest.get(number, 0)
    return [*cells, *[""] * (far - len(cells))] if far > len(cells) else cells
