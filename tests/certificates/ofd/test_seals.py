"""The seals that are kept."""

from datetime import timedelta
from pathlib import Path

import pytest

from guantong.certificates.ofd import seals, ses, writing
from guantong.certificates.ofd.examine import examine
from guantong.certificates.pdf import seal
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.signer import Signer, SigningError
from tests.certificates.conftest import NOW
from tests.certificates.faces import FACE
from tests.certificates.ofd.sealing import CODE, QR, signer

SVG = seal.drawn(FACE.authority)


def kept(folder: Path, ring: KeyRing, *, svg: str = SVG, may_make: bool = True) -> bytes:
    def maker() -> Signer:
        assert may_make, "made anew"
        return ring.signer("seal_maker", at=NOW, environment={})

    return seals.kept(folder, FACE.authority, svg=svg, holder=signer(ring), maker=maker, at=NOW)


def test_a_seal_is_made_once(tmp_path: Path, ring: KeyRing) -> None:
    folder = tmp_path / "seals"
    made = kept(folder, ring)

    assert kept(folder, ring, may_make=False) == made
    assert [file.suffix for file in folder.iterdir()] == [".esl"]
    key = ring.current("ofd")
    assert key
    assert ses.read_seal(made).valid_to == key.valid_to


def test_a_worker_that_began_before_the_seal_was_made_seals_with_it(tmp_path: Path, ring: KeyRing) -> None:
    made = kept(tmp_path, ring)
    content = writing.write(
        FACE, code=CODE, qr=QR, seal=made, signer=signer(ring), at=NOW - timedelta(seconds=1)
    )

    assert examine(content, ring=ring, registered=None).intact


def test_another_picture_is_another_seal(tmp_path: Path, ring: KeyRing) -> None:
    first, second = kept(tmp_path, ring), kept(tmp_path, ring, svg=seal.drawn("示例机关（二）"))

    assert ses.read_seal(first).picture != ses.read_seal(second).picture
    assert len(list(tmp_path.iterdir())) == 2


def test_who_comes_a_moment_later_takes_the_seal_that_is_there(tmp_path: Path, ring: KeyRing) -> None:
    first: list[bytes] = []

    def slow_maker() -> Signer:
        first.append(kept(tmp_path, ring))
        return ring.signer("seal_maker", at=NOW, environment={})

    second = seals.kept(tmp_path, FACE.authority, svg=SVG, holder=signer(ring), maker=slow_maker, at=NOW)

    assert first == [second]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_damaged_seal_is_named(tmp_path: Path, ring: KeyRing) -> None:
    kept(tmp_path, ring)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:100])

    with pytest.raises(SigningError, match=f"{file.name}.*已损坏"):
        kept(tmp_path, ring)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, ring: KeyRing) -> None:
    (tmp_path / "seals").write_bytes(b"a file")

    with pytest.raises(SigningError, match="不能读写"):
        kept(tmp_path / "seals", ring)
