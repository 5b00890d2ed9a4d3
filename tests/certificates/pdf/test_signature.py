"""The signature of a PDF: what other programs say of it, and what it leaves as it was."""

import os
import re
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import pem
from PIL import ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader

from guantong.certificates.pdf.seal import BOX, CENTRE, appearance, drawn
from guantong.certificates.pdf.signature import FIELD, SPOKEN, PdfSealer
from guantong.certificates.signing.file import generate
from guantong.certificates.signing.keys import KeyRing, Purpose
from guantong.certificates.signing.signer import Algorithm, SigningError
from guantong.certificates.signing.test_authority import TestAuthority
from tests.certificates.conftest import NOW
from tests.certificates.faces import FACE
from tests.certificates.pdf.reading import picture_of

BYTE_RANGE = re.compile(rb"/ByteRange \[\s*0 (\d+) (\d+) (\d+)\s*\]")


def seal() -> bytes:
    return appearance(drawn(FACE.authority))


def sealer(algorithm: Algorithm) -> PdfSealer:
    root = TestAuthority(Algorithm.RSA_SHA256, valid_from=NOW, valid_to=NOW + timedelta(days=30))
    return PdfSealer(root.issue("印章", generate(algorithm)))


def verified_by_openssl(pdf: bytes, root: bytes, folder: Path) -> None:
    """Take the CMS out by its byte range and hand it to the openssl command, which knows nothing of PDF."""
    found = BYTE_RANGE.search(pdf)
    assert found
    before, start, after = map(int, found.groups())
    assert start + after == len(pdf)
    (folder / "content").write_bytes(pdf[:before] + pdf[start:])
    cms = bytes.fromhex(pdf[before + 1 : start - 1].decode())
    (folder / "cms").write_bytes(cms)
    (folder / "root.pem").write_bytes(pem.armor("CERTIFICATE", root))
    command: list[str | Path] = [
        "openssl",
        "cms",
        "-verify",
        "-cades",
        "-binary",
        "-inform",
        "DER",
        "-in",
        folder / "cms",
    ]
    command += ["-content", folder / "content", "-CAfile", folder / "root.pem", "-purpose", "any"]
    command += ["-attime", str(int(NOW.timestamp()) + 60), "-out", "/dev/null"]
    subprocess.run(command, check=True, stderr=subprocess.PIPE)


def told_by_pdfsig(pdf: bytes, folder: Path) -> str:
    (folder / "signed.pdf").write_bytes(pdf)
    command: list[str | Path] = ["pdfsig", folder / "signed.pdf"]
    utc = os.environ | {"TZ": "UTC"}
    told: str = subprocess.run(command, capture_output=True, text=True, check=False, env=utc).stdout
    return told


def test_poppler_says_that_the_signature_is_valid_and_covers_the_document(
    signed: bytes, tmp_path: Path
) -> None:
    told = told_by_pdfsig(signed, tmp_path)

    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "Not total" not in told
    assert "ETSI.CAdES.detached" in told
    assert "Common Name: 测试 TEST" in told
    assert "Oct 20 2026 02:30:00" in told


def test_openssl_verifies_the_signature_as_cades(signed: bytes, ring: KeyRing, tmp_path: Path) -> None:
    verified_by_openssl(signed, ring.signer("pdf", at=NOW, environment={}).chain[-1], tmp_path)


def test_an_rsa_key_signs_too(unsigned: bytes, tmp_path: Path) -> None:
    signing = sealer(Algorithm.RSA_SHA256)
    pdf = signing.seal(unsigned, appearance=seal(), box=BOX, at=NOW)

    assert "Signature is Valid" in told_by_pdfsig(pdf, tmp_path)
    verified_by_openssl(pdf, signing.signer.chain[-1], tmp_path)


@pytest.mark.parametrize("purpose", ["ofd", "credential"])
def test_keys_that_readers_cannot_check_sign_no_pdf(ring: KeyRing, purpose: Purpose) -> None:
    with pytest.raises(SigningError, match="P-256 或 RSA"):
        PdfSealer(ring.signer(purpose, at=NOW, environment={}))


def test_what_was_typeset_stands_unchanged_at_the_beginning(signed: bytes, unsigned: bytes) -> None:
    assert signed.startswith(unsigned)


