"""The rows of a source as Parquet files, wherever they came from: what the reading of values starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from guantong.screening.sources.columns import Bound
    from guantong.screening.sources.mapping import TableMapping


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file; `label` is its name in the source, `first_row` the number of its first row there."""

    path: Path
    label: str
    first_row: int = 1


@dataclass(frozen=True, slots=True)
class Staged:
    """The rows of one table, its columns still as the source writes them."""

    table: str
    parts: tuple[Part, ...]
    bound: Bound
    mapping: TableMapping


@dataclass(frozen=True, slots=True)
class Source:
    """All tables of a source, what it is called, the digests of its inputs, and files that nothing reads."""

    name: str
    tables: Mapping[str, Staged]
    digests: Mapping[str, str]
    unused: tuple[str, ...] = ()


def literal(text: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
