"""Libraries of other makers read what we issue: jose, Digital Bazaar's vc and status list, and sd-jwt-js.

They are npm packages of `tests/certificates/node`, which the test command installs; no library of ours takes part.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jwcrypto.jwk import JWK

from guantong.certificates.credential import canonical
from guantong.certificates.credential.issue import as_token, with_proof
from guantong.certificates.credential.issuer import base64url, from_base64url
from guantong.certificates.credential.selective import selective, show
from guantong.certificates.credential.status_list import encode, status_list
from guantong.certificates.signing.signer import Algorithm
from tests.certificates.credential.issuing import LISTS, PLACE, ours
from tests.certificates.faces import FACE

if TYPE_CHECKING:
    from guantong.certificates.face import Face

NODE = Path(__file__).parents[1] / "node"
NOW = datetime.now(UTC)  # the libraries ask the clock
HOLDER = JWK.generate(kty="EC", crv="P-256")

Document = dict[str, Any]


def ask(*questions: Document) -> list[Document]:
    """Put the questions to one process of node, and return its answers in order."""
    if not (NODE / "node_modules").is_dir():
        pytest.fail(f"run `npm ci --ignore-scripts` in {NODE} first; the test command does")
    done = subprocess.run(
        ["node", "verify.mjs"],  # noqa: S607
        cwd=NODE,
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[Document] = json.loads(done.stdout)
    return answers


def documents() -> Document:
    """What an outsider fetches: the issuer's document, and each key by its own address."""
    issuer = ours().issuer
    return {
        issuer.did: issuer.document(),
        **{issuer.method(i): issuer.method_document(i) for i in issuer.keys},
    }


def credential(face: Face = FACE) -> Document:
    read: Document = json.loads(with_proof(face, ours().issuer, PLACE, ours().ed25519, NOW))
    return read


def lists(revoked: list[int]) -> Document:
    made = {
        purpose: status_list(
            ours().issuer, address, purpose, revoked if purpose == "revocation" else [], ours().ed25519, NOW
        )
        for purpose, address in LISTS.items()
    }
    return {LISTS[purpose]: json.loads(data) for purpose, data in made.items()}


def test_vc_accepts_the_credential_and_refuses_a_tampered_one() -> None:
    sound = credential()
    changed, smuggled = credential(), credential()
    changed["credentialSubject"]["achievement"]["name"] = "正高级工程师"
    smuggled["credentialSubject"]["honour"] = "国家级"

    answers = ask(
        *({"kind": "proof", "credential": c, "documents": documents()} for c in (sound, changed, smuggled))
    )

    assert answers[0] == {"verified": True, "error": None}
    assert answers[1] == {"verified": False, "error": "Invalid signature."}
    assert not answers[2]["verified"]
    assert "Safe mode" in answers[2]["error"]


def test_vc_reads_what_is_written_unusually() -> None:
    """Rare characters, and those that the signed bytes write another way."""
    faces = [
        replace(
            FACE, committee="“某”'某'\"某\" \\n <某> {某} ^某`|\u00a0｜", specialty="𠮷𬭎𪚥", title="é́高级"
        ),
        replace(
            FACE, kind="skill", occupation="电工", level="一级", title="电工　高级技师（一级）", specialty=""
        ),
    ]

    answers = ask(*({"kind": "proof", "credential": credential(f), "documents": documents()} for f in faces))

    assert answers == [{"verified": True, "error": None}] * len(faces)


def test_the_contexts_are_those_of_other_makers() -> None:
    """Of the other one the signatures above tell: the verifier reads its own copy."""
    ours_ = Path(canonical.__file__).parent / "contexts" / "credentials-v2.jsonld"
    theirs = NODE / "node_modules/@digitalbazaar/credentials-context/contexts/v2.jsonld"

    assert ours_.read_bytes() == theirs.read_bytes()


def test_bitstring_status_list_reads_the_lists() -> None:
    sound = credential()
    emptied = lists([PLACE.index])
    emptied[LISTS["revocation"]]["credentialSubject"]["encodedList"] = encode([])

    good, revoked, changed = ask(
        *(
            {"kind": "status", "credential": sound, "documents": documents() | published}
            for published in (lists([3]), lists([PLACE.index]), emptied)
        )
    )

    assert good["verified"]
    assert good["marked"] == [["revocation", False], ["suspension", False]]
    assert revoked["marked"] == [["revocation", True], ["suspension", False]]
    assert not changed["verified"]


def test_jose_accepts_the_token_and_refuses_a_tampered_one() -> None:
    tokens = [as_token(FACE, ours().issuer, PLACE, signer, NOW) for signer in (ours().ed25519, ours().es256)]
    header, payload, signature = tokens[1].split(".")
    words = {**json.loads(from_base64url(payload)), "name": "正高级工程师"}
    tokens.append(f"{header}.{base64url(json.dumps(words).encode())}.{signature}")
    known = {"keys": ours().issuer.key_set(), "issuer": ours().issuer.did}

    ed25519, es256, tampered = ask(*({"kind": "token", "jwt": token, **known} for token in tokens))

    for answer, algorithm in ((ed25519, "Ed25519"), (es256, "ES256")):
        assert answer["header"]["alg"] == algorithm
        assert answer["payload"]["credentialSubject"]["licenseNumber"] == FACE.number
    assert tampered == {"error": "signature verification failed"}


def test_sd_jwt_reads_what_is_shown() -> None:
    held = selective(FACE, ours().issuer, PLACE, ours().ed25519, NOW)
    bound = selective(
        FACE, ours().issuer, PLACE, ours().es256, NOW, holder=HOLDER.export_public(as_dict=True)
    )
    proved = show(
        bound,
        ["title"],
        audience="https://verifier.example",
        nonce="n1",
        holder_key=HOLDER.export_private(as_dict=True),
    )
    keys = {
        algorithm: ours().issuer.keys[ours().signers[algorithm].key_id].jwk
        for algorithm in (Algorithm.ED25519, Algorithm.ECDSA_P256_SHA256)
    }
    ed25519 = {"kind": "shown", "key": keys[Algorithm.ED25519], "algorithm": "Ed25519"}
    es256 = {"kind": "shown", "key": keys[Algorithm.ECDSA_P256_SHA256], "algorithm": "ES256", "sdJwt": proved}
    holder = HOLDER.export_public(as_dict=True)
    token, rest = show(held, ["name", "level"]).split("~", 1)
    header, payload, signature = token.split(".")
    words = {**json.loads(from_base64url(payload)), "demonstration": False}
    changed = f"{header}.{base64url(json.dumps(words).encode())}.{signature}~{rest}"

    part, tampered, by_holder, other_nonce = ask(
        {**ed25519, "sdJwt": f"{token}~{rest}"},
        {**ed25519, "sdJwt": changed},
        {**es256, "holder": holder, "nonce": "n1"},
        {**es256, "holder": holder, "nonce": "n2"},
    )

    assert {"name", "level"} <= set(part["payload"])
    assert part["payload"]["name"] == FACE.name
    assert not {"title", "birth", "employer", "number", "identity_masked"} & set(part["payload"])
    assert "error" in tampered
    assert by_holder["payload"]["title"] == FACE.title
    assert "error" in other_nonce
