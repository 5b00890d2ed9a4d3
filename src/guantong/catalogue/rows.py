"""Reading one mapping of a data file: keys are taken by name and type, and what is left over was a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from guantong.catalogue.reading import located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

T = TypeVar("T")


class CatalogueError(ValueError):
    """A file of the catalogue that says something impossible; the message names file, line and key."""

    def __init__(self, path: Path, keys: Sequence[str | int], problem: str) -> None:
        line = located(path).line(keys) if path.is_file() else 1
        super().__init__(f"{path}:{line}: {'.'.join(map(str, keys))}: {problem}")


@dataclass
class Row:
    """One mapping of a file: `keys` is its place there, `values` what has not been taken yet."""

    path: Path
    keys: tuple[str | int, ...]
    values: dict[str, Any]

    def wrong(self, problem: str, *key: str | int) -> CatalogueError:
        return CatalogueError(self.path, (*self.keys, *key), problem)

    def take(self, key: str, kind: type[T]) -> T:
        value = self.maybe(key, kind)
        if value is None:
            raise self.wrong(f"{key} is missing")
        return value

    def maybe(self, key: str, kind: type[T]) -> T | None:
        value = self.values.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(f"{kind.__name__} expected, not {value!r}", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.maybe(key, list) or []
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self.wrong(f"text expected, not {value!r}", key, index)
        return tuple(values)

    def word(self, key: str, words: Iterable[str]) -> str:
        value, known = self.take(key, str), tuple(words)
        if value not in known:
            raise self.wrong(f"{value} is none of {', '.join(known)}", key)
        return value

    def day(self, key: str) -> date:
        text = self.take(key, str)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.wrong(f"{text} is no date", key) from error

    def words_by(self, key: str, keys: Iterable[str]) -> dict[str, str]:
        row = Row(self.path, (*self.keys, key), dict(self.maybe(key, dict) or {}))
        return row.end({name: row.take(name, str) for name in keys if name in row.values})

    def row(self, key: str) -> Row:
        return Row(self.path, (*self.keys, key), dict(self.take(key, dict)))

    def rows(self, key: str, build: Callable[[Row], T]) -> tuple[T, ...]:
        found = []
        for index, values in enumerate(self.take(key, list)):
            place = (*self.keys, key, index)
            if not isinstance(values, dict):
                raise CatalogueError(self.path, place, "a row of keys expected")
            row = Row(self.path, place, dict(values))
            found.append(row.end(build(row)))
        return tuple(found)

    def end(self, built: T) -> T:
        if self.values:
            raise self.wrong(f"unknown key {', '.join(self.values)}", next(iter(self.values)))
        return built
