"""A database to a file and back: SQLite by its online backup, PostgreSQL by its own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from .archive import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper

_DROP_ALL: Final = """
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', found.tablename);
  END LOOP;
END $$;
"""
_FOLDERS: Final = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),)


def vendor() -> str:
    """Which database this is: ``sqlite`` or ``postgresql``."""
    return connection.vendor


@contextmanager
def frozen() -> Iterator[str]:
    """One state of the database for everything in the block; on PostgreSQL the snapshot that `dump` takes too."""
    if vendor() == "sqlite":
        yield ""
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def dump(to: Path, snapshot: str) -> None:
    """Write the database to a file. Raises BackupError."""
    if vendor() == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(to)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={to}",
    )


def load_postgresql(dumped: Path) -> None:
    """Put the dump in the place of everything in the database, in one transaction. Raises BackupError."""
    script, drop = dumped.with_suffix(".sql"), dumped.with_suffix(".drop.sql")
    run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        f"--file={script}",
        str(dumped),
    )
    drop.write_text(_DROP_ALL, encoding="utf-8")
    connection.close()
    run(
        *("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        *("--output=/dev/null", f"--file={drop}", f"--file={script}"),
    )


def counts(file: Path | None = None) -> dict[str, int]:
    """How many rows each table has: of this database, or of a SQLite file."""
    if file is not None:
        with closing(sqlite3.connect(file)) as found:
            names = [row[0] for row in found.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            tables = sorted(name for name in names if not name.startswith("sqlite_"))
            return {name: _count(found, name) for name in tables}
    with connection.cursor() as cursor:
        return {name: _count(cursor, name) for name in sorted(connection.introspection.table_names(cursor))}


def _count(cursor: sqlite3.Connection | CursorWrapper, table: str) -> int:
    statement = f"SELECT count(*) FROM {connection.ops.quote_name(table)}"  # noqa: S608 - the names come from the database itself
    if isinstance(cursor, sqlite3.Connection):
        return int(cursor.execute(statement).fetchone()[0])
    cursor.execute(statement)
    return int(cursor.fetchone()[0])


def is_whole(file: Path) -> bool:
    """Whether a file is a SQLite database without damage."""
    try:
        with closing(sqlite3.connect(file)) as found:
            return bool(found.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def applied_migrations() -> list[str]:
    """The migrations of the database, as ``people.0001_initial``."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against the portal's database. Raises BackupError."""
    path = shutil.which(program) or next(
        (str(folder / program) for folder in _FOLDERS if (folder / program).exists()), None
    )
    if path is None:
        raise BackupError(
            f"没有找到程序 {program}，请安装 PostgreSQL 的客户端程序（如 apt-get install postgresql-client）"
            f" / {program} is not installed"
        )
    done = subprocess.run(
        [path, *arguments], env=_environment(), capture_output=True, text=True, check=False, errors="replace"
    )
    if done.returncode:
        raise BackupError(f"{program} 没有成功 / failed: {done.stderr.strip()[-800:]}")


def _environment() -> dict[str, str]:
    """How PostgreSQL's programs find the database: by the environment, so that no list of processes shows a password."""
    settings: dict[str, Any] = connection.settings_dict
    options = {key: value for key, value in settings.get("OPTIONS", {}).items() if isinstance(value, str)}
    names = (
        ("NAME", "PGDATABASE"),
        ("USER", "PGUSER"),
        ("PASSWORD", "PGPASSWORD"),
        ("HOST", "PGHOST"),
        ("PORT", "PGPORT"),
    )
    found = {name: str(settings[key]) for key, name in names if settings.get(key)}
    found |= {f"PG{key.upper()}": value for key, value in options.items() if key.startswith("ssl")}
    return {**os.environ, **found}
