"""A test authority: certificates for test keys. Every name that it gives says 测试 and TEST.

Its own key is forgotten when it has issued what was asked: nobody can issue more in its name.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from asn1crypto import core, x509

from guantong.certificates.signing.file import FileSigner, generate, sign_with, spki_of
from guantong.certificates.signing.signer import TEST, Algorithm

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.certificates.signing.file import PrivateKey

_SIGNATURES: Final = {
    Algorithm.ECDSA_P256_SHA256: "1.2.840.10045.4.3.2",
    Algorithm.RSA_SHA256: "1.2.840.113549.1.1.11",
    Algorithm.ED25519: "1.3.101.112",
    Algorithm.SM2_SM3: "1.2.156.10197.1.501",
}


class TestAuthority:
    """A root of its own, and what it issues. Source: RFC 5280; for SM2, GM/T 0015 names the same parts."""

    __test__ = False  # no class of tests, whatever its name begins with

    def __init__(self, algorithm: Algorithm, *, valid_from: datetime, valid_to: datetime) -> None:
        self._key = generate(algorithm)
        self._algorithm = algorithm
        self._period = valid_from, valid_to
        self._name = _name(f"根 Root {secrets.token_hex(4)}")
        self.certificate = self._make(self._name, spki_of(self._key), authority=True)

    def issue(self, name: str, key: PrivateKey) -> FileSigner:
        """A signer with a certificate for the key; `name` follows 测试 TEST in it, and is the id of the key."""
        certificate = self._make(_name(name), spki_of(key), authority=False)
        return FileSigner(name, key, certificate, (self.certificate,))

    def _make(self, subject: x509.Name, spki: bytes, *, authority: bool) -> bytes:
        signature = {"algorithm": _SIGNATURES[self._algorithm]}
        if self._algorithm is Algorithm.RSA_SHA256:
            signature["parameters"] = core.Null()
        valid_from, valid_to = map(_time, self._period)
        tbs = x509.TbsCertificate(
            {
                "version": "v3",
                "serial_number": secrets.randbits(120) | 1 << 120,
                "signature": signature,
                "issuer": self._name,
                "validity": {"not_before": valid_from, "not_after": valid_to},
                "subject": subject,
                "subject_public_key_info": x509.PublicKeyInfo.load(spki),
                "extensions": self._extensions(spki, authority=authority),
            }
        )
        signed = sign_with(self._key, tbs.dump())
        made: bytes = x509.Certificate(
            {"tbs_certificate": tbs, "signature_algorithm": signature, "signature_value": signed}
        ).dump()
        return made

    def _extensions(self, spki: bytes, *, authority: bool) -> list[dict[str, object]]:
        usage = {"key_cert_sign", "crl_sign"} if authority else {"digital_signature", "non_repudiation"}
        limits = {"ca": True, "path_len_constraint": 0} if authority else {"ca": False}
        return [
            {"extn_id": "basic_constraints", "critical": True, "extn_value": x509.BasicConstraints(limits)},
            {"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage(usage)},
            {"extn_id": "key_identifier", "extn_value": core.OctetString(_identifier(spki))},
            {
                "extn_id": "authority_key_identifier",
                "extn_value": x509.AuthorityKeyIdentifier(
                    {"key_identifier": _identifier(spki_of(self._key))}
                ),
            },
        ]


def _name(text: str) -> x509.Name:
    said = {
        "country_name": "CN",
        "organization_name": f"{TEST} 贯通 Guantong",
        "common_name": f"{TEST} {text}",
    }
    return x509.Name.build(said)


def _identifier(spki: bytes) -> bytes:
    return hashlib.sha256(spki).digest()[:20]


def _time(at: datetime) -> x509.Time:
    """RFC 5280: two digits of the year until 2049, four from then on."""
    form = "utc_time" if at.year < 2050 else "general_time"
    return x509.Time({form: at.replace(microsecond=0)})
