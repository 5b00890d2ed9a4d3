"""Which column of a sheet is which: in any order, among others, and the nearest name for one written differently."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from . import columns as layout
from .cells import is_blank, text_of
from .problems import Problem, letters, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .columns import Column, SheetSpec
    from .opening import Cell

_TOP: Final = 10
"""How many rows may stand above the titles: the name of the firm, a heading."""
_LIKE: Final = 0.6
_VERY_LIKE: Final = 0.75
"""A required column may be meant by a looser likeness; an own column of the clerk is not taken for an optional one."""
_NOISE: Final = re.compile(r"[\s*＊：:_—-]|[（(](?:必填|选填)[）)]")


@dataclass(frozen=True)
class Headers:
    """The titles of one sheet: where they stand, which column each is, and what else the clerk keeps there."""

    sheet: str
    row: int
    titles: tuple[str, ...]
    columns: Mapping[int, Column]
    problems: tuple[Problem, ...]

    @property
    def extra(self) -> tuple[str, ...]:
        """The titles that are not ours."""
        known = set(self.columns)
        return tuple(t for n, t in enumerate(self.titles, 1) if t and n not in known and t != layout.ERRORS)


def find_headers(
    spec: SheetSpec, rows: Iterable[tuple[int, Sequence[Cell]]], renamed: Mapping[str, str]
) -> Headers:
    """The titles of a sheet, looked for in its first rows. `renamed` maps titles of an earlier template."""
    best: Headers | None = None
    for number, cells in rows:
        if number > _TOP:
            break
        found = _match(spec, number, cells, renamed)
        if best is None or len(found.columns) > len(best.columns):
            best = found
    return best or _match(spec, 1, (), renamed)


def plain(title: str) -> str:
    """A title as titles are compared."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", title)).casefold()


def _match(spec: SheetSpec, number: int, cells: Sequence[Cell], renamed: Mapping[str, str]) -> Headers:
    titles = tuple("" if is_blank(cell) else " ".join(text_of(cell).split()) for cell in cells)
    known = {plain(text): column for column in reversed(spec.columns) for text in layout.spellings(column)}
    known |= {plain(old): known[plain(new)] for old, new in renamed.items() if plain(new) in known}
    found: dict[int, Column] = {}
    problems: list[Problem] = []
    for place, title in enumerate(titles, 1):
        column = known.get(plain(title)) or _appraisal(spec, plain(title)) if title else None
        if column is None:
            continue
        first = next(
            (n for n, other in found.items() if other.key == column.key and other.list == column.list), None
        )
        if first is None:
            found[place] = column
            continue
        problems.append(
            refused(
                "header",
                f"“{column.title}”有两列（{letters(first)} 列和 {letters(place)} 列）",
                f"there are two columns “{column.title}” ({letters(first)} and {letters(place)})",
                ("只留一列，另一列换一个表头", "keep one, give the other another title"),
                sheet=spec.name, row=number, column=place, title=title,
            )
        )  # fmt: skip
    problems += _absent(spec, number, titles, found)
    return Headers(spec.name, number, titles, found, tuple(problems))


def _appraisal(spec: SheetSpec, title: str) -> Column | None:
    year = layout.year_of_title(title) if not spec.list else None
    return None if year is None else layout.appraisal(year)


def _absent(
    spec: SheetSpec, number: int, titles: Sequence[str], found: Mapping[int, Column]
) -> Iterable[Problem]:
    """What is not there: first the titles written differently, then the columns that are missing."""
    there = {(column.list, column.key) for column in found.values()}
    wanted = [c for c in spec.columns if (c.list, c.key) not in there and not _is_year(c)]
    free = {
        n: title for n, title in enumerate(titles, 1) if title and n not in found and title != layout.ERRORS
    }
    meant = dict(_meant(wanted, free))
    for column in wanted:
        if (place := meant.get(column.title)) is not None:
            yield refused(
                "header",
                f"表头写法不同：“{free[place]}”应写作“{column.title}”",
                f"a title written differently: “{free[place]}” should be “{column.title}”",
                ("改成这个写法；如果是别的内容，请换一个不相近的表头", "write it so; if it is something else, choose a title less alike"),
                sheet=spec.name, row=number, column=place, title=free[place], value=free[place],
            )  # fmt: skip
    for column in wanted:
        if column.required and column.title not in meant:
            yield refused(
                "column",
                f"缺列“{column.title}”",
                f"the column “{column.title}” is missing",
                ("补上这一列，或者用 guantong template 生成新模板后粘贴", "add it, or paste into a new template (guantong template)"),
                sheet=spec.name, row=number, title=column.title,
            )  # fmt: skip
    if spec.list and not there & {((c := layout.STAFF).list, c.key), (layout.NUMBER.list, layout.NUMBER.key)}:
        yield refused(
            "column",
            f"缺列“{layout.STAFF.title}”或“{layout.NUMBER.title}”，对不上是谁的",
            f"neither “{layout.STAFF.title}” nor “{layout.NUMBER.title}” is there: nobody can tell whose rows these are",
            ("补上其中一列", "add one of them"),
            sheet=spec.name, row=number, title=layout.STAFF.title,
        )  # fmt: skip


def _is_year(column: Column) -> bool:
    return column.list == "appraisals" and column.key[0].isdigit()


def _meant(wanted: Sequence[Column], free: Mapping[int, str]) -> Iterable[tuple[str, int]]:
    """Which free title was probably meant for which absent column, the most alike first, each once."""
    pairs = sorted(
        (
            (-max(_likeness(text, title) for text in layout.spellings(column)), column.title, place)
            for column in wanted
            for place, title in free.items()
        ),
    )
    needed = {column.title: _LIKE if column.required else _VERY_LIKE for column in wanted}
    taken: set[object] = set()
    for likeness, title, place in pairs:
        if -likeness >= needed[title] and title not in taken and place not in taken:
            taken |= {title, place}
            yield title, place


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, plain(one), plain(other)).ratio()
