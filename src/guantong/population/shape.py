"""What a table of a register is made of: expressions over rows that SQL makes out of the people."""

# ruff: noqa: S608 - every word of the SQL is ours: codes, numbers and quoted texts of our own data
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from guantong.population.chance import row_key, text
from guantong.population.vocabulary import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ORDER: Final = "ORDER BY ordinal, i"
"""The order of the rows of every file. DuckDB keeps no order by itself where rows are unfolded and filtered."""
YES: Final = term("statement", "true")
NO: Final = term("statement", "false")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns as expressions over `rows`, which is SQL over the table `people`.

    Every row has the `key` of its draws, the `ordinal` of its person, its place `i` among the person's rows, and
    the `person_id`; they come before the columns.
    """

    name: str
    rows: str
    columns: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...] = ()
    """What damage needs to know and no file has."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns as they stand in the file."""
        return ("person_id", *(name for name, _ in self.columns))

    @property
    def sql(self) -> str:
        """All rows, with their keys, in no order: who writes them puts them into `ORDER`."""
        columns = ", ".join(f'{expression} AS "{name}"' for name, expression in (*self.columns, *self.hidden))
        return f"SELECT key, ordinal, i, person_id, {columns} FROM ({self.rows})"


def rows_of(table: str, count: str, *, more: str = "", where: str = "") -> str:
    """So many rows for each person, with a key and a place `i` of their own."""
    inner = f"SELECT *, key AS person_key, unnest(range({count}))::INTEGER AS i FROM people WHERE {count} > 0"
    keyed = f"SELECT * REPLACE ({row_key(table, 'i')} AS key) FROM ({inner})"
    if more:
        keyed = f"SELECT *, {more} FROM ({keyed})"
    return f"{keyed} WHERE {where}" if where else keyed


def by_code(column: str, values: Mapping[str, str]) -> str:
    whens = " ".join(f"WHEN '{code}' THEN {text(value)}" for code, value in values.items())
    return f"(CASE {column} {whens} END)"


def among(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)