def test_the_metadata_that_make_it_pdfa_are_not_written_anew(signed: bytes, unsigned: bytes) -> None:
    before, after = (PdfFileReader(BytesIO(pdf)).root["/Metadata"].data for pdf in (unsigned, signed))

    assert after == before
    assert b"pdfaid" in after
    assert b"/Metadata" not in re.sub(rb"/Metadata \d+ 0 R", b"", signed[len(unsigned) :])


def test_the_seal_is_seen_where_it_was_asked_for_and_nothing_may_change(signed: bytes) -> None:
    (reference,) = PdfFileReader(BytesIO(signed)).root["/AcroForm"]["/Fields"]
    field = reference.get_object()

    assert field["/T"] == FIELD
    assert tuple(field["/Rect"]) == BOX
    assert field["/AP"]["/N"]["/Subtype"] == "/Form"
    assert field["/V"]["/Reference"][0]["/TransformParams"]["/P"] == 1
    assert field["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"


def test_the_seal_is_as_large_as_a_seal_of_its_office(signed: bytes, unsigned: bytes) -> None:
    """Measured on the sheet: the outer edge of its ring, 41.5 mm across and around the middle of its place."""
    dpi = 127
    drawn_over = ImageChops.difference(picture_of(signed, dpi=dpi), picture_of(unsigned, dpi=dpi)).getbbox()
    assert drawn_over
    left, upper, right, lower = (edge / 5 for edge in drawn_over)

    assert right - left == pytest.approx(41.5, abs=0.4)
    assert lower - upper == pytest.approx(41.5, abs=0.4)
    assert ((left + right) / 2, 210 - (upper + lower) / 2) == pytest.approx(CENTRE, abs=0.4)


def test_the_seal_is_read_aloud_in_its_place(signed: bytes) -> None:
    root = PdfFileReader(BytesIO(signed)).root
    field = root["/AcroForm"]["/Fields"].raw_get(0)
    tree = root["/StructTreeRoot"]
    numbers = list(tree["/ParentTree"]["/Nums"])
    leading = dict(zip(numbers[::2], numbers[1::2], strict=True))
    form = leading[field.get_object()["/StructParent"]].get_object()

    assert field.get_object()["/TU"] == form["/Alt"] == SPOKEN
    assert (form["/S"], form["/K"].raw_get("/Obj")) == ("/Form", field)
    assert form["/P"]["/S"] == "/Document"
    assert form["/P"]["/K"][-1].get_object() == form
    assert tree["/ParentTreeNextKey"] > max(leading)


def test_the_signed_file_still_says_that_it_is_pdf_1_7(signed: bytes) -> None:
    root = PdfFileReader(BytesIO(signed)).root

    assert signed.startswith(b"%PDF-1.7")
    assert "/Version" not in root
    assert list(root["/Extensions"]) == ["/ESIC"]


def test_a_pdf_without_tags_is_signed_too(ring: KeyRing, tmp_path: Path) -> None:
    signing = PdfSealer(ring.signer("pdf", at=NOW, environment={}))

    pdf = signing.seal(seal(), appearance=seal(), box=(0, 0, 90, 90), at=NOW)
    assert "Signature is Valid" in told_by_pdfsig(pdf, tmp_path)


def test_files_do_not_grow_from_one_signature_to_the_next(ring: KeyRing, unsigned: bytes) -> None:
    signing = PdfSealer(ring.signer("pdf", at=NOW, environment={}))
    sizes = [len(signing.seal(unsigned, appearance=seal(), box=BOX, at=NOW)) for _ in range(12)]

    assert max(sizes) - min(sizes) < 20


def test_a_file_that_is_signed_or_no_pdf_is_not_signed(ring: KeyRing, signed: bytes) -> None:
    signing = PdfSealer(ring.signer("pdf", at=NOW, environment={}))

    with pytest.raises(SigningError, match="已经签名"):
        signing.seal(signed, appearance=seal(), box=BOX, at=NOW)
    for broken in (b"", b"not a pdf at all", signed[:500]):
        with pytest.raises(SigningError, match="不能在这个 PDF 上签名"):
            signing.seal(broken, appearance=seal(), box=BOX, at=NOW)
