"""The package of an OFD file: a zip that holds what it says and nothing else."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

ROOT: Final = "OFD.xml"
DOCUMENT: Final = "Doc_0/Document.xml"
PUBLIC_RESOURCES: Final = "Doc_0/PublicRes.xml"
DOCUMENT_RESOURCES: Final = "Doc_0/DocumentRes.xml"
FONT: Final = "Doc_0/Res/Font.otf"
PHOTO: Final = "Doc_0/Res/Photo.jpg"
GROUND: Final = "Doc_0/Tpls/Tpl_0/Content.xml"
PAGE: Final = "Doc_0/Pages/Page_0/Content.xml"
SIGNATURES: Final = "Doc_0/Signs/Signatures.xml"
SEAL: Final = "Doc_0/Signs/Sign_0/Seal.esl"
DESCRIPTION: Final = "Doc_0/Signs/Sign_0/Signature.xml"
SIGNED_VALUE: Final = "Doc_0/Signs/Sign_0/SignedValue.dat"

UNLISTED: Final = frozenset({DESCRIPTION, SIGNED_VALUE})
"""What the list of hashes cannot name: itself, and the signature over it."""

_STORED: Final = (".jpg", ".esl", ".dat")
"""What does not become smaller."""
_LARGE: Final = 100_000
_FIRST_YEAR: Final = 1980
_MOST_FILES: Final = 40
_MOST_BYTES: Final = 16 * 1024 * 1024
_LOCAL: Final = 30
"""Bytes of the header before a file, without its name."""


class PackageError(ValueError):
    """A package that is not examined; `reason` is a code of `findings.yaml`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file as the zip holds it."""

    name: str
    stored: bool
    checksum: int
    packed: bytes
    size: int


def pack(files: Mapping[str, bytes], *, day: date) -> bytes:
    """Return the zip with these files in their order. The same files give the same bytes.

    The ground under every certificate is half of it; what it is packed to is kept, which zipfile could not do.
    """
    entries = []
    for name, content in files.items():
        stored = name.endswith(_STORED)
        packed = content if stored else _deflated(content)
        entries.append(_Entry(name, stored, zlib.crc32(content), packed, len(content)))
    return _assembled(entries, day.year - _FIRST_YEAR << 9 | day.month << 5 | day.day)


def _assembled(entries: Sequence[_Entry], day: int) -> bytes:
    """The zip of these entries, which has one form only: nothing stands between them, and both headers say the same."""
    written, directory = bytearray(), bytearray()
    for entry in entries:
        named = entry.name.encode()
        about = struct.pack(
            "<HHHHHLLLHH",
            20,
            0,
            zipfile.ZIP_STORED if entry.stored else zipfile.ZIP_DEFLATED,
            0,
            day,
            entry.checksum,
            len(entry.packed),
            entry.size,
            len(named),
            0,
        )
        directory += b"PK\1\2" + struct.pack("<H", 20) + about
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, len(written)) + named
        written += b"PK\3\4" + about + named + entry.packed
    end = struct.pack("<HHHHLLH", 0, 0, len(entries), len(entries), len(directory), len(written), 0)
    return bytes(written + directory + b"PK\5\6" + end)


def _deflated(content: bytes) -> bytes:
    return _kept(content) if len(content) > _LARGE else _deflate(content)


def _deflate(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


_kept = lru_cache(maxsize=2)(_deflate)


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of a package by name.

    Raises PackageError for what is no zip, is damaged, unpacks to more than is examined, names a file twice, or is not
    written as `pack` writes: a zip tells of its files in two places, and which of them a reader believes differs.
    """
    if not content.startswith(b"PK\x03\x04"):
        raise PackageError("not_an_ofd")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error) as error:
        raise PackageError("ofd_damaged") from error
    if len(listed) > _MOST_FILES or sum(entry.file_size for entry in listed) > _MOST_BYTES:
        raise PackageError("ofd_bomb")
    if len({entry.filename for entry in listed}) < len(listed):
        raise PackageError("ofd_file_twice")
    entries = [_entry(content, entry) for entry in listed]
    year, month, day = listed[0].date_time[:3] if listed else (_FIRST_YEAR, 0, 0)
    if _assembled(entries, year - _FIRST_YEAR << 9 | month << 5 | day) != content:
        raise PackageError("ofd_bytes_besides")
    return {entry.name: _content(entry) for entry in entries}


def _entry(content: bytes, listed: zipfile.ZipInfo) -> _Entry:
    start = listed.header_offset + _LOCAL + len(listed.filename.encode())
    return _Entry(
        listed.filename,
        listed.compress_type == zipfile.ZIP_STORED,
        listed.CRC,
        content[start : start + listed.compress_size],
        listed.file_size,
    )


def _content(entry: _Entry) -> bytes:
    if entry.stored:
        content = entry.packed
    else:
        unpacking = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        try:
            content = unpacking.decompress(entry.packed, entry.size + 1)
        except zlib.error as error:
            raise PackageError("ofd_damaged") from error
        if not unpacking.eof or unpacking.unused_data:
            raise PackageError("ofd_bytes_besides" if unpacking.unused_data else "ofd_damaged")
    if len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        raise PackageError("ofd_damaged")
    return content
