"""The template of a roster: sheets to fill in, drop-downs from one sheet of words, samples, notes of ten lines."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from guantong.cases.shapes import DayOf

from . import columns as layout
from .writing import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .columns import Column, SheetSpec

_LAST_ROW: Final = 20_001
"""Drop-downs reach as far as a workbook is edited in place."""
_MADE: Final = datetime(2026, 1, 1)
"""A fixed day in the properties: the same template is the same bytes."""
_FONT: Final = {"font_name": "微软雅黑", "font_size": 10}
_SAMPLES_LEFT_EMPTY: Final = {
    ("", "number"),
    ("", "absent"),
    ("", "lawful_work_in_region"),
    ("", "birth_date"),
    ("honours", "medal"),
    ("honours", "category"),
    ("honours", "current"),
    ("honours", "name"),
}
_WIDEST: Final = 30
_TITLE_LIMIT: Final = 32
_MESSAGE_LIMIT: Final = 255
_GUIDE: Final = (
    "一人一行，从第 3 行开始填；第 2 行是示例，可以删去。列的顺序可以变，自己的列可以留着，会原样退回。",
    "带 * 的列是判断所需。一组空着表示还不清楚，会按“还缺材料”答复；确实没有的，在第一格写“无”。",
    "“没有的项目”写确实没有的几项，如：职称、荣誉、处分。空着表示还不清楚，不等于没有。",
    "证书、工作、职称等不止一项的，写在后面的工作表里，用工号或证件号码对应到人；没有的工作表可以不填。",
    "一张表写了某人的内容，就要写全：没有写的按没有算。",
    "日期写成 2024-06-01 或 2024年6月1日；旧证书只知道月份的写 2016-05。",
    "证件号码、证书编号、工号用文本格式，不要让 Excel 当成数字，否则第 15 位以后会丢失。",
    "不要合并单元格；有公式的，保存后再传。",
    "证书联网查询结果：查到写“是”，查过没有写“否”，没查过空着，只是本人说的写“本人声明”。",
)
_MISTAKES: Final = (
    ("错：合并单元格、日期写成 2024.13", "对：每行都填，日期写成 2024-12-01"),
    ("错：证件号码显示为 4.50202E+17", "对：先把列设为“文本”再输入 18 位号码"),
)


def write_template(out: Path, *, year: int) -> None:
    """Write the template; `year` is the year of submission, the appraisals asked for are those of the years before it.

    Written under a temporary name first, so that no half of it is left. Raises OSError.
    """
    with replacing(out) as part:
        book = xlsxwriter.Workbook(str(part), {"in_memory": True})
        book.set_properties(
            {"title": f"花名册模板 v{layout.VERSION}", "author": "guantong", "created": _MADE}
        )
        _Template(book, year).write()
        book.close()


def checksum(specs: Iterable[SheetSpec]) -> str:
    """The mark of the titles of a template."""
    titles = "\n".join("\t".join((spec.name, *(c.head for c in spec.columns))) for spec in specs)
    return hashlib.sha256(f"{layout.VERSION}\n{titles}".encode()).hexdigest()


class _Template:
    """One workbook being written."""

    def __init__(self, book: Any, year: int) -> None:
        self.book, self.year = book, year
        self.specs = layout.sheets(year - 1)
        made = book.add_format
        self.plain = made({**_FONT, "align": "left"})
        self.text = made({**_FONT, "num_format": "@"})
        self.day = made({**_FONT, "num_format": "yyyy-mm-dd", "align": "left"})
        self.required = made(
            {**_FONT, "bold": True, "bg_color": "#0B5C6B", "font_color": "#FFFFFF", "border": 1}
        )
        self.optional = made({**_FONT, "bold": True, "bg_color": "#E3EEF0", "border": 1})
        self.sample = made({**_FONT, "font_color": "#8A8A8A", "italic": True})
        self.sample_text = made({**_FONT, "font_color": "#8A8A8A", "italic": True, "num_format": "@"})
        self.sample_day = made(
            {**_FONT, "font_color": "#8A8A8A", "italic": True, "num_format": "yyyy-mm-dd", "align": "left"}
        )
        self.wrong = made({**_FONT, "bg_color": "#FFC7CE", "border": 1})
        self.right = made({**_FONT, "bg_color": "#C6EFCE", "border": 1})

    def write(self) -> None:
        sheets = [(spec, self.book.add_worksheet(spec.name)) for spec in self.specs]
        guide = self.book.add_worksheet(layout.GUIDE)
        words = self.book.add_worksheet(layout.WORDS)
        meta = self.book.add_worksheet(layout.META)
        ranges = self._words(words)
        for spec, sheet in sheets:
            self._sheet(spec, sheet, ranges)
        self._guide(guide)
        self._meta(meta)
        sheets[0][1].activate()

    def _sheet(self, spec: SheetSpec, sheet: Any, ranges: dict[str, str]) -> None:
        for place, column in enumerate(spec.columns):
            is_day = isinstance(column.shape, DayOf)
            width = min(
                _WIDEST, max(12 if is_day else 8, _width(column.head) + 2, _width(column.example) + 2)
            )
            cells = self.text if column.is_text else self.day if is_day else self.plain
            sheet.set_column(place, place, 22 if column.key[-1] == "number" else width, cells)
            sheet.write_string(0, place, column.head, self.required if column.required else self.optional)
            self._sample(spec, sheet, place, column)
            self._validation(sheet, place, column, ranges)
        sheet.freeze_panes(1, 1 if not spec.list else 3)
        sheet.set_row(0, 24)

    def _sample(self, spec: SheetSpec, sheet: Any, place: int, column: Column) -> None:
        value = column.example
        if column.key == layout.NAME.key:
            value = f"{value}（{layout.SAMPLE_MARK}）"
        elif column.key == ("year",):
            value = str(self.year - 1 - layout.APPRAISED_YEARS)  # one that 花名册 has no column for
        if (column.list, column.key[-1]) in _SAMPLES_LEFT_EMPTY or not value:
            sheet.write_blank(1, place, None, self.sample)
        elif isinstance(column.shape, DayOf):
            day = date.fromisoformat(value)
            sheet.write_datetime(1, place, datetime(day.year, day.month, day.day), self.sample_day)
        else:
            sheet.write_string(1, place, value, self.sample_text if column.is_text else self.sample)

    def _validation(self, sheet: Any, place: int, column: Column, ranges: dict[str, str]) -> None:
        rule: dict[str, Any] = {"validate": "any"}
        name = ranges.get(layout.vocabulary(column.shape) or "")
        if name is not None:
            # A word that is not listed may still be right (an alias, an occupation outside the catalogue): it is only asked about.
            rule = {"validate": "list", "source": f"={name}", "show_error": False}
        rule["input_title"] = column.title[:_TITLE_LIMIT]
        rule["input_message"] = _message(column)[:_MESSAGE_LIMIT]
        sheet.data_validation(1, place, _LAST_ROW, place, rule)

    def _words(self, sheet: Any) -> dict[str, str]:
        """The words of every drop-down, each a column with a name of its own."""
        ranges = {}
        kinds: dict[str, Column] = {}
        for spec in self.specs:
            for column in spec.columns:
                if kind := layout.vocabulary(column.shape):
                    kinds.setdefault(kind, column)
        for place, (kind, column) in enumerate(kinds.items()):
            words = layout.words(kind)
            name = f"W_{kind}"
            sheet.write_string(0, place, column.title, self.optional)
            sheet.write_column(1, place, words, self.text)
            sheet.set_column(place, place, min(_WIDEST, 2 + max(map(_width, (column.title, *words)))))
            letter = xlsxwriter.utility.xl_col_to_name(place)
            self.book.define_name(name, f"={layout.WORDS}!${letter}$2:${letter}${len(words) + 1}")
            ranges[kind] = name
        sheet.freeze_panes(1, 0)
        sheet.protect()
        return ranges

    def _guide(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 2, 62, self.book.add_format({**_FONT, "text_wrap": True, "valign": "top"}))
        wrap = self.book.add_format({**_FONT, "text_wrap": True, "valign": "top"})
        for row, line in enumerate(_GUIDE):
            sheet.write_number(row, 0, row + 1)
            sheet.merge_range(row, 1, row, 2, line, wrap)
            sheet.set_row(row, 30)
        for row, (wrong, right) in enumerate(_MISTAKES, len(_GUIDE) + 1):
            sheet.write_string(row, 1, wrong, self.wrong)
            sheet.write_string(row, 2, right, self.right)

    def _meta(self, sheet: Any) -> None:
        said = {"template": layout.TEMPLATE_ID, "version": layout.VERSION, "checksum": checksum(self.specs)}
        for row, (key, value) in enumerate(said.items()):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        sheet.protect()
        sheet.hide()


def _message(column: Column) -> str:
    """A short message beside a cell."""
    parts = []
    if column.key == layout.ABSENT.key:
        parts.append("确实没有的写在这里，用顿号隔开；空着表示还不清楚。")
    elif column.required and column.list:
        parts.append(f"没有的写“{layout.NONE}”。" if column.key[-1] in ("occupation", "level") else "")
    elif isinstance(column.shape, DayOf):
        parts.append("只知道月份的写 2016-05。")
    if column.example:
        parts.append(f"例：{column.example}")
    return "".join(parts)


def _width(text: str) -> int:
    """How many columns of Latin letters a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
