"""Restoring a backup: everything is unpacked and checked beside the target first; then it takes its place at once."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

from ..audit.verification import Report, verify
from . import databases
from .archive import BackupError, Manifest, unpack
from .making import CERTIFICATES, DATABASE, FILES, certificates_folder, files_folder

if TYPE_CHECKING:
    from datetime import datetime

_LOGS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Restored:
    """What was restored, what the audit says of it, and where what was there before lies now."""

    manifest: Manifest
    audit: Report
    older: bool
    """Whether the backup is of an older version, so that ``guantong portal prepare`` has to be run."""
    aside: Path | None


def restore(source: Path, *, replace: bool, now: datetime) -> Restored:
    """Put a backup in the place of what the portal keeps. The portal must not run meanwhile.

    Args:
        source: the archive.
        replace: whether what is there may be replaced. The files, and a SQLite database, are put aside; the rows of a
            PostgreSQL database are gone.
        now: names the folder into which things are put aside.

    Raises BackupError: for a target that is not empty unless `replace`, for a damaged archive, for one of another
    database or a newer version, and when the database refuses it. Whatever is raised, everything is as it was.

    """
    if not source.is_file():
        raise BackupError(f"没有这个文件：{source} / there is no such file")
    filled = _is_filled()
    if filled and not replace:
        raise BackupError(
            "这里已经有数据，什么也没有改动。确实要用备份替换，请加 --replace"
            " / there are data here already and nothing was changed; to replace them, add --replace"
        )
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".guantong-restore-") as folder:
        staged = Path(folder)
        manifest = unpack(source, staged)
        older = _check(manifest, staged)
        (staged / FILES).mkdir(exist_ok=True)
        aside = settings.HOME / f"before-restore-{now:%Y%m%d-%H%M%S}" if filled else None
        with ExitStack() as undo:
            _put_folder(staged / FILES, files_folder(), aside, undo)
            if (staged / CERTIFICATES).exists():  # a backup from before has none: what is here stays
                _for_the_owner(staged / CERTIFICATES)
                _put_folder(staged / CERTIFICATES, certificates_folder(), aside, undo)
            if manifest.database == "sqlite":
                _put_sqlite(staged / DATABASE["sqlite"], aside, undo)
            else:
                databases.load_postgresql(staged / DATABASE["postgresql"])
            if databases.counts() != manifest.counts:
                raise BackupError("恢复后的行数与清单不符 / the restored rows differ from the manifest")
            undo.pop_all()
    return Restored(manifest, verify(), older, aside if aside and aside.exists() else None)


def _is_filled() -> bool:
    if any(path.is_file() for path in files_folder().rglob("*")):
        return True
    if databases.vendor() == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            if "accounts_user" not in tables:
                return bool(tables)
            cursor.execute("SELECT count(*) FROM accounts_user")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return databases.vendor() == "sqlite"  # a damaged file is not nothing
    finally:
        connection.close()


def _check(manifest: Manifest, staged: Path) -> bool:
    """Whether the backup is older than the programme. Raises BackupError for one that does not fit here."""
    kind = databases.vendor()
    if manifest.database != kind or DATABASE[kind] not in manifest.members:
        raise BackupError(
            f"备份来自 {manifest.database}，这里是 {kind}，不能恢复"
            f" / the backup is of {manifest.database}, this is {kind}"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        raise BackupError(
            f"备份来自更新的版本（{manifest.version}，{newer[0]}），请先升级程序"
            " / the backup is of a newer version; upgrade first"
        )
    if kind == "sqlite":
        file = staged / DATABASE["sqlite"]
        if not databases.is_whole(file) or databases.counts(file) != manifest.counts:
            raise BackupError("备份里的数据库有损坏，什么也没有改动 / the database in the backup is damaged")
    return known != set(manifest.migrations)


def _for_the_owner(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _put_folder(staged: Path, target: Path, aside: Path | None, undo: ExitStack) -> None:
    if target.exists():
        _move(target, (aside or staged.parent / "old") / staged.name, undo)
    _move(staged, target, undo)


def _put_sqlite(staged: Path, aside: Path | None, undo: ExitStack) -> None:
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    for ending in _LOGS:
        there = target.with_name(target.name + ending)
        if there.exists():
            _move(there, (aside or staged.parent / "old") / there.name, undo)
    with closing(sqlite3.connect(staged)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    _move(staged, target, undo)
    undo.callback(connection.close)


def _move(source: Path, target: Path, undo: ExitStack) -> None:
    """Move, and move back if anything after it fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
    undo.callback(shutil.move, target, source)
