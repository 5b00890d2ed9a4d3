"""Keys of offline codes, for the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from guantong.certificates.offline.payload import OfflineKey, raw
from guantong.certificates.signing.file import generate
from guantong.certificates.signing.signer import Algorithm
from guantong.certificates.signing.test_authority import TestAuthority

if TYPE_CHECKING:
    from guantong.certificates.signing.file import FileSigner

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2028, 1, 1, tzinfo=UTC)
SIGNED = datetime(2026, 10, 20, 18, tzinfo=UTC)  # in China it is the 21st
OWNER = "广西壮族自治区示例发证机关（测试）"


def signer(name: str = "测试-离线-1", algorithm: Algorithm = Algorithm.ED25519) -> FileSigner:
    """A test key, the same for the same name."""
    return _made(name, algorithm)


@cache
def _made(name: str, algorithm: Algorithm) -> FileSigner:
    authority = TestAuthority(algorithm, valid_from=SINCE, valid_to=UNTIL)
    return authority.issue(name, generate(algorithm))


def trusted(name: str = "测试-离线-1") -> OfflineKey:
    """The public half, as the page believes it."""
    return OfflineKey(name, raw(signer(name).certificate), OWNER, SINCE, UNTIL, test=True)
