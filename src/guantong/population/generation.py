"""Writing a register: chunk by chunk in bounded memory, and under its name only when it is whole."""
# ruff: noqa: S608 - every word of the SQL is ours: codes, numbers and quoted texts of our own data

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

import duckdb

from guantong.population.assumptions import default_day
from guantong.population.damage import damage_list, damaged_rows
from guantong.population.headers import HEADERS
from guantong.population.notes import mapping, readme
from guantong.population.people import people
from guantong.population.shape import ORDER
from guantong.population.tables import tables

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from guantong.population.shape import Table

CHUNK: Final = 500_000
"""Persons of one file. The rows do not depend on it."""
MEMORY: Final = "1GB"
MOST: Final = 100_000_000
"""More persons than any register has."""
EARLIEST: Final = 2000
LATEST: Final = 2100
"""The last of the years in which the day of a register may lie; `EARLIEST` is the first."""

DAMAGE_FILE: Final = "damage.csv"
MAPPING_FILE: Final = "mapping.yaml"
README_FILE: Final = "README.md"
_DAMAGE_HEADER: Final = "table,person_id,column,kind,effect\n"

Progress: TypeAlias = Callable[[int, int], None]
"""Told after every chunk: persons done, persons in all."""


class FolderTakenError(FileExistsError):
    """The folder of the register exists and is not empty; nothing was written."""


def generate(
    persons: int,
    seed: int,
    folder: Path,
    *,
    dirty: float = 0.0,
    as_of: date | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    threads: int | None = None,
) -> None:
    """Write a register of people who do not exist into a new or empty folder.

    The same seed and day give the same rows; person 17 is the same whatever the number of persons, the size of the
    chunks or the number of threads. With `dirty`, that share of the rows is damaged, every value is text, and
    `damage.csv` lists what was done to whom. Raises ValueError for arguments out of range, FolderTakenError for a
    folder that is not empty, OSError where nothing can be written. What was begun is removed when it fails.
    """
    if not 1 <= persons <= MOST or not 0 <= dirty <= 1 or chunk < 1:
        raise ValueError(f"persons {persons}, dirty {dirty} or chunk {chunk} is out of range")
    day = as_of or default_day()
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(f"the day {day} is out of range")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTakenError(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.absolute().with_name(f".{folder.absolute().name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        _write(partial, persons, seed, dirty, day, progress, chunk, threads)
        (partial / MAPPING_FILE).write_text(mapping(), encoding="utf-8")
        (partial / README_FILE).write_text(readme(persons, seed, dirty, day), encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except duckdb.IOException as error:
        raise OSError(str(error).splitlines()[0]) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write(
    folder: Path,
    persons: int,
    seed: int,
    dirty: float,
    as_of: date,
    progress: Progress | None,
    chunk: int,
    threads: int | None,
) -> None:
    made, scratch = tables(as_of), folder / "scratch"
    for table in made:
        (folder / table.name).mkdir()
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(scratch),
        "preserve_insertion_order": True,
    }
    if threads is not None:
        settings["threads"] = threads
    with duckdb.connect(":memory:", config=settings) as connection:
        for part, first in enumerate(range(1, persons + 1, chunk)):
            last = min(first + chunk - 1, persons)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE people AS {people(seed, first, last, as_of)}")
            for table in made:
                file = folder / table.name / f"part-{part:04}.parquet"
                rows = damaged_rows(table, dirty) if dirty else _clean_rows(table)
                connection.execute(f"COPY ({rows}) TO {_quoted(file)} (FORMAT parquet, COMPRESSION zstd)")
            if dirty:
                _list_damage(connection, made, folder, dirty)
            if progress is not None:
                progress(last, persons)
    shutil.rmtree(scratch, ignore_errors=True)


def _clean_rows(table: Table) -> str:
    headers = HEADERS[table.name]
    columns = ", ".join(f'"{name}" AS "{headers[name]}"' for name in table.names)
    return f"SELECT {columns} FROM ({table.sql}) {ORDER}"


def _list_damage(
    connection: duckdb.DuckDBPyConnection, made: tuple[Table, ...], folder: Path, dirty: float
) -> None:
    target, piece = folder / DAMAGE_FILE, folder / "damage.part"
    if not target.exists():
        target.write_text(_DAMAGE_HEADER, encoding="utf-8")
    for table in made:
        connection.execute(
            f"COPY ({damage_list(table, dirty)}) TO {_quoted(piece)} (FORMAT csv, HEADER false)"
        )
        with target.open("ab") as whole, piece.open("rb") as more:
            shutil.copyfileobj(more, whole)
    piece.unlink()


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"
