# ruff: noqa: S608 - every name and value in a statement went through `quoted` or `literal`
"""A source into a prepared store: the one way in, and the record of what came in."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb

from guantong.screening.register import TABLES
from guantong.screening.sources.database import is_database, stage_database
from guantong.screening.sources.errors import explained, refusal
from guantong.screening.sources.findings import Findings, Remark, Unmapped
from guantong.screening.sources.folder import stage_folder
from guantong.screening.sources.mapping import FILE_NAME, NO_MAPPING, load_mapping
from guantong.screening.sources.parts import Source, literal
from guantong.screening.sources.reading import Known, TableReader
from guantong.screening.sources.store import REJECTED, StoreWriter, open_rejected

RECORD: Final = "intake.json"
KEYS: Final = "keys.parquet"
_SALT: Final = "salt"
_ROWS_OF_A_BUCKET: Final = 1_000_000
_MOST_BUCKETS: Final = 64
_OWN_SHARE: Final = 0.6
"""The part of the memory that the database engine may fill; the rest is for what passes beside it."""

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class Count:
    """Rows: accepted and rejected make read."""

    read: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Intake:
    """What a source brought into a store."""

    source: str
    inputs: Mapping[str, str]
    """SHA-256 of every file; of a database, of the counts of its tables."""
    counts: Mapping[str, Count]
    buckets: int
    unmapped: tuple[Unmapped, ...] = ()
    remarks: tuple[Remark, ...] = ()
    ignored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns of the source that nothing reads, by table."""
    unused: tuple[str, ...] = ()
    """Files of the source that nothing reads."""
    ownerless: Mapping[str, int] = field(default_factory=dict)
    """Rows whose person cannot be told, by table: nobody is taken to have none in such a table."""

    @property
    def persons(self) -> Count:
        """The people of the source."""
        return self.counts["person"]

    @property
    def rejected(self) -> int:
        """How many rows of people were set aside."""
        return self.persons.rejected

    def as_dict(self) -> dict[str, Any]:
        """The record as JSON holds it."""
        return asdict(self)


