"""Makes `dirty.xlsx`, a roster of 500 fictional people as offices send them, and `planted.csv`, its mistakes.

`planted.csv` is complete: whatever else is odd in the workbook (columns in another order, the clerk's own columns,
a heading, dates in every spelling, full-width digits, blanks in names, empty rows, totals) is to be read without
a word. The same bytes on every run: ``python examples/rosters/make.py``.
"""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from guantong.cases.identity import check_digit
from guantong.screening.workbook import columns as layout
from guantong.screening.workbook.problems import letters

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER: Final = Path(__file__).resolve().parent
AS_OF: Final = date(2026, 11, 22)
PEOPLE: Final = 500
SEED: Final = 20261122
TITLES: Final = 2
"""The row of the titles; a heading stands above them."""

_MOVED: Final = (
    "工号", "姓名", "证件号码", "人员状况", "从事的职业", "任职开始日期", "单位性质", "证书种类", "证书等级", "证书职业", "发证日期", "证书编号", "证书联网查询结果",
    "2023年度考核等次", "2024年度考核等次", "2025年度考核等次", "继续教育证明", "业绩成果材料", "没有的项目", "出生日期",
)  # fmt: skip
"""The clerk's own order; two optional columns of the template are not there at all."""
_WRITTEN: Final = {"证件号码": "身份证号", "姓名": "姓 名", "工号": "工号（必填）"}
"""Titles that are accepted as they are."""
_OWN: Final = ("部门", "备注", "人数")
_SURNAMES: Final = "韦黄覃李梁陆莫蒙农岑谢廖"
_GIVEN: Final = ("某", "某某", "小某", "大某")
_OCCUPATIONS: Final = ("车工", "电工", "焊工", "铣工", "钳工", "6-18-01-01")
_LEVELS: Final = {"中级工": "4", "高级工": "3", "技师": "2", "高级技师": "1"}
_ALIASES: Final = {"中级工": "四级/中级工", "高级工": "三级", "技师": "技师（二级）", "高级技师": "一级"}

Cells = dict[str, Any]


class Formula:
    """A formula and the value that is kept with it."""

    def __init__(self, text: str, value: object) -> None:
        self.text, self.value = text, value


