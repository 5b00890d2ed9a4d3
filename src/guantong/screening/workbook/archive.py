"""An .xlsx before anything else reads it: how large it gets, what would hurt, cells that have no value.

The library that reads the values trusts the file: it takes room for the whole rectangle up to the farthest cell,
and it reads a formula that was never calculated as an empty cell. So every part is unpacked here once, in small
pieces, counted and looked through.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.etree import ElementTree

from .problems import Unreadable, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_UNPACKED: Final = 800_000_000
MOST_RATIO: Final = 150
"""A workbook of text packs to a tenth, one of repeated words to a fiftieth; a bomb to a thousandth."""
SMALL: Final = 20_000_000
"""Below this no ratio is suspicious."""
MOST_ROWS: Final = 200_000
MOST_CELLS: Final = 12_000_000
"""Of the rectangle of a sheet up to its farthest filled cell."""
MOST_FOUND: Final = 1_000
_PIECE: Final = 1 << 20
_LOCAL_HEADER: Final = 30
_LONGEST_ROW: Final = 32 * _PIECE
_LONGEST_PREFIX: Final = 20
_LETTERS: Final = 26

_FAR: Final = re.compile(rb'\br="([A-Z]{2,3})[0-9]+"[^>/]*>')
_ROW: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]+)"')
_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c\b([^>]*?)>\s*<(?:\w+:)?f\b(?:[^>]*?/>|[^>]*?>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR: Final = re.compile(rb'<(?:\w+:)?c\b([^>]*?\bt="e"[^>]*?)>')
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]+)"')
_TYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Part:
    """What was seen in the XML of one sheet. Places are (row, column), from 1."""

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    faulty: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True)
class Archive:
    """What is known of a workbook before its values are read."""

    parts: Mapping[str, Part]
    since_1904: bool

    @property
    def cells(self) -> int:
        """How many cells are written down, empty ones with a format among them."""
        return sum(part.cells for part in self.parts.values())


def inspect(path: Path) -> Archive:
    """Look through a workbook. Raises Unreadable for one that is too large, damaged or no workbook."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            return _inspect(archive, file, path.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, KeyError) as error:
        raise damaged() from error


def damaged() -> Unreadable:
    """The refusal of a file that cannot be unpacked or read."""
    return Unreadable(
        refused(
            "file",
            "文件已损坏或不完整，打不开",
            "the file is damaged or incomplete and cannot be opened",
            (
                "请在 Excel 或 WPS 中打开后另存为 .xlsx，再传",
                "open it in Excel or WPS, save it as .xlsx and try again",
            ),
        )
    )


def _inspect(archive: zipfile.ZipFile, file: BinaryIO, packed: int) -> Archive:
    entries = archive.infolist()
    _bounded(sum(entry.file_size for entry in entries), packed)
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise Unreadable(
            refused(
                "file",
                "这不是 Excel 工作簿（.xlsx）",
                "this is no Excel workbook (.xlsx)",
                (
                    "请用“另存为”选 Excel 工作簿 .xlsx，或者 CSV",
                    "save it as an Excel workbook (.xlsx) or as CSV",
                ),
            )
        )
    sheets, since_1904 = _sheets(archive, file, packed)
    parts = {name: Part() for name in sheets.values()}
    unpacked = 0
    for entry in entries:
        seen = _Scan(parts.get(entry.filename))
        for piece in _unpacked(file, entry):
            unpacked += len(piece)
            _bounded(unpacked, packed)
            if entry.filename.endswith((".xml", ".rels", ".vml")):
                seen.take(piece)
        seen.end()
    for name, target in sheets.items():
        _reasonable(name, parts.get(target, Part()))
    return Archive({name: parts[target] for name, target in sheets.items() if target in parts}, since_1904)


