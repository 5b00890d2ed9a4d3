"""A time stamp with validation data is added where there is a service; what is added besides is refused."""

import subprocess
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from secrets import randbits
from threading import Event
from typing import Any

import pytest
from asn1crypto import pem
from asn1crypto import x509 as parsed
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from guantong.certificates.pdf import prolonging
from guantong.certificates.pdf.awaiting import awaited
from guantong.certificates.pdf.examine import MOST_REVISIONS, examine
from guantong.certificates.pdf.prolonging import FileError, Prolonger, ServiceError
from guantong.certificates.pdf.seal import BOX, appearance, drawn
from guantong.certificates.pdf.signature import ArchiveWriter, PdfSealer
from guantong.certificates.pdf.typeset import typeset
from guantong.certificates.pdf.validation_data import only_validation_data
from guantong.certificates.signing.file import FileSigner
from guantong.certificates.signing.keys import KeyRing
from tests.certificates.faces import FACE
from tests.certificates.pdf.test_signature import BYTE_RANGE
from tests.certificates.time_stamps import TestCertification, TimeStampAuthority, serving, stamper


@pytest.fixture(scope="module")
def pki() -> TestCertification:
    return TestCertification("时间戳根")


@pytest.fixture(scope="module")
def prolonger(pki: TestCertification) -> Prolonger:
    """One that stamps without any network."""
    return Prolonger(stamper(pki), roots=[pki.der])


@pytest.fixture(scope="module")
def prolonged(prolonger: Prolonger, signed: bytes) -> bytes:
    return prolonger.prolong(signed).pdf


@pytest.fixture
def look(ring: KeyRing, pki: TestCertification) -> Callable[[bytes], str]:
    """The reason of an examination with a register that knows every file."""

    def examined(pdf: bytes) -> str:
        return examine(pdf, ring=ring, registered=lambda _: True, time_stamp_roots=[pki.der]).reason

    return examined


def over_http(authority: TimeStampAuthority) -> Prolonger:
    service = RequestsHTTPTimeStamper(authority.address, timeout=60)
    return Prolonger(service, roots=[authority.pki.der], seconds=60)


def certified(pki: TestCertification, lasts: timedelta) -> bytes:
    """A certificate signed with a key whose certificate says where its revocation is told."""
    key, certificate = pki.issue("签发", stamping=False, lasts=lasts)
    signer = FileSigner("key", key, certificate.public_bytes(Encoding.DER), (pki.der,))
    seal = appearance(drawn(FACE.authority))
    unsigned = typeset(FACE, code="ABCD-EFGH-JKMN-PQRS", qr="HTTPS://EXAMPLE.INVALID/V/")
    return PdfSealer(signer).seal(unsigned, appearance=seal, box=BOX, at=datetime.now(UTC))


def updated(pdf: bytes, change: Callable[[ArchiveWriter], None]) -> bytes:
    writer, out = ArchiveWriter(BytesIO(pdf)), BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def test_a_stamped_file_is_accepted_as_prolonged(
    signed: bytes, prolonged: bytes, look: Callable[[bytes], str]
) -> None:
    assert prolonged.startswith(signed)
    assert look(prolonged) == "pdf_intact_prolonged"
    assert look(signed) == "pdf_intact"


def test_it_is_said_until_when_the_stamp_holds(signed: bytes, pki: TestCertification) -> None:
    service = stamper(pki, timedelta(days=50))

    done = Prolonger(service, roots=[pki.der]).prolong(signed)

    assert done.level == "B-T"  # test keys say nothing of revocation
    assert done.until == service.tsa_cert.not_valid_after
    assert done.stamped_at < done.until


def test_a_file_is_renewed_over_its_last_time_stamp(
    prolonged: bytes, pki: TestCertification, look: Callable[[bytes], str]
) -> None:
    renewed = Prolonger(stamper(pki), roots=[pki.der]).prolong(prolonged).pdf

    assert renewed.startswith(prolonged)
    assert len(PdfFileReader(BytesIO(renewed)).embedded_timestamp_signatures) == 2
    assert look(renewed) == "pdf_intact_prolonged"


def test_a_file_is_not_renewed_more_often_than_is_examined(
    prolonged: bytes, prolonger: Prolonger, look: Callable[[bytes], str]
) -> None:
    pdf = prolonged
    for _ in range(MOST_REVISIONS - 3):
        pdf = prolonger.prolong(pdf).pdf
    assert look(pdf) == "pdf_intact_prolonged"

    with pytest.raises(FileError, match="不能再续"):
        prolonger.prolong(pdf)


