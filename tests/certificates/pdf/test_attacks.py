"""What is done to an issued PDF, and the reason that is given for refusing it: each attack has its test."""

import asyncio
import random
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from guantong.certificates.findings import Finding
from guantong.certificates.pdf import examine as examination
from guantong.certificates.pdf.examine import LARGEST, examine, sha256
from guantong.certificates.pdf.seal import BOX, appearance, drawn
from guantong.certificates.pdf.signature import PdfSealer, _CmsSigner
from guantong.certificates.pdf.typeset import typeset
from guantong.certificates.signing.file import FileSigner, generate
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.signer import Algorithm
from guantong.certificates.signing.test_authority import TestAuthority
from tests.certificates.conftest import NOW
from tests.certificates.faces import FACE

Examine = Callable[[bytes], Finding]


@pytest.fixture
def look(ring: KeyRing, signed: bytes) -> Examine:
    """Examination where the one issued file is registered."""

    def examined(pdf: bytes) -> Finding:
        return examine(pdf, ring=ring, registered={sha256(signed)}.__contains__)

    return examined


@pytest.fixture
def trusting(ring: KeyRing) -> Examine:
    """Examination with a register that knows every file: what is refused then is refused for the file's sake."""
    return lambda pdf: examine(pdf, ring=ring, registered=lambda _: True)


def seal() -> bytes:
    return appearance(drawn(FACE.authority))


