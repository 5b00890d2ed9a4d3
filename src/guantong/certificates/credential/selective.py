"""A certificate of which the holder shows only what they choose: SD-JWT (RFC 9901).

Every word of the face is signed as a hash with a salt of its own. Whoever is shown the token sees the words whose salts
came with it, and of the others not even what they are. Always shown are the issuer, the day of signing, where the lists
of revoked certificates are, and that it is a demonstration while it is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from guantong.certificates.credential import jose
from guantong.certificates.credential.badge import STATUS_ENTRIES
from guantong.certificates.credential.data_integrity import may_sign
from guantong.certificates.credential.reading import LARGEST
from guantong.certificates.credential.shape import IRI, Each, Leaf, Node, matching, only
from guantong.certificates.credential.trust import ALGORITHM, Refused, signed_token
from guantong.certificates.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from guantong.certificates.credential.badge import StatusPlace
    from guantong.certificates.credential.issuer import Issuer, Issuers
    from guantong.certificates.face import Face
    from guantong.certificates.signing.signer import Signer

VCT: Final = "urn:guantong:certificate:1"
"""The type of the token, as `vct` says it."""
CHOOSABLE: Final = (
    *(
        "number",
        "name",
        "sex",
        "birth",
        "identity_masked",
        "employer",
        "kind",
        "series",
        "specialty",
        "level",
        "title",
    ),
    *(
        "occupation",
        "way",
        "acquired_on",
        "committee",
        "authority",
        "approval_document",
        "approved_on",
        "issued_on",
    ),
)
"""The words of a face that the holder shows or keeps, each alone. Which addresses to ask is no word about the holder."""

_DIGEST: Final = matching(r"[A-Za-z0-9_-]{43}", "应为摘要", "is a digest")
_COORDINATE: Final = matching(r"[A-Za-z0-9_-]{43}", "应为 256 位坐标", "is a coordinate of 256 bits")
_HOLDER: Final = Node({"kty": only("EC"), "crv": only("P-256"), "x": _COORDINATE, "y": _COORDINATE})
_CLAIMS: Final = Node(
    {
        "iss": IRI,
        "iat": Leaf(lambda given: type(given) is int, "应为秒数", "is a number of seconds"),
        "vct": only(VCT),
        "demonstration": Leaf(lambda given: isinstance(given, bool), "应为是或否", "is true or false"),
        "credentialStatus": STATUS_ENTRIES,
        "_sd": Each(_DIGEST, len(CHOOSABLE)),
        "_sd_alg": only("sha-256"),
    },
    {"cnf": Node({"jwk": _HOLDER})},
)
_UNSOUND: Final = (ValueError, TypeError, KeyError, RecursionError, JWException)
"""What the library raises for disclosures and proofs that are none."""
_HEADER: Final = Node({"alg": ALGORITHM, "typ": only("dc+sd-jwt"), "kid": IRI})


@dataclass(frozen=True, slots=True)
class Shown:
    """What an SD-JWT shows. `claims` are the words that the holder chose; None unless it is intact."""

    finding: Finding
    claims: Mapping[str, str] | None = None
    issuer: Issuer | None = None
    demonstration: bool = False
    open_claims: Mapping[str, Any] | None = None
    """What is always shown, for the lookup in the status lists."""
    holder_proved: bool = False
    """Whether it was shown by who has the key that it is bound to, for this audience and this nonce."""


def selective(
    face: Face,
    issuer: Issuer,
    place: StatusPlace,
    signer: Signer,
    moment: datetime,
    *,
    holder: Mapping[str, str] | None = None,
) -> str:
    """Return the token with all that can be shown, for the holder to keep. `holder` binds it to a public P-256 key (JWK).

    Raises ValueError for a key that may not sign.
    """
    may_sign(issuer, signer, moment, jose.KINDS)
    words = face.as_mapping()
    claims: dict[object, object] = {
        "iss": issuer.did,
        "iat": int(moment.timestamp()),
        "vct": VCT,
        "demonstration": face.demonstration,
        "credentialStatus": place.entries(),
        **{SDObj(name): words[name] for name in CHOOSABLE if words[name]},
    }
    # The library signs with keys in memory only, and ours may be in a device: what it put together is signed by us, its
    # own signature, by a key that nobody keeps, is left.
    made = SDJWTIssuer(claims, _passing_key(), JWK(**holder) if holder else None)
    token = jose.compact(made.sd_jwt_payload, {"typ": "dc+sd-jwt"}, issuer, signer)
    return "~".join([token, *(disclosure.b64 for disclosure in made.ii_disclosures), ""])


def show(
    token: str,
    names: Collection[str],
    *,
    audience: str | None = None,
    nonce: str | None = None,
    holder_key: Mapping[str, str] | None = None,
) -> str:
    """Return the token as the holder shows it: with the words of these names alone.

    With the holder's private key (JWK), the audience and the nonce that the audience gave, it proves who shows it.
    Raises ValueError for a name that is not choosable, and when only some of the three are given.
    """
    if unknown := sorted(set(names) - set(CHOOSABLE)):
        raise ValueError(f"没有这些项：{'、'.join(unknown)} / no such words: {', '.join(unknown)}")
    bound = (audience, nonce, holder_key)
    if any(bound) and not all(bound):
        raise ValueError("出示对象、随机数和持有人密钥须同时给出 / audience, nonce and key belong together")
    held = SDJWTHolder(token)
    key = JWK(**holder_key) if holder_key else None
    held.create_presentation(dict.fromkeys(names, True), nonce, audience, key)
    shown: str = held.sd_jwt_presentation
    return shown


def examine_shown(
    text: str, issuers: Issuers, *, audience: str | None = None, nonce: str | None = None
) -> Shown:
    """Return what a token that is shown says.

    With `audience` and `nonce` the holder must prove the key that it is bound to. Without them it is not asked who shows
    it: `holder_proved` is then False. A word that was not signed is a reason to refuse the whole.
    Raises ValueError when only one of the two is given, or an empty one.
    """
    if (audience, nonce) != (None, None) and not (audience and nonce):
        raise ValueError("出示对象和随机数须同时给出 / audience and nonce belong together")
    try:
        return _shown(text.strip(), issuers, audience, nonce)
    except Refused as refused:
        return Shown(refused.finding)


def _shown(text: str, issuers: Issuers, audience: str | None, nonce: str | None) -> Shown:
    if len(text) > LARGEST:
        raise Refused(finding("too_large", size=len(text), limit=LARGEST))
    if "~" not in text:
        raise Refused(finding("token_unreadable"))
    signed, *disclosures, binding = text.split("~")
    token, issuer, key = signed_token(signed, _HEADER, _CLAIMS, issuers)
    asked = audience is not None
    if binding and not asked and not ("cnf" in token.payload and _is_token(binding)):
        raise Refused(finding("disclosure_forged"))  # whatever it is, nobody signed it
    if asked and "cnf" not in token.payload:
        raise Refused(finding("holder_unbound"))
    if asked and not binding:
        raise Refused(finding("holder_not_proved"))
    try:
        claims = SDJWTVerifier(text, lambda *_: JWK(**key.jwk)).get_verified_payload()
    except _UNSOUND:
        raise Refused(finding("disclosure_forged")) from None
    chosen = {name: value for name, value in claims.items() if name not in token.payload}
    # The library passes over words that were not signed; the standard wants the whole refused.
    if (
        len(chosen) != len(disclosures)
        or not set(chosen) <= set(CHOOSABLE)
        or not all(isinstance(value, str) for value in chosen.values())
    ):
        raise Refused(finding("disclosure_forged"))
    if asked:
        try:
            SDJWTVerifier(text, lambda *_: JWK(**key.jwk), audience, nonce)
        except _UNSOUND:
            raise Refused(finding("holder_not_proved")) from None
    opened = {name: token.payload[name] for name in ("iss", "iat", "credentialStatus")}
    return Shown(
        finding("disclosure_intact", issuer=issuer.name, count=len(chosen)),
        chosen,
        issuer,
        token.payload["demonstration"],
        opened,
        holder_proved=asked,
    )


def _is_token(text: str) -> bool:
    try:
        jose.take_apart(text)
    except ValueError:
        return False
    return True


@cache
def _passing_key() -> JWK:
    return JWK.generate(kty="EC", crv="P-256")