def test_a_certificate_outlives_its_issuer() -> None:
    """B-LTA: nobody answers any more, and pyHanko accepts the signature as of its time stamp with what is in the file."""
    with serving(revocation=True) as authority:
        signed = certified(authority.issuer, timedelta(days=100))
        done = over_http(authority).prolong(signed)
    assert done.level == "B-LTA"
    reader = PdfFileReader(BytesIO(done.pdf))
    [signature], [stamp] = reader.embedded_regular_signatures, reader.embedded_timestamp_signatures
    asked: dict[str, Any] = {
        "trust_roots": [parsed.Certificate.load(authority.issuer.der)],
        "moment": done.stamped_at,
        "revocation_mode": "require",
    }

    known = DocumentSecurityStore.read_dss(reader).as_validation_context(asked)
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})
    told = awaited(async_validate_pdf_signature(signature, known, key_usage_settings=usage))
    assert told.trusted
    assert stamp.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    nothing = awaited(async_validate_pdf_signature(signature, ValidationContext(crls=[], ocsps=[], **asked)))
    assert not nothing.trusted


def test_openssl_verifies_the_time_stamp_and_poppler_still_the_signature(
    prolonged: bytes, pki: TestCertification, tmp_path: Path
) -> None:
    before, start, after = map(int, BYTE_RANGE.findall(prolonged)[-1])
    assert start + after == len(prolonged)
    (tmp_path / "stamped.pdf").write_bytes(prolonged)
    (tmp_path / "content").write_bytes(prolonged[:before] + prolonged[start:])
    (tmp_path / "token").write_bytes(bytes.fromhex(prolonged[before + 1 : start - 1].decode()))
    (tmp_path / "root.pem").write_bytes(pem.armor("CERTIFICATE", pki.der))

    verify: list[str | Path] = ["openssl", "ts", "-verify", "-token_in", "-in", tmp_path / "token"]
    verify += ["-data", tmp_path / "content", "-CAfile", tmp_path / "root.pem"]
    subprocess.run(verify, check=True, capture_output=True)
    show: list[str | Path] = ["pdfsig", tmp_path / "stamped.pdf"]
    told = subprocess.run(show, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told  # poppler checks no document time stamps
    assert told.count("Signature #") == 2


def test_a_stamped_file_must_be_registered_too(
    ring: KeyRing, prolonged: bytes, pki: TestCertification
) -> None:
    found = examine(prolonged, ring=ring, registered=lambda _: False, time_stamp_roots=[pki.der])

    assert found.reason == "pdf_not_registered"


def test_a_time_stamp_of_a_strangers_service_is_refused(
    ring: KeyRing, signed: bytes, pki: TestCertification
) -> None:
    other = TestCertification("别家时间戳根")
    pdf = Prolonger(stamper(other), roots=[other.der]).prolong(signed).pdf

    for roots in ([], [pki.der]):
        found = examine(pdf, ring=ring, registered=lambda _: True, time_stamp_roots=roots)
        assert found.reason == "pdf_time_stamp_untrusted"


def test_bytes_after_the_time_stamp_are_refused(prolonged: bytes, look: Callable[[bytes], str]) -> None:
    assert look(prolonged + b"\n%") == "pdf_bytes_appended"
    assert look(prolonged + b"%%EOF\n") == "pdf_bytes_appended"


def test_a_byte_within_the_time_stamps_update_is_noticed(
    signed: bytes, prolonged: bytes, look: Callable[[bytes], str]
) -> None:
    at = prolonged.index(b"/DSS", len(signed))

    assert look(prolonged[:at] + b"/DSX" + prolonged[at + 4 :]) != "pdf_intact_prolonged"


def title(writer: ArchiveWriter) -> None:
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.TextStringObject("正高级工程师")}))


def keyword(writer: ArchiveWriter) -> None:
    information = writer.trailer["/Info"]
    information[pdf_name("/Keywords")] = generic.TextStringObject("GX26C000100000020")
    writer.update_container(information)


def xmp(writer: ArchiveWriter) -> None:
    stream = writer.root["/Metadata"]
    stream._data, stream._encoded_data = stream.data.replace(b"GX26", b"GX25"), None
    writer.update_container(stream)


def store(writer: ArchiveWriter) -> None:
    stranger = TestCertification("旁人").der
    anything = writer.add_object(generic.StreamObject(stream_data=stranger))
    certificates = generic.DictionaryObject({pdf_name("/Certs"): generic.ArrayObject([anything])})
    writer.root[pdf_name("/DSS")] = writer.add_object(certificates)
    writer.update_root()


