"""Making certificates with the library alone, in worker processes: what each step costs, and whether memory grows.

Two sets: the PDF only (typeset, sealed, hashed), and the full set, in which the PDF has its credential inside and the leaf
for the offline code, and an OFD stands beside it. Photos are made beforehand, outside of what is measured.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from guantong.certificates import numbers
from guantong.certificates.credential.issue import with_proof
from guantong.certificates.credential.issuer import Issuer
from guantong.certificates.credential.status_list import place_of
from guantong.certificates.ofd import seals, writing
from guantong.certificates.offline.payload import offline_payload
from guantong.certificates.pdf import seal
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.pdf.typeset import Attachment, typeset
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.test_keys import add_test_keys

from .people import RARE_EVERY, face_of, photo_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from guantong.certificates.face import Face

Set = Literal["PDF only", "full set"]
SETS: Final[tuple[Set, ...]] = ("PDF only", "full set")
WARM: Final = 20
"""Certificates that a process makes before it is measured: fonts are opened and keys loaded once."""
_RARE: Final = RARE_EVERY * 2
"""The first of them has a name that only the largest font can write, which a process keeps once it has opened it."""
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_KEY: Final = b"benchmark of certificates, no secret"
_AUTHORITY: Final = "示例职改办（演示）"
_Made = TypeVar("_Made")


@dataclass
class Share:
    """What one process did: processor seconds of each step, bytes of each file, megabytes it held."""

    count: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)
    first: float = 0.0
    """Processor seconds until the first certificate was there, imports left out."""
    before: float = 0.0
    after: float = 0.0

    def __add__(self, other: Share) -> Share:
        return Share(
            self.count + other.count,
            self.steps + other.steps,
            self.bytes + other.bytes,
            max(self.first, other.first),
            self.before + other.before,
            self.after + other.after,
        )

    @property
    def cpu(self) -> float:
        """Processor seconds of all steps."""
        return sum(self.steps.values())

    @property
    def growth(self) -> float:
        """By how much the memory of the processes grew, in percent."""
        return (self.after / self.before - 1) * 100


def add_keys(folder: Path) -> None:
    """A ring of test keys in a folder, for `produced`."""
    add_test_keys(KeyRing.open(folder, demonstration=True), at=datetime.now(UTC), environment={})


def produced(count: int, *, processes: int, keys: Path, which: Set) -> Share:
    """Make `count` certificates in `processes` fresh processes, and add up what they did."""
    each = [count // processes + (place < count % processes) for place in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        shares = pool.map(
            share, each, (1 + WARM + sum(each[:place]) + place * WARM for place in range(processes)),
            [keys] * processes, [which] * processes,
        )  # fmt: skip
        return reduce(Share.__add__, shares)


def share(count: int, first: int, keys: Path, which: Set) -> Share:
    """Make `count` certificates in this process, the serials from `first`, after a few to get warm."""
    began = time.process_time()
    maker = Maker(keys, full=which == "full set")
    maker.make(_RARE, Share())
    told = Share(first=time.process_time() - began)
    for serial in range(first - WARM + 1, first):
        maker.make(serial, Share())
    told.before = _resident()
    for serial in range(first, first + count):
        maker.make(serial, told)
    told.after = _resident()
    return told


class Maker:
    """Makes one certificate after the other, as the portal's worker does."""

    def __init__(self, keys: Path, *, full: bool) -> None:
        self.full, self.now = full, datetime.now(UTC)
        ring = KeyRing.open(keys, demonstration=True)
        sealing, self.vouching, self.offline, self.stamping, maker = (
            ring.signer(purpose, at=self.now, environment={})
            for purpose in ("pdf", "credential", "offline", "ofd", "seal_maker")
        )
        self.sealer = PdfSealer(sealing)
        self.issuer = Issuer.of_ring(ring, "https://example.invalid/issuers/1", _AUTHORITY)
        picture = seal.drawn(_AUTHORITY)
        self.stamp = seals.kept(
            keys, _AUTHORITY, svg=picture, holder=self.stamping, maker=lambda: maker, at=self.now
        )

    def make(self, serial: int, told: Share) -> dict[str, bytes]:
        """The files of one certificate; each step is added to what is told."""
        face, photo = face_of(serial, today=self.now.date()), photo_of(serial)
        code = numbers.verification_code(face.number, _KEY)
        qr = f"{face.verify_url}#{face.number}.{numbers.normalise_code(code)}"
        files: dict[str, bytes] = {}
        inside, leaf = self._signed_words(face, serial, files, told) if self.full else ((), None)
        drawn = _timed(
            told,
            "PDF, typeset",
            lambda: typeset(face, code=code, qr=qr, photo=photo, offline_qr=leaf, attachments=inside),
        )
        look = seal.appearance(seal.drawn(face.authority))
        files["PDF"] = _timed(
            told,
            "PDF, seal and signature",
            lambda: self.sealer.seal(drawn, appearance=look, box=seal.BOX, at=self.now),
        )
        if self.full:
            files["OFD"] = _timed(
                told,
                "OFD, written and sealed",
                lambda: writing.write(
                    face, code=code, qr=qr, seal=self.stamp, signer=self.stamping, at=self.now, photo=photo
                ),
            )
        _timed(told, "hashes", lambda: [hashlib.sha256(content).digest() for content in files.values()])
        told.bytes.update({name: len(content) for name, content in files.items()})
        told.count += 1
        return files

    def _signed_words(
        self, face: Face, serial: int, files: dict[str, bytes], told: Share
    ) -> tuple[tuple[Attachment, ...], str]:
        """The credential, as a file and as what is put into the PDF, and the offline code."""
        place = place_of(serial, self.issuer)
        made = files["credential"] = _timed(
            told,
            "credential",
            lambda: with_proof(face, self.issuer, place, self.vouching, self.now),
        )
        code = _timed(told, "offline code", lambda: offline_payload(face, self.offline, self.now))
        inside = Attachment(
            name="credential.json", text=made.decode(), media_type="application/vc",
            description="可验证凭证 / verifiable credential",
        )  # fmt: skip
        return (inside,), code


def _timed(told: Share, step: str, action: Callable[[], _Made]) -> _Made:
    began = time.process_time()
    made = action()
    told.steps[step] += time.process_time() - began  # type: ignore[assignment]  # seconds, which Counter adds up too
    return made


def _resident() -> float:
    """Megabytes that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / (1 << 20)