def load_intake(store: Path) -> Intake:
    """Read the record of a prepared store. Raises SourceError where there is none."""
    try:
        data = json.loads((store / RECORD).read_text("utf-8"))
        return Intake(
            source=data["source"],
            inputs=data["inputs"],
            counts={table: Count(**count) for table, count in data["counts"].items()},
            buckets=data["buckets"],
            unmapped=tuple(Unmapped(**item) for item in data["unmapped"]),
            remarks=tuple(Remark(**item) for item in data["remarks"]),
            ignored={table: tuple(names) for table, names in data["ignored"].items()},
            unused=tuple(data["unused"]),
            ownerless=data["ownerless"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refusal(
            str(store), "no_store", "这不是一个准备好的登记库", "this is no prepared store"
        ) from error


def prepare(
    source: str | Path,
    work: Path,
    *,
    mapping: Path | None = None,
    buckets: int | None = None,
    memory: str = "4GB",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Bring a source into a prepared store in the folder `work`, which appears whole or not at all.

    Args:
        source: a folder of CSV and Parquet files, or the connection string of a PostgreSQL database.
        work: the folder of the store; one that is a store already is replaced.
        mapping: the mapping file; by default `mapping.yaml` in the folder, if it is there.
        buckets: into how many parts people are divided; by default by the number of rows.
        memory: how much memory may be used, as `4GB`.
        threads: how many threads; by default one for each processor.
        progress: is told what is being done.

    Raises SourceError with every problem; then nothing is written.

    """
    work = Path(work)
    step = progress or _silent
    with explained(str(work)):
        _check_target(work)
        scratch = _fresh(work)
        try:
            intake = _Preparation(source, work, scratch, mapping, memory, threads, step).run(buckets)
            _put_in_place(scratch, work)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
    return intake


class _Preparation:
    """One run: the engine, the folder in which it works, and what has been found so far."""

    def __init__(
        self,
        source: str | Path,
        work: Path,
        scratch: Path,
        mapping: Path | None,
        memory: str,
        threads: int | None,
        step: Progress,
    ) -> None:
        self._source = source
        self._work = work
        self._scratch = scratch
        self._mapping = mapping
        self._step = step
        self._findings = Findings()
        self._connection = _engine(scratch, memory, threads)

    def run(self, buckets: int | None) -> Intake:
        """Do it all and return the record, which is written too."""
        staging = self._scratch / "staging"
        staging.mkdir()
        try:
            source = self._staged(staging)
            intake = self._stored(source, staging, buckets)
        finally:
            self._connection.close()
        shutil.rmtree(staging)
        shutil.rmtree(self._scratch / "spill", ignore_errors=True)
        record = json.dumps(intake.as_dict(), ensure_ascii=False, indent=1)
        (self._scratch / RECORD).write_text(record, "utf-8")
        return intake

    def _staged(self, staging: Path) -> Source:
        def step(what: str) -> None:
            self._step(what, 0, 0)

        if is_database(self._source):
            mapping = load_mapping(self._mapping) if self._mapping else NO_MAPPING
            return stage_database(self._connection, str(self._source), mapping, staging, step)
        folder = Path(self._source).absolute()
        if not folder.is_dir():
            raise refusal(str(folder), "no_folder", "没有这个目录", "there is no such folder")
        beside = folder / FILE_NAME
        path = self._mapping or (beside if beside.is_file() else None)
        return stage_folder(
            self._connection, folder, load_mapping(path) if path else NO_MAPPING, staging, step
        )

    def _stored(self, source: Source, staging: Path, buckets: int | None) -> Intake:
        identity = source.tables["person"].bound.identity
        chosen = buckets or _buckets_for(self._connection, source)
        self._connection.execute(f"SET partitioned_write_max_open_files = {max(100, chosen)}")
        known = Known(chosen, date.today(), identity, self._salt() if identity else "")
        read, rows = staging / "read", dict[str, int]()
        read.mkdir()
        for place, (table, staged) in enumerate(source.tables.items()):
            self._step(table, place, len(source.tables))
            reader = TableReader(self._connection, staged, self._findings, known)
            rows[table] = reader.write(read / table)
            if table == "person" and not rows[table]:
                raise refusal(staged.parts[0].label, "no_rows", "里面没有人", "there is nobody in it")
        ownerless = _ownerless(self._connection, read, source)
        writer = StoreWriter(self._connection, source, read, self._scratch, self._findings, ownerless)
        with (self._scratch / REJECTED).open("w", encoding="utf-8-sig", newline="") as file:
            rejected = open_rejected(file)
            for bucket in range(chosen):
                self._step("bucket", bucket, chosen)
                writer.write(bucket, rejected)
        if identity:
            _only_for_owner(self._scratch / KEYS)
            writer.write_keys(self._scratch / KEYS)
        return self._record(source, rows, writer, chosen, ownerless)

    def _record(
        self,
        source: Source,
        rows: Mapping[str, int],
        writer: StoreWriter,
        buckets: int,
        ownerless: Mapping[str, int],
    ) -> Intake:
        counts = {
            table: Count(rows.get(table, 0), writer.tally.accepted[table], writer.tally.rejected[table])
            for table in TABLES
        }
        for table, found in counts.items():
            if found.accepted + found.rejected != found.read:
                raise AssertionError(f"{table}: {found} does not add up")
        return Intake(
            source=source.name,
            inputs=dict(source.digests),
            counts=counts,
            buckets=buckets,
            unmapped=self._findings.unmapped,
            remarks=self._findings.remarks,
            ignored={
                table: item.bound.ignored for table, item in source.tables.items() if item.bound.ignored
            },
            unused=source.unused,
            ownerless=ownerless,
        )

    def _salt(self) -> str:
        """The salt of the store that is replaced, so that its people keep their keys, or a new one."""
        kept = self._work / _SALT
        salt = kept.read_text("ascii") if kept.is_file() else secrets.token_hex(32)
        _only_for_owner(self._scratch / _SALT).write_text(salt, "ascii")
        return salt


def _silent(_what: str, _done: int, _of: int) -> None:
    return None


def _engine(scratch: Path, memory: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    try:
        connection.execute(f"SET memory_limit = {literal(memory)}")
        limit = connection.execute("SELECT current_setting('memory_limit')").fetchone()
        connection.execute(f"SET memory_limit = {literal(_share(str(limit[0]) if limit else memory))}")
    except duckdb.Error as error:
        connection.close()
        raise refusal(
            "--memory",
            "memory",
            f"不认识内存大小“{memory}”",
            f"“{memory}” is no amount of memory",
            ("写成 4GB", "write 4GB"),
        ) from error
    connection.execute(f"SET temp_directory = {literal(scratch / 'spill')}")
    if threads:
        connection.execute(f"SET threads = {int(threads)}")
    return connection


def _share(limit: str) -> str:
    number, unit = limit.split()
    return f"{float(number) * _OWN_SHARE:.3f} {unit}"


def _buckets_for(connection: duckdb.DuckDBPyConnection, source: Source) -> int:
    files = [str(part.path) for staged in source.tables.values() for part in staged.parts]
    listed = ", ".join(map(literal, files))
    found = connection.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata([{listed}])").fetchone()
    rows = int(found[0] or 0) if found else 0
    return max(1, min(_MOST_BUCKETS, -(-rows // _ROWS_OF_A_BUCKET)))


def _ownerless(connection: duckdb.DuckDBPyConnection, read: Path, source: Source) -> dict[str, int]:
    found: dict[str, int] = {}
    for table in source.tables:
        if table == "person" or not any((read / table).glob("*/*.parquet")):
            continue  # a table without rows has no files
        files = literal(read / table / "*" / "*.parquet")
        rows = connection.execute(
            f"SELECT count(*) FROM read_parquet({files}, hive_partitioning=false) WHERE person_id IS NULL"
        ).fetchone()
        if rows and rows[0]:
            found[table] = int(rows[0])
    return found


def _check_target(work: Path) -> None:
    if work.exists() and not (work / RECORD).is_file() and (not work.is_dir() or any(work.iterdir())):
        raise refusal(
            str(work),
            "occupied",
            "这里已有别的文件，不能写入",
            "there is something else here; it is not overwritten",
            ("换一个目录", "choose another folder"),
        )


def _fresh(work: Path) -> Path:
    """An empty folder beside the store; what a killed run left is removed. It holds what is about people."""
    scratch = work.with_name(f"{work.name}.tmp")
    if scratch.exists():
        shutil.rmtree(scratch)
    scratch.mkdir(parents=True, mode=0o700)
    return scratch


def _put_in_place(scratch: Path, work: Path) -> None:
    old = work.with_name(f"{work.name}.old")
    if old.exists():
        shutil.rmtree(old)
    if work.exists():
        work.rename(old)
    scratch.rename(work)
    shutil.rmtree(old, ignore_errors=True)


def _only_for_owner(path: Path) -> Path:
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    return path
