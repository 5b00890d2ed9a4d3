"""Whose signature a document bears, and whether it holds. The ground is the ring of keys, whatever the document says.

What a file says of keys, algorithms, contexts and addresses is compared with what is known here, and never followed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from guantong.certificates.credential import data_integrity, jose
from guantong.certificates.credential.data_integrity import PROOF
from guantong.certificates.credential.issuer import JOSE_NAMES
from guantong.certificates.credential.shape import Node, matching, problems
from guantong.certificates.findings import Finding, finding
from guantong.certificates.signing.signer import Algorithm

if TYPE_CHECKING:
    from guantong.certificates.credential.canonical import Document
    from guantong.certificates.credential.issuer import Issuer, IssuerKey, Issuers
    from guantong.certificates.credential.shape import Shape

ALGORITHM: Final = matching("|".join(JOSE_NAMES.values()), "应为 ES256 或 Ed25519", "is ES256 or Ed25519")


class Refused(Exception):  # noqa: N818  # not an error of ours: the way out of an examination
    """The examination ends here with a finding."""

    def __init__(self, found: Finding) -> None:
        self.finding = found
        super().__init__(found.reason)


def proven(document: Document, shape: Shape, issuers: Issuers) -> tuple[Document, Issuer]:
    """Return a document with a Data Integrity proof that holds, and whose it is. Raises Refused for any other."""
    if "proof" not in document:
        raise Refused(finding("credential_unsigned"))
    for problem in problems(document["proof"], PROOF, "proof"):
        raise Refused(finding("proof_form", problem=problem))
    hold_to_shape(document, shape)
    proof = document["proof"]
    issuer, key = key_of(
        proof["verificationMethod"],
        issuer_id(document["issuer"]),
        datetime.fromisoformat(proof["created"]),
        (Algorithm.ED25519,),
        issuers,
    )
    if not data_integrity.holds(document, key.public):
        raise Refused(finding("proof_broken"))
    return document, issuer


def signed_token(
    text: str, header: Node, shape: Shape, issuers: Issuers
) -> tuple[jose.Token, Issuer, IssuerKey]:
    """Return a token whose signature holds, and whose it is. Raises Refused for any other."""
    try:
        token = jose.take_apart(text)
    except ValueError:
        raise Refused(finding("token_unreadable")) from None
    if problem := next(problems(token.header.get("alg"), ALGORITHM, "alg"), None):
        raise Refused(
            finding("token_algorithm", algorithm=str(token.header.get("alg"))[:20], problem=problem)
        )
    for problem in problems(token.header, header):
        raise Refused(finding("token_header", problem=problem))
    hold_to_shape(token.payload, shape)
    try:
        signed_at = datetime.fromtimestamp(token.payload["iat"], UTC)
    except (OverflowError, ValueError, OSError):
        raise Refused(finding("credential_term", problem="iat", count=1)) from None
    issuer, key = key_of(token.header["kid"], token.payload["iss"], signed_at, jose.KINDS, issuers)
    if JOSE_NAMES[key.algorithm] != token.header["alg"]:
        raise Refused(
            finding("token_algorithm", algorithm=token.header["alg"], problem=JOSE_NAMES[key.algorithm])
        )
    if not jose.holds(token, key):
        raise Refused(finding("token_broken"))
    return token, issuer, key


def hold_to_shape(document: Document, shape: Shape) -> None:
    """Raise Refused for a document of another shape; a foreign context is a reason of its own."""
    found = list(problems(document, shape))
    if any(problem.path == "@context" for problem in found):
        raise Refused(finding("credential_context"))
    if found:
        raise Refused(finding("credential_term", problem=found[0], count=len(found)))


def key_of(
    method: str, claimed: str, moment: datetime, kinds: tuple[Algorithm, ...], issuers: Issuers
) -> tuple[Issuer, IssuerKey]:
    """Return the key of an address and its issuer, when that is the one that the document names. Raises Refused."""
    issuer = issuers.get(claimed)
    if issuer is None:
        raise Refused(finding("issuer_unknown", issuer=claimed[:120]))
    owner = issuers.owner(method)
    if owner is None:
        raise Refused(finding("key_unknown", key=method[:120]))
    owning, key = owner
    if owning.did != claimed:
        raise Refused(finding("key_of_another", issuer=issuer.name, owner=owning.name))
    if key.distrusted:
        raise Refused(finding("key_distrusted", key=key.key_id))
    if key.algorithm not in kinds:
        raise Refused(finding("key_kind", key=key.key_id))
    if not key.signs_at(moment):
        raise Refused(finding("key_period", key=key.key_id, day=moment.date().isoformat()))
    return issuer, key


def issuer_id(issuer: object) -> str:
    return str(issuer["id"] if isinstance(issuer, dict) else issuer)
