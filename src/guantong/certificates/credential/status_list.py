"""The list that says which certificates no longer stand: one bit each (W3C Bitstring Status List 1.0).

Who looks a certificate up fetches a list of many thousand, so that nobody learns which one was looked for. A list that
cannot be had, is not ours, or is out of date says nothing: the answer is then "unknown", never "valid".
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from guantong.certificates.credential.badge import PURPOSES, StatusPlace
from guantong.certificates.credential.canonical import CREDENTIALS, Document
from guantong.certificates.credential.data_integrity import PROOF, sign
from guantong.certificates.credential.issuer import base64url, from_base64url, instant
from guantong.certificates.credential.reading import read_object
from guantong.certificates.credential.shape import INSTANT, IRI, Node, matching, only
from guantong.certificates.credential.trust import Refused, proven
from guantong.certificates.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from guantong.certificates.credential.issuer import Issuer, Issuers
    from guantong.certificates.credential.shape import Shape
    from guantong.certificates.signing.signer import Signer

SHORTEST: Final = 131_072
"""Entries of the smallest list that the standard allows: fewer would show who is looked up."""
LONGEST: Final = 64 * SHORTEST
LASTING: Final = timedelta(days=1)
"""How long a list may be taken for the present state when nothing else is said."""

Standing = Literal["valid", "suspended", "revoked", "unknown"]

_TERMS: Final[Mapping[str, Shape]] = {
    "@context": only([CREDENTIALS]),
    "id": IRI,
    "type": only(["VerifiableCredential", "BitstringStatusListCredential"]),
    "issuer": IRI,
    "validFrom": INSTANT,
    "validUntil": INSTANT,
    "credentialSubject": Node(
        {
            "id": IRI,
            "type": only("BitstringStatusList"),
            "statusPurpose": matching("|".join(PURPOSES), "应为 revocation 或 suspension", "is a purpose"),
            "encodedList": matching(
                r"u[A-Za-z0-9_-]{1,2000000}", "应为压缩的位串", "is a compressed list of bits"
            ),
        }
    ),
}
LIST: Final = Node(_TERMS)
SIGNED_LIST: Final = Node({**_TERMS, "proof": PROOF})


@dataclass(frozen=True, slots=True)
class Status:
    """How a certificate stands by its lists. `reasons` say why it is unknown; `as_of` is the age of the oldest list read."""

    standing: Standing
    reasons: tuple[Finding, ...] = ()
    as_of: datetime | None = None


def place_of(serial: int, issuer: Issuer) -> StatusPlace:
    """Return where the lists of an issuer keep a certificate, counted from 0 through all its certificates.

    Each list has as many entries as the smallest may have; the next begins where it ends, and lies at the next address.
    """
    number, index = divmod(serial, SHORTEST)
    return StatusPlace(index, {purpose: list_address(issuer, purpose, number) for purpose in PURPOSES})


def list_address(issuer: Issuer, purpose: str, number: int) -> str:
    """The address of a list, the first of which has the number 0."""
    return f"{issuer.address}/lists/{purpose}/{number}"


def encode(marked: Iterable[int], length: int = SHORTEST) -> str:
    """Return the bits as lists hold them: the first is the highest of the first byte; gzip, base64url, multibase u.

    Raises ValueError for a length that the standard does not allow and an index that the list does not have.
    """
    if not SHORTEST <= length <= LONGEST or length % 8:
        raise ValueError(
            f"列表长度 {length} 应为 8 的倍数，{SHORTEST} 至 {LONGEST} / the length is not allowed"
        )
    bits = bytearray(length // 8)
    for index in marked:
        if not 0 <= index < length:
            raise ValueError(f"序号 {index} 超出列表长度 {length} / index beyond the list")
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0))


def decode(encoded: str) -> bytes:
    """Return the bits of a list. Raises ValueError for another form, too few bits, and a bomb of many."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        bits = unpacking.decompress(from_base64url(encoded[1:]), LONGEST // 8 + 1)
    except zlib.error:
        raise ValueError("不是 gzip 压缩的位串 / not a gzip of bits") from None
    if not unpacking.eof or unpacking.unused_data or not SHORTEST <= len(bits) * 8 <= LONGEST:
        raise ValueError("位串长度不对 / the list of bits has a wrong length")
    return bits


