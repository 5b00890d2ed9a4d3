"""What is done to a credential to make it say something else, and the reason for which each is refused."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from guantong.certificates.credential import data_integrity, jose
from guantong.certificates.credential.canonical import CREDENTIALS
from guantong.certificates.credential.data_integrity import ShapeError
from guantong.certificates.credential.examine import examine
from guantong.certificates.credential.issue import as_token, with_proof
from guantong.certificates.credential.issuer import Issuers, base64url, from_base64url
from guantong.certificates.credential.shape import Leaf
from guantong.certificates.findings import reasons
from guantong.certificates.signing.file import generate
from guantong.certificates.signing.signer import Algorithm
from guantong.certificates.signing.test_authority import TestAuthority
from tests.certificates.credential.issuing import (
    PLACE,
    SIGNED,
    SINCE,
    UNTIL,
    another,
    ours,
    public,
    trusted,
    until,
)
from tests.certificates.faces import FACE

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]

OTHER_FACE = replace(FACE, name="某某", number="GX26C0001000002XX")


@pytest.fixture(scope="module")
def issued() -> bytes:
    return with_proof(FACE, ours().issuer, PLACE, ours().ed25519, SIGNED)


@pytest.fixture(scope="module")
def token() -> str:
    return as_token(FACE, ours().issuer, PLACE, ours().es256, SIGNED)


def refused(document: Document | str | bytes, reason: str) -> None:
    """The document is refused for this reason, whose sentences can be said, and nothing of it is believed."""
    data = json.dumps(document).encode() if isinstance(document, dict) else document
    found = examine(data if isinstance(data, bytes) else data.encode(), trusted())
    assert found.finding.reason == reason, found.finding
    assert not found.finding.intact
    assert found.credential is None
    assert found.number is None
    assert found.finding.sentence("zh")
    assert found.finding.sentence("en")


def test_what_is_issued_is_accepted(issued: bytes, token: str) -> None:
    for data in (issued, token.encode(), f"\n{token}\n".encode()):
        found = examine(data, trusted())

        assert found.finding.reason == "credential_intact"
        assert found.number == FACE.number
        assert found.issuer == ours().issuer


@pytest.mark.parametrize(
    "alter",
    [
        lambda d: d["credentialSubject"].update(licenseNumber="GX26C00010000002X"),
        lambda d: d["credentialSubject"]["achievement"].update(name="正高级工程师"),
        lambda d: d["credentialSubject"]["identifier"][0].update(salt="0" * 32),
        lambda d: d.update(awardedDate="2016-09-18T00:00:00+08:00"),
        lambda d: d["issuer"].update(name="另一个机关"),
        lambda d: d["credentialStatus"].pop(),
        lambda d: d["credentialSubject"]["achievement"].pop("specialization"),
        lambda d: d["proof"].update(created="2026-10-20T08:00:01Z"),
    ],
)
def test_changed_words_are_refused(issued: bytes, alter: Callable[[Document], object]) -> None:
    document = json.loads(issued)
    alter(document)

    refused(document, "proof_broken")


def test_the_status_index_of_another_is_refused(issued: bytes) -> None:
    document = json.loads(issued)
    for entry in document["credentialStatus"]:
        entry["statusListIndex"] = "7"
        entry["id"] = entry["id"].replace(str(PLACE.index), "7")

    refused(document, "proof_broken")


def test_the_proof_of_another_credential_is_refused(issued: bytes) -> None:
    document = json.loads(issued)
    document["proof"] = json.loads(with_proof(OTHER_FACE, ours().issuer, PLACE, ours().ed25519, SIGNED))[
        "proof"
    ]

    refused(document, "proof_broken")


@pytest.mark.parametrize(
    "smuggle",
    [
        lambda d: d.update(grade="特级"),
        lambda d: d["credentialSubject"].update(honour="国家级"),
        lambda d: d["credentialSubject"]["achievement"].update({"@type": "Other"}),
        lambda d: d["credentialSubject"]["achievement"].update({"@context": {"name": "urn:other"}}),
        lambda d: d["credentialSubject"].update(id="urn:uuid:00000000-0000-0000-0000-000000000000"),
        lambda d: d["credentialSubject"]["achievement"].update(name=["高级工程师", "正高级工程师"]),
        lambda d: d["issuer"].update(url="javascript:alert(1)"),
        lambda d: d["credentialSubject"]["identifier"].append(d["credentialSubject"]["identifier"][0]),
        lambda d: d["credentialSubject"]["identifier"][0].update(hashed=1),
        lambda d: d["credentialSubject"]["achievement"].update(tag=["副高级", "副高级"]),
        lambda d: d.update(name="高级工程师\u0000"),
        lambda d: d.update(validFrom="2026-02-30T00:00:00Z"),
        lambda d: d.pop("credentialStatus"),
        lambda d: d.update(type=["VerifiableCredential"]),
        lambda d: d.update(credentialSubject=[]),
    ],
)
def test_unknown_terms_are_refused(issued: bytes, smuggle: Callable[[Document], object]) -> None:
    """JSON-LD would leave most of them out and find the signature good."""
    document = json.loads(issued)
    smuggle(document)

    refused(document, "credential_term")


def test_a_document_with_unknown_terms_is_never_signed() -> None:
    document = {**json.loads(with_proof(FACE, ours().issuer, PLACE, ours().ed25519, SIGNED)), "grade": "特级"}
    shape = Leaf(lambda _: False, "不行", "no")

    with pytest.raises(ShapeError) as caught:
        data_integrity.sign(document, shape, ours().issuer, ours().ed25519, SIGNED)

    assert "不行" in str(caught.value)


@pytest.mark.parametrize(
    "contexts",
    [
        [CREDENTIALS],
        [CREDENTIALS, "https://evil.example/context.json"],
        [CREDENTIALS, {"licenseNumber": "urn:nothing"}],
        CREDENTIALS,
    ],
)
def test_replaced_contexts_are_refused(issued: bytes, contexts: object) -> None:
    document = json.loads(issued)
    document["@context"] = contexts

    refused(document, "credential_context")


def test_our_name_under_the_key_of_another_issuer_is_refused() -> None:
    """Another issuer of the same platform signs in our name."""
    theirs = replace(another().issuer, did=ours().issuer.did)
    document = json.loads(with_proof(FACE, theirs, PLACE, another().ed25519, SIGNED))
    document["proof"]["verificationMethod"] = another().issuer.method(another().ed25519.key_id)

    refused(document, "key_of_another")


def test_our_name_under_a_key_that_nobody_knows_is_refused() -> None:
    """The same key id, another key: only the signature can tell. Another id: the key is unknown."""
    authority = TestAuthority(Algorithm.ED25519, valid_from=SINCE, valid_to=UNTIL)
    for key_id, reason in ((ours().ed25519.key_id, "proof_broken"), ("elsewhere", "key_unknown")):
        signer = authority.issue(key_id, generate(Algorithm.ED25519))
        key = replace(ours().issuer.keys[ours().ed25519.key_id], key_id=key_id, public=public(signer))
        forged = replace(ours().issuer, keys={key_id: key})

        refused(with_proof(FACE, forged, PLACE, signer, SIGNED), reason)


def test_an_issuer_that_nobody_knows_is_refused() -> None:
    theirs = replace(ours().issuer, did="did:web:evil.example")

    refused(with_proof(FACE, theirs, PLACE, ours().ed25519, SIGNED), "issuer_unknown")


def test_a_key_is_not_believed_after_its_end(issued: bytes, token: str) -> None:
    ended = until(ours(), SIGNED - timedelta(seconds=1))
    for data in (issued, token.encode()):
        assert examine(data, ended).finding.reason == "key_period"
        assert examine(data, until(ours(), SIGNED)).finding.intact


def test_nothing_is_believed_of_a_distrusted_key(issued: bytes, token: str) -> None:
    """Whoever stole it can write any day into what they sign."""
    keys = {i: replace(key, distrusted=True) for i, key in ours().issuer.keys.items()}
    distrusted = replace(ours().issuer, keys=keys)
    for data in (issued, token.encode()):
        assert examine(data, Issuers([distrusted])).finding.reason == "key_distrusted"
    with pytest.raises(ValueError, match="已不可信"):
        with_proof(FACE, distrusted, PLACE, ours().ed25519, SIGNED)


@pytest.mark.parametrize("moment", [SINCE - timedelta(seconds=1), UNTIL + timedelta(seconds=1)])
def test_a_key_does_not_sign_outside_its_time(moment: datetime) -> None:
    with pytest.raises(ValueError, match="不在有效期内"):
        with_proof(FACE, ours().issuer, PLACE, ours().ed25519, moment)


def test_a_credential_without_proof_is_refused(issued: bytes) -> None:
    document = json.loads(issued)
    del document["proof"]

    refused(document, "credential_unsigned")


@pytest.mark.parametrize(
    "alter",
    [
        {"cryptosuite": "eddsa-jcs-2022"},
        {"type": "Ed25519Signature2020"},
        {"proofPurpose": "authentication"},
        {"expires": "2099-01-01T00:00:00Z"},
        {"proofValue": "u" + "A" * 86},
    ],
)
def test_a_proof_of_another_form_is_refused(issued: bytes, alter: Document) -> None:
    document = json.loads(issued)
    document["proof"].update(alter)

    refused(document, "proof_form")


def test_two_proofs_are_refused(issued: bytes) -> None:
    document = json.loads(issued)
    document["proof"] = [document["proof"], document["proof"]]

    refused(document, "proof_form")


def test_a_term_given_twice_is_refused(issued: bytes) -> None:
    """One reader would take the first, another the last."""
    refused(issued.replace(b'"name"', b'"name": "X", "name"', 1), "credential_unreadable")


@pytest.mark.parametrize("data", [b"{", b"{}" * 2, b'{"a": NaN}', b"{" + b'"a":{' * 50_000, b'{"a": "\xff"}'])
def test_what_is_no_sound_json_is_unreadable(data: bytes) -> None:
    refused(data, "credential_unreadable")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b" \n", "empty_file"),
        (b"{" + b" " * 300_000, "too_large"),
        ("证书".encode(), "unknown_form"),
        (b"a.b", "token_unreadable"),
        (b"e30.e30.==", "token_unreadable"),
    ],
)
def test_what_is_no_credential_is_said_to_be_none(data: bytes, reason: str) -> None:
    refused(data, reason)


def with_header(token: str, **header: object) -> str:
    _, payload, signature = token.split(".")
    return f"{base64url(json.dumps(header).encode())}.{payload}.{signature}"


def header_of(token: str) -> Document:
    read: Document = json.loads(from_base64url(token.split(".")[0]))
    return read


@pytest.mark.parametrize("none", ["none", "None", "NONE", "", None, ["ES256"]])
def test_a_token_without_algorithm_is_refused(token: str, none: object) -> None:
    unsigned = with_header(token, **{**header_of(token), "alg": none})

    refused(unsigned, "token_algorithm")
    refused(unsigned.rsplit(".", 1)[0] + ".", "token_algorithm")


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(token: str) -> None:
    pem = (
        ours()
        .issuer.keys[ours().es256.key_id]
        .public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    for secret in (pem, json.dumps(ours().issuer.keys[ours().es256.key_id].jwk).encode()):
        signed = with_header(token, **{**header_of(token), "alg": "HS256"}).rsplit(".", 1)[0]
        forged = f"{signed}.{base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"

        refused(forged, "token_algorithm")


def test_a_token_whose_algorithm_is_not_that_of_its_key_is_refused(token: str) -> None:
    refused(with_header(token, **{**header_of(token), "alg": "Ed25519"}), "token_algorithm")


@pytest.mark.parametrize(
    "extra",
    [
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}},
        {"jku": "https://evil.example/keys"},
        {"x5c": ["MII"]},
        {"crit": ["b64"], "b64": False},
        {"typ": "JWT"},
        {"kid": "no address"},
    ],
)
def test_a_token_that_brings_its_own_key_or_rules_is_refused(token: str, extra: Document) -> None:
    refused(with_header(token, **{**header_of(token), **extra}), "token_header")


def test_a_token_with_changed_words_is_refused(token: str) -> None:
    header, payload, signature = token.split(".")
    words = json.loads(from_base64url(payload))
    words["credentialSubject"]["achievement"]["name"] = "正高级工程师"

    refused(f"{header}.{base64url(json.dumps(words).encode())}.{signature}", "token_broken")


def test_a_token_whose_signer_is_not_its_issuer_is_refused() -> None:
    claims = json.loads(with_proof(FACE, ours().issuer, PLACE, ours().ed25519, SIGNED))
    del claims["proof"]
    claims.update(iss=another().issuer.did, iat=int(SIGNED.timestamp()))
    header = {"typ": "vc+jwt", "cty": "vc"}
    forged = jose.compact(claims, header, another().issuer, another().es256)

    refused(forged, "issuer_unknown")


def test_a_token_with_an_unknown_claim_is_refused(token: str) -> None:
    claims = {**json.loads(from_base64url(token.split(".")[1])), "exp": 1}
    forged = jose.compact(claims, {"typ": "vc+jwt"}, ours().issuer, ours().es256)

    refused(forged, "credential_term")


@pytest.mark.parametrize("iat", [10**20, -(10**20), True, 1.5, "1"])
def test_a_token_of_no_possible_time_is_refused(token: str, iat: object) -> None:
    claims = {**json.loads(from_base64url(token.split(".")[1])), "iat": iat}
    forged = jose.compact(claims, {"typ": "vc+jwt"}, ours().issuer, ours().es256)

    refused(forged, "credential_term")


def test_every_reason_of_credentials_is_in_the_table() -> None:
    assert {"proof_broken", "key_period", "token_algorithm"} <= set(reasons())
