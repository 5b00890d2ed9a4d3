"""What a data file may hold: the values that JSON has too, and the error for anything else."""

from __future__ import annotations

from typing import Any

Plain = Any
"""What JSON can hold: str, int, float, bool, None, list and dict with text keys."""


class UnreadableYaml(ValueError):  # noqa: N818 - named for what happened to the file
    """A text that is no YAML, or more than plain data. `line` and `column` count from 1."""

    def __init__(self, name: str, problem: str, line: int | None = None, column: int | None = None) -> None:
        place = name if line is None else f"{name}:{line}:{column}"
        super().__init__(f"{place}: {problem}")
        self.name = name
        self.problem = problem
        self.line = line
        self.column = column
