"""The package of an OFD file: a zip that holds what it says and nothing else."""

from __future__ import annotations

import struct
import zipfile
import zlib
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
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
_LOCAL, _CENTRAL, _END = 30, 46, 22


class PackageError(ValueError):
    """A package that is not examined; `reason` is a code of `findings.yaml`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def pack(files: Mapping[str, bytes], *, day: date) -> bytes:
    """Return the zip with these files in their order. The same files give the same bytes.

    The ground under every certificate is half of it; what it is packed to is kept, which zipfile could not do.
    """
    date_of_day = day.year - _FIRST_YEAR << 9 | day.month << 5 | day.day
    written, directory = bytearray(), bytearray()
    for name, content in files.items():
        stored = name.endswith(_STORED)
        packed = content if stored else _deflated(content)
        named = name.encode()
        about = struct.pack(
            "<HHHHHLLLHH",
            20,
            0,
            zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED,
            0,
            date_of_day,
            zlib.crc32(content),
            len(packed),
            len(content),
            len(named),
            0,
        )
        directory += b"PK\1\2" + struct.pack("<H", 20) + about
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, len(written)) + named
        written += b"PK\3\4" + about + named + packed
    end = struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(directory), len(written), 0)
    return bytes(written + directory + b"PK\5\6" + end)


def _deflated(content: bytes) -> bytes:
    return _kept(content) if len(content) > _LARGE else _deflate(content)


def _deflate(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


_kept = lru_cache(maxsize=2)(_deflate)


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of a package by name.

    Raises PackageError for what is no zip, is damaged, unpacks to more than is examined, names a file twice, or holds
    bytes that belong to no file.
    """
    if not content.startswith(b"PK\x03\x04"):
        raise PackageError("not_an_ofd")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise PackageError("ofd_bomb")
            if len({entry.filename for entry in entries}) < len(entries):
                raise PackageError("ofd_file_twice")
            if _length(entries) != len(content) or archive.comment:
                raise PackageError("ofd_bytes_besides")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise PackageError("ofd_damaged") from error


def _length(entries: list[zipfile.ZipInfo]) -> int:
    """How long a zip with these entries is when nothing stands between, before or after them."""
    return _END + sum(
        _LOCAL + _CENTRAL + 2 * len(entry.filename.encode()) + entry.compress_size for entry in entries
    )
