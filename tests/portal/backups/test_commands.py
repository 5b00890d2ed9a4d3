"""Backup and restore as commands, in processes of their own, on both databases."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import postgres

from .installations import FILLING, RENAMING, TELLING, Installation

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILING_LATE = """
from pathlib import Path
from django.utils import timezone
from guantong.portal.backups import restoring

original = restoring.databases.counts

def counts(file=None):
    if file is None:
        raise restoring.BackupError("late")
    return original(file)

restoring.databases.counts = counts
restoring.restore(Path({archive!r}), replace=True, now=timezone.now())
"""


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as found:
        yield found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A portal on SQLite with somebody in it, its backup beside it, and what it tells; to be copied."""
    folder = tmp_path_factory.mktemp("kept")
    home = folder / "home"
    home.mkdir()
    told = Installation(home).told(FILLING, TELLING)
    assert "韦示例 E12345678" in told
    (home / "certificates" / "keys" / "ring").mkdir(parents=True)
    (home / "certificates" / "codes.keys").write_text("aa\n")
    (home / "certificates" / "keys" / "ring" / "manifest.json").write_text("{}")
    done = Installation(home).guantong("portal", "backup", str(folder / "backup.tar"))
    assert done.returncode == 0, done.stderr
    return folder, told


@pytest.fixture
def portal(kept: tuple[Path, str], tmp_path: Path) -> Installation:
    """A copy of that portal."""
    shutil.copytree(kept[0] / "home", tmp_path / "home")
    return Installation(tmp_path / "home")


@pytest.fixture
def archive(kept: tuple[Path, str]) -> str:
    return str(kept[0] / "backup.tar")


def test_a_backup_is_for_its_owner_and_never_overwritten(portal: Installation, archive: str) -> None:
    assert Path(archive).stat().st_mode & 0o077 == 0
    before = Path(archive).read_bytes()

    done = portal.guantong("portal", "backup", archive)

    assert done.returncode == 2
    assert Path(archive).read_bytes() == before


def test_sqlite_is_restored_elsewhere(kept: tuple[Path, str], archive: str, tmp_path: Path) -> None:
    elsewhere = Installation(tmp_path / "elsewhere")

    done = elsewhere.guantong("portal", "restore", archive)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "people_titleheld" in done.stdout
    assert "完好" in done.stdout
    assert elsewhere.told(TELLING) == kept[1]
    keys = elsewhere.home / "certificates"
    assert (keys / "codes.keys").read_text() == "aa\n", "printed codes go on to fit"
    assert (keys / "keys" / "ring" / "manifest.json").exists()
    assert (keys / "codes.keys").stat().st_mode & 0o077 == 0


def test_data_are_replaced_only_when_told(kept: tuple[Path, str], portal: Installation, archive: str) -> None:
    assert "变了" in portal.told(RENAMING, TELLING)

    done = portal.guantong("portal", "restore", archive)
    assert done.returncode == 2
    assert "--replace" in done.stderr
    assert "变了" in portal.told(TELLING)

    done = portal.guantong("portal", "restore", archive, "--replace")
    assert done.returncode == 0, done.stderr
    assert portal.told(TELLING) == kept[1]
    assert len(list(portal.home.glob("before-restore-*/files"))) == 1
    assert len(list(portal.home.glob("before-restore-*/certificates/codes.keys"))) == 1


def test_a_restore_that_fails_late_puts_everything_back(portal: Installation, archive: str) -> None:
    before = portal.told(RENAMING, TELLING)

    done = portal.run(FAILING_LATE.format(archive=archive))

    assert "BackupError: late" in done.stderr
    assert portal.told(TELLING) == before
    assert "变了" in before


def test_a_damaged_database_can_be_replaced(
    kept: tuple[Path, str], portal: Installation, archive: str
) -> None:
    (portal.home / "guantong.sqlite3").write_bytes(b"no database at all" * 100)

    assert portal.guantong("portal", "restore", archive).returncode == 2
    done = portal.guantong("portal", "restore", archive, "--replace")

    assert done.returncode == 0, done.stderr
    assert portal.told(TELLING) == kept[1]


def test_a_damaged_backup_changes_nothing(archive: str, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar"
    whole = Path(archive).read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    elsewhere = Installation(tmp_path / "elsewhere")

    done = elsewhere.guantong("portal", "restore", str(cut))

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(elsewhere.home.rglob("*")) == []


def test_a_backup_with_an_attached_file_missing_is_not_made(portal: Installation, tmp_path: Path) -> None:
    shutil.rmtree(portal.home / "files")

    done = portal.guantong("portal", "backup", str(tmp_path / "b.tar"))

    assert done.returncode == 2
    assert list(tmp_path.glob("*b.tar*")) == []


def test_postgresql_is_restored_elsewhere_and_replaced_in_one_transaction(
    server: postgres.Server, archive: str, tmp_path: Path
) -> None:
    first = Installation(tmp_path / "first", server.database())
    second = Installation(tmp_path / "second", server.database())
    for portal in (first, second):
        portal.home.mkdir()
    made = tmp_path / "backup.tar"
    before = first.told(FILLING, TELLING)
    assert first.guantong("portal", "backup", str(made)).returncode == 0

    done = second.guantong("portal", "restore", str(made))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "完好" in done.stdout
    assert "变了" in second.told(RENAMING, TELLING)

    assert second.guantong("portal", "restore", str(made)).returncode == 2
    other = second.guantong("portal", "restore", archive, "--replace")
    assert other.returncode == 2
    assert "sqlite" in other.stderr
    assert "变了" in second.told(TELLING)

    done = second.guantong("portal", "restore", str(made), "--replace")
    assert done.returncode == 0, done.stderr
    assert second.told(TELLING) == before
