"""What is written beside a row, and which cells are marked: the same for both ways of writing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from . import columns as layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guantong.decisions.words import Words

    from .problems import Problem
    from .roster import Roster

AUTHOR: Final = "系统校验"
COMMENT_WIDTH: Final = 220
COMMENT_HEIGHT: Final = 90
ERROR_WIDTH: Final = 46
RED: Final = "FFC7CE"
MOST_COMMENTS: Final = 20_000
"""More boxes make a workbook slow to open; the cells are still red and the text stands beside the row."""


@dataclass(frozen=True)
class Marks:
    """What is wrong on one sheet: the text of each row, and the problems of each cell by (row, column)."""

    texts: Mapping[int, str]
    cells: Mapping[tuple[int, int], tuple[Problem, ...]]

    @cached_property
    def farthest(self) -> Mapping[int, int]:
        """The last column of each row in which something is wrong."""
        found: dict[int, int] = {}
        for row, column in self.cells:
            found[row] = max(column, found.get(row, 0))
        return found


def marks(roster: Roster, words: Words) -> Mapping[str, Marks]:
    """The marks of every sheet that was read: 花名册 always, another one where something is wrong on it."""
    texts: dict[str, dict[int, list[str]]] = {layout.MAIN: {}}
    cells: dict[str, dict[tuple[int, int], tuple[Problem, ...]]] = {layout.MAIN: {}}
    for problem in roster.errors:
        said = f"{problem.title}：{problem.message(words.lang)}" if words.lang == "zh" else f"{problem.title}: {problem.message(words.lang)}"  # fmt: skip
        texts.setdefault(problem.sheet, {}).setdefault(problem.row, []).append(
            said if problem.title else problem.message(words.lang)
        )
        at = cells.setdefault(problem.sheet, {})
        if problem.column:
            at[problem.row, problem.column] = (*at.get((problem.row, problem.column), ()), problem)
        if problem.sheet != layout.MAIN and problem.person_row:
            see = words.say(
                f"见“{problem.sheet}”第 {problem.row} 行", f"see “{problem.sheet}”, row {problem.row}"
            )
            texts[layout.MAIN].setdefault(problem.person_row, []).append(see)
    return {
        sheet: Marks({row: _joined(said, words) for row, said in rows.items()}, cells.get(sheet, {}))
        for sheet, rows in texts.items()
    }


def _joined(said: Iterable[str], words: Words) -> str:
    return words.say("；", "; ").join(dict.fromkeys(said))


def errors_column(roster: Roster, sheet: str) -> int:
    """The column in which an earlier answer left its texts, 0 where there is none yet."""
    titles = roster.layout.headers[sheet].titles
    return titles.index(layout.ERRORS) + 1 if layout.ERRORS in titles else 0


def moved_sheets(roster: Roster, marked: Iterable[str]) -> Mapping[str, int]:
    """By how many columns the cells of each sheet move."""
    return {sheet: 0 if errors_column(roster, sheet) else 1 for sheet in marked}
