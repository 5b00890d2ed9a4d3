"""Any file that a clerk may send, as sheets of plain cells: .xlsx, CSV, and the HTML that some systems call .xls."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from .archive import MOST_CELLS, MOST_ROWS, Archive, damaged, inspect
from .columns import MAIN
from .problems import Unreadable, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta
Kind: TypeAlias = Literal["xlsx", "csv", "html"]

MOST_BYTES: Final = 200_000_000
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_SAVE: Final = (
    "请在 Excel 或 WPS 中打开，另存为 Excel 工作簿 .xlsx 后再传",
    "open it in Excel or WPS, save it as an Excel workbook (.xlsx) and try again",
)


@dataclass(frozen=True)
class Sheet:
    """One sheet. `rows` yields the number of a row as Excel counts and its cells from column A; empty is ''.

    `merged` are (first row, first column, last row, last column); `uncalculated` and `faulty` the cells whose
    formula has no value, or an error for one.
    """

    name: str
    rows: Callable[[], Iterator[tuple[int, Sequence[Cell]]]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    faulty: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False


@dataclass(frozen=True)
class Source:
    """An opened file. `sheets` reads a sheet when it is asked for, so that no two are held."""

    path: Path
    kind: Kind
    names: tuple[str, ...]
    open_sheet: Callable[[str], Sheet]
    since_1904: bool = False
    encoding: str = ""
    cells: int = 0


def open_source(path: Path) -> Source:
    """Open a file. Raises Unreadable for one of another type, encrypted, damaged or too large; OSError as `open`."""
    with path.open("rb") as file:
        head = file.read(4096)
    size = path.stat().st_size
    if not size:
        raise Unreadable(refused("file", "文件是空的", "the file is empty"))
    if size > MOST_BYTES:
        raise Unreadable(
            refused("file", f"文件超过 {MOST_BYTES // 1_000_000} MB", f"the file is larger than {MOST_BYTES // 1_000_000} MB",
                    ("请分成几个文件", "divide it into several files"))
        )  # fmt: skip
    if head.startswith(b"PK"):
        return _workbook(path, inspect(path))
    if head.startswith(_COMPOUND):
        raise _compound(path)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return _html(path)
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(
            refused(
                "file",
                "不认识这种文件，需要 .xlsx 或 CSV",
                "this type of file is not known; .xlsx or CSV is needed",
                _SAVE,
            )
        )
    return _csv(path)


def _compound(path: Path) -> Unreadable:
    if _ENCRYPTED in path.read_bytes():
        return Unreadable(
            refused("file", "文件有打开密码，读不了", "the file is protected by a password and cannot be read",
                    ("请在 Excel 中取消密码（文件→信息→保护工作簿）后再传", "remove the password in Excel (File, Info, Protect) and try again"))
        )  # fmt: skip
    return Unreadable(
        refused(
            "file",
            "这是旧的 .xls 格式（或者别的旧文档），读不了",
            "this is the old .xls format or another old document",
            _SAVE,
        )
    )


def _workbook(path: Path, archive: Archive) -> Source:
    try:
        book = CalamineWorkbook.from_path(path)
        metadata = book.sheets_metadata
    except CalamineError as error:
        raise damaged() from error
    hidden = {item.name for item in metadata if item.visible is not SheetVisibleEnum.Visible}
    names = tuple(item.name for item in metadata if item.name in archive.parts)

    def opened(name: str) -> Sheet:
        try:
            found = book.get_sheet_by_name(name)
        except CalamineError as error:
            raise damaged() from error
        part = archive.parts[name]
        merged = tuple(
            (r + 1, c + 1, to_r + 1, to_c + 1) for (r, c), (to_r, to_c) in found.merged_cell_ranges or ()
        )
        return Sheet(
            name,
            lambda: _rows(found),
            merged,
            frozenset(part.uncalculated),
            frozenset(part.faulty),
            name in hidden,
        )

    return Source(path, "xlsx", names, opened, archive.since_1904, cells=archive.cells)


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]  # empty rows above are yielded, empty columns on the left are not
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, [*left, *row] if left else row


def _in_memory(path: Path, kind: Kind, rows: Sequence[Sequence[str]], encoding: str) -> Source:
    if len(rows) > MOST_ROWS or sum(map(len, rows)) > MOST_CELLS:
        raise Unreadable(
            refused(
                "file",
                f"超过 {MOST_ROWS:,} 行",
                f"more than {MOST_ROWS:,} rows",
                ("请分成几个文件", "divide it into several files"),
            )
        )
    sheet = Sheet(MAIN, lambda: iter(enumerate(rows, 1)))
    return Source(path, kind, (MAIN,), lambda _: sheet, encoding=encoding)


def _csv(path: Path) -> Source:
    text, encoding = decoded(path.read_bytes())
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise damaged() from error
    return _in_memory(path, "csv", rows, encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file in UTF-8, UTF-16 (as Excel's Unicode text) or GB18030, and which it was."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding
    raise Unreadable(
        refused("file", "文字编码既不是 UTF-8 也不是 GB18030", "the text is neither UTF-8 nor GB18030",
                ("请另存为“CSV UTF-8”再传", "save it as “CSV UTF-8” and try again"))
    )  # fmt: skip


def _html(path: Path) -> Source:
    text, encoding = decoded(path.read_bytes())
    parser = _Table()
    parser.feed(text)
    parser.close()
    if not parser.rows:
        raise Unreadable(refused("file", "文件里没有表格", "there is no table in the file", _SAVE))
    return _in_memory(path, "html", parser.rows, encoding)


class _Table(HTMLParser):
    """The first table of an HTML page as rows of texts; a cell over several columns fills the first of them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None
        self.span = 1
        self.done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.done:
            return
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self.cell, self.span = [], int(span) if span.isdigit() and len(span) < 3 else 1
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        self.done = self.done or (tag == "table" and bool(self.rows))

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.done:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is not None:
            self.rows[-1] += ["".join(self.cell).strip(), *[""] * (self.span - 1)]
        self.cell = None