def status_list(
    issuer: Issuer,
    address: str,
    purpose: str,
    marked: Iterable[int],
    signer: Signer,
    moment: datetime,
    *,
    lasting: timedelta = LASTING,
    length: int = SHORTEST,
) -> bytes:
    """Return the signed list of a purpose (`revocation`, `suspension`), to be served at its address as JSON.

    It holds from `moment` for `lasting`: after that whoever still has it knows nothing by it. Raises as `sign` does.
    """
    document: Document = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": instant(moment),
        "validUntil": instant(moment + lasting),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(marked, length),
        },
    }
    signed = sign(document, LIST, issuer, signer, moment)
    return json.dumps(signed, ensure_ascii=False, indent=1).encode()


def status(
    credential: Document, issuers: Issuers, fetch: Callable[[str], bytes | None], now: datetime
) -> Status:
    """Return how the certificate of an intact credential stands at a moment.

    `fetch` gives the list of an address, or None when it cannot be had. One list that cannot be used is enough for
    "unknown", unless another says that the certificate is revoked or suspended.
    """
    found: set[str] = set()
    reasons: list[Finding] = []
    ages: list[datetime] = []
    issuer = credential["issuer"]
    did = issuer["id"] if isinstance(issuer, dict) else issuer
    for entry in credential["credentialStatus"]:
        try:
            document = _list(entry, did, issuers, fetch, now)
            marked = _bit(document, int(entry["statusListIndex"]))
        except Refused as refused:
            reasons.append(refused.finding)
            continue
        ages.append(datetime.fromisoformat(document["validFrom"]))
        if marked:
            found.add(entry["statusPurpose"])
    standing: Standing = "valid"
    if "revocation" in found:
        standing = "revoked"
    elif "suspension" in found:
        standing = "suspended"
    elif reasons or not ages:
        standing = "unknown"
    return Status(standing, tuple(reasons), min(ages, default=None))


def _list(
    entry: Document, did: str, issuers: Issuers, fetch: Callable[[str], bytes | None], now: datetime
) -> Document:
    address = entry["statusListCredential"]
    data = fetch(address)
    if data is None:
        raise Refused(finding("list_unreachable", address=address))
    try:
        document = read_object(data)
    except ValueError:
        raise Refused(finding("list_unreadable", address=address)) from None
    try:
        document, issuer = proven(document, SIGNED_LIST, issuers)
    except Refused as refused:
        raise Refused(
            finding(
                "list_not_ours",
                address=address,
                cause=refused.finding.reason,
                why_zh=refused.finding.sentence("zh"),
                why_en=refused.finding.sentence("en"),
            )
        ) from None
    subject = document["credentialSubject"]
    if (issuer.did, document["id"], subject["statusPurpose"]) != (did, address, entry["statusPurpose"]):
        raise Refused(finding("list_of_another", address=address))
    if (
        not datetime.fromisoformat(document["validFrom"])
        <= now
        < datetime.fromisoformat(document["validUntil"])
    ):
        raise Refused(finding("list_stale", address=address, until=document["validUntil"]))
    return document


def _bit(document: Document, index: int) -> bool:
    try:
        bits = decode(document["credentialSubject"]["encodedList"])
    except ValueError:
        raise Refused(finding("list_unreadable", address=document["id"])) from None
    if index >= len(bits) * 8:
        raise Refused(finding("list_too_short", address=document["id"], index=index))
    return bool(bits[index // 8] & 0x80 >> index % 8)
