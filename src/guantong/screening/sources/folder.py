# ruff: noqa: S608 - every name and value in a statement went through `quoted` or `literal`
"""A folder of CSV and Parquet files as a source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import duckdb

from guantong.cases.errors import shown
from guantong.screening.register import TABLES
from guantong.screening.sources.columns import Bound, bind
from guantong.screening.sources.errors import SourceError, did_you_mean, problem
from guantong.screening.sources.mapping import Encoding, SourceMapping, TableMapping
from guantong.screening.sources.names import nearest_names, table_label, table_named
from guantong.screening.sources.parts import Part, Source, Staged, literal
from guantong.screening.sources.texts import TextFile, open_text, to_parquet

if TYPE_CHECKING:
    from pathlib import Path

    from guantong.cases import CaseError

_TEXT: Final = (".csv", ".tsv", ".txt")
_KINDS: Final = (*_TEXT, ".parquet")
_CHUNK: Final = 1 << 20
_NESTED: Final = ("STRUCT", "MAP", "UNION", "BLOB")

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that was looked at: its columns, and the CSV file if it is one."""

    path: Path
    label: str
    columns: tuple[str, ...]
    digest: str
    text: TextFile | None = None


def stage_folder(
    connection: duckdb.DuckDBPyConnection, folder: Path, mapping: SourceMapping, scratch: Path, step: Step
) -> Source:
    """Find the files of every table, bind their columns, and bring what is CSV into Parquet.

    Raises SourceError with everything that is wrong with names, files, headers and columns.
    """
    found = _data_files(folder)
    errors: list[CaseError] = []
    chosen = _choose(folder, found, mapping, errors)
    opened: dict[str, list[_Opened]] = {}
    for table, files in chosen.items():
        encoding = mapping.tables.get(table, TableMapping(table)).encoding
        for path in files:
            label = path.relative_to(folder).as_posix()
            step(label)
            try:
                item = _open(connection, path, label, encoding, scratch)
            except SourceError as error:
                errors.extend(error.errors)
            else:
                opened.setdefault(table, []).append(item)
    bounds = _bind(opened, mapping, errors)
    if errors:
        raise SourceError(errors)
    staged: dict[str, Staged] = {}
    for table, (given, bound) in bounds.items():
        parts = tuple(
            _stage(connection, item, bound, scratch, f"{table}-{place}", step)
            for place, item in enumerate(opened[table])
        )
        staged[table] = Staged(table, parts, bound, given)
    digests = {item.label: item.digest for items in opened.values() for item in items}
    used = {path for files in chosen.values() for path in files}
    unused = tuple(path.relative_to(folder).as_posix() for path in found if path not in used)
    return Source(folder.name or str(folder), staged, digests, unused)


def _data_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _KINDS and path.is_file() and not path.name.startswith((".", "~", "_"))
    )


def _choose(
    folder: Path, found: Sequence[Path], mapping: SourceMapping, errors: list[CaseError]
) -> Mapping[str, list[Path]]:
    """The files of every table: those that the mapping names, else those that are named after the table."""
    chosen: dict[str, list[Path]] = {}
    named = {pattern for given in mapping.tables.values() for pattern in given.files}
    for table in TABLES:
        given = mapping.tables.get(table)
        if given and given.relation:
            place = f"{mapping.name} tables.{table}.table"
            errors.append(
                problem(
                    place, "table_of_folder", "来源是目录：这里写 file", "the source is a folder: write file"
                )
            )
            continue
        if given and given.files:
            for pattern in given.files:
                files = _matching(folder, found, pattern)
                if not files:
                    errors.append(_no_file(mapping.name, table, pattern, folder, found))
                chosen.setdefault(table, []).extend(files)
            continue
        files = [path for path in found if _named_after(path, folder) == table]
        if files and not named & {path.relative_to(folder).as_posix() for path in files}:
            chosen[table] = files
        elif given or table == "person":
            errors.append(_no_table(table, folder, found))
    return chosen


