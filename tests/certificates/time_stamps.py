"""A time-stamp authority on this machine (RFC 3161 over HTTP, loopback only), with its list of what is revoked. Test keys."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import keys, tsp
from asn1crypto import x509 as parsed
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

if TYPE_CHECKING:
    from collections.abc import Iterator

LASTS: Final = timedelta(days=400)


def named(text: str) -> x509.Name:
    """A name that says 测试."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"测试 TEST {text}")])


class TestCertification:
    """A root, what it issues, and its list of revoked certificates."""

    __test__ = False

    def __init__(self, name: str, crl: str = "") -> None:
        self.key, self.name, self.crl = ec.generate_private_key(ec.SECP256R1()), named(name), crl
        self.from_ = datetime.now(UTC) - timedelta(days=1)
        self.revoked: list[int] = []
        self.root = self._made(self.name, self.key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        ).sign(self.key, SHA256())  # fmt: skip

    @property
    def der(self) -> bytes:
        """The root."""
        return self.root.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The root, as trust files hold it."""
        return self.root.public_bytes(Encoding.PEM)

    def issue(self, name: str, *, stamping: bool, lasts: timedelta = LASTS) -> tuple[Any, x509.Certificate]:
        """A key and its certificate; for time stamps an RSA key, as what stamps in these tests wants it."""
        key: Any = (
            rsa.generate_private_key(65537, 2048) if stamping else ec.generate_private_key(ec.SECP256R1())
        )
        made = self._made(named(name), key.public_key(), lasts)
        made = made.add_extension(
            x509.KeyUsage(*(True, True, *(False,) * 7)), critical=True
        )  # digital signature, non repudiation
        if stamping:
            made = made.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
        if self.crl:
            place = x509.DistributionPoint([x509.UniformResourceIdentifier(self.crl)], None, None, None)
            made = made.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        return key, made.sign(self.key, SHA256())

    def list(self, at: datetime | None = None) -> bytes:
        """What is revoked, as of now."""
        at = at or datetime.now(UTC) - timedelta(seconds=5)
        made = x509.CertificateRevocationListBuilder().issuer_name(self.name).last_update(at)
        made = made.next_update(at + timedelta(days=7))
        for serial in self.revoked:
            gone = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
            made = made.add_revoked_certificate(gone)
        return made.sign(self.key, SHA256()).public_bytes(Encoding.DER)

    def answer(self, about: x509.Certificate) -> bytes:
        """An answer (OCSP) that a certificate is good."""
        at = datetime.now(UTC) - timedelta(seconds=5)
        made = ocsp.OCSPResponseBuilder().responder_id(ocsp.OCSPResponderEncoding.HASH, self.root)
        made = made.add_response(
            about, about, SHA256(), ocsp.OCSPCertStatus.GOOD, at, at + timedelta(days=7), None, None
        )
        return made.sign(self.key, SHA256()).public_bytes(Encoding.DER)

    def _made(self, subject: x509.Name, key: Any, lasts: timedelta = LASTS) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.from_)
            .not_valid_after(self.from_ + lasts)
        )


class TimeStampAuthority:
    """What a service does with a request; `behaviour` makes it fail, `asked` tells of each request, `told` how many
    lists of what is revoked were fetched.

    `pki` is behind the service; `issuer` is another, behind who signs what is stamped.
    """

    def __init__(self, port: int, *, revocation: bool) -> None:
        self.address = f"http://127.0.0.1:{port}/tsa"
        at = f"http://127.0.0.1:{port}"
        self.pki = TestCertification("时间戳根", f"{at}/service.crl" if revocation else "")
        self.issuer = TestCertification("发证根", f"{at}/issuer.crl" if revocation else "")
        self.behaviour = "answers"
        self.asked: list[dict[str, str]] = []
        self.told = 0
        self.renew(LASTS)

    def renew(self, lasts: timedelta) -> None:
        """Sign with another key from now on."""
        self.stamper = stamper(self.pki, lasts)

    def answer(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """Status, type and content."""
        if path.endswith(".crl"):
            if self.behaviour == "hides what is revoked":
                return 503, "text/plain", b""
            self.told += 1
            return 200, "application/pkix-crl", (self.issuer if "issuer" in path else self.pki).list()
        self.asked.append(headers)
        if self.behaviour == "is down":
            return 503, "text/plain", b"down"
        if self.behaviour == "rejects":
            refused = tsp.TimeStampResp({"status": {"status": "rejection"}})
            return 200, "application/timestamp-reply", refused.dump()
        asked = tsp.TimeStampReq.load(body)
        return 200, "application/timestamp-reply", self.stamper.request_tsa_response(asked).dump()


def stamper(pki: TestCertification, lasts: timedelta = LASTS) -> DummyTimeStamper:
    """What stamps in this process, without any network."""
    key, certificate = pki.issue("时间戳", stamping=True, lasts=lasts)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        parsed.Certificate.load(certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(private),
        include_nonce=True,
    )


@contextmanager
def serving(*, revocation: bool = False) -> Iterator[TimeStampAuthority]:
    """An authority that answers until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._told(self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self) -> None:
            self._told(b"")

        def _told(self, body: bytes) -> None:
            status, kind, content = authority.answer(self.path, body, dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority = TimeStampAuthority(server.server_port, revocation=revocation)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
