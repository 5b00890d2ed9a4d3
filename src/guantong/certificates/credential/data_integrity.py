"""Data Integrity proofs, cryptosuite eddsa-rdfc-2022: the signature lies beside the words, in the same JSON."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from guantong.certificates.credential.canonical import Document, canonical
from guantong.certificates.credential.issuer import instant
from guantong.certificates.credential.shape import INSTANT, IRI, Node, ShapeProblem, matching, only, problems
from guantong.certificates.signing.signer import Algorithm

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.certificates.credential.issuer import Issuer, PublicKey
    from guantong.certificates.credential.shape import Shape
    from guantong.certificates.signing.signer import Signer

PROOF: Final = Node(
    {
        "type": only("DataIntegrityProof"),
        "cryptosuite": only("eddsa-rdfc-2022"),
        "created": INSTANT,
        "verificationMethod": IRI,
        "proofPurpose": only("assertionMethod"),
        "proofValue": matching(
            r"z[1-9A-HJ-NP-Za-km-z]{64,100}", "应为 base58 的签名", "is a signature in base58"
        ),
    }
)


class ShapeError(ValueError):
    """A document that must not be signed, with every place that differs from its shape."""

    def __init__(self, found: tuple[ShapeProblem, ...]) -> None:
        self.problems = found
        super().__init__("；".join(map(str, found)))


def sign(document: Document, shape: Shape, issuer: Issuer, signer: Signer, moment: datetime) -> Document:
    """Return the document with its proof.

    Raises ShapeError when the document has another shape, ValueError for a key of another kind, one that is not the
    issuer's, or one outside its time.
    """
    if found := tuple(problems(document, shape)):
        raise ShapeError(found)
    may_sign(issuer, signer, moment, (Algorithm.ED25519,))
    proof: Document = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": instant(moment),
        "verificationMethod": issuer.method(signer.key_id),
        "proofPurpose": "assertionMethod",
    }
    signature = signer.sign(_signed_bytes(document, proof))
    return {**document, "proof": {**proof, "proofValue": "z" + base58.b58encode(signature).decode()}}


def holds(document: Document, public: PublicKey) -> bool:
    """Whether the proof of a document, both of the right shape, is a signature of this key over it."""
    proof = dict(document["proof"])
    try:
        signature = base58.b58decode(proof.pop("proofValue")[1:])
    except ValueError:
        return False
    bare = {term: value for term, value in document.items() if term != "proof"}
    if not isinstance(public, Ed25519PublicKey):
        return False
    try:
        public.verify(signature, _signed_bytes(bare, proof))
    except InvalidSignature:
        return False
    return True


def may_sign(issuer: Issuer, signer: Signer, moment: datetime, kinds: tuple[Algorithm, ...]) -> None:
    """Raise ValueError unless the key is the issuer's, of one of the kinds, and this moment is in its time."""
    key = issuer.keys.get(signer.key_id)
    if key is None:
        raise ValueError(
            f"密钥 {signer.key_id} 不属于 {issuer.name} / the key is not one of this issuer ({issuer.did})"
        )
    if signer.algorithm not in kinds or key.algorithm != signer.algorithm:
        raise ValueError(
            f"密钥 {signer.key_id} 的算法 {signer.algorithm} 不能用于此处，应为 {'、'.join(kinds)}"
            f" / this algorithm cannot sign here; wanted: {', '.join(kinds)}"
        )
    if key.distrusted or not key.signs_at(moment):
        raise ValueError(
            f"密钥 {signer.key_id} 在 {instant(moment)} 不在有效期内或已不可信，请换用当前密钥"
            " / the key is outside its time or distrusted; use the present one"
        )


def _signed_bytes(document: Document, proof: Document) -> bytes:
    options = {"@context": document["@context"], **proof}
    return sha256(canonical(options)).digest() + sha256(canonical(document)).digest()
