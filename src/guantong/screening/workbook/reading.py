"""A workbook to a roster: the file, the template, the titles, then every row in one pass, then all rows together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from . import columns as layout
from .archive import MOST_FOUND
from .cells import is_blank, name_of, text_of
from .documents import Line, Reader
from .headers import Headers, find_headers, plain
from .opening import Sheet, Source, open_source
from .problems import Level, Problem, Unreadable, letters, refused
from .roster import Entrant, Layout, Roster

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from .columns import SheetSpec

CHECKED: Final = "校验结果"
SCREENED: Final = "筛查结果"
TO_SUPPLY: Final = "待补材料"
WITHIN_A_YEAR: Final = "一年内到期"
RESULTS: Final = (CHECKED, SCREENED, TO_SUPPLY, WITHIN_A_YEAR)
"""The sheets that an answer adds, in no roster read and in every answer written anew."""
_OURS: Final = {layout.WORDS, layout.GUIDE, layout.META, *RESULTS}
_FOOTERS: Final = ("合计", "总计", "小计", "制表", "填表", "审核", "备注", "说明", "注:")
_ALIKE: Final = 3
"""So many of our titles make a sheet of another name one that was probably meant."""


def read_roster(path: Path, *, as_of: date) -> Roster:
    """Read a workbook or CSV file of people; `as_of` is the day of submission.

    What is wrong stands in `problems` of the roster: with the file as a whole, then nothing was read; with rows,
    then their people are set aside and the others can be decided. Raises OSError where the file cannot be opened.
    """
    try:
        source = open_source(path)
        return _Reading(source, as_of).roster()
    except Unreadable as error:
        return Roster(path, as_of, Layout("xlsx"), (), error.problems)


@dataclass
class _More:
    """The rows of the other sheets by the numbers that say whose they are."""

    by_staff: dict[str, list[Line]] = field(default_factory=dict)
    by_number: dict[str, list[Line]] = field(default_factory=dict)
    taken: set[tuple[str, int]] = field(default_factory=set)

    def add(self, line: Line) -> None:
        staff, number = line.text(layout.STAFF.key), line.text(layout.NUMBER.key)
        if staff:
            self.by_staff.setdefault(staff, []).append(line)
        if number:
            self.by_number.setdefault(number, []).append(line)

    def of(self, staff: str, number: str) -> list[Line]:
        """The rows of one person: of the staff number, and of the identity number where no other staff number stands beside it."""
        found = list(self.by_staff.get(staff, ()))
        known = {(line.headers.sheet, line.row) for line in found}
        for line in self.by_number.get(number, ()):
            place = (line.headers.sheet, line.row)
            if place not in known and not (staff and line.text(layout.STAFF.key)):
                found.append(line)
        self.taken |= {(line.headers.sheet, line.row) for line in found}
        return found

    def left(self) -> Iterator[Line]:
        """The rows that are nobody's."""
        seen: set[tuple[str, int]] = set()
        for line in (line for lines in (*self.by_staff.values(), *self.by_number.values()) for line in lines):
            place = (line.headers.sheet, line.row)
            if place not in self.taken and place not in seen:
                seen.add(place)
                yield line


