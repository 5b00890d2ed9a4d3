"""What the tests of certificates share: a ring of test keys, which nobody writes to, and a certificate signed with it."""

from datetime import UTC, datetime
from typing import Final

import pytest

from guantong.certificates.pdf.seal import BOX, appearance, drawn
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.pdf.typeset import typeset
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.test_keys import add_test_keys
from tests.certificates.faces import FACE

NOW: Final = datetime(2026, 10, 20, 2, 30, tzinfo=UTC)
"""When everything is signed in these tests."""


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    folder = tmp_path_factory.mktemp("keys")
    return add_test_keys(KeyRing.open(folder, demonstration=True), at=NOW, environment={})


@pytest.fixture(scope="session")
def unsigned() -> bytes:
    """A certificate as it is typeset."""
    return typeset(FACE, code="ABCD-EFGH-JKMN-PQRS", qr="HTTPS://EXAMPLE.INVALID/V/")


@pytest.fixture(scope="session")
def signed(ring: KeyRing, unsigned: bytes) -> bytes:
    """The same, signed with the seal."""
    sealer = PdfSealer(ring.signer("pdf", at=NOW, environment={}))
    return sealer.seal(unsigned, appearance=appearance(drawn(FACE.authority)), box=BOX, at=NOW)
