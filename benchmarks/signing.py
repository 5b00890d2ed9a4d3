"""`python -m benchmarks.signing`: processor time of one signature and of one examination, growth of memory, SM2 agreement.

Ends with 1 when another implementation of SM2 disagrees about a single one of a thousand random messages.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import gmssl_pyx
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from gmalg import SM2

from guantong.certificates import numbers
from guantong.certificates.face import Face
from guantong.certificates.pdf.examine import examine
from guantong.certificates.pdf.seal import BOX, appearance, drawn
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.pdf.typeset import typeset
from guantong.certificates.signing import sm2
from guantong.certificates.signing.file import generate
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.signer import Algorithm
from guantong.certificates.signing.test_authority import TestAuthority
from guantong.certificates.signing.test_keys import add_test_keys

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 500
MESSAGES = 1000
NOW = datetime.now(UTC)
_FACE = Face(
    kind="title", number=numbers.compose("title", 2026, "0001", 1), name="韦示例", sex="男", birth="1988-05",
    identity_masked="450***********123X", employer="广西示例机械有限公司", series="工程系列", specialty="机械工程",
    level="副高级", title="高级工程师", occupation="", way="评审", acquired_on=date(2026, 9, 18),
    committee="示例高级职称评审委员会", authority="示例职改办（演示）", authority_code="",
    approval_document="示例〔2026〕8号", approved_on=date(2026, 10, 9), issued_on=date(2026, 10, 20),
    verify_url="https://example.invalid/v/", demonstration=True,
)  # fmt: skip


def main() -> int:
    """Print the figures. Returns the exit code."""
    root = TestAuthority(Algorithm.RSA_SHA256, valid_from=NOW, valid_to=NOW + timedelta(days=1))
    rsa = root.issue("RSA", generate(Algorithm.RSA_SHA256))
    with tempfile.TemporaryDirectory() as folder:
        ring = add_test_keys(KeyRing.open(Path(folder), demonstration=True), at=NOW, environment={})
        unsigned = typeset(_FACE, code="ABCD-EFGH-JKMN-PQRS", qr="HTTPS://EXAMPLE.INVALID/V/")
        look = appearance(drawn(_FACE.authority))
        sealers = {"P-256": PdfSealer(ring.signer("pdf", at=NOW, environment={})), "RSA-3072": PdfSealer(rsa)}
        for name, sealer in sealers.items():
            _tell(f"PDF signature, {name}", partial(sealer.seal, unsigned, appearance=look, box=BOX, at=NOW))
        signed = sealers["P-256"].seal(unsigned, appearance=look, box=BOX, at=NOW)
        print(f"{'bytes, unsigned and signed':<40}{len(unsigned):>10,}{len(signed):>10,}")
        _tell("PDF examination", lambda: examine(signed, ring=ring, registered=lambda _: True))
    return _sm2()


def _tell(name: str, action: Callable[[], object]) -> None:
    for _ in range(20):
        action()
    memory, began = _memory(), time.process_time()
    for _ in range(ROUNDS):
        action()
    spent = (time.process_time() - began) / ROUNDS * 1000
    print(f"{name:<40}{spent:>10.2f} ms   memory {memory:,} → {_memory():,} KB")


def _sm2() -> int:
    key = sm2.PrivateKey.generate()
    point = key.public.spki[-64:]
    secret, other_point = SM2().generate_keypair()
    third_point, third_secret = gmssl_pyx.sm2_key_generate()
    header = key.public.spki[:-64]
    gmalg_key, gmssl_key = sm2.PublicKey(header + other_point[-64:]), sm2.PublicKey(header + third_point)
    checks, signs = SM2(uid=sm2.IDENTITY, pk=b"\x04" + point), SM2(secret, sm2.IDENTITY, other_point)
    wrong = 0
    for _ in range(MESSAGES):
        message = os.urandom(int.from_bytes(os.urandom(1)) * 2)
        signature = key.sign(message)
        r, s = decode_dss_signature(signature)
        wrong += not checks.verify(message, r.to_bytes(32), s.to_bytes(32))
        wrong += not gmssl_pyx.sm2_verify(point, message=message, signature=signature)
        theirs = encode_dss_signature(*(int.from_bytes(half) for half in signs.sign(message)))
        wrong += not gmalg_key.verifies(message, theirs)
        wrong += not gmssl_key.verifies(
            message, gmssl_pyx.sm2_sign(third_secret, third_point, message=message)
        )
    print(f"SM2: {MESSAGES} messages, 2 implementations, both ways: {wrong} disagreements")
    _tell("SM2 signature", lambda: key.sign(b"x" * 500))
    signature = key.sign(b"x" * 500)
    _tell("SM2 verification", lambda: key.public.verifies(b"x" * 500, signature))
    return 1 if wrong else 0


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main())