class Maker:
    """The rows of every sheet, and the list of what was planted in them."""

    def __init__(self) -> None:
        self.random = Random(SEED)  # noqa: S311 - nothing here is secret
        self.rows: dict[int, Cells] = {}
        self.planted: list[tuple[str, int, str, str, str]] = []
        self.more: dict[str, list[Cells]] = {"证书": [], "任职": [], "职称": [], "考核": []}
        self.merged: list[tuple[int, str]] = []
        self.clean: list[int] = []

    def person(self, number: int) -> Cells:
        """One person without a mistake, in one of the spellings that are read without a word."""
        born = date(1966, 1, 1) + timedelta(days=self.random.randrange(30 * 365))
        occupation, level = self.random.choice(_OCCUPATIONS), self.random.choice(list(_LEVELS))
        started = date(2012, 1, 1) + timedelta(days=self.random.randrange(3_000))
        issued = max(started, date(2016, 1, 1)) + timedelta(days=self.random.randrange(1_500))
        first = f"4502{self.random.randrange(1, 6):02}{born:%Y%m%d}{number % 499 + 1:03}"
        name = self.random.choice(_SURNAMES) + self.random.choice(_GIVEN)
        return {
            "工号": number if number % 7 == 0 else str(number),
            "姓名": f"{name[0]}　{name[1:]}" if number % 9 == 0 else name,
            "证件号码": _wide(first + check_digit(first)) if number % 11 == 0 else first + check_digit(first),
            "人员状况": "在职",
            "从事的职业": occupation,
            "任职开始日期": self.spelt(started),
            "单位性质": "企业",
            "证书种类": "职业技能等级证书",
            "证书等级": _ALIASES[level] if number % 5 == 0 else level,
            "证书职业": occupation,
            "发证日期": self.spelt(issued),
            "证书编号": f"Y000045000001{issued:%y}{_LEVELS[level]}{number:06}" if number % 3 else None,
            "证书联网查询结果": self.random.choice(["是", "是", "本人声明", True]),
            **{
                f"{year}年度考核等次": self.random.choice(["合格", "优秀", "合格"])
                for year in (2023, 2024, 2025)
            },
            "继续教育证明": "是",
            "业绩成果材料": self.random.choice(["有", "是", None]),
            "没有的项目": self.random.choice(["荣誉、处分", "荣誉，处分", "学历 荣誉 处分", None]),
            "出生日期": self.spelt(born) if number % 4 == 0 else None,
            "部门": f"{number % 6 + 1} 车间",
            "备注": self.random.choice(["", "", "=SUM(A1:A3) 是文字", "+86 开头", "@转岗"]),
            "人数": Formula("=1", 1),
        }

    def spelt(self, day: date) -> Any:
        """A date in one of the spellings of offices."""
        return self.random.choice(
            [
                datetime(day.year, day.month, day.day),
                f"{day:%Y-%m-%d}",
                f"{day.year}.{day.month}.{day.day}",
                f"{day.year}年{day.month}月{day.day}日",
                _wide(f"{day.year}/{day.month}/{day.day}"),
                int(f"{day:%Y%m%d}"),
                (day - date(1899, 12, 30)).days,
                f"{(day - date(1899, 12, 30)).days}",
                f"{day:%Y-%m-%d} 00:00:00",
            ]
        )

    def plant(self, title: str, kind: str, what: str, change: Callable[[Cells], None]) -> int:
        """Spoil one cell of the next clean person."""
        row = self.clean.pop(self.random.randrange(len(self.clean)))
        change(self.rows[row])
        self.planted.append((layout.MAIN, row, title, kind, what))
        return row

    def fill(self) -> None:
        """Five hundred people, with empty rows and one of totals between and below them."""
        row = TITLES
        for number in range(1, PEOPLE + 1):
            row += 1 + (number % 97 == 0)
            self.rows[row] = self.person(number)
        self.clean = list(self.rows)
        for _ in range(40):
            row = self.clean.pop(self.random.randrange(len(self.clean)))
            self.further(self.rows[row])

    def further(self, cells: Cells) -> None:
        """Rows of the other sheets for one person."""
        key = {"工号": cells["工号"], "姓名": str(cells["姓名"]).replace("　", "")}
        self.more["证书"].append(
            {
                **key,
                "证书种类": "职业技能等级证书",
                "证书等级": "初级工",
                "证书职业": "电工",
                "发证日期": "2012年5月",
                "证书联网查询结果": "是",
            }
        )
        self.more["任职"].append(
            {
                "证件号码": cells["证件号码"],
                "从事的职业": "电工",
                "任职开始日期": "2008.9",
                "任职结束日期": "2011-12-31",
                "单位": "示例机械厂",
            }
        )
        if self.random.random() < 0.5:
            self.more["考核"].append({**key, "考核年度": 2022, "考核等次": "合格"})

    def spoil(self) -> None:
        """Every kind of mistake of a row, several times each."""
        for value in ("高级公", "大师", "工程师"):
            self.plant("证书等级", "word", f"等级写作“{value}”", _set("证书等级", value))
        for value in ("良好", "称职", "A"):
            self.plant("2024年度考核等次", "word", f"考核等次写作“{value}”", _set("2024年度考核等次", value))
        for value in ("Y", "已查"):
            self.plant("证书联网查询结果", "word", f"查询结果写作“{value}”", _set("证书联网查询结果", value))
        self.plant("没有的项目", "word", "不认识的项目", _set("没有的项目", "荣誉、奖金"))
        self.plant("从事的职业", "word", "代码形式不对", _set("从事的职业", "6-18-1-1"))
        for value in ("2024-13-01", "2023年2月30日", "去年五月", "20231301", "不详"):
            self.plant("发证日期", "date", f"日期写作“{value}”", _set("发证日期", value))
        for value in (2021.1, datetime(2021, 5, 20, 8, 30)):
            self.plant("任职开始日期", "date", f"日期是 {value}", _set("任职开始日期", value))
        for title in ("姓名", "姓名", "证书职业", "发证日期", "任职开始日期", "从事的职业"):
            self.plant(title, "required", f"{title}没有填", _set(title, None))
        for _ in range(4):
            self.plant(
                "证件号码",
                "identity",
                "校验码不对",
                lambda cells: cells.update(证件号码=_wrong(cells["证件号码"])),
            )
        self.plant("证件号码", "identity", "旧的 15 位", _set("证件号码", "450202880302471"))
        self.plant(
            "证件号码", "identity", "少一位", lambda cells: cells.update(证件号码=cells["证件号码"][:-1])
        )
        for _ in range(2):
            self.plant(
                "证件号码",
                "damaged",
                "成了数字",
                lambda cells: cells.update(证件号码=float(_plain(cells["证件号码"])[:17] + "0")),
            )
        self.plant("证件号码", "damaged", "成了科学记数", _set("证件号码", "4.50202E+17"))
        self.plant(
            "证件号码",
            "damaged",
            "末三位成了 000",
            lambda cells: cells.update(证件号码=_zeroed(cells["证件号码"])),
        )
        self.plant("证书编号", "damaged", "成了数字", _set("证书编号", 1234567890123456))
        for value in ("Y00004500000121", "桂技 12 号"):
            self.plant("证书编号", "certificate", "编号的形式不对", _set("证书编号", value))
        self.plant(
            "证书编号",
            "certificate",
            "编号与等级不符",
            lambda cells: cells.update(
                证书等级="高级工", 发证日期="2020-06-01", 证书编号="Y000045000001201000777"
            ),
        )
        for _ in range(2):
            self.plant(
                "发证日期",
                "period",
                "发证早于出生",
                lambda cells: cells.update(发证日期="1950-05-01", 证书编号=None),
            )
        self.plant("出生日期", "period", "与证件号码不符", _set("出生日期", "1960-01-01"))
        for _ in range(2):
            self.plant(
                "证书等级",
                "text",
                "写了无，又有编号",
                lambda cells: cells.update(证书等级="无", 证书编号="Y000045000001202000777"),
            )
        for title, formula in (
            ("单位性质", Formula("=H1", "")),
            ("证书等级", Formula("=VLOOKUP(1,A1:B2,2)", "#N/A")),
        ):
            self.plant(title, "formula", "公式没有值", _set(title, formula))
        self.twins()
        self.strangers()

    def twins(self) -> None:
        """Two rows with one identity number, three with one staff number."""
        one, other = self.pair()
        self.rows[other]["证件号码"] = self.rows[one]["证件号码"]
        self.rows[other]["出生日期"] = None
        for row in (one, other):
            self.planted.append((layout.MAIN, row, "证件号码", "duplicate", "两人一个证件号码"))
        one, other = self.pair()
        self.rows[other]["工号"] = f" {self.rows[one]['工号']} "
        for row in (one, other):
            self.planted.append((layout.MAIN, row, "工号", "duplicate", "两人一个工号"))
        row = next(row for row in self.clean if row + 1 in self.clean)
        self.merged.append((row, "单位性质"))
        for each in (row, row + 1):
            self.clean.remove(each)
            self.planted.append((layout.MAIN, each, "单位性质", "merged", "上下两格合并"))

    def pair(self) -> tuple[int, int]:
        """Two clean people of whom no other sheet says anything."""
        one, other = self.random.sample(self.clean, 2)
        self.clean.remove(one)
        self.clean.remove(other)
        return one, other

    def strangers(self) -> None:
        """Mistakes on the other sheets."""
        self.add(
            "证书",
            {"工号": "9999", "证书等级": "技师", "证书职业": "电工", "发证日期": "2020-01-01"},
            "工号",
            "match",
            "花名册里没有这个人",
        )
        self.add(
            "证书",
            {"证书等级": "技师", "证书职业": "电工", "发证日期": "2020-01-01"},
            "工号",
            "match",
            "没有写是谁的",
        )
        one, other = self.pair()
        key = {"工号": self.rows[one]["工号"]}
        self.add(
            "职称",
            {**key, "姓名": "另一人", "职称系列": "工程", "职称层级": "助理级", "职称取得日期": "2019-12-20"},
            "姓名",
            "match",
            "姓名不同",
        )
        key = {"工号": self.rows[other]["工号"]}
        self.add(
            "任职",
            {**key, "从事的职业": "电工", "任职开始日期": "2010-01-01", "任职结束日期": "2009-01-01"},
            "任职结束日期",
            "period",
            "结束早于开始",
        )
        one, other = self.pair()
        self.add(
            "职称",
            {
                "工号": self.rows[one]["工号"],
                "职称系列": "工成",
                "职称层级": "助理级",
                "职称取得日期": "2019-12-20",
            },
            "职称系列",
            "word",
            "系列写错",
        )
        self.add(
            "考核",
            {"工号": self.rows[other]["工号"], "考核年度": 2024, "考核等次": "合格"},
            "考核年度",
            "duplicate",
            "同一年写了两次",
        )

    def add(self, sheet: str, cells: Cells, title: str, kind: str, what: str) -> None:
        """A row with a mistake at the end of another sheet."""
        self.more[sheet].append(cells)
        self.planted.append((sheet, len(self.more[sheet]) + 1, title, kind, what))

    def write(self, out: Path) -> None:
        """The workbook."""
        book = xlsxwriter.Workbook(str(out), {"in_memory": True})
        book.set_properties({"created": datetime(2026, 1, 1), "author": "示例单位"})
        day, head = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        self.formats = {datetime: day}
        sheet = book.add_worksheet(layout.MAIN)
        titles = (*_MOVED, *_OWN)
        sheet.merge_range(0, 0, 0, len(titles) - 1, "桂江机械（演示单位）2026 年花名册", head)
        self.head(sheet, TITLES - 1, [_WRITTEN.get(title, title) for title in titles], head)
        for row, cells in self.rows.items():
            self.line(sheet, row - 1, titles, cells)
        last = max(self.rows)
        sheet.write_string(last + 1, 1, "合计")
        sheet.write_number(last + 1, titles.index("人数"), PEOPLE)
        for row in range(last + 5, last + 300):
            sheet.write_blank(row, 3, None, day)
        for row, title in self.merged:
            place = titles.index(title)
            sheet.merge_range(row - 1, place, row, place, "企业")
        sheet.write_comment(TITLES, 1, "请人事科再核一次", {"author": "人事科"})
        sheet.freeze_panes(TITLES, 2)
        for name, rows in self.more.items():
            other = book.add_worksheet(name)
            wanted = next(spec for spec in layout.sheets(AS_OF.year - 1) if spec.name == name).columns
            self.head(other, 0, [column.head for column in wanted], head)
            for row, cells in enumerate(rows, 1):
                self.line(other, row, [column.title for column in wanted], cells)
        book.add_worksheet("部门通讯录").write_column(0, 0, ["部门", "一车间", "二车间"])
        book.close()

    def head(self, sheet: Any, row: int, titles: list[str], look: Any) -> None:
        """A row of titles."""
        for place, title in enumerate(titles):
            sheet.write_string(row, place, title, look)

    def line(self, sheet: Any, row: int, titles: Any, cells: Cells) -> None:
        """One row, each value as what it is."""
        for place, title in enumerate(titles):
            value = cells.get(title)
            if isinstance(value, Formula):
                sheet.write_formula(row, place, value.text, None, value.value)
            elif isinstance(value, str):
                sheet.write_string(row, place, value)
            elif value is not None:
                sheet.write(row, place, value, self.formats.get(type(value)))


