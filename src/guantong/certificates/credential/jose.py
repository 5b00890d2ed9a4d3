"""JSON Web Signatures in their compact form, signed through the seam of keys and read strictly.

The algorithm of a token is never taken from the token: it has to be the one of the key that the ring of keys gives.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from guantong.certificates.credential.issuer import JOSE_NAMES, base64url, from_base64url
from guantong.certificates.credential.reading import read_object
from guantong.certificates.signing.signer import Algorithm

if TYPE_CHECKING:
    from guantong.certificates.credential.canonical import Document
    from guantong.certificates.credential.issuer import Issuer, IssuerKey
    from guantong.certificates.signing.signer import Signer

KINDS: Final = tuple(JOSE_NAMES)


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart, not yet verified."""

    text: str
    header: Document
    payload: Document


def compact(payload: Document, header: Document, issuer: Issuer, signer: Signer) -> str:
    """Return the signed token. The header gets the algorithm and the address of the key."""
    full = {"alg": JOSE_NAMES[signer.algorithm], **header, "kid": issuer.method(signer.key_id)}
    signed = f"{base64url(_json(full))}.{base64url(_json(payload))}"
    signature = signer.sign(signed.encode())
    if signer.algorithm == Algorithm.ECDSA_P256_SHA256:
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(32) + s.to_bytes(32)
    return f"{signed}.{base64url(signature)}"


def take_apart(text: str) -> Token:
    """Return the parts of a token. Raises ValueError when it is none."""
    header, payload, signature = text.split(".")
    from_base64url(signature)
    return Token(text, read_object(from_base64url(header)), read_object(from_base64url(payload)))


def holds(token: Token, key: IssuerKey) -> bool:
    """Whether a token, whose header was held to its shape, is signed by this key."""
    wanted = JOSE_NAMES[key.algorithm]
    kind = OKPKey if key.algorithm == Algorithm.ED25519 else ECKey
    public = kind.import_key(dict(key.jwk))
    try:
        jws.deserialize_compact(token.text, public, algorithms=[wanted])
    except (JoseError, ValueError):
        return False
    return True


def _json(value: Document) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
