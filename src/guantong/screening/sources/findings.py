"""What turned up while the values of a source were read: problems by number, words that nothing maps, remarks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from guantong.cases.errors import shown
from guantong.screening.sources.errors import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guantong.cases import CaseError, Note

_MOST_BAD_VALUES = 100_000
"""More different bad values in one column than this are no slips: the column is another one than was thought."""

_MOST_REMARKS = 1_000
_NOT_MAPPED = frozenset(("unknown_code", "truth_value", "unknown_specialty", "year"))


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A value of the source that stands for nothing known, and in how many rows."""

    table: str
    column: str
    value: str
    rows: int
    hint_zh: str = ""
    hint_en: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """How a value of the source was read where that is worth knowing, and in how many rows."""

    table: str
    column: str
    value: str
    rows: int
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value or a row cannot be read; rows carry its number."""

    table: str
    column: str
    value: str
    error: CaseError

    def reason(self) -> tuple[str, str]:
        """The reason and the remedy on one line, in Chinese and English."""
        error = self.error
        zh = f"{error.zh}（{error.hint_zh}）" if error.hint_zh else error.zh
        en = f"{error.en} ({error.hint_en})" if error.hint_en else error.en
        return zh, en


class Findings:
    """Gathers the problems of all tables; their numbers are places in `problems`."""

    def __init__(self) -> None:
        self.problems: list[tuple[Problem, ...]] = []
        self._unmapped: dict[tuple[str, str, str], Unmapped] = {}
        self._remarks: dict[tuple[str, str, str, str], Remark] = {}
        self._bad: dict[tuple[str, str], int] = {}

    def add(self, problems: Sequence[Problem]) -> int:
        """Keep the problems of one combination of values and return their number.

        Raises SourceError when a column holds nothing but problems.
        """
        for found in problems:
            key = found.table, found.column
            self._bad[key] = bad = self._bad.get(key, 0) + 1
            if bad > _MOST_BAD_VALUES:
                raise refusal(
                    f"{found.table}.{found.column}",
                    "wrong_column",
                    f"超过 {_MOST_BAD_VALUES} 种值读不出来，例如“{found.value}”：{found.error.zh}",
                    f"more than {_MOST_BAD_VALUES} different values cannot be read, as “{found.value}”: {found.error.en}",
                    ("检查映射文件里这一列对应得对不对", "see whether the mapping names the right column"),
                )
        self.problems.append(tuple(problems))
        return len(self.problems) - 1

    def read(
        self,
        table: str,
        values: Mapping[str, str],
        rows: int,
        errors: Iterable[CaseError],
        notes: Iterable[Note],
    ) -> int | None:
        """Keep what came up when one combination of values was read; return the number of its problems, if any."""
        problems = [Problem(table, error.path, shown(values.get(error.path, "")), error) for error in errors]
        for found in problems:
            error = found.error
            if error.code in _NOT_MAPPED:
                self._not_mapped(
                    Unmapped(table, found.column, found.value, rows, error.hint_zh, error.hint_en)
                )
        for note in notes:
            value = shown(values.get(note.path, ""))
            self._remark(Remark(table, note.path, value, rows, note.code, note.zh, note.en))
        return self.add(problems) if problems else None

    @property
    def unmapped(self) -> tuple[Unmapped, ...]:
        """The values that stand for nothing known, those in most rows first."""
        return tuple(sorted(self._unmapped.values(), key=_by_rows))

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """How values were read where that is worth knowing, those in most rows first."""
        return tuple(sorted(self._remarks.values(), key=_by_rows))

    def _not_mapped(self, found: Unmapped) -> None:
        key = found.table, found.column, found.value
        before = self._unmapped.get(key)
        self._unmapped[key] = replace(found, rows=found.rows + (before.rows if before else 0))

    def _remark(self, found: Remark) -> None:
        key = found.table, found.column, found.value, found.code
        before = self._remarks.get(key)
        if before or len(self._remarks) < _MOST_REMARKS:
            self._remarks[key] = replace(found, rows=found.rows + (before.rows if before else 0))


def _by_rows(item: Unmapped | Remark) -> tuple[int, str, str, str]:
    return -item.rows, item.table, item.column, item.value