def version(writer: ArchiveWriter) -> None:
    writer.root[pdf_name("/Version")] = pdf_name("/2.0")
    writer.update_root()


def extension(writer: ArchiveWriter) -> None:
    writer.root[pdf_name("/Extensions")] = generic.DictionaryObject({})
    writer.update_root()


def untagged(writer: ArchiveWriter) -> None:
    writer.root[pdf_name("/MarkInfo")] = generic.DictionaryObject({})
    writer.update_root()


def script(writer: ArchiveWriter) -> None:
    action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("print()")}
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(action)
    writer.update_root()


def other_look(writer: ArchiveWriter) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
    writer.update_container(form)


def overlay(writer: ArchiveWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    drawn_over = writer.add_object(generic.StreamObject(stream_data=b"0 0 200 200 re f"))
    contents = page["/Contents"]
    before = list(contents) if isinstance(contents, generic.ArrayObject) else [page.raw_get("/Contents")]
    page[pdf_name("/Contents")] = generic.ArrayObject([*before, drawn_over])
    writer.update_container(page)


def annotation(writer: ArchiveWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 100, 300, 200))),
            pdf_name("/Contents"): generic.TextStringObject("正高级工程师"),
        }
    )
    before = list(page["/Annots"]) if "/Annots" in page else []
    page[pdf_name("/Annots")] = generic.ArrayObject([*before, writer.add_object(note)])
    writer.update_container(page)