def _set(title: str, value: object) -> Callable[[Cells], None]:
    return lambda cells: cells.update({title: value})


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in text)


def _plain(text: str) -> str:
    return "".join(chr(ord(sign) - 0xFEE0) if sign >= "０" else sign for sign in text)


def _wrong(number: str) -> str:
    plain = _plain(number)
    return plain[:-1] + ("0" if plain[-1] == "1" else "1")


def _zeroed(number: str) -> str:
    """A number of which Excel lost the last three digits, one for which 000 is wrong."""
    plain = _plain(number)
    serial = next(n for n in range(10) if check_digit(f"{plain[:13]}{n}000") != "0")
    return f"{plain[:13]}{serial}0000"[:15] + "000"


def make(folder: Path) -> None:
    """Write both files."""
    maker = Maker()
    maker.fill()
    maker.spoil()
    maker.write(folder / "dirty.xlsx")
    order = {layout.MAIN: (*_MOVED, *_OWN)}
    for name in maker.more:
        spec = next(spec for spec in layout.sheets(AS_OF.year - 1) if spec.name == name)
        order[name] = tuple(column.title for column in spec.columns)
    with (folder / "planted.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("sheet", "cell", "kind", "what"))
        for sheet, row, title, kind, what in sorted(maker.planted):
            writer.writerow((sheet, f"{letters(order[sheet].index(title) + 1)}{row}", kind, what))


if __name__ == "__main__":
    make(FOLDER)