def stranger(name: str) -> FileSigner:
    root = TestAuthority(Algorithm.ECDSA_P256_SHA256, valid_from=NOW, valid_to=NOW + timedelta(days=9))
    return root.issue(name, generate(Algorithm.ECDSA_P256_SHA256))


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """The file with one more revision."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    writer._update_meta = lambda: None  # type: ignore[method-assign]  # only what the attack changes
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_issued_file_is_accepted(look: Examine, signed: bytes) -> None:
    assert look(signed).reason == "pdf_intact"
    assert look(signed).intact


def test_an_examination_can_be_asked_for_where_a_loop_runs(look: Examine, signed: bytes) -> None:
    async def page() -> Finding:
        return look(signed)

    assert asyncio.run(page()).reason == "pdf_intact"


def test_without_the_register_the_finding_says_that_it_was_not_asked(ring: KeyRing, signed: bytes) -> None:
    found = examine(signed, ring=ring, registered=None)

    assert (found.state, found.reason) == ("intact", "pdf_intact_register_not_seen")


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_byte_flipped(trusting: Examine, unsigned: bytes, signed: bytes, place: float) -> None:
    flipped = bytearray(signed)
    streams = [match.end() for match in re.finditer(rb"stream\n", unsigned)]
    flipped[streams[int(len(streams) * place)] + 8] ^= 1

    assert trusting(bytes(flipped)).reason == "pdf_bytes_changed"


@pytest.mark.parametrize("tail", [b"x", b"\n", b"%comment\n%%EOF\n", b"\0" * 4000])
def test_bytes_appended(trusting: Examine, signed: bytes, tail: bytes) -> None:
    assert trusting(signed + tail).reason == "pdf_bytes_appended"


def test_the_page_overlaid_by_an_update(trusting: Examine, signed: bytes) -> None:
    def overlay(writer: IncrementalPdfFileWriter) -> None:
        stream = writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 rg 0 0 200 200 re f Q"))
        writer.add_stream_to_page(0, stream)

    assert trusting(updated(signed, overlay)).reason == "pdf_page_changed"


def test_the_title_changed_by_an_update(trusting: Examine, signed: bytes) -> None:
    def rename(writer: IncrementalPdfFileWriter) -> None:
        writer.set_info(
            generic.DictionaryObject({pdf_name("/Title"): generic.TextStringObject("正高级工程师")})
        )

    assert trusting(updated(signed, rename)).reason == "pdf_metadata_changed"


def test_the_xmp_changed_by_an_update(trusting: Examine, signed: bytes) -> None:
    def rewrite(writer: IncrementalPdfFileWriter) -> None:
        stream = writer.root["/Metadata"]
        stream._data = stream.data.replace(b"GX26", b"GX25")
        stream._encoded_data = None
        writer.update_container(stream)

    assert trusting(updated(signed, rewrite)).reason == "pdf_metadata_changed"


def test_an_attachment_added(trusting: Examine, signed: bytes) -> None:
    def attach(writer: IncrementalPdfFileWriter) -> None:
        embedded = EmbeddedFileObject.from_file_data(
            writer, b"{}", compress=False, mime_type="application/json"
        )
        embed_file(writer, FileSpec("credential.json", embedded_data=embedded))

    assert trusting(updated(signed, attach)).reason == "pdf_attachment_changed"


def test_an_annotation_added(trusting: Examine, signed: bytes) -> None:
    def annotate(writer: IncrementalPdfFileWriter) -> None:
        said = {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 300, 60))),
            pdf_name("/Contents"): generic.TextStringObject("正高级"),
        }
        writer.register_annotation(
            writer.root["/Pages"]["/Kids"].raw_get(0), writer.add_object(generic.DictionaryObject(said))
        )

    assert trusting(updated(signed, annotate)).reason == "pdf_annotation_changed"


def test_a_form_field_added(trusting: Examine, signed: bytes) -> None:
    def add(writer: IncrementalPdfFileWriter) -> None:
        said = {
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.TextStringObject("level"),
            pdf_name("/V"): generic.TextStringObject("正高级"),
        }
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(writer.add_object(generic.DictionaryObject(said)))
        writer.update_container(fields)

    assert trusting(updated(signed, add)).reason == "pdf_form_changed"


def test_signed_again_by_a_stranger(trusting: Examine, signed: bytes) -> None:
    said = signers.PdfSignatureMetadata(field_name="Another", md_algorithm="sha256")
    # pyHanko itself refuses to sign what allows no changes, so the attacker does not tell it
    hidden = signed.replace(b"/DocMDP", b"/DocMDQ")
    out = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(hidden)), said, _CmsSigner(stranger("旁人")))
    attacked = out.getvalue().replace(b"/DocMDQ", b"/DocMDP")

    found = trusting(attacked)
    assert found.reason == "pdf_signed_again"
    assert found.detail["signer"] == "测试 TEST 旁人"


def test_the_signature_removed_by_saving_without_it(trusting: Examine, signed: bytes) -> None:
    reader, writer = pypdf.PdfReader(BytesIO(signed)), pypdf.PdfWriter()
    for page in reader.pages:
        page.pop("/Annots", None)
        writer.add_page(page)
    writer.add_metadata(reader.metadata or {})
    out = BytesIO()
    writer.write(out)

    found = trusting(out.getvalue())
    assert found.reason == "pdf_without_its_signature"
    assert found.detail["number"] == FACE.number


def test_the_signature_hidden_by_an_update(trusting: Examine, signed: bytes) -> None:
    def hide(writer: IncrementalPdfFileWriter) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()

    assert trusting(updated(signed, hide)).reason == "pdf_signature_hidden"


def test_the_revision_before_signing_cut_out(trusting: Examine, signed: bytes, unsigned: bytes) -> None:
    assert trusting(signed[: len(unsigned)]).reason == "pdf_without_its_signature"


def test_saved_anew_by_qpdf(trusting: Examine, signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(signed)
    qpdf = shutil.which("qpdf")
    assert qpdf
    subprocess.run([qpdf, tmp_path / "in.pdf", tmp_path / "out.pdf"], check=True)

    assert trusting((tmp_path / "out.pdf").read_bytes()).reason == "pdf_saved_anew"


def test_saved_anew_by_pypdf(trusting: Examine, signed: bytes) -> None:
    out = BytesIO()
    pypdf.PdfWriter(clone_from=BytesIO(signed)).write(out)

    assert trusting(out.getvalue()).reason == "pdf_saved_anew"


def test_forged_by_another_key_of_the_same_name(trusting: Examine, ring: KeyRing, unsigned: bytes) -> None:
    issuer = ring.current("pdf")
    assert issuer
    forger = PdfSealer(stranger(issuer.name.removeprefix("测试 TEST ")))

    found = trusting(forger.seal(unsigned, appearance=seal(), box=BOX, at=NOW))
    assert (found.state, found.reason) == ("not_issued_here", "pdf_forged")
    assert found.detail["signer"] == issuer.name


def test_signed_by_a_stranger_under_a_name_of_its_own(trusting: Examine, unsigned: bytes) -> None:
    pdf = PdfSealer(stranger("某某培训学校")).seal(unsigned, appearance=seal(), box=BOX, at=NOW)

    assert trusting(pdf).reason == "pdf_of_a_stranger"


def test_the_seal_copied_on_another_file(trusting: Examine) -> None:
    writer = pypdf.PdfWriter()
    writer.append(BytesIO(seal()))
    out = BytesIO()
    writer.write(out)

    assert trusting(out.getvalue()).reason == "pdf_unsigned"


def test_the_signature_copied_into_another_file(trusting: Examine, signed: bytes) -> None:
    other = PdfSealer(stranger("旁人")).seal(seal(), appearance=seal(), box=(0, 0, 90, 90), at=NOW)

    assert trusting(with_contents(other, contents(signed))).reason == "pdf_signature_of_another_file"


def test_the_signature_copied_into_another_certificate(trusting: Examine, signed: bytes) -> None:
    better = typeset(
        replace(FACE, level="正高级", title="正高级工程师"), code="ABCD", qr="HTTPS://EXAMPLE.INVALID/V/"
    )
    other = PdfSealer(stranger("旁人")).seal(better, appearance=seal(), box=BOX, at=NOW)

    assert trusting(with_contents(other, contents(signed))).reason == "pdf_bytes_changed"


def test_the_signature_itself_damaged(trusting: Examine, signed: bytes) -> None:
    cms = contents(signed)
    end = len(bytes.fromhex(cms.decode()).rstrip(b"\0"))
    damaged = bytearray(bytes.fromhex(cms.decode()))
    damaged[end - 3] ^= 1

    assert trusting(with_contents(signed, damaged.hex().encode())).reason == "pdf_signature_broken"


@pytest.mark.parametrize("content", [b"", b"00" * 100, b"3082ffff"])
def test_the_signature_emptied(trusting: Examine, signed: bytes, content: bytes) -> None:
    assert trusting(with_contents(signed, content)).reason == "pdf_signature_broken"


def test_something_hidden_in_the_space_left_for_the_signature(trusting: Examine, signed: bytes) -> None:
    hidden = contents(signed)[:-20] + b"DEADBEEF" + b"0" * 12

    assert trusting(with_contents(signed, hidden)).reason == "pdf_signature_broken"


def test_no_byte_of_the_file_may_differ(look: Examine, trusting: Examine, signed: bytes) -> None:
    """Even a register that believes everything lets nothing pass but another spelling of the signature's own digits."""
    chance = random.Random(7)  # noqa: S311 - the same places every time
    digits = range(start := signed.index(contents(signed)), start + len(contents(signed)))

    for place in chance.sample(range(len(signed)), 50):
        changed = bytearray(signed)
        changed[place] ^= 1 << chance.randrange(8)
        assert not look(bytes(changed)).intact
        assert not trusting(bytes(changed)).intact or place in digits


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_cut_off(trusting: Examine, signed: bytes, share: float) -> None:
    assert trusting(signed[: int(len(signed) * share)]).reason == "pdf_cut_off"