class _Reading:
    """One reading of one file."""

    def __init__(self, source: Source, as_of: date) -> None:
        self.source, self.as_of = source, as_of
        self.problems: list[Problem] = []
        self.last_rows: dict[str, int] = {}
        self.version = ""
        self.spoilt: dict[str, dict[int, list[Problem]]] = {}

    def roster(self) -> Roster:
        sheets = {plain(name): name for name in self.source.names}
        renamed = self._template(sheets)
        specs = {spec: sheets.get(plain(spec.name)) for spec in layout.sheets(self.as_of.year - 1)}
        main_spec, main_name = next(iter(specs.items()))
        if main_name is None:
            raise Unreadable(self._no_main(main_spec, renamed))
        opened = {spec: self.source.open_sheet(name) for spec, name in specs.items() if name is not None}
        headers = {spec.name: self._headers(spec, sheet, renamed) for spec, sheet in opened.items()}
        headers = {name: found for name, found in headers.items() if found.columns or name == layout.MAIN}
        wrong = [p for found in headers.values() for p in found.problems]
        wrong += self._others([name for name in sheets.values() if name not in specs.values()], renamed)
        wrong += [p for spec, sheet in opened.items() for p in _too_many_formulas(spec.name, sheet)]
        if files := [p for p in wrong if p.level == "file"]:
            raise Unreadable(*files)
        self.problems += wrong
        for spec, sheet in opened.items():
            if spec.name in headers:
                self.spoilt[spec.name] = _spoilt(sheet, headers[spec.name])
        more = self._more({s.name: sheet for s, sheet in opened.items()}, headers)
        people, aside = self._people(opened[main_spec], headers[layout.MAIN], more)
        if not people and not aside:
            raise Unreadable(
                refused("sheet", "没有一行数据", "there is no row of data",
                        (f"数据从表头下面开始填；写有“{layout.SAMPLE_MARK}”的行不算", f"data begin below the titles; rows marked “{layout.SAMPLE_MARK}” are samples"),
                        sheet=layout.MAIN)
            )  # fmt: skip
        found = Layout(
            self.source.kind,
            self.source.names,
            headers,
            self.last_rows,
            self.version,
            self.source.encoding,
            self.source.cells,
        )
        problems = tuple(sorted(self.problems, key=_order))
        return Roster(self.source.path, self.as_of, found, tuple(people), problems, tuple(sorted(aside)))

    # The template and its sheets

    def _template(self, sheets: Mapping[str, str]) -> Mapping[str, str]:
        """What the columns of the template's version are called now. Raises Unreadable for another template."""
        if (name := sheets.get(plain(layout.META))) is None or name != layout.META:
            return {}
        said = {
            text_of(row[0]): text_of(row[1]) for _, row in self.source.open_sheet(name).rows() if len(row) > 1
        }
        if said.get("template") != layout.TEMPLATE_ID:
            raise Unreadable(
                refused("template", "这不是贯通的花名册模板", "this is no roster template of guantong",
                        ("用 guantong template 生成模板，把数据粘贴进去", "paste the data into a template from guantong template"))
            )  # fmt: skip
        self.version = said.get("version", "")
        if self.version in (layout.VERSION, ""):
            return {}
        if self.version in layout.EARLIER:
            return layout.EARLIER[self.version]
        newer = _numbers(self.version) > _numbers(layout.VERSION)
        zh, en = ("比本程序的新", "is newer than this programme's") if newer else ("太旧", "is too old")
        hint = ("请升级 guantong", "upgrade guantong") if newer else ("用 guantong template 生成新模板，把数据粘贴进去", "paste the data into a new template from guantong template")  # fmt: skip
        raise Unreadable(
            refused("template", f"模板版本 {self.version} {zh}（现为 {layout.VERSION}）",
                    f"the template's version {self.version} {en} ({layout.VERSION})", hint)
        )  # fmt: skip

    def _headers(self, spec: SheetSpec, sheet: Sheet, renamed: Mapping[str, str]) -> Headers:
        found = find_headers(spec, sheet.rows(), renamed)
        if spec.list and not any(column.list for column in found.columns.values()) and _is_empty(sheet):
            return replace(found, columns={}, problems=())
        return found

    def _no_main(self, spec: SheetSpec, renamed: Mapping[str, str]) -> Problem:
        like = self._like(self.source.names, (spec,), renamed)
        hint = (
            (f"工作表“{like[0][0]}”的表头相符，请改名为“{layout.MAIN}”", f"the titles of sheet “{like[0][0]}” fit: rename it to {layout.MAIN}")
            if like
            else (f"请把数据放在名为“{layout.MAIN}”的工作表里", f"put the data on a sheet named {layout.MAIN}")
        )  # fmt: skip
        return refused(
            "sheet", f"没有名为“{layout.MAIN}”的工作表", f"there is no sheet named {layout.MAIN}", hint
        )

    def _others(self, names: Sequence[str], renamed: Mapping[str, str]) -> Iterator[Problem]:
        """The sheets that are not read: of ours nothing is said; one that looks like data under another name is refused."""
        names = [name for name in names if name not in _OURS]
        like = dict(self._like(names, layout.sheets(self.as_of.year - 1)[1:], renamed))
        for name in names:
            if name in like:
                yield refused(
                    "sheet",
                    f"工作表名写法不同：“{name}”的内容像是“{like[name]}”",
                    f"a sheet of another name: “{name}” looks like “{like[name]}”",
                    (f"要读就改名为“{like[name]}”；不要读就删去或移到别的文件", f"rename it to “{like[name]}” to have it read, or take it out"),
                    sheet=name,
                )  # fmt: skip
            else:
                yield Problem(
                    "note", "note", name, 0, 0, "", "", "这张工作表没有读，原样退回", "this sheet was not read; it is returned as it is",
                )  # fmt: skip

    def _like(
        self, names: Sequence[str], specs: Sequence[SheetSpec], renamed: Mapping[str, str]
    ) -> list[tuple[str, str]]:
        found = []
        for name in names:
            sheet = self.source.open_sheet(name)
            for spec in specs:
                columns = find_headers(spec, sheet.rows(), renamed).columns.values()
                own = [column for column in columns if column.list == spec.list or not spec.list]
                has_key = not spec.list or len(own) < len(columns)
                if len(own) >= _ALIKE and has_key:
                    found.append((name, spec.name))
                    break
        return found

    # The rows

    def _lines(self, sheet: Sheet, headers: Headers) -> Iterator[Line]:
        """The rows with data; samples, empty rows and footers are none."""
        for number, cells in sheet.rows():
            if number <= headers.row:
                continue
            line = Line(headers, number, cells)
            if not line.says_something() and number not in self.spoilt[headers.sheet]:
                continue
            if any(isinstance(cell, str) and layout.SAMPLE_MARK in cell for cell in cells) or _is_footer(
                line
            ):
                continue
            self.last_rows[headers.sheet] = number
            yield line

    def _more(self, sheets: Mapping[str, Sheet], headers: Mapping[str, Headers]) -> _More:
        more = _More()
        for name, found in headers.items():
            if name == layout.MAIN:
                continue
            for line in self._lines(sheets[name], found):
                if line.text(layout.STAFF.key) or line.text(layout.NUMBER.key):
                    more.add(line)
                    continue
                self._say(line, 0, "match", "没有写工号或证件号码，对不上是谁的", "neither staff nor identity number: nobody can tell whose row it is",
                          ("填上花名册里这个人的工号或证件号码", "fill in the staff or identity number of the roster"))  # fmt: skip
        return more

    def _people(self, sheet: Sheet, headers: Headers, more: _More) -> tuple[list[Entrant], set[int]]:
        people: dict[int, Entrant] = {}
        aside: set[int] = set()
        staffs: dict[str, list[int]] = {}
        numbers: dict[str, list[int]] = {}
        for line in self._lines(sheet, headers):
            staff, number = line.text(layout.STAFF.key), line.text(layout.NUMBER.key)
            rows = more.of(staff, number)
            reader = Reader(self.as_of, self.source.since_1904)
            spoilt = [p for each in (line, *rows) for p in self.spoilt[each.headers.sheet].get(each.row, ())]
            case = reader.read(line, rows)
            cells = {(p.sheet, p.row, p.column) for p in spoilt}
            before = len(self.problems)
            self.problems += spoilt
            self.problems += [p for p in reader.problems if (p.sheet, p.row, p.column) not in cells]
            mismatched = [self._same_person(line, other, number) for other in rows]
            self.problems[before:] = [replace(p, person_row=line.row) for p in self.problems[before:]]
            for key, known in ((staff, staffs), (number, numbers)):
                if key:
                    known.setdefault(key, []).append(line.row)
            if case is None or spoilt or not all(mismatched):
                aside.add(line.row)
                continue
            person_id = staff or number or f"row-{line.row}"
            people[line.row] = Entrant(person_id, line.row, case.person.name or "", case)
        doubled = self._doubled(layout.STAFF, staffs, headers) | self._doubled(
            layout.NUMBER, numbers, headers
        )
        for line in more.left():
            self._say(line, 0, "match", "花名册里没有这个工号或证件号码的人", "nobody in the roster has this staff or identity number",
                      ("核对号码，或者在花名册里补上这个人", "compare the number, or add the person to the roster"))  # fmt: skip
        return [person for row, person in people.items() if row not in doubled], aside | doubled

    def _same_person(self, main: Line, other: Line, number: str) -> bool:
        """Whether what another sheet says about who it is agrees with 花名册."""
        theirs = other.text(layout.NUMBER.key)
        if theirs and number and theirs != number:
            self._say(other, _at(other, layout.NUMBER.key), "match",
                      f"工号与花名册第 {main.row} 行相同，证件号码不同", f"the staff number is that of row {main.row} of the roster, the identity number is not")  # fmt: skip
            return False
        names = [name_of(line.cell(at)) for line in (main, other) if (at := _at(line, layout.NAME.key))]
        if len(names) == 2 and all(names) and names[0] != names[1]:
            self._say(other, _at(other, layout.NAME.key), "match",
                      f"姓名与花名册第 {main.row} 行的不同", f"the name differs from row {main.row} of the roster",
                      ("核对工号、证件号码和姓名", "compare numbers and name"))  # fmt: skip
            return False
        return True

    def _doubled(self, column: layout.Column, known: Mapping[str, list[int]], headers: Headers) -> set[int]:
        """The rows whose number another row has too; each of them names the others."""
        found: set[int] = set()
        place = next((n for n, c in headers.columns.items() if c.key == column.key), 0)
        for rows in known.values():
            for row in rows if len(rows) > 1 else ():
                others = "、".join(str(other) for other in rows if other != row)
                found.add(row)
                self.problems.append(
                    Problem(
                        "error", "duplicate", layout.MAIN, row, place, column.title, "",
                        f"{column.title}与第 {others} 行相同", f"the {column.en} is that of row {others} too",
                        "一人只占一行；其余证书、任职写在别的工作表", "one row for one person; further certificates and jobs go to the other sheets",
                        person_row=row,
                    )
                )  # fmt: skip
        return found

    def _say(
        self, line: Line, place: int, kind: str, zh: str, en: str, hint: tuple[str, str] = ("", ""),
        level: Level = "error",
    ) -> None:  # fmt: skip
        place = place or min(line.headers.columns, default=1)
        column = line.headers.columns.get(place)
        title = column.title if column else ""
        self.problems.append(
            Problem(level, kind, line.headers.sheet, line.row, place, title, "", zh, en, *hint)
        )