CHANGES = [
    *(title, keyword, xmp, store, version, extension, untagged, script, other_look, overlay, annotation),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_before_a_true_time_stamp_is_refused(
    signed: bytes,
    prolonger: Prolonger,
    ring: KeyRing,
    pki: TestCertification,
    change: Callable[[ArchiveWriter], None],
) -> None:
    """Anybody can have a time stamp put on anything: it must not wash an update clean."""
    done = prolonger.prolong(updated(signed, change))

    found = examine(done.pdf, ring=ring, registered=None, time_stamp_roots=[pki.der])
    assert found.state == "changed"


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_after_the_time_stamp_is_refused(
    prolonged: bytes,
    prolonger: Prolonger,
    ring: KeyRing,
    pki: TestCertification,
    change: Callable[[ArchiveWriter], None],
) -> None:
    """By an update alone, and by one with another true time stamp over it."""
    attacked = updated(prolonged, change)

    for pdf in (attacked, prolonger.prolong(attacked).pdf):
        found = examine(pdf, ring=ring, registered=None, time_stamp_roots=[pki.der])
        assert found.state == "changed"


def into_store(key: str, content: bytes) -> Callable[[ArchiveWriter], None]:
    """An update that adds a stream to the store of validation data, where readers expect additions."""

    def change(writer: ArchiveWriter) -> None:
        added = writer.add_object(generic.StreamObject(stream_data=content))
        store = writer.root["/DSS"]
        held = list(store[key]) if key in store else []
        store[pdf_name(key)] = generic.ArrayObject([*held, added])
        writer.update_container(store)

    return change


def test_only_validation_data_of_the_chains_may_be_in_the_store(
    signed: bytes, prolonged: bytes, pki: TestCertification, look: Callable[[bytes], str]
) -> None:
    stranger = TestCertification("旁人")
    attacks = {
        "/Certs": [stranger.der, pki.der + b"hidden", pki.issue("旁人", stamping=True)[1].public_bytes(Encoding.DER)],
        "/CRLs": [stranger.list(), pki.list() + b"hidden", b"anything"],
        "/OCSPs": [b"anything"],
    }  # fmt: skip
    for key, contents in attacks.items():
        for content in contents:
            attacked = updated(prolonged, into_store(key, content))
            pdf = Prolonger(stamper(pki), roots=[pki.der])
            with pytest.raises(FileError) if content == b"anything" else nullcontext():
                assert look(pdf.prolong(attacked).pdf) == "pdf_store_changed"
    said = updated(prolonged, into_store("/CRLs", pki.list()))
    assert look(Prolonger(stamper(pki), roots=[pki.der]).prolong(said).pdf) == "pdf_intact_prolonged"


def test_an_answer_of_an_issuer_is_accepted_in_the_store_and_no_other(
    prolonged: bytes, pki: TestCertification, prolonger: Prolonger, look: Callable[[bytes], str]
) -> None:
    stranger = TestCertification("旁人")
    for by, reason in ((pki, "pdf_intact_prolonged"), (stranger, "pdf_store_changed")):
        said = updated(prolonged, into_store("/OCSPs", by.answer(pki.root)))
        assert look(prolonger.prolong(said).pdf) == reason


def test_what_issuers_say_of_revocation_is_accepted_in_the_store() -> None:
    with serving(revocation=True) as authority:
        done = over_http(authority).prolong(certified(authority.issuer, timedelta(days=100)))
    reader = PdfFileReader(BytesIO(done.pdf))

    assert len(reader.root["/DSS"]["/CRLs"]) == 2
    [signature] = reader.embedded_regular_signatures
    vouched = [signature.signer_cert.dump(), *(one.dump() for one in signature.other_embedded_certs)]
    service = [authority.pki.der, reader.embedded_timestamp_signatures[0].signer_cert.dump()]
    assert only_validation_data(reader, since=signature.signed_revision, vouched=[*vouched, *service])
    assert not only_validation_data(reader, since=signature.signed_revision, vouched=vouched)


@pytest.mark.parametrize("behaviour", ["is down", "rejects"])
def test_a_service_that_does_not_stamp_is_told_as_such(signed: bytes, behaviour: str) -> None:
    with serving() as authority:
        authority.behaviour = behaviour
        with pytest.raises(ServiceError, match="没有给出时间戳"):
            over_http(authority).prolong(signed)


def test_a_service_that_cannot_be_reached_is_told_without_its_address(signed: bytes) -> None:
    with serving() as authority:
        gone = over_http(authority)
    with pytest.raises(ServiceError) as told:
        gone.prolong(signed)

    assert "ConnectionError" in str(told.value)
    assert authority.address not in str(told.value)


def test_revocation_that_cannot_be_had_holds_the_file_back() -> None:
    with serving(revocation=True) as authority:
        authority.behaviour = "hides what is revoked"
        with pytest.raises(ServiceError, match="吊销信息"):
            over_http(authority).prolong(certified(authority.issuer, timedelta(days=100)))


def test_one_prolonger_asks_once_for_many_files() -> None:
    with serving(revocation=True) as authority:
        pdf, prolonger = certified(authority.issuer, timedelta(days=100)), over_http(authority)
        levels = [prolonger.prolong(pdf).level for _ in range(3)]
    assert levels == ["B-LTA"] * 3
    assert len(authority.asked) == 1 + 3, "once to see who stamps, and once for each file"
    assert authority.told == 2, "one list of each issuer"


def test_the_signature_of_a_revoked_certificate_is_not_prolonged() -> None:
    with serving(revocation=True) as authority:
        pdf = certified(authority.issuer, timedelta(days=100))
        [signature] = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        authority.issuer.revoked = [signature.signer_cert.serial_number]
        with pytest.raises(FileError, match="吊销"):
            over_http(authority).prolong(pdf)


def test_a_list_that_is_too_large_for_every_file_is_told_before_anything_is_stamped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prolonging, "_MOST_TOLD", 5_000)
    with serving(revocation=True) as authority:
        authority.issuer.revoked = [randbits(150) for _ in range(200)]
        with pytest.raises(ServiceError, match="吊销信息超过"):
            over_http(authority).prolong(certified(authority.issuer, timedelta(days=100)))
        assert len(authority.asked) == 1, "the one answer that shows who stamps"


def test_a_service_that_never_ends_its_answer_does_not_hold_us_up(
    signed: bytes, pki: TestCertification, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, over = stamper(pki), Event()
    monkeypatch.setattr(service, "request_tsa_response", lambda _request: over.wait())
    with pytest.raises(ServiceError, match="没有答完"):
        Prolonger(service, roots=[pki.der], seconds=0.01).prolong(signed)
    over.set()


def test_a_stamp_that_nobody_would_trust_is_not_kept(signed: bytes, pki: TestCertification) -> None:
    other = TestCertification("别家时间戳根")
    with pytest.raises(ServiceError, match="不可信"):
        Prolonger(stamper(other), roots=[pki.der]).prolong(signed)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 nothing", b"anything"])
def test_what_is_no_signed_pdf_is_refused(prolonger: Prolonger, pdf: bytes) -> None:
    with pytest.raises(FileError):
        prolonger.prolong(pdf)


def test_a_pdf_without_a_signature_is_refused(prolonger: Prolonger, unsigned: bytes) -> None:
    with pytest.raises(FileError, match="没有签名"):
        prolonger.prolong(unsigned)