@pytest.mark.parametrize("content", [b"PK\x03\x04 a package", "职称证书".encode(), b"{}"])
def test_no_pdf(trusting: Examine, content: bytes) -> None:
    assert trusting(content).reason == "not_a_pdf"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7\n" + b"(" * 100_000 + b"%%EOF"])
def test_nothing_but_the_beginning_of_a_pdf(trusting: Examine, content: bytes) -> None:
    assert trusting(content).reason == "pdf_damaged"


def test_empty_and_oversized(trusting: Examine, signed: bytes) -> None:
    assert trusting(b"").reason == "empty_file"
    assert trusting(signed + b"\0" * LARGEST).reason == "too_large"


def test_a_pdf_that_unpacks_without_measure(trusting: Examine) -> None:
    """A cross-reference stream of a few kilobytes that would fill the memory."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 2**20) for _ in range(80)) + packer.flush()
    start = len(head := b"%PDF-1.7\n")
    said = b"<</Type/XRef/Size 99999999/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(packed)
    bomb = (
        head
        + b"2 0 obj\n"
        + said
        + b"\nstream\n"
        + packed
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    )

    assert trusting(bomb).reason == "pdf_bomb"


def test_a_pdf_updated_without_end_is_not_compared_without_end(
    trusting: Examine, signed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each revision takes 80 bytes; five million of those would be compared with one another for hours."""
    monkeypatch.setattr(examination, "async_validate_pdf_signature", None)
    [(root, start)] = re.findall(rb"/Root (\d+ 0 R).*?startxref\s+(\d+)", signed[-2000:], re.DOTALL)
    updates, previous = bytearray(signed), int(start)
    for _ in range(2000):
        here = len(updates)
        updates += b"xref\n0 0\ntrailer <</Size 200/Root %s/Prev %d>>\n" % (root, previous)
        updates += b"startxref\n%d\n%%%%EOF\n" % here
        previous = here

    assert trusting(bytes(updates)).reason == "pdf_updated"


def test_a_sound_file_that_the_register_does_not_know(ring: KeyRing, signed: bytes) -> None:
    found = examine(signed, ring=ring, registered=lambda _: False)

    assert (found.state, found.reason) == ("not_issued_here", "pdf_not_registered")


def test_a_test_key_means_nothing_outside_the_demonstration(ring: KeyRing, signed: bytes) -> None:
    production = KeyRing.open(ring.folder, demonstration=False)

    found = examine(signed, ring=production, registered=lambda _: True)
    assert (found.state, found.reason) == ("not_issued_here", "pdf_test_key")


def test_a_key_that_is_trusted_no_more(ring: KeyRing, signed: bytes) -> None:
    lost = ring.with_end("test-pdf-1", NOW, "私钥可能泄露", distrusted=True)

    assert examine(signed, ring=lost, registered=lambda _: True).reason == "pdf_key_distrusted"


def test_a_retired_key_signed_before_it_was_retired_or_not_at_all(ring: KeyRing, signed: bytes) -> None:
    after = ring.with_end("test-pdf-1", NOW + timedelta(days=1), "", distrusted=False)
    before = ring.with_end("test-pdf-1", NOW - timedelta(hours=1), "", distrusted=False)

    assert examine(signed, ring=after, registered=lambda _: True).reason == "pdf_intact"
    assert examine(signed, ring=before, registered=lambda _: True).reason == "pdf_outside_period"


def test_a_key_of_another_purpose(ring: KeyRing, signed: bytes) -> None:
    keys = tuple(replace(key, purpose="credential") if key.id == "test-pdf-1" else key for key in ring.keys)
    other = KeyRing(ring.folder, demonstration=True, keys=keys)

    assert examine(signed, ring=other, registered=lambda _: True).reason == "pdf_key_of_another_purpose"


def test_a_chain_that_leads_elsewhere(ring: KeyRing, signed: bytes) -> None:
    elsewhere = stranger("旁人").chain
    keys = tuple(replace(key, chain=elsewhere) if key.id == "test-pdf-1" else key for key in ring.keys)
    other = KeyRing(ring.folder, demonstration=True, keys=keys)

    assert examine(signed, ring=other, registered=lambda _: True).reason == "pdf_chain_untrusted"


def contents(pdf: bytes) -> bytes:
    """The hexadecimal digits of the signature."""
    found = re.search(rb"/Contents <([0-9a-fA-F]{1000,})>", pdf)
    assert found
    return found[1]


def with_contents(pdf: bytes, hexadecimal: bytes) -> bytes:
    """The file with another signature in the place of its own, and not a byte more or less."""
    here = contents(pdf)
    assert len(hexadecimal) <= len(here)
    return pdf.replace(here, hexadecimal.ljust(len(here), b"0"))
