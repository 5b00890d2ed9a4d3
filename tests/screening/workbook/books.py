"""Workbooks for tests: the template's columns, filled as an office fills them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from guantong.screening.workbook import columns as layout
from guantong.screening.workbook.reading import read_roster

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from guantong.screening.workbook.roster import Roster

AS_OF: Final = date(2026, 11, 22)
ROW: Final[Mapping[str, Any]] = {
    "姓名": "韦某某",
    "从事的职业": "车工",
    "任职开始日期": date(2016, 7, 1),
    "证书等级": "技师",
    "证书职业": "车工",
    "发证日期": date(2020, 6, 1),
    "证件号码": "450202198803024713",
    "工号": "A1",
    "人员状况": "在职",
    "单位性质": "企业",
    "证书种类": "职业技能等级证书",
    "证书编号": "S000045000123202000001",
    "证书联网查询结果": "是",
    "2025年度考核等次": "合格",
    "2024年度考核等次": "合格",
    "2023年度考核等次": "优秀",
    "继续教育证明": "是",
    "业绩成果材料": "是",
    "没有的项目": "职称、荣誉、处分、学历",
}
"""One person without a mistake."""


class Formula(str):
    """A formula that was never calculated."""

    __slots__ = ()


def person(**changes: Any) -> dict[str, Any]:
    """The row of one person, with changes; a staff and identity number of its own where `n` is given."""
    n = changes.pop("n", None)
    own = {} if n is None else {"工号": f"A{n}", "证件号码": None, "姓名": f"韦{n}"}
    return {**ROW, **own, **changes}


def titles(sheet: str = layout.MAIN) -> list[str]:
    """The titles of a sheet of the template."""
    spec = next(spec for spec in layout.sheets(AS_OF.year - 1) if spec.name == sheet)
    return [column.title for column in spec.columns]


def rows_of(rows: Iterable[Mapping[str, Any]], heads: Sequence[str]) -> list[list[Any]]:
    """Rows of values under the titles."""
    return [list(heads), *([row.get(head) for head in heads] for row in rows)]


def write(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> Path:
    """A workbook of plain values."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, Formula):
                    sheet.write_formula(number, place, value, None, "")
                elif isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif isinstance(value, date | datetime):
                    sheet.write_datetime(number, place, value, day)
                elif value is not None:
                    sheet.write(number, place, value)
    book.close()
    return path


def book(
    path: Path,
    *people: Mapping[str, Any],
    heads: Sequence[str] | None = None,
    **more: Sequence[Mapping[str, Any]],
) -> Path:
    """A roster of the people given; `more` are rows of the other sheets by their names."""
    sheets = {layout.MAIN: rows_of(people, heads or titles())}
    sheets |= {name: rows_of(rows, titles(name)) for name, rows in more.items()}
    return write(path / "花名册.xlsx", sheets)


def read(path: Path) -> Roster:
    """The roster of a file."""
    return read_roster(path, as_of=AS_OF)


def found(roster: Roster) -> list[tuple[str, str, str]]:
    """The mistakes of a roster: sheet, cell, kind."""
    return [(p.sheet, p.cell, p.kind) for p in roster.problems if p.level == "error"]
