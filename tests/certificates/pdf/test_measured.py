"""What follows a signature is measured before it is compared: a small file must not keep a processor busy for minutes."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from cryptography.x509 import Certificate
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign import signers

from guantong.certificates.pdf import validation_data
from guantong.certificates.pdf.awaiting import awaited
from guantong.certificates.pdf.examine import MOST_REVISIONS, examine
from guantong.certificates.pdf.prolonging import Prolonger
from guantong.certificates.pdf.signature import ArchiveWriter
from guantong.certificates.signing.keys import KeyRing
from tests.certificates.time_stamps import TestCertification, stamper


@pytest.fixture(scope="module")
def pki() -> TestCertification:
    return TestCertification("时间戳根")


def stamped(pdf: bytes, pki: TestCertification, change: Callable[[ArchiveWriter], None]) -> bytes:
    """The file with an update and a time stamp over it, as anybody can have one."""
    writer, out = ArchiveWriter(BytesIO(pdf)), BytesIO()
    change(writer)
    stamping = signers.PdfTimeStamper(stamper(pki), field_name="IssueTimeStamp")
    awaited(stamping.async_timestamp_pdf(writer, "sha256", output=out))
    return out.getvalue()


def often(content: bytes, times: int) -> Callable[[ArchiveWriter], None]:
    """A store of validation data that names one list so many times."""

    def change(writer: ArchiveWriter) -> None:
        one = writer.add_object(generic.StreamObject(stream_data=content))
        lists = generic.DictionaryObject({pdf_name("/CRLs"): generic.ArrayObject([one] * times)})
        writer.root[pdf_name("/DSS")] = writer.add_object(lists)
        writer.update_root()

    return change


def packed(writer: ArchiveWriter) -> None:
    """A store within an object stream, which holds much in few bytes."""
    writer.stream_xrefs = True
    within = writer.prepare_object_stream()
    lists = generic.DictionaryObject({pdf_name("/CRLs"): generic.ArrayObject([])})
    writer.root[pdf_name("/DSS")] = writer.add_object(lists, obj_stream=within)
    writer.update_root()


def reason(pdf: bytes, ring: KeyRing, pki: TestCertification) -> str:
    return examine(pdf, ring=ring, registered=lambda _: True, time_stamp_roots=[pki.der]).reason


def test_more_references_than_are_compared(
    ring: KeyRing, signed: bytes, pki: TestCertification, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = stamped(signed, pki, often(pki.list(), 5000))
    compared: list[object] = []
    monkeypatch.setattr(
        "pyhanko.sign.diff_analysis.StandardDiffPolicy.review_file", lambda *_, **__: compared.append(1)
    )

    assert reason(pdf, ring, pki) == "pdf_updated"
    assert not compared


def test_objects_that_are_packed(ring: KeyRing, signed: bytes, pki: TestCertification) -> None:
    assert reason(stamped(signed, pki, packed), ring, pki) == "pdf_updated"


def test_a_file_with_a_signature_that_does_not_hold_is_not_compared(
    ring: KeyRing, signed: bytes, pki: TestCertification, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = stamped(signed, pki, often(pki.list(), 2)).replace(b"/MediaBox", b"/MediaBux", 1)
    compared: list[object] = []
    monkeypatch.setattr(
        "pyhanko.sign.diff_analysis.StandardDiffPolicy.review_file", lambda *_, **__: compared.append(1)
    )

    assert reason(pdf, ring, pki) == "pdf_bytes_changed"
    assert not compared


def test_what_is_named_several_times_is_looked_at_once(
    ring: KeyRing, signed: bytes, pki: TestCertification, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = Prolonger(stamper(pki), roots=[pki.der]).prolong(stamped(signed, pki, often(pki.list(), 50))).pdf
    looked: list[bytes] = []
    holds = validation_data._list_holds

    def looking(der: bytes, signers: list[Certificate]) -> bool:
        looked.append(der)
        return holds(der, signers)

    monkeypatch.setattr(validation_data, "_list_holds", looking)

    assert reason(pdf, ring, pki) == "pdf_intact_prolonged"
    assert len(looked) == 1


def test_a_file_renewed_as_often_as_it_can_be_stays_far_below_the_measure(
    ring: KeyRing, signed: bytes, pki: TestCertification, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guantong.certificates.pdf.examine._MOST_REFERENCES", 2048)
    prolonger, pdf = Prolonger(stamper(pki), roots=[pki.der]), signed
    for _n in range(MOST_REVISIONS - 2):
        pdf = prolonger.prolong(pdf).pdf

    assert reason(pdf, ring, pki) == "pdf_intact_prolonged"


def with_root_of(words: bytes, streams: int = 1) -> bytes:
    """A small file whose root, with these words in it, is packed; with as many streams of objects as wanted."""
    packed = zlib.compress(b"1 0 << /Type /Catalog /Pages 2 0 R /X [" + words + b"] >>", 9)
    pdf = b"%PDF-1.7\n"
    places = [len(pdf)]
    pdf += b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    for n in range(streams):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\n" % (
            n + 3,
            len(packed),
        )
        pdf += b"stream\n" + packed + b"\nendstream\nendobj\n"
    places.append(len(pdf))
    rows = [(0, 0, 65535), (2, 3, 0), *((1, place, 0) for place in places)]
    rows += [(2, n + 3, 0) for n in range(streams)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    pdf += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R" % (streams + 3, len(rows))
    pdf += b" /Length %d >>\nstream\n" % len(table) + table + b"\nendstream\nendobj\n"
    return pdf + b"startxref\n%d\n%%%%EOF\n" % places[-1]


def test_a_small_file_that_unpacks_to_a_million_objects(ring: KeyRing, pki: TestCertification) -> None:
    assert reason(with_root_of(b"0 " * 10), ring, pki) == "pdf_unsigned"

    assert reason(with_root_of(b"0 " * 1_000_000), ring, pki) == "pdf_bomb"
    assert reason(with_root_of(b"0 " * 10, streams=40), ring, pki) == "pdf_bomb"


def test_a_file_of_a_million_objects(ring: KeyRing, signed: bytes, pki: TestCertification) -> None:
    assert reason(signed + b"0 " * 1_000_000, ring, pki) == "pdf_bomb"
