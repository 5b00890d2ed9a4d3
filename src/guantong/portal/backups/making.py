"""Making a backup while the portal runs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from guantong import __version__

from ..files.models import StoredFile
from . import databases
from .archive import BackupError, Manifest, digest, write

if TYPE_CHECKING:
    from datetime import datetime

DATABASE: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FILES: Final = "files"
CERTIFICATES: Final = "certificates"
"""Keys of printed codes, encrypted keys that sign, and seals: without them what was issued verifies no more."""


def files_folder() -> Path:
    """Where the files of the portal lie."""
    storages: Any = settings.STORAGES
    return Path(storages["default"]["OPTIONS"]["location"])


def certificates_folder() -> Path:
    """Where the keys and seals of certificates lie."""
    home: Path = settings.HOME
    return home / CERTIFICATES


def backup(to: Path, *, now: datetime) -> Manifest:
    """Write everything the portal keeps into one archive. Keys of the environment are not in it: keep them elsewhere.

    Raises BackupError when the archive is there already, when a file that somebody attached is missing, or when the
    database cannot be written out; no archive is left then.
    """
    if to.exists():
        raise BackupError(f"{to} 已经存在，请换个文件名 / {to} is there already; give another name")
    if not to.parent.is_dir():
        raise BackupError(f"没有文件夹 {to.parent} / there is no folder {to.parent}")
    kind = databases.vendor()
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".guantong-backup-") as folder:
        dumped = Path(folder) / DATABASE[kind]
        with databases.frozen() as snapshot:
            databases.dump(dumped, snapshot)
            counts = databases.counts(dumped if kind == "sqlite" else None)
            migrations = databases.applied_migrations()
            attached = set(
                StoredFile.objects.filter(attached_at__isnull=False).values_list("storage_key", flat=True)
            )
        # The database first: what it names is on the disk by then, and files never change.
        stored = _inside(files_folder())
        missing = sorted(attached - stored.keys())
        if missing:
            raise BackupError(
                f"有 {len(missing)} 个材料文件不在磁盘上，备份没有做：{'、'.join(missing[:5])}"
                " / attached files are missing on the disk; no backup was made"
            )
        contents = {DATABASE[kind]: dumped} | {f"{FILES}/{name}": path for name, path in stored.items()}
        contents |= {f"{CERTIFICATES}/{name}": path for name, path in _inside(certificates_folder()).items()}
        members = {name: digest(path) for name, path in contents.items()}
        manifest = Manifest(__version__, now.isoformat(), kind, migrations, counts, members)
        write(to, manifest, contents)
    return manifest


def _inside(folder: Path) -> dict[str, Path]:
    """Every file below a folder, by its name from there."""
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
