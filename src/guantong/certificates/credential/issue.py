"""Signing the credential of a certificate, in the forms that go out with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from guantong.certificates.credential import data_integrity, jose
from guantong.certificates.credential.badge import BADGE, badge
from guantong.certificates.credential.data_integrity import ShapeError, may_sign
from guantong.certificates.credential.shape import problems

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.certificates.credential.badge import StatusPlace
    from guantong.certificates.credential.canonical import Document
    from guantong.certificates.credential.issuer import Issuer
    from guantong.certificates.face import Face
    from guantong.certificates.signing.signer import Signer


def with_proof(face: Face, issuer: Issuer, place: StatusPlace, signer: Signer, moment: datetime) -> bytes:
    """Return the credential as JSON with a Data Integrity proof: the file that is put into the PDF and given beside it.

    Raises ValueError for a key that may not sign it and ShapeError for words that a credential cannot hold.
    """
    signed = data_integrity.sign(badge(face, issuer, place), BADGE, issuer, signer, moment)
    return json.dumps(signed, ensure_ascii=False, indent=1).encode()


def as_token(face: Face, issuer: Issuer, place: StatusPlace, signer: Signer, moment: datetime) -> str:
    """Return the credential as a `vc+jwt` (Ed25519 or ES256, by the key). Raises as `with_proof` does."""
    document: Document = badge(face, issuer, place)
    if found := tuple(problems(document, BADGE)):
        raise ShapeError(found)
    may_sign(issuer, signer, moment, jose.KINDS)
    claims = {"iss": issuer.did, "iat": int(moment.timestamp()), **document}
    return jose.compact(claims, {"typ": "vc+jwt", "cty": "vc"}, issuer, signer)
