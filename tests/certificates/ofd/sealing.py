"""OFD certificates for tests, sealed with the shared ring of test keys, and what a forger does to them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

from guantong.certificates import numbers
from guantong.certificates.ofd import package, seals, writing
from guantong.certificates.pdf import seal
from tests.certificates.conftest import NOW
from tests.certificates.faces import FACE
from tests.certificates.pdf.photos import photo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.certificates.face import Face
    from guantong.certificates.signing.keys import KeyRing
    from guantong.certificates.signing.signer import Signer

CODE: Final = "7K3M-Q9XW-2B4C-DH6P"
QR: Final = f"https://example.invalid/v/#{FACE.number}.7K3MQ9XW2B4CDH6P"
OTHER: Final = replace(FACE, name="李明", number=numbers.compose("title", 2026, "0001", 2))


def signer(ring: KeyRing) -> Signer:
    return ring.signer("ofd", at=NOW, environment={})


def seal_of(ring: KeyRing, authority: str = FACE.authority, *, maker: Signer | None = None) -> bytes:
    return seals.make(
        authority,
        svg=seal.drawn(authority),
        holder=signer(ring),
        maker=maker or ring.signer("seal_maker", at=NOW, environment={}),
        at=NOW - timedelta(hours=1),
        since=NOW - timedelta(hours=1),
        until=NOW + timedelta(days=365),
    )


def sealed(
    ring: KeyRing,
    face: Face = FACE,
    *,
    by: Signer | None = None,
    seal: bytes | None = None,
    pictured: bool = True,
) -> bytes:
    return writing.write(
        face,
        code=CODE,
        qr=QR,
        seal=seal or seal_of(ring, face.authority),
        signer=by or signer(ring),
        at=NOW,
        photo=photo() if pictured else None,
    )


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a package that has nothing wrong with it as a package."""
    return package.pack(files, day=FACE.issued_on)


def changed(ofd: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The package with something else in one of its files."""
    files = package.unpack(ofd)
    assert old in files[name]
    return packed({**files, name: files[name].replace(old, new, 1)})


def by_another_program(ofd: bytes) -> bytes:
    """The same files, packed by another program in another way."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"packed anew"
        for name, content in package.unpack(ofd).items():
            archive.writestr(name, content)
    return written.getvalue()
