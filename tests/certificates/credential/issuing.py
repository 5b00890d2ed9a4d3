"""Two issuers with test keys, for the tests of credentials."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from cryptography.x509 import load_der_x509_certificate

from guantong.certificates.credential.badge import StatusPlace
from guantong.certificates.credential.issuer import Issuer, IssuerKey, Issuers, PublicKey, did_web
from guantong.certificates.signing.file import generate
from guantong.certificates.signing.signer import Algorithm
from guantong.certificates.signing.test_authority import TestAuthority

if TYPE_CHECKING:
    from guantong.certificates.signing.file import FileSigner

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2126, 1, 1, tzinfo=UTC)
SIGNED = datetime(2026, 10, 20, 8, tzinfo=UTC)
LISTS = {
    "revocation": "https://cert.example.invalid/lists/revocation/1",
    "suspension": "https://cert.example.invalid/lists/suspension/1",
}
PLACE = StatusPlace(94_567, LISTS)


@dataclass(frozen=True)
class Office:
    """An issuer and its signers by algorithm."""

    issuer: Issuer
    signers: dict[Algorithm, FileSigner]

    @property
    def ed25519(self) -> FileSigner:
        return self.signers[Algorithm.ED25519]

    @property
    def es256(self) -> FileSigner:
        return self.signers[Algorithm.ECDSA_P256_SHA256]


def office(name: str, address: str) -> Office:
    authority = TestAuthority(Algorithm.ECDSA_P256_SHA256, valid_from=SINCE, valid_to=UNTIL)
    signers = {
        algorithm: authority.issue(f"test-{algorithm}", generate(algorithm))
        for algorithm in (Algorithm.ED25519, Algorithm.ECDSA_P256_SHA256)
    }
    keys = {
        signer.key_id: IssuerKey(signer.key_id, signer.algorithm, public(signer), SINCE, UNTIL)
        for signer in signers.values()
    }
    return Office(Issuer(did_web(address), name, "", keys), signers)


def public(signer: FileSigner) -> PublicKey:
    key = load_der_x509_certificate(signer.certificate).public_key()
    assert isinstance(key, PublicKey)
    return key


@cache
def ours() -> Office:
    return office("广西壮族自治区示例发证机关（测试）", "https://cert.example.invalid")


@cache
def another() -> Office:
    return office("另一家示例评价机构（测试）", "https://other.example.invalid/bodies/7")


def trusted() -> Issuers:
    return Issuers([ours().issuer, another().issuer])


def until(given: Office, moment: datetime) -> Issuers:
    """The same issuer, its keys ended at a moment."""
    keys = {key_id: replace(key, until=moment) for key_id, key in given.issuer.keys.items()}
    return Issuers([replace(given.issuer, keys=keys)])
