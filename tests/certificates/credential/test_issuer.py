"""Who issues, and where their keys are found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import base58
import pytest

from guantong.certificates.credential.issuer import (
    Issuer,
    Issuers,
    address_of,
    base64url,
    did_web,
    from_base64url,
)
from guantong.certificates.signing.file import generate
from guantong.certificates.signing.keys import Key, KeyRing
from guantong.certificates.signing.signer import Algorithm
from guantong.certificates.signing.test_authority import TestAuthority
from tests.certificates.credential.issuing import SIGNED, SINCE, UNTIL, another, ours

if TYPE_CHECKING:
    from pathlib import Path

    from guantong.certificates.signing.keys import Purpose


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://cert.example", "did:web:cert.example"),
        ("https://cert.example/", "did:web:cert.example"),
        ("https://cert.example:8443/bodies/7", "did:web:cert.example%3A8443:bodies:7"),
    ],
)
def test_an_address_and_its_identifier(address: str, did: str) -> None:
    assert did_web(address) == did
    assert address_of(did) == address.rstrip("/")


@pytest.mark.parametrize(
    "address", ["http://cert.example", "https://", "https://a@b", "https://a/?b", "https://证书.例"]
)
def test_an_address_that_cannot_be_an_identifier_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="应为 https 网址"):
        did_web(address)


@pytest.mark.parametrize("did", ["did:key:z6Mk", "did:web:", "did:web", "https://a", "did:web:a::b"])
def test_an_identifier_that_is_no_address_is_refused(did: str) -> None:
    with pytest.raises(ValueError, match="did:web"):
        address_of(did)


def test_the_document_lists_the_keys_with_their_end() -> None:
    issuer = ours().issuer
    document = issuer.document()

    assert document["id"] == issuer.did
    methods = {method["id"]: method for method in document["verificationMethod"]}
    assert set(methods) == set(document["assertionMethod"])
    for key_id, key in issuer.keys.items():
        method = methods[issuer.method(key_id)]
        assert method["controller"] == issuer.did
        assert method["expires"] == "2126-01-01T00:00:00Z"
        assert base58.b58decode(method["publicKeyMultibase"][1:])[2:] == key.raw
        assert issuer.method_document(key_id)["id"] == method["id"]


def test_the_key_set_names_the_algorithm_of_each_key() -> None:
    kinds = {key["kid"]: (key["kty"], key["alg"]) for key in ours().issuer.key_set()["keys"]}

    assert kinds == {
        ours().issuer.method("test-ed25519"): ("OKP", "Ed25519"),
        ours().issuer.method("test-ecdsa-p256-sha256"): ("EC", "ES256"),
    }


def test_the_owner_of_a_key_is_found_by_its_whole_address() -> None:
    issuers = Issuers([ours().issuer, another().issuer])
    method = another().issuer.method("test-ed25519")

    assert issuers.owner(method) == (another().issuer, another().issuer.keys["test-ed25519"])
    assert issuers.owner(method.replace("-", "%2D")) is None
    assert issuers.owner(method.partition("#")[0]) is None
    assert issuers.owner("did:web:evil.example#test-ed25519") is None


PURPOSES: tuple[Purpose, ...] = ("credential", "credential", "offline")


def ring(folder: Path, *, demonstration: bool) -> KeyRing:
    authority = TestAuthority(Algorithm.ED25519, valid_from=SINCE, valid_to=UNTIL)
    found = KeyRing(folder, demonstration)
    for number, purpose in enumerate(PURPOSES):
        signer = authority.issue(f"测试-{number}", generate(Algorithm.ED25519))
        found = found.with_key(
            Key(
                id=signer.key_id,
                purpose=purpose,
                test=True,
                certificate=signer.certificate,
                chain=signer.chain,
                device=None,
                added_at=SINCE + timedelta(days=number),
            )
        )
    return found


def test_the_ring_gives_the_keys_of_credentials_with_their_times(tmp_path: Path) -> None:
    issuer = Issuer.of_ring(ring(tmp_path, demonstration=True), "https://cert.example", "示例")

    assert set(issuer.keys) == {"测试-0", "测试-1"}
    assert issuer.keys["测试-0"].until == SINCE + timedelta(days=1)
    assert issuer.keys["测试-1"].until == UNTIL
    assert issuer.method("测试-1").isascii()
    assert Issuers([issuer]).owner(issuer.method("测试-1")) == (issuer, issuer.keys["测试-1"])


def test_a_distrusted_key_of_the_ring_is_in_no_document(tmp_path: Path) -> None:
    ended = ring(tmp_path, demonstration=True).with_end("测试-0", SIGNED, "失窃", distrusted=True)
    issuer = Issuer.of_ring(ended, "https://cert.example", "示例")

    assert issuer.keys["测试-0"].distrusted
    assert issuer.document()["assertionMethod"] == [issuer.method("测试-1")]
    assert [key["kid"] for key in issuer.key_set()["keys"]] == [issuer.method("测试-1")]


def test_test_keys_are_nobodys_outside_the_demonstration(tmp_path: Path) -> None:
    assert Issuer.of_ring(ring(tmp_path, demonstration=False), "https://cert.example", "示例").keys == {}


@pytest.mark.parametrize("text", ["YQ==", "Y", "YR", "Y Q", "é"])
def test_base64url_has_one_form(text: str) -> None:
    assert from_base64url(base64url(b"a")) == b"a"
    with pytest.raises(ValueError):  # noqa: PT011  # the library's own words
        from_base64url(text)
