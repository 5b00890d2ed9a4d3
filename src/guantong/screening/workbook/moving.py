"""A first column put into a sheet of openpyxl, with everything that names a cell moved along.

`insert_cols` of the library moves the cells and nothing else: widths, merged cells, rules, filters, links and the
formulas that point into the sheet would stay behind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from .archive import column_number
from .problems import letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_CELL: Final = r"\$?[A-Z]{1,3}\$?[0-9]+"
_COLUMN: Final = r"\$?[A-Z]{1,3}"
_AREA: Final = re.compile(rf"{_CELL}(?::{_CELL})?|{_COLUMN}:{_COLUMN}")
_LETTERS: Final = re.compile(r"(\$?)([A-Z]{1,3})(?=\$?[0-9]|:|$)")
_MOST_COLUMNS: Final = 16_384


def insert_first_column(book: Workbook, sheet: Worksheet) -> None:
    """Put an empty column before the first one."""
    sheet.insert_cols(1)
    _move_widths(sheet)
    _move_areas(sheet)
    _move_drawings(sheet)
    for cell in filled(sheet):
        if getattr(cell, "hyperlink", None) is not None:
            cell.hyperlink.ref = cell.coordinate
    for other in book.worksheets:
        _move_formulas(other, sheet.title, own=other is sheet)
    for name in (
        *book.defined_names.values(),
        *(n for s in book.worksheets for n in s.defined_names.values()),
    ):
        if name.attr_text:
            name.attr_text = moved_formula(f"={name.attr_text}", sheet.title, own=False)[1:]


def moved_formula(formula: str, sheet: str, *, own: bool) -> str:
    """A formula whose references to `sheet` point one column further; `own` where it stands on that sheet."""
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _moved_reference(token.value, sheet, own=own)
    return str(tokens.render())


def _moved_reference(reference: str, sheet: str, *, own: bool) -> str:
    prefix, mark, area = reference.rpartition("!")
    named = prefix.strip("'").replace("''", "'")
    if (named != sheet if mark else not own) or not _AREA.fullmatch(area):
        return reference
    return prefix + mark + _LETTERS.sub(lambda m: m[1] + letters(column_number(m[2].encode()) + 1), area)


def _move_widths(sheet: Worksheet) -> None:
    widths = list(sheet.column_dimensions.values())
    sheet.column_dimensions.clear()
    for width in widths:
        first = width.min or column_number(width.index.encode())
        last = min((width.max or first) + 1, _MOST_COLUMNS)
        if first < _MOST_COLUMNS:
            width.index, width.min, width.max = get_column_letter(first + 1), first + 1, last
            sheet.column_dimensions[width.index] = width


def _move_areas(sheet: Worksheet) -> None:
    merged = list(sheet.merged_cells.ranges)
    sheet.merged_cells.ranges = set()
    for area in merged:
        area.shift(col_shift=1)
        sheet.merged_cells.ranges.add(area)
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = _moved_ranges(rule.sqref)
        for name in ("formula1", "formula2"):
            if text := getattr(rule, name):
                setattr(rule, name, moved_formula(f"={text}", sheet.title, own=True)[1:])
    formatting, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    for entry in formatting:
        for rule in entry.rules:
            rule.formula = [moved_formula(f"={text}", sheet.title, own=True)[1:] for text in rule.formula]
            sheet.conditional_formatting.add(str(_moved_ranges(entry.sqref)), rule)
    for table in sheet.tables.values():
        table.ref = _moved(table.ref)
        if table.autoFilter is not None:
            table.autoFilter.ref = _moved(table.autoFilter.ref)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _moved(sheet.auto_filter.ref)
    if sheet.freeze_panes:
        sheet.freeze_panes = _moved(sheet.freeze_panes)
    if area := sheet.print_area:
        sheet.print_area = re.sub(
            _AREA.pattern, lambda m: _moved(m[0].replace("$", "")), area.rpartition("!")[2]
        )


def _move_drawings(sheet: Worksheet) -> None:
    drawings: list[Any] = [*sheet._images, *sheet._charts]
    for drawing in drawings:
        for corner in (getattr(drawing.anchor, "_from", None), getattr(drawing.anchor, "to", None)):
            if corner is not None:
                corner.col += 1


def _move_formulas(sheet: Worksheet, moved: str, *, own: bool) -> None:
    for cell in filled(sheet):
        if cell.data_type != "f":
            continue
        if isinstance(cell.value, ArrayFormula):
            cell.value.ref = _moved(cell.value.ref) if own else cell.value.ref
            cell.value.text = moved_formula(str(cell.value.text), moved, own=own)
        elif isinstance(cell.value, DataTableFormula):
            cell.value.ref = _moved(cell.value.ref) if own else cell.value.ref
        else:
            cell.value = moved_formula(str(cell.value), moved, own=own)


def filled(sheet: Worksheet) -> list[Any]:
    """The cells that are there; `iter_rows` would make every other one up to the last row of a format."""
    return list(sheet._cells.values())


def _moved_ranges(ranges: MultiCellRange) -> MultiCellRange:
    return MultiCellRange([CellRange(_moved(str(area))) for area in ranges.ranges])


def _moved(area: str) -> str:
    """An area of a sheet one column further; the last column stays where it is."""
    found = CellRange(area)
    found.max_col = min(found.max_col + 1, _MOST_COLUMNS)
    found.min_col = min(found.min_col + 1, _MOST_COLUMNS)
    return str(found.coord)