def _bounded(unpacked: int, packed: int) -> None:
    if unpacked <= SMALL or (unpacked <= MOST_UNPACKED and unpacked <= MOST_RATIO * packed):
        return
    raise Unreadable(
        refused(
            "file",
            f"文件解压后太大（超过 {min(MOST_UNPACKED, max(SMALL, MOST_RATIO * packed)) // 1_000_000} MB），没有打开",
            "unpacked, the file would be too large; it was not opened",
            (
                "只把有内容的行和列复制到新的模板里，分成几个文件再传",
                "copy only the rows and columns with content to a new template, in several files",
            ),
        )
    )


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry in pieces, counted as it is and not as the entry says."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
        raise damaged()
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise damaged()
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = entry.compress_size
    inflater = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(_PIECE // 8, left))
        if not packed:
            raise damaged()
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed and not inflater.eof:
            yield inflater.decompress(packed, _PIECE)
            packed = inflater.unconsumed_tail


def _sheets(archive: zipfile.ZipFile, file: BinaryIO, packed: int) -> tuple[dict[str, str], bool]:
    """The part of every sheet by its name, and whether days count from 1904."""
    texts = []
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        content = b""
        for piece in _unpacked(file, archive.getinfo(name)):
            content += piece
            _bounded(len(content), packed)
        if _TYPE.search(content):
            raise damaged()
        texts.append(content)
    book, relations = (ElementTree.fromstring(text) for text in texts)  # noqa: S314 - without a document type there is nothing to expand
    targets = {item.get("Id"): str(item.get("Target")) for item in relations}
    found = {}
    for item in book.iter():
        if item.tag.endswith("}sheet"):
            number = item.get(_RELATION) or next(
                (v for k, v in item.attrib.items() if k.endswith("}id")), None
            )
            target = targets.get(number, "")
            found[str(item.get("name"))] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    properties = next((item for item in book.iter() if item.tag.endswith("}workbookPr")), None)
    since = properties is not None and properties.get("date1904") in ("1", "true")
    return found, since


class _Scan:
    """Looks through one part piece by piece; a row of a sheet is never torn."""

    def __init__(self, part: Part | None) -> None:
        self.part = part
        self.rest = b""
        self.rows = 0

    def take(self, piece: bytes) -> None:
        text = self.rest + piece
        if _TYPE.search(text):
            raise damaged()
        if self.part is None:
            self.rest = text[-len("<!DOCTYPE") :]
            return
        end = max(text.rfind(b"</row>"), text.rfind(b":row>"))
        if end >= 0:
            self._look(self.part, text[:end])
            self.rest = text[end:]
        elif len(text) > _LONGEST_ROW:
            self._look(self.part, text)
            self.rest = b""
        else:
            self.rest = text

    def end(self) -> None:
        if self.part is not None:
            self._look(self.part, self.rest)

    def _look(self, part: Part, text: bytes) -> None:
        self.rows += text.count(b"<row ") + text.count(b":row ")
        part.cells += text.count(b"<c ") + text.count(b":c ")
        last = max(text.rfind(b"<v>"), text.rfind(b"<is>"), text.rfind(b":v>"))
        if last >= 0:
            start = max(text.rfind(b"<row ", 0, last), text.rfind(b":row ", 0, last) - _LONGEST_PREFIX, 0)
            found = _ROW.search(text, start, last)
            part.last_row = max(part.last_row, int(found[1]) if found else self.rows)
            far = {found[1] for found in _FAR.finditer(text)}
            part.last_column = max(part.last_column, _LETTERS, *map(column_number, far))
        if b"<f" in text or b":f" in text:
            for found in _FORMULA.finditer(text):
                _note(part.uncalculated, found[1])
        for found in _ERROR.finditer(text):
            _note(part.faulty, found[1])


def _note(places: set[tuple[int, int]], attributes: bytes) -> None:
    found = _PLACE.search(attributes)
    if found and len(places) < MOST_FOUND:
        places.add((int(found[2]), column_number(found[1])))


def column_number(name: bytes) -> int:
    """The number of a column by its letters, A = 1."""
    number = 0
    for letter in name:
        number = 26 * number + letter - 64
    return number


def _reasonable(name: str, part: Part) -> None:
    if part.last_row <= MOST_ROWS and part.last_row * part.last_column <= MOST_CELLS:
        return
    zh = f"最后一处有内容的是第 {part.last_row} 行"
    en = f"the last row with content is {part.last_row}"
    if part.last_row <= MOST_ROWS:
        zh, en = (
            f"有内容的列太多（到第 {part.last_column} 列）",
            f"too many columns have content (up to {part.last_column})",
        )
    raise Unreadable(
        refused(
            "sheet",
            f"{zh}，超过能读的范围",
            f"{en}, more than can be read",
            (
                f"一个文件最多 {MOST_ROWS:,} 行；多余的行、列请整行整列删除",
                f"{MOST_ROWS:,} rows in one file at most; delete rows and columns that are not needed",
            ),
            sheet=name,
        )
    )
