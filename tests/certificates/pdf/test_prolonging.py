"""A time stamp is added where there is a service, and its absence holds nothing up."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import keys, pem, tsp, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper, TimestampRequestError

from guantong.certificates.pdf.examine import examine
from guantong.certificates.pdf.prolonging import prolong
from guantong.certificates.pdf.signature import ArchiveWriter
from guantong.certificates.signing.keys import KeyRing
from tests.certificates.conftest import NOW
from tests.certificates.pdf.test_signature import BYTE_RANGE

STAMPED_AT = NOW + timedelta(hours=3)


class SilentService(TimeStamper):
    """A service that cannot be reached."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        raise TimestampRequestError("connection refused")


def service() -> tuple[DummyTimeStamper, bytes]:
    """A test service, and its certificate."""
    key = rsa.generate_private_key(65537, 2048)
    name = made.Name([made.NameAttribute(NameOID.COMMON_NAME, "测试 TEST 时间戳")])
    certificate = (
        made.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(made.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=30))
        .add_extension(made.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, SHA256())
        .public_bytes(Encoding.DER)
    )
    info = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    parsed = x509.Certificate.load(certificate)
    return DummyTimeStamper(parsed, keys.PrivateKeyInfo.load(info), fixed_dt=STAMPED_AT), certificate


@pytest.fixture(scope="module")
def trusted() -> tuple[DummyTimeStamper, bytes]:
    return service()


def test_a_stamped_file_is_accepted_as_prolonged(
    ring: KeyRing, signed: bytes, trusted: tuple[DummyTimeStamper, bytes]
) -> None:
    done = prolong(signed, trusted[0], roots=[trusted[1]])

    assert done.stamped
    assert done.pdf.startswith(signed)
    found = examine(done.pdf, ring=ring, registered=lambda _: True, time_stamp_roots=[trusted[1]])
    assert found.reason == "pdf_intact_prolonged"


def test_openssl_verifies_the_time_stamp_and_poppler_still_the_signature(
    signed: bytes, trusted: tuple[DummyTimeStamper, bytes], tmp_path: Path
) -> None:
    pdf = prolong(signed, trusted[0], roots=[trusted[1]]).pdf
    before, start, after = map(int, BYTE_RANGE.findall(pdf)[-1])
    assert start + after == len(pdf)
    (tmp_path / "stamped.pdf").write_bytes(pdf)
    (tmp_path / "content").write_bytes(pdf[:before] + pdf[start:])
    (tmp_path / "token").write_bytes(bytes.fromhex(pdf[before + 1 : start - 1].decode()))
    (tmp_path / "root.pem").write_bytes(pem.armor("CERTIFICATE", trusted[1]))

    verify: list[str | Path] = ["openssl", "ts", "-verify", "-token_in", "-in", tmp_path / "token"]
    verify += ["-data", tmp_path / "content", "-CAfile", tmp_path / "root.pem"]
    verify += ["-attime", str(int(STAMPED_AT.timestamp()))]
    subprocess.run(verify, check=True, capture_output=True)
    show: list[str | Path] = ["pdfsig", tmp_path / "stamped.pdf"]
    told = subprocess.run(show, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told  # poppler checks no document time stamps


def test_a_stamped_file_must_be_registered_too(
    ring: KeyRing, signed: bytes, trusted: tuple[DummyTimeStamper, bytes]
) -> None:
    done = prolong(signed, trusted[0], roots=[trusted[1]])

    found = examine(done.pdf, ring=ring, registered=lambda _: False, time_stamp_roots=[trusted[1]])
    assert found.reason == "pdf_not_registered"


def test_a_time_stamp_of_a_strangers_service_is_refused(
    ring: KeyRing, signed: bytes, trusted: tuple[DummyTimeStamper, bytes]
) -> None:
    other, certificate = service()
    done = prolong(signed, other, roots=[certificate])

    for roots in ([], [trusted[1]]):
        found = examine(done.pdf, ring=ring, registered=lambda _: True, time_stamp_roots=roots)
        assert found.reason == "pdf_time_stamp_untrusted"


def test_bytes_after_the_time_stamp_are_refused(
    ring: KeyRing, signed: bytes, trusted: tuple[DummyTimeStamper, bytes]
) -> None:
    done = prolong(signed, trusted[0], roots=[trusted[1]])

    found = examine(done.pdf + b"\n%", ring=ring, registered=lambda _: True, time_stamp_roots=[trusted[1]])
    assert found.reason == "pdf_bytes_appended"


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
    anything = writer.add_object(generic.StreamObject(stream_data=b"%PDF-1.7 another certificate"))
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


@pytest.mark.parametrize(
    "change", [title, keyword, xmp, store, version, extension, untagged, script, other_look]
)
def test_what_was_changed_before_a_true_time_stamp_is_refused(
    ring: KeyRing,
    signed: bytes,
    trusted: tuple[DummyTimeStamper, bytes],
    change: Callable[[ArchiveWriter], None],
) -> None:
    """Anybody can have a time stamp put on anything: it must not wash an update clean."""
    writer, out = ArchiveWriter(BytesIO(signed)), BytesIO()
    change(writer)
    writer.write(out)
    done = prolong(out.getvalue(), trusted[0], roots=[trusted[1]])
    assert done.stamped

    found = examine(done.pdf, ring=ring, registered=None, time_stamp_roots=[trusted[1]])
    assert found.state == "changed"


def test_without_a_service_the_file_stays_as_it_is(signed: bytes) -> None:
    done = prolong(signed, None, roots=[])

    assert (done.pdf, done.stamped) == (signed, False)
    assert "没有配置" in done.why


def test_a_service_that_does_not_answer_holds_nothing_up(signed: bytes) -> None:
    done = prolong(signed, SilentService(), roots=[])

    assert (done.pdf, done.stamped) == (signed, False)
    assert "connection refused" in done.why


def test_a_stamp_that_nobody_would_trust_is_not_kept(
    signed: bytes, trusted: tuple[DummyTimeStamper, bytes]
) -> None:
    done = prolong(signed, service()[0], roots=[trusted[1]])

    assert (done.pdf, done.stamped) == (signed, False)
    assert "不可信" in done.why
