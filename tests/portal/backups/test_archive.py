"""The archive: what it holds comes back, and whatever was done to it is found before anything is touched."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from guantong.portal.backups.archive import BackupError, Manifest, digest, unpack, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two members."""
    contents = {}
    for name, content in (("database.sqlite3", b"rows"), ("files/ab/cd", b"picture" * 1000)):
        path = tmp_path / name.replace("/", "-")
        path.write_bytes(content)
        contents[name] = path
    members = {name: digest(path) for name, path in contents.items()}
    manifest = Manifest(
        "0.1.0", "2026-11-22", "sqlite", ["people.0001_initial"], {"people_person": 1}, members
    )
    write(tmp_path / "backup.tar", manifest, contents)
    return tmp_path / "backup.tar"


def altered(archive: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """A copy whose members went through `change`; None leaves one out."""
    to = archive.with_name("altered.tar")
    with tarfile.open(archive) as old, tarfile.open(to, "w") as new:
        for info in old:
            stream = old.extractfile(info)
            assert stream is not None
            kept = change(info.name, stream.read())
            if kept is not None:
                copied = tarfile.TarInfo(kept[0])
                copied.size = len(kept[1])
                new.addfile(copied, io.BytesIO(kept[1]))
    return to


def manifested(**changes: Any) -> Callable[[str, bytes], tuple[str, bytes]]:
    """Changes the manifest."""

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        return name, json.dumps(
            {**json.loads(content), **changes}
        ).encode() if name == "manifest.json" else content

    return change


def test_what_went_in_comes_out(archive: Path, tmp_path: Path) -> None:
    manifest = unpack(archive, tmp_path / "out")

    assert manifest.counts == {"people_person": 1}
    assert (tmp_path / "out/files/ab/cd").read_bytes() == b"picture" * 1000
    assert archive.stat().st_mode & 0o077 == 0
    assert not archive.with_name("backup.tar.partial").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: (name, content[:-1] + b"?") if name.startswith("files") else (name, content),
        lambda name, content: (name, content + b"?") if name.startswith("files") else (name, content),
        lambda name, content: None if name.startswith("files") else (name, content),
        lambda name, content: None if name == "manifest.json" else (name, content),
        lambda name, content: (name.replace("files/", "files/../../"), content),
        lambda name, content: (name.replace("files/", "/files/"), content),
        lambda name, content: (name.replace("ab/cd", "more"), content),
        lambda name, content: (name, b"{" if name == "manifest.json" else content),
        lambda name, content: (name, b"[]" if name == "manifest.json" else content),
        manifested(format=2),
        manifested(members={"files/ab/cd": 1}),
        manifested(surplus=1),
    ],
)  # fmt: skip
def test_whatever_was_changed_is_found(
    archive: Path, tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]
) -> None:
    with pytest.raises(BackupError):
        unpack(altered(archive, change), tmp_path / "out" / "in")
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert written <= {"backup.tar", "altered.tar", "database.sqlite3", "files-ab-cd", "cd"}


def test_a_member_named_outside_is_refused_even_where_the_manifest_names_it(
    archive: Path, tmp_path: Path
) -> None:
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "manifest.json":
            return name, content.replace(b"files/ab/cd", b"../escaped")
        return name.replace("files/ab/cd", "../escaped"), content

    with pytest.raises(BackupError):
        unpack(altered(archive, change), tmp_path / "out" / "in")
    assert not (tmp_path / "out/escaped").exists()


def test_a_link_is_no_member(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive, "a") as opened:
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        opened.addfile(link)

    with pytest.raises(BackupError):
        unpack(archive, tmp_path / "out")


@pytest.mark.parametrize("part", [0, 1, 600, 3000, 9000])
def test_an_archive_that_was_cut_is_refused(archive: Path, tmp_path: Path, part: int) -> None:
    archive.write_bytes(archive.read_bytes()[:part])

    with pytest.raises(BackupError):
        unpack(archive, tmp_path / "out")
