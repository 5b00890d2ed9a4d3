"""One person of a roster as a case document, and from a place in that document back to the cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from guantong.cases import CaseErrors, parse_case
from guantong.cases.errors import shown
from guantong.cases.identity import PERMIT_REGIONS, RESIDENCE_PERMIT, RESIDENT

from . import columns as layout
from .cells import Damaged, damaged_card, is_blank, key_of, name_of, text_of, value_of
from .problems import Level, Problem, kind_of_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from guantong.cases.errors import CaseError
    from guantong.cases.model import Case, Note

    from .columns import Column
    from .headers import Headers
    from .opening import Cell

_CARD: Final = re.compile(r"[1-8][0-9]{9,}X?")
"""A long number of digits alone: what else an office writes under 证件号码 has letters, or eight digits."""
_YEAR: Final = re.compile(r"([0-9]{4})(?:年度?)?")
_SPLIT: Final = re.compile(r"[、，,；;/和\s]+")
_CODES: Final = re.compile(r"（[a-z0-9_-]+）")
"""The English code that a hint puts behind a word, for people who write case documents."""
_TOLD: Final = {"unknown_occupation", "region_hint", "year_differs"}
"""The notes of a case that a clerk should see: they may be slips of the pen."""
_IDENTITY_PATH: Final = "person.identity.number"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of one sheet."""

    headers: Headers
    row: int
    cells: Sequence[Cell]

    def cell(self, column: int) -> Cell:
        """The cell of a column, from 1; empty beyond the end of the row."""
        return self.cells[column - 1] if column <= len(self.cells) else ""

    def text(self, key: tuple[str, ...]) -> str:
        """The number that a key column holds, as numbers are compared; empty where there is none."""
        for place, column in self.headers.columns.items():
            if not column.list and column.key == key and not is_blank(self.cell(place)):
                value = value_of(self.cell(place), column.shape, number=True)
                return "" if isinstance(value, Damaged) else key_of(value)
        return ""

    def says_something(self) -> bool:
        """Whether any of our columns is filled, apart from those that only say who it is."""
        keys = (
            (layout.STAFF.key, layout.NUMBER.key, layout.NAME.key)
            if self.headers.sheet != layout.MAIN
            else ()
        )
        return any(
            not is_blank(self.cell(place))
            for place, column in self.headers.columns.items()
            if column.key not in keys
        )