def _spoilt(sheet: Sheet, headers: Headers) -> dict[int, list[Problem]]:
    """The problems of cells whose value cannot be known, by row: merged, never calculated, in error."""
    found: dict[int, list[Problem]] = {}

    def say(row: int, column: int, kind: str, zh: str, en: str, hint_zh: str, hint_en: str) -> None:
        title = headers.columns[column].title
        found.setdefault(row, []).append(
            Problem("error", kind, headers.sheet, row, column, title, "", zh, en, hint_zh, hint_en)
        )

    for top, left, bottom, right in sheet.merged:
        columns = [column for column in headers.columns if left <= column <= right]
        for row in (
            range(max(top, headers.row + 1), min(bottom, max(top, headers.row + 1) + MOST_FOUND) + 1)
            if columns
            else ()
        ):
            area = f"{letters(left)}{top}:{letters(right)}{bottom}"
            say(row, columns[0], "merged", f"单元格 {area} 合并在一起", f"the cells {area} are merged",
                "取消合并，在每一格里填上内容", "unmerge them and fill in every cell")  # fmt: skip
    for row, column in sheet.uncalculated:
        if column in headers.columns and row > headers.row:
            say(row, column, "formula", "公式没有计算结果", "the formula has no value",
                "请在 Excel 或 WPS 中打开、另存后再传", "open it in Excel or WPS, save it and try again")  # fmt: skip
    for row, column in sheet.faulty:
        if column in headers.columns and row > headers.row:
            say(row, column, "formula", "公式的结果是错误值（如 #N/A）", "the value of the formula is an error, as #N/A",
                "改正公式，或者直接填内容", "mend the formula or fill in the value")  # fmt: skip
    return found