def _matching(folder: Path, found: Sequence[Path], pattern: str) -> list[Path]:
    literal_file = folder / pattern
    if literal_file.is_file():
        return [literal_file]
    if literal_file.is_dir():
        return [path for path in found if path.is_relative_to(literal_file)]
    matching = set(folder.glob(pattern))
    return [path for path in found if path in matching or any(up in matching for up in path.parents)]


def _named_after(path: Path, folder: Path) -> str | None:
    """The table that a file, or else a folder around it, is named after."""
    parts = path.relative_to(folder).parts
    return table_named(path.stem) if len(parts) == 1 else table_named(parts[0])


def _no_file(mapping_name: str, table: str, pattern: str, folder: Path, found: Iterable[Path]) -> CaseError:
    names = [path.relative_to(folder).as_posix() for path in found]
    return problem(
        f"{mapping_name} tables.{table}.file",
        "no_file",
        f"目录里没有 {shown(pattern)}",
        f"the folder has no {shown(pattern)}",
        did_you_mean(nearest_names(pattern, names)),
    )


def _no_table(table: str, folder: Path, found: Sequence[Path]) -> CaseError:
    names = "、".join(path.relative_to(folder).as_posix() for path in found[:8])
    hint_zh = (
        f"目录里有 {names}；在映射文件里写明哪个是{table_label(table)}"
        if names
        else "目录里没有 CSV 或 Parquet 文件"
    )
    hint_en = (
        f"the folder has {names}; say in the mapping which is {table}" if names else "no CSV or Parquet in it"
    )
    return problem(
        str(folder),
        "no_table",
        f"没有找到{table_label(table)}（{table}）的文件",
        f"no file for {table}",
        (hint_zh, hint_en),
    )


def _open(
    connection: duckdb.DuckDBPyConnection, path: Path, label: str, encoding: Encoding, scratch: Path
) -> _Opened:
    if path.suffix.lower() in _TEXT:
        text = open_text(path, label, encoding, scratch)
        return _Opened(path, label, text.columns, text.digest, text)
    return _Opened(path, label, _parquet_columns(connection, path, label), _digest(path))


def _parquet_columns(connection: duckdb.DuckDBPyConnection, path: Path, label: str) -> tuple[str, ...]:
    try:
        described = connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({literal(path)}, hive_partitioning=false)"
        ).fetchall()
    except duckdb.Error as error:
        empty = path.stat().st_size == 0
        raise SourceError(
            [
                problem(
                    label,
                    "empty" if empty else "parquet",
                    "文件是空的" if empty else "不是完整的 Parquet 文件，可能没有写完或传完",
                    "the file is empty" if empty else "no complete Parquet file; it may have been cut off",
                    ("重新导出这个文件", "export it again"),
                )
            ]
        ) from error
    return tuple(name for name, kind, *_ in described if not kind.startswith(_NESTED))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bind(
    opened: Mapping[str, Sequence[_Opened]], mapping: SourceMapping, errors: list[CaseError]
) -> Mapping[str, tuple[TableMapping, Bound]]:
    bounds: dict[str, tuple[TableMapping, Bound]] = {}
    for table, files in opened.items():
        given = mapping.tables.get(table, TableMapping(table))
        bound = bind(given, [(item.label, item.columns) for item in files], mapping.name)
        errors.extend(bound.errors)
        bounds[table] = given, bound
    return bounds


def _stage(
    connection: duckdb.DuckDBPyConnection, item: _Opened, bound: Bound, scratch: Path, name: str, step: Step
) -> Part:
    if item.text is None:
        return Part(item.path, item.label)
    step(item.label)
    target = scratch / f"{name}.parquet"
    wanted = dict.fromkeys(given.column for given in bound.columns.values() if given.column is not None)
    to_parquet(connection, item.text, wanted, target)
    if item.text.path.parent == scratch:
        item.text.path.unlink()
    return Part(target, item.label, 2)  # as a spreadsheet counts: the header is row 1
