"""What a credential that somebody brings is: as issued, changed, or nothing of ours.

That a credential is intact does not say that the certificate stands: see `status_list`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from guantong.certificates.credential.badge import BADGE_CLAIMS, SIGNED_BADGE
from guantong.certificates.credential.reading import LARGEST, read_object
from guantong.certificates.credential.selective import examine_shown
from guantong.certificates.credential.shape import IRI, Node, only
from guantong.certificates.credential.trust import ALGORITHM, Refused, issuer_id, proven, signed_token
from guantong.certificates.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.certificates.credential.canonical import Document
    from guantong.certificates.credential.issuer import Issuer, Issuers

JWT_HEADER: Final = Node({"alg": ALGORITHM, "typ": only("vc+jwt"), "kid": IRI}, {"cty": only("vc")})


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, and, of what is intact only, what it says and whose it is.

    `credential` is the Open Badges document. Of a token that shows a part, `shown` has the words that the holder chose,
    and `credential` is None.
    """

    finding: Finding
    credential: Document | None = None
    issuer: Issuer | None = None
    shown: Mapping[str, str] | None = None

    @property
    def number(self) -> str | None:
        """The number of the certificate, when it is intact and says one."""
        if self.credential is not None:
            number: str = self.credential["credentialSubject"]["licenseNumber"]
            return number
        return (self.shown or {}).get("number")


def examine(data: bytes, issuers: Issuers) -> Examination:
    """Return what a credential is, in each of its forms: JSON with a Data Integrity proof, `vc+jwt`, SD-JWT."""
    try:
        if not data.strip():
            raise Refused(finding("empty_file"))
        if len(data) > LARGEST:
            raise Refused(finding("too_large", size=len(data), limit=LARGEST))
        if data.lstrip()[:1] == b"{":
            credential, issuer = proven(_object(data), SIGNED_BADGE, issuers)
        elif "~" in (text := _text(data)):
            found = examine_shown(text, issuers)
            return Examination(found.finding, None, found.issuer, found.claims)
        else:
            credential, issuer = _token(text, issuers)
    except Refused as refused:
        return Examination(refused.finding)
    return Examination(finding("credential_intact", issuer=issuer.name), credential, issuer)


def _token(text: str, issuers: Issuers) -> tuple[Document, Issuer]:
    token, issuer, _ = signed_token(text, JWT_HEADER, BADGE_CLAIMS, issuers)
    credential = {term: value for term, value in token.payload.items() if term not in ("iss", "iat")}
    if issuer_id(credential["issuer"]) != issuer.did:
        raise Refused(finding("issuer_unknown", issuer=issuer_id(credential["issuer"])[:120]))
    return credential, issuer


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii").strip()
    except UnicodeDecodeError:
        raise Refused(finding("unknown_form")) from None


def _object(data: bytes) -> Document:
    try:
        return read_object(data)
    except ValueError:
        raise Refused(finding("credential_unreadable")) from None