@dataclass
class Reader:
    """Reads the lines of one person."""

    as_of: date
    since_1904: bool = False
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, tuple[Line, int]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def read(self, main: Line, more: Sequence[Line]) -> Case | None:
        """The case of a person, or None after noting what is wrong with it."""
        document = self.document(main, more)
        try:
            case = parse_case(document, today=self.as_of, as_of=self.as_of)
        except CaseErrors as errors:
            for error in errors.errors:
                self._located(error, main)
            return None
        for note in case.notes:
            if note.code in _TOLD:
                self._noted(note, main)
        return None if self.problems and any(p.level == "error" for p in self.problems) else case

    def document(self, main: Line, more: Sequence[Line]) -> dict[str, Any]:
        """The case document of a person."""
        document: dict[str, Any] = {}
        lists: dict[str, list[dict[str, Any]]] = {}
        rows: dict[str, dict[str, tuple[Line, int]]] = {}
        for place, column in main.headers.columns.items():
            if column.list:
                rows.setdefault(column.list, {})[".".join(column.key)] = (main, place)
            elif column.key not in (layout.STAFF.key, layout.ABSENT.key):
                self._own(document, main, place, column)
        years = self._years(rows.pop("appraisals", {}))
        for name, cells in rows.items():
            self._group(lists, name, cells)
        for line in more:
            if (name := _list_of(line)) == "appraisals":
                self._year_row(years, line)
            else:
                self._row(lists.setdefault(name, []), name, _cells(line, name))
        self._absent(lists, years, main)
        if years or "appraisals" in lists:
            document["appraisals"] = years
            lists.pop("appraisals", None)
        for name, items in lists.items():
            (document.setdefault("person", {}) if name == "sanctions" else document)[name] = items
        return document

    def _own(self, document: dict[str, Any], line: Line, place: int, column: Column) -> None:
        """A fact of the person itself."""
        path = ".".join(column.key)
        self.places[path] = (line, place)
        cell = line.cell(place)
        if is_blank(cell):
            if column.required:
                self._problem(
                    line, place, "required", f"“{column.title}”没有填", f"“{column.title}” is empty"
                )
            return
        if column.key == layout.NAME.key:
            value: Any = name_of(cell)
        else:
            value = self._value(path, line, place, column)
        if value is None:
            return
        at = document
        for key in column.key[:-1]:
            at = at.setdefault(key, {})
        at[column.key[-1]] = value
        if column.key == layout.NUMBER.key and (kind := _kind_of_number(key_of(value))):
            at.setdefault("type", kind)

    def _value(self, path: str, line: Line, place: int, column: Column) -> Any:
        value = value_of(line.cell(place), column.shape, number=column.is_text, since_1904=self.since_1904)
        if not isinstance(value, Damaged):
            return value
        self.unread.add(path)
        self._problem(line, place, value.kind, value.zh, value.en, (value.hint_zh, value.hint_en))
        return None

    def _group(
        self, lists: dict[str, list[dict[str, Any]]], name: str, cells: Mapping[str, tuple[Line, int]]
    ) -> None:
        """The one job or certificate that 花名册 holds; 无 in it says that there is none."""
        filled = {key: at for key, at in cells.items() if not is_blank(at[0].cell(at[1]))}
        if not filled:
            return
        none = {
            key: (line, place)
            for key, (line, place) in filled.items()
            if line.headers.columns[place].required and text_of(line.cell(place)).strip() == layout.NONE
        }
        if not none:
            self._row(lists.setdefault(name, []), name, cells)
            return
        lists[name] = []
        rest = [at for key, at in filled.items() if text_of(at[0].cell(at[1])).strip() != layout.NONE]
        if rest:
            line, place = next(iter(none.values()))
            title = line.headers.titles[rest[0][1] - 1]
            self._problem(
                line, place, "text",
                f"写了“{layout.NONE}”，同一行“{title}”却有内容",
                f"it says “{layout.NONE}” (none), but “{title}” of the same row is filled",
                ("没有就把这一组都清空，只留“无”；有就填全", "for none clear the others; otherwise fill all of them"),
            )  # fmt: skip

    def _row(self, items: list[dict[str, Any]], name: str, cells: Mapping[str, tuple[Line, int]]) -> None:
        """One row of a list of the case."""
        path = f"{'person.' if name == 'sanctions' else ''}{name}[{len(items)}]"
        item: dict[str, Any] = {}
        for key, (line, place) in cells.items():
            self.places[f"{path}.{key}"] = (line, place)
            if not is_blank(line.cell(place)):
                value = self._value(f"{path}.{key}", line, place, line.headers.columns[place])
                if value is not None:
                    item[key] = value
                continue
            column = line.headers.columns[place]
            if column.required:
                self.unread.add(f"{path}.{key}")
                self._problem(
                    line, place, "required", f"“{column.title}”没有填", f"“{column.title}” is empty",
                    _none_hint(line.headers.sheet),
                )  # fmt: skip
        if item not in items:
            items.append(item)

    def _years(self, cells: Mapping[str, tuple[Line, int]]) -> dict[str, Any]:
        """The grades that 花名册 holds."""
        years = {}
        for year, (line, place) in cells.items():
            self.places[f"appraisals.{year}"] = (line, place)
            if not is_blank(line.cell(place)):
                years[year] = self._value(f"appraisals.{year}", line, place, line.headers.columns[place])
        return years

    def _year_row(self, years: dict[str, Any], line: Line) -> None:
        cells = _cells(line, "appraisals")
        year_at = cells.pop("year")
        text = key_of(text_of(line.cell(year_at[1])))
        if not text:
            self._problem(line, year_at[1], "required", "考核年度没有填", "the year of appraisal is empty")
            return
        found = _YEAR.fullmatch(text)
        year = found[1] if found else text
        grades: list[dict[str, Any]] = []
        path = f"appraisals.{shown(year)}"
        if year in years:
            first = self.places[path][0]
            where = f"“{first.headers.sheet}”第 {first.row} 行"
            self._problem(
                line, year_at[1], "duplicate",
                f"{year} 年度考核写了两次（另见{where}）",
                f"the appraisal of {year} stands twice (also in “{first.headers.sheet}”, row {first.row})",
                ("只留一处", "keep one of them"),
            )  # fmt: skip
            return
        self._row(grades, "appraisals", cells)
        for key, at in cells.items():
            self.places[f"{path}.{key}"] = at
        self.places[path] = (line, year_at[1] if not found else cells["grade"][1])
        self.unread |= {f"{path}.{key}" for key in cells if f"appraisals[0].{key}" in self.unread}
        years[year] = grades[0]

    def _absent(self, lists: dict[str, list[dict[str, Any]]], years: dict[str, Any], main: Line) -> None:
        """What the column 没有的项目 says that there is none of."""
        place = next((n for n, c in main.headers.columns.items() if c.key == layout.ABSENT.key), 0)
        if not place or is_blank(main.cell(place)):
            return
        for word in filter(None, _SPLIT.split(text_of(main.cell(place)).strip())):
            name = _ABSENT.get(word.removeprefix("没有").removeprefix("无"))
            if name is None:
                words = "、".join(sheet for sheet, _, _ in layout.LISTS.values())
                self._problem(
                    main, place, "word", f"不认识“{shown(word)}”", f"“{shown(word)}” is not known here",
                    (f"可写 {words}，几项用顿号隔开", f"any of {words}"),
                )  # fmt: skip
            elif lists.get(name) or (name == "appraisals" and years):
                self._problem(
                    main, place, "text",
                    f"写了没有“{word}”，表里却有这一项的内容",
                    f"it says that there is none of “{word}”, but the workbook lists some",
                    ("两处只能留一处", "keep one of the two"),
                )  # fmt: skip
            else:
                lists.setdefault(name, [])

    def _located(self, error: CaseError, main: Line) -> None:
        path = error.path
        if path in self.unread or (error.code == "required" and any(path.startswith(p) for p in self.unread)):
            return
        line, place = self._place(path, main)
        hint = (_CODES.sub("", error.hint_zh), error.hint_en)
        kind, zh, en = kind_of_case(error.code), error.zh, error.en
        if error.code == "truth_value":  # in a workbook these have words
            said, column = shown(text_of(line.cell(place))), line.headers.columns[place]
            zh, en = f"不认识“{said}”", f"“{said}” is not known here"
            hint = (f"可写 {'、'.join(layout.choices(column.shape))}", "one of the words of the drop-down")
        if path == _IDENTITY_PATH and (damage := damaged_card(text_of(line.cell(place)))):
            kind, zh, en, hint = damage.kind, damage.zh, damage.en, (damage.hint_zh, damage.hint_en)
        self._problem(line, place, kind, zh, en, hint)

    def _noted(self, note: Note, main: Line) -> None:
        line, place = self._place(note.path, main)
        self._problem(line, place, "note", note.zh, note.en, level="note")

    def _place(self, path: str, main: Line) -> tuple[Line, int]:
        """The cell of a place of the document, or of the nearest one around it."""
        while path:
            if path in self.places:
                return self.places[path]
            if inside := next((at for p, at in self.places.items() if p.startswith(f"{path}.")), None):
                return inside
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return main, 0

    def _problem(
        self, line: Line, place: int, kind: str, zh: str, en: str, hint: tuple[str, str] = ("", ""), *,
        level: Level = "error",
    ) -> None:  # fmt: skip
        column = line.headers.columns.get(place)
        self.problems.append(
            Problem(
                level, kind, line.headers.sheet, line.row, place,
                column.title if column else "", shown(text_of(line.cell(place))) if place else "",
                zh, en, *hint, column.example if column and level == "error" else "",
            )
        )  # fmt: skip


def _kind_of_number(number: str) -> str | None:
    """The identity type that a number has where nothing else is said."""
    if not _CARD.fullmatch(number):
        return None
    return RESIDENCE_PERMIT if number.startswith(PERMIT_REGIONS) else RESIDENT


def _list_of(line: Line) -> str:
    return next(name for name, (sheet, _, _) in layout.LISTS.items() if sheet == line.headers.sheet)


def _cells(line: Line, name: str) -> dict[str, tuple[Line, int]]:
    return {c.key[0]: (line, place) for place, c in line.headers.columns.items() if c.list == name}


def _none_hint(sheet: str) -> tuple[str, str]:
    if sheet != layout.MAIN:
        return "填上，或者删去这一行", "fill it in or delete the row"
    return (
        "填上；确实没有这一项的，这一组清空后写“无”",
        "fill it in; where there is none, clear these columns and write 无",
    )


_ABSENT: Final = {
    **{sheet: name for name, (sheet, _, _) in layout.LISTS.items()},
    **{"工作": "employment", "工作经历": "employment", "技能证书": "certificates", "年度考核": "appraisals"},
    **{"处分和失信": "sanctions", "处分和失信记录": "sanctions", "失信": "sanctions"},
}
