"""What is wrong with a workbook: where as Excel numbers it, what, how it should be, an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]
Level = Literal["file", "error", "note"]

KINDS: Final = {
    "file": ("文件", "the file"),
    "template": ("模板", "the template"),
    "sheet": ("工作表", "sheets"),
    "header": ("表头写法不同", "renamed column"),
    "column": ("缺列", "missing column"),
    "required": ("必填未填", "required, but empty"),
    "word": ("用词不在字典里", "unknown word"),
    "date": ("日期", "dates"),
    "period": ("日期先后", "order of dates"),
    "identity": ("证件号码", "identity numbers"),
    "damaged": ("号码被 Excel 改坏", "numbers damaged by Excel"),
    "certificate": ("证书编号", "numbers of certificates"),
    "duplicate": ("重复", "duplicates"),
    "match": ("与花名册对不上", "rows that match nobody"),
    "merged": ("合并单元格", "merged cells"),
    "formula": ("公式没有值", "formulas without a value"),
    "text": ("内容", "content"),
    "note": ("提示（不影响判断）", "notes"),
}
"""The kinds under which problems are counted, with their words."""

_OF_CASE: Final = {
    "required": "required",
    "unknown_code": "word",
    "truth_value": "word",
    "unknown_specialty": "word",
    "title_of_other_series": "word",
    "occupation_code": "word",
    "date": "date",
    "year": "date",
    "pending": "date",
    "birth_date": "period",
    "before_birth": "period",
    "period": "period",
    "identity_number": "identity",
    "certificate_number": "certificate",
    "duplicate_key": "duplicate",
}


def kind_of_case(code: str) -> str:
    """The kind of a located error of a case."""
    return _OF_CASE.get(code, "text")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem at one place.

    `row` and `column` count from 1, as Excel does; 0 where it is the whole sheet or file. A problem of the
    level `file` means that nothing was read; of `error`, that the row was set aside; a `note` changes nothing.
    `value` never shows a whole identity number. `person_row` is the row of 花名册 that was set aside, 0 for none.
    """

    level: Level
    kind: str
    sheet: str
    row: int
    column: int
    title: str
    value: str
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""
    example: str = ""
    person_row: int = 0

    @property
    def cell(self) -> str:
        """The cell as Excel names it, empty where there is none."""
        return f"{letters(self.column)}{self.row}" if self.row and self.column else ""

    def place(self, lang: Language = "zh") -> str:
        """Where it is, in words."""
        if not self.sheet:
            return ""
        if not self.row:
            return f"工作表“{self.sheet}”" if lang == "zh" else f"sheet “{self.sheet}”"
        if lang == "zh":
            column = f" {letters(self.column)} 列“{self.title}”" if self.column else ""
            return f"“{self.sheet}”第 {self.row} 行{column}"
        column = f", column {letters(self.column)} “{self.title}”" if self.column else ""
        return f"“{self.sheet}”, row {self.row}{column}"

    def message(self, lang: Language = "zh") -> str:
        """What is wrong and how it should be, in one sentence."""
        said, hint = (self.zh, self.hint_zh) if lang == "zh" else (self.en, self.hint_en)
        if not hint:
            return said
        return f"{said}（{hint}）" if lang == "zh" else f"{said} ({hint})"

    def text(self, lang: Language = "zh") -> str:
        """Place and message on one line."""
        place = self.place(lang)
        return (
            f"{place}：{self.message(lang)}"
            if lang == "zh" and place
            else ": ".join(filter(None, (place, self.message(lang))))
        )

    def comment(self, lang: Language = "zh") -> str:
        """What stands in the comment of the cell: what is wrong, how it should be, an example."""
        zh = lang == "zh"
        parts = [("错在哪：" if zh else "Wrong: ") + (self.zh if zh else self.en)]
        if hint := self.hint_zh if zh else self.hint_en:
            parts.append(("应怎样：" if zh else "Should be: ") + hint)
        if self.example:
            parts.append(("例：" if zh else "Example: ") + self.example)
        return "\n".join(parts)


def letters(column: int) -> str:
    """The letters of a column, 1 = A."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def refused(
    kind: str,
    zh: str,
    en: str,
    hint: tuple[str, str] = ("", ""),
    *,
    sheet: str = "",
    row: int = 0,
    column: int = 0,
    title: str = "",
    value: str = "",
) -> Problem:
    """A problem for which nothing is read."""
    return Problem("file", kind, sheet, row, column, title, value, zh, en, *hint)


class Unreadable(ValueError):  # noqa: N818 - it carries what is wrong with a file
    """A file of which no row can be read."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(problem.text() for problem in self.problems)
