"""The electronic seal and its signature as ASN.1, shaped after GB/T 38540-2020, version 4.

The text of the standard was not available: the shapes follow what other implementations read and write. An independent
reader accepts them (docs/certificates.md); conformity with the standard is not claimed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asn1crypto import core
from cryptography.hazmat.primitives.hashes import SM3, Hash

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.certificates.signing.signer import Signer

SM2_WITH_SM3: Final = "1.2.156.10197.1.501"
SM3_OID: Final = "1.2.156.10197.1.401"
NUMBER: Final = "2.25.145883869393004456916419490683601239518"
"""Of the extension that says which certificate was sealed: an identifier made from a UUID, which nobody need register."""

VERSION: Final = 4
_VENDOR: Final = "GUANTONG"
_UNIT_SEAL: Final = 1
_CERTIFICATES: Final = 1


class _Header(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.IA5String), ("version", core.Integer), ("vid", core.IA5String)]


class _Certificates(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.OctetString


class _Property(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("cert_list_type", core.Integer),
        ("cert_list", _Certificates),
        ("created", core.GeneralizedTime),
        ("valid_from", core.GeneralizedTime),
        ("valid_to", core.GeneralizedTime),
    ]


class _Picture(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("type", core.IA5String),
        ("data", core.OctetString),
        ("width", core.Integer),
        ("height", core.Integer),
    ]


class _SealInfo(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("header", _Header),
        ("es_id", core.IA5String),
        ("property", _Property),
        ("picture", _Picture),
    ]


class _SealToSign(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("info", _SealInfo),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
    ]


class _Seal(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("info", _SealInfo),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
    ]


class _Extension(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("id", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("value", core.OctetString),
    ]


class _Extensions(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Extension


class _ToSign(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("version", core.Integer),
        ("seal", _Seal),
        ("time", core.GeneralizedTime),
        ("hash", core.OctetBitString),
        ("property", core.IA5String),
        ("extensions", _Extensions, {"explicit": 0, "optional": True}),
    ]


class _Signature(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("to_sign", _ToSign),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
    ]


class SesError(ValueError):
    """Bytes that are no seal, or no signature with one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal as it was read: whose it is, its picture, and what its maker signed."""

    der: bytes
    name: str
    holders: tuple[bytes, ...]
    """The certificates (DER) with which it may be used."""
    created: datetime
    valid_from: datetime
    valid_to: datetime
    picture: bytes
    maker: bytes
    """The certificate (DER) of who made it."""
    signed: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature with a seal as it was read."""

    seal: Seal
    at: datetime
    hash: bytes
    """The SM3 of the description of the signature (Signature.xml)."""
    place: str
    number: str
    certificate: bytes
    signed: bytes
    signature: bytes


def sm3(content: bytes) -> bytes:
    """The SM3 hash."""
    hashing = Hash(SM3())
    hashing.update(content)
    return hashing.finalize()


def make_seal(
    name: str,
    picture: bytes,
    *,
    millimetres: int,
    holder: bytes,
    maker: Signer,
    seal_id: str,
    at: datetime,
    since: datetime,
    until: datetime,
) -> bytes:
    """Return a seal (DER) with a PNG picture, for use with the certificate of its holder, signed by who makes seals."""
    info = _SealInfo(
        {
            "header": {"id": "ES", "version": VERSION, "vid": _VENDOR},
            "es_id": seal_id,
            "property": {
                "type": _UNIT_SEAL,
                "name": name,
                "cert_list_type": _CERTIFICATES,
                "cert_list": [holder],
                "created": at,
                "valid_from": since,
                "valid_to": until,
            },
            "picture": {"type": "PNG", "data": picture, "width": millimetres, "height": millimetres},
        }
    )
    unsigned = _SealToSign({"info": info, "certificate": maker.certificate, "algorithm": SM2_WITH_SM3}).dump()
    return bytes(
        _Seal(
            {
                "info": info,
                "certificate": maker.certificate,
                "algorithm": SM2_WITH_SM3,
                "signature": maker.sign(unsigned),
            }
        ).dump()
    )


def sign(seal: bytes, description: bytes, *, place: str, number: str, signer: Signer, at: datetime) -> bytes:
    """Return the signature (DER) over the description of what is signed, with the seal that is shown for it."""
    to_sign = _ToSign(
        {
            "version": VERSION,
            "seal": _Seal.load(seal),
            "time": at,
            "hash": sm3(description),
            "property": place,
            "extensions": [{"id": NUMBER, "value": number.encode()}],
        }
    ).dump()
    return bytes(
        _Signature(
            {
                "to_sign": _ToSign.load(to_sign),
                "certificate": signer.certificate,
                "algorithm": SM2_WITH_SM3,
                "signature": signer.sign(to_sign),
            }
        ).dump()
    )


def read_seal(der: bytes) -> Seal:
    """Read a seal. Nothing is verified. Raises SesError."""
    try:
        return _seal(_Seal.load(der, strict=True))
    except (ValueError, TypeError, KeyError) as error:
        raise SesError(str(error)) from error


def read_signature(der: bytes) -> Signed:
    """Read a signature with its seal. Nothing is verified. Raises SesError."""
    try:
        read = _Signature.load(der, strict=True)
        if read["algorithm"].dotted != SM2_WITH_SM3:
            raise SesError(read["algorithm"].dotted)
        to_sign = read["to_sign"]
        numbers = [e["value"].native for e in to_sign["extensions"] if e["id"].dotted == NUMBER]
        return Signed(
            seal=_seal(to_sign["seal"]),
            at=to_sign["time"].native,
            hash=to_sign["hash"].native,
            place=to_sign["property"].native,
            number=numbers[0].decode() if numbers else "",
            certificate=read["certificate"].native,
            signed=to_sign.dump(),
            signature=read["signature"].native,
        )
    except (ValueError, TypeError, KeyError) as error:
        raise SesError(str(error)) from error


def _seal(read: _Seal) -> Seal:
    unsigned = _SealToSign(
        {"info": read["info"], "certificate": read["certificate"], "algorithm": read["algorithm"]}
    )
    about = read["info"]["property"]
    return Seal(
        der=read.dump(),
        name=about["name"].native,
        holders=tuple(holder.native for holder in about["cert_list"]),
        created=about["created"].native,
        valid_from=about["valid_from"].native,
        valid_to=about["valid_to"].native,
        picture=read["info"]["picture"]["data"].native,
        maker=read["certificate"].native,
        signed=unsigned.dump(),
        signature=read["signature"].native,
    )