def _too_many_formulas(name: str, sheet: Sheet) -> Iterator[Problem]:
    if max(len(sheet.uncalculated), len(sheet.faulty)) >= MOST_FOUND:
        yield refused(
            "formula",
            f"{MOST_FOUND:,} 个以上的公式没有计算结果",
            f"{MOST_FOUND:,} or more formulas have no value",
            ("请在 Excel 或 WPS 中打开、另存后再传", "open it in Excel or WPS, save it and try again"),
            sheet=name,
        )


def _is_footer(line: Line) -> bool:
    """Whether a row only closes the table: 合计, 制表人 and the like, in one of our columns."""
    said = ""
    for place in line.headers.columns:
        if not is_blank(cell := line.cell(place)):
            if said:
                return False
            said = text_of(cell)
    return plain(said).startswith(_FOOTERS)


def _is_empty(sheet: Sheet) -> bool:
    return all(is_blank(cell) for _, cells in sheet.rows() for cell in cells)


def _at(line: Line, key: tuple[str, ...]) -> int:
    return next((n for n, c in line.headers.columns.items() if not c.list and c.key == key), 0)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _order(problem: Problem) -> tuple[bool, bool, str, int, int]:
    return problem.level == "note", problem.sheet != layout.MAIN, problem.sheet, problem.row, problem.column
