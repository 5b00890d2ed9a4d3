"""The ring of test keys that the tests of certificates share. It is never written to after it was made."""

from datetime import UTC, datetime
from typing import Final

import pytest

from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.test_keys import add_test_keys

NOW: Final = datetime(2026, 10, 20, 2, 30, tzinfo=UTC)
"""When everything is signed in these tests."""


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    folder = tmp_path_factory.mktemp("keys")
    return add_test_keys(KeyRing.open(folder, demonstration=True), at=NOW, environment={})
