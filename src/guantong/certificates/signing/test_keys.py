"""Test keys for every purpose, on the ring of a demonstration."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from guantong.certificates.signing.file import encrypted, generate
from guantong.certificates.signing.keys import ALGORITHMS, PURPOSES, Key, KeyRing, Purpose, passphrase
from guantong.certificates.signing.signer import Algorithm, SigningError
from guantong.certificates.signing.test_authority import TestAuthority

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

VALID: Final = timedelta(days=3 * 365)
_BEFORE: Final = timedelta(days=1)  # the clock of a demonstration may stand a little behind

_NAMES: Final[Mapping[Purpose, str]] = {
    "pdf": "职称证书印章（演示） PDF seal",
    "ofd": "职称证书印章（演示） OFD seal",
    "seal_maker": "制章单位（演示） seal maker",
    "credential": "可验证凭证（演示） credential",
    "offline": "离线二维码（演示） offline code",
    "report": "验证报告（演示） verification report",
}


def add_test_keys(
    ring: KeyRing, *, at: datetime, environment: Mapping[str, str] = os.environ, valid: timedelta = VALID
) -> KeyRing:
    """Make a test key for every purpose and save the ring; those in use are retired, so this is rotation too.

    Raises SigningError outside the demonstration, for a passphrase that will not do and a folder that cannot be written.
    """
    if not ring.demonstration:
        raise SigningError("测试密钥只用于演示 / test keys are for the demonstration only")
    secret = passphrase(environment, demonstration=True)
    period = {"valid_from": at - _BEFORE, "valid_to": at + valid}
    roots = {
        Algorithm.SM2_SM3: TestAuthority(Algorithm.SM2_SM3, **period),
        None: TestAuthority(Algorithm.ECDSA_P256_SHA256, **period),
    }
    generation = 1 + sum(key.test and key.purpose == "pdf" for key in ring.keys)
    private: dict[str, bytes] = {}
    for purpose in PURPOSES:
        algorithm = ALGORITHMS[purpose][0]
        made = generate(algorithm)
        root = roots.get(algorithm, roots[None])
        signer = root.issue(f"{_NAMES[purpose]} {generation}", made)
        key_id = f"test-{purpose.replace('_', '-')}-{generation}"
        private[key_id] = encrypted(made, secret)
        ring = ring.with_key(
            Key(
                id=key_id,
                purpose=purpose,
                test=True,
                certificate=signer.certificate,
                chain=signer.chain,
                device=None,
                added_at=at,
            )
        )
    ring.save(private)
    return ring
