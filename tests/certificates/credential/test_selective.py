"""A token of which the holder shows a part."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from jwcrypto.jwk import JWK

from guantong.certificates.credential import jose
from guantong.certificates.credential.examine import examine
from guantong.certificates.credential.issuer import base64url, from_base64url
from guantong.certificates.credential.selective import CHOOSABLE, examine_shown, selective, show
from guantong.certificates.face import Face
from tests.certificates.credential.issuing import PLACE, SIGNED, another, ours, trusted
from tests.certificates.faces import FACE

if TYPE_CHECKING:
    from guantong.certificates.credential.selective import Shown

HOLDER = JWK.generate(kty="EC", crv="P-256")
PUBLIC: dict[str, str] = HOLDER.export_public(as_dict=True)
PRIVATE: dict[str, str] = HOLDER.export_private(as_dict=True)
AUDIENCE, NONCE = "https://verifier.example", "n-0S6_WzA2Mj"
NOT_CHOSEN = {"authority_code", "verify_url", "demonstration"}


@pytest.fixture(scope="module")
def held() -> str:
    return selective(FACE, ours().issuer, PLACE, ours().ed25519, SIGNED)


@pytest.fixture(scope="module")
def bound() -> str:
    return selective(FACE, ours().issuer, PLACE, ours().es256, SIGNED, holder=PUBLIC)


def refused(found: Shown, reason: str) -> None:
    assert found.finding.reason == reason, found.finding
    assert not found.finding.intact
    assert found.claims is None
    assert not found.holder_proved


def disclosure(*parts: object) -> str:
    return base64url(json.dumps(parts).encode())


def test_every_word_of_a_face_can_be_chosen_or_is_named_as_not() -> None:
    assert set(CHOOSABLE) | NOT_CHOSEN == set(Face.__dataclass_fields__)


def test_what_is_chosen_is_shown_and_nothing_else(held: str) -> None:
    shown = show(held, ["name", "title"])
    found = examine_shown(shown, trusted())

    assert found.finding.reason == "disclosure_intact"
    assert found.claims == {"name": FACE.name, "title": FACE.title}
    assert found.issuer == ours().issuer
    assert found.demonstration
    assert found.open_claims
    assert found.open_claims["credentialStatus"] == PLACE.entries()
    assert not found.holder_proved
    readable = b"".join(base64.urlsafe_b64decode(p + "==") for p in shown.replace(".", "~").split("~") if p)
    for hidden in (FACE.number, FACE.employer, FACE.birth, FACE.identity_masked, FACE.specialty):
        assert hidden.encode() not in readable
        assert json.dumps(hidden)[1:-1].encode() not in readable


def test_it_can_be_examined_like_any_other_form(held: str) -> None:
    found = examine(show(held, ["number", "title"]).encode(), trusted())

    assert found.finding.reason == "disclosure_intact"
    assert (found.number, found.credential, found.issuer) == (FACE.number, None, ours().issuer)
    assert found.shown == {"number": FACE.number, "title": FACE.title}
    assert examine(show(held, ["title"]).encode(), trusted()).number is None
    assert examine(f"{show(held, [])}e30~".encode(), trusted()).finding.reason == "disclosure_forged"


def test_all_or_nothing_can_be_shown(held: str) -> None:
    words = {name: value for name, value in FACE.as_mapping().items() if name in CHOOSABLE and value}

    assert examine_shown(show(held, CHOOSABLE), trusted()).claims == words
    assert examine_shown(show(held, []), trusted()).claims == {}


def test_what_is_no_word_of_the_face_cannot_be_chosen(held: str) -> None:
    with pytest.raises(ValueError, match="没有这些项：iss、salary"):
        show(held, ["name", "salary", "iss"])


def test_a_forged_word_is_refused(held: str) -> None:
    shown = show(held, ["name"])
    for forged in (disclosure("c2FsdA", "title", "正高级工程师"), disclosure("c2FsdA", "title"), "!!", "e30"):
        refused(examine_shown(f"{shown}{forged}~", trusted()), "disclosure_forged")


def test_a_word_shown_twice_is_refused(held: str) -> None:
    shown = show(held, ["name"])

    refused(examine_shown(f"{shown}{shown.split('~')[1]}~", trusted()), "disclosure_forged")


def test_a_changed_word_is_refused(held: str) -> None:
    token, name, _ = show(held, ["name"]).split("~")
    salt, key, _ = json.loads(base64.urlsafe_b64decode(name + "=="))

    refused(examine_shown(f"{token}~{disclosure(salt, key, '某某')}~", trusted()), "disclosure_forged")


def test_a_word_of_another_certificate_is_refused(held: str) -> None:
    other = selective(replace(FACE, name="某某"), ours().issuer, PLACE, ours().ed25519, SIGNED)
    token = show(held, []).split("~")[0]

    refused(examine_shown(f"{token}~{show(other, ['name']).split('~')[1]}~", trusted()), "disclosure_forged")


def test_an_open_word_cannot_be_replaced(held: str) -> None:
    """A signed word of the name of an open one would hide it: not even the issuer may sign that."""
    payload = json.loads(from_base64url(held.split(".")[1]))
    for name in ("demonstration", "iss", "_sd", "salary"):
        extra = disclosure("c2FsdA", name, "x")
        digest = base64url(sha256(extra.encode()).digest())
        signed = jose.compact(
            {**payload, "_sd": [digest]}, {"typ": "dc+sd-jwt"}, ours().issuer, ours().ed25519
        )

        refused(examine_shown(f"{signed}~{extra}~", trusted()), "disclosure_forged")


def test_changed_open_words_are_refused(held: str) -> None:
    header, payload, rest = held.split(".", 2)
    words = {**json.loads(from_base64url(payload)), "demonstration": False}

    refused(
        examine_shown(f"{header}.{base64url(json.dumps(words).encode())}.{rest}", trusted()), "token_broken"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"alg": "none"}, "token_algorithm"),
        ({"alg": "HS256"}, "token_algorithm"),
        ({"alg": "ES256"}, "token_algorithm"),
        ({"typ": "vc+jwt"}, "token_header"),
        ({"jwk": PUBLIC}, "token_header"),
        ({"kid": another().issuer.method("test-ed25519")}, "key_of_another"),
    ],
)
def test_a_header_that_leads_elsewhere_is_refused(held: str, change: dict[str, Any], reason: str) -> None:
    header, rest = held.split(".", 1)
    altered = {**json.loads(from_base64url(header)), **change}

    refused(examine_shown(f"{base64url(json.dumps(altered).encode())}.{rest}", trusted()), reason)


@pytest.mark.parametrize(
    "claims", [{"_sd_alg": "md5"}, {"exp": 1}, {"_sd": []}, {"vct": "other"}, {"cnf": {"kid": "1"}}]
)
def test_claims_of_another_form_are_refused(held: str, claims: dict[str, Any]) -> None:
    payload = {**json.loads(from_base64url(held.split(".")[1])), **claims}
    signed = jose.compact(payload, {"typ": "dc+sd-jwt"}, ours().issuer, ours().ed25519)

    refused(examine_shown(f"{signed}~", trusted()), "credential_term")


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "~", "a.b.c~", "证书~"])
def test_what_is_no_token_is_unreadable(text: str) -> None:
    refused(examine_shown(text, trusted()), "token_unreadable")


def test_what_is_too_large_is_not_read(held: str) -> None:
    refused(examine_shown(held + "~" * 300_000, trusted()), "too_large")


def test_the_holder_proves_to_be_the_one(bound: str) -> None:
    shown = show(bound, ["title"], audience=AUDIENCE, nonce=NONCE, holder_key=PRIVATE)
    found = examine_shown(shown, trusted(), audience=AUDIENCE, nonce=NONCE)

    assert found.holder_proved
    assert found.claims == {"title": FACE.title}
    assert not examine_shown(shown, trusted()).holder_proved


def test_who_is_not_the_holder_is_refused(bound: str, held: str) -> None:
    """Nothing shown to another, nothing shown before, nothing added to it, no key but the holder's."""
    shown = show(bound, ["title"], audience=AUDIENCE, nonce=NONCE, holder_key=PRIVATE)
    thief = JWK.generate(kty="EC", crv="P-256").export_private(as_dict=True)
    stolen = show(bound, ["title"], audience=AUDIENCE, nonce=NONCE, holder_key=thief)
    more = show(bound, ["name"]).split("~")[1]
    token, *rest = shown.split("~")
    for text, audience, nonce in (
        (shown, "https://other.example", NONCE),
        (shown, AUDIENCE, "another"),
        (stolen, AUDIENCE, NONCE),
        ("~".join([token, more, *rest]), AUDIENCE, NONCE),
        (show(bound, ["title"]), AUDIENCE, NONCE),
        (show(bound, ["title"]) + "a.b.c", AUDIENCE, NONCE),
    ):
        refused(examine_shown(text, trusted(), audience=audience, nonce=nonce), "holder_not_proved")
    refused(examine_shown(show(held, ["title"]), trusted(), audience=AUDIENCE, nonce=NONCE), "holder_unbound")


def test_a_proof_is_asked_or_given_whole(bound: str) -> None:
    for given in ({"audience": AUDIENCE}, {"nonce": NONCE}, {"audience": "", "nonce": ""}):
        with pytest.raises(ValueError, match="须同时给出"):
            examine_shown(bound, trusted(), **given)
    with pytest.raises(ValueError, match="须同时给出"):
        show(bound, [], audience=AUDIENCE, nonce=NONCE)


def test_what_hangs_on_behind_the_words_shown_is_refused(held: str, bound: str) -> None:
    """The place behind the last ~ is for the proof of the holder, which a token bound to no key cannot have."""
    proof = show(bound, ["title"], audience=AUDIENCE, nonce=NONCE, holder_key=PRIVATE).rpartition("~")[2]

    for text in (f"{show(held, ['title'])}anything", f"{show(held, ['title'])}{proof}", f"{bound}anything"):
        refused(examine_shown(text, trusted()), "disclosure_forged")


def test_a_word_nested_without_end_is_refused(held: str) -> None:
    nested = base64url(b"[" * 20_000)

    refused(examine_shown(f"{show(held, [])}{nested}~", trusted()), "disclosure_forged")
