"""The archive: a tar with a manifest first, which names every member with its size and SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_CHUNK: Final = 1 << 20
_LARGEST_MANIFEST: Final = 64 << 20


class BackupError(Exception):
    """Something that keeps a backup from being made or restored: what it is, and what to do, in both languages."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the archive."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the archive holds, and of which installation."""

    version: str
    made_at: str
    database: str
    migrations: list[str]
    counts: dict[str, int]
    members: dict[str, Member] = field(default_factory=dict)


def digest(path: Path) -> Member:
    """Size and SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while part := stream.read(_CHUNK):
            found.update(part)
    return Member(path.stat().st_size, found.hexdigest())


def write(to: Path, manifest: Manifest, contents: Mapping[str, Path]) -> None:
    """Write the archive, for its owner alone to read. It stands under its name only when it is whole."""
    partial = to.with_name(f"{to.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as archive:
            text = json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1).encode()
            head = tarfile.TarInfo(MANIFEST)
            head.size = len(text)
            archive.addfile(head, io.BytesIO(text))
            for name, path in contents.items():
                info = tarfile.TarInfo(name)
                info.size, info.mode = manifest.members[name].size, 0o600
                with path.open("rb") as content:
                    archive.addfile(info, content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(to)
    finally:
        partial.unlink(missing_ok=True)


def unpack(source: Path, into: Path) -> Manifest:
    """Unpack the archive into an empty folder, holding every member against the manifest.

    Raises BackupError for a file that is no archive of ours, and for a member that is missing, changed, too many, or
    would lie outside the folder.
    """
    try:
        with tarfile.open(source, mode="r:") as archive:
            members = iter(archive)
            manifest = _manifest(archive, next(members, None))
            found = {
                info.name: _member(archive, info, into, manifest.members[info.name])
                for info in _expected(members, manifest)
            }
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"不是完整的备份文件：{source} / this is no whole backup: {error}") from error
    wrong = [name for name, member in manifest.members.items() if found.get(name) != member]
    if wrong:
        raise BackupError(
            f"备份已损坏，{len(wrong)} 个成员缺失或者与清单不符，什么也没有改动：{'、'.join(wrong[:5])}"
            " / the backup is damaged, nothing was changed"
        )
    return manifest


def _manifest(archive: tarfile.TarFile, info: tarfile.TarInfo | None) -> Manifest:
    refusal = BackupError("这不是贯通的备份文件 / this is no backup of guantong")
    if info is None or info.name != MANIFEST or not info.isreg() or info.size > _LARGEST_MANIFEST:
        raise refusal
    stream = archive.extractfile(info)
    try:
        data: dict[str, Any] = json.loads(stream.read() if stream else b"")
        members = {name: Member(**member) for name, member in data.pop("members").items()}
        if data.pop("format") != FORMAT:
            raise BackupError(
                "备份的格式比本程序新，请先升级 / the backup is of a newer format; upgrade first"
            )
        return Manifest(**data, members=members)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise refusal from error


def _expected(members: Iterator[tarfile.TarInfo], manifest: Manifest) -> Iterator[tarfile.TarInfo]:
    seen = set()
    for info in members:
        parts = PurePosixPath(info.name).parts
        safe = info.isreg() and parts and ".." not in parts and not PurePosixPath(info.name).is_absolute()
        if not safe or info.name not in manifest.members or info.name in seen:
            raise BackupError(
                f"备份里有清单以外的成员：{info.name[:80]} / a member that the manifest does not know"
            )
        seen.add(info.name)
        yield info


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, into: Path, expected: Member) -> Member:
    stream: BinaryIO | Any = archive.extractfile(info)
    target = into / info.name
    target.parent.mkdir(parents=True, exist_ok=True)
    found, size = hashlib.sha256(), 0
    with target.open("wb") as written:
        while part := stream.read(_CHUNK):
            size += len(part)
            if size > expected.size:
                break
            found.update(part)
            written.write(part)
    return Member(size, found.hexdigest())
