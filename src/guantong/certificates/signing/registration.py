"""Puts a real key on the ring: only after it has signed once, and the signature fitted its certificate."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from asn1crypto import pem

from guantong.certificates.signing.checking import public_key, verifies
from guantong.certificates.signing.keys import PURPOSES, Device, Key
from guantong.certificates.signing.signer import SigningError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guantong.certificates.signing.keys import KeyRing

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{2,60}")
_PROBE: Final = "guantong：登记前试签".encode()


def register(
    ring: KeyRing,
    *,
    key_id: str,
    purpose: str,
    certificates: bytes,
    private: bytes | None,
    device: tuple[str, str, str],
    at: datetime,
    environment: Mapping[str, str] = os.environ,
) -> Key:
    """Register a key and save the ring; the key that served the purpose until now is retired. Returns it.

    `certificates` is PEM, that of the key first. `private` is the encrypted PEM of the key, None for one in a device, of
    which `device` gives module, token and label.
    Raises SigningError in the demonstration, which has test keys only, for an id or purpose that will not do, for what is
    no certificate, for one that is not valid now, and when the key cannot sign.
    """
    if ring.demonstration:
        raise SigningError(
            "演示只用测试密钥；正式密钥在 GUANTONG_MODE=production 下登记"
            " / a demonstration has test keys only: register real ones under GUANTONG_MODE=production"
        )
    if not _ID.fullmatch(key_id):
        raise SigningError(
            f"密钥编号“{key_id}”应为小写字母、数字和 - / an id has small letters, digits and dashes"
        )
    chosen = next((known for known in PURPOSES if known == purpose), None)
    if chosen is None:
        raise SigningError(f"没有“{purpose}”这种用途，应为 {', '.join(PURPOSES)} / there is no such purpose")
    try:
        parts = list(pem.unarmor(certificates, multiple=True))
    except ValueError as error:
        raise SigningError("证书文件应为 PEM 格式 / the certificates are to be PEM") from error
    if other := next((kind for kind, _, _ in parts if kind != "CERTIFICATE"), None):
        raise SigningError(  # it would be published with the certificates, and stand in every file that is signed
            f"证书文件中还有 {other}；只放证书，私钥绝不能放在这里 / the file of certificates holds a {other} too"
        )
    chain = [der for _, _, der in parts]
    key = Key(
        id=key_id,
        purpose=chosen,
        test=False,
        certificate=chain[0],
        chain=tuple(chain[1:]),
        device=None if private is not None else Device(*device),
        added_at=at,
    )
    spki, *_ = map(public_key, chain)
    extended = ring.with_key(key)
    signer = extended.try_key(key, at=at, private=private, environment=environment)
    if not verifies(spki, _PROBE, signer.sign(_PROBE)):
        raise SigningError(f"{key_id}：私钥与证书不是一对 / the private key is not that of the certificate")
    extended.save({key_id: private} if private is not None else None)
    return key
