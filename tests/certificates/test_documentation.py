"""The commands that the documentation gives to outsiders do what it says."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guantong.certificates.pdf.seal import BOX, appearance, drawn
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.signing.keys import KeyRing
from guantong.certificates.signing.test_keys import add_test_keys
from tests.certificates.faces import FACE

DOCUMENT = Path(__file__).parents[2] / "docs/certificates.md"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, unsigned: bytes) -> Path:
    """A certificate signed today, as the commands look at the clock, and the root beside it."""
    folder, now = tmp_path_factory.mktemp("outsider"), datetime.now(UTC)
    ring = add_test_keys(KeyRing.open(folder / "keys", demonstration=True), at=now, environment={})
    sealer = PdfSealer(ring.signer("pdf", at=now, environment={}))
    signed = sealer.seal(unsigned, appearance=appearance(drawn(FACE.authority)), box=BOX, at=now)
    (folder / "certificate.pdf").write_bytes(signed)
    last = (folder / "keys/test-pdf-1.crt").read_text().split("-----BEGIN")[-1]
    (folder / "root.pem").write_text(f"-----BEGIN{last}")
    return folder


def ran(folder: Path) -> "subprocess.CompletedProcess[str]":
    found = re.search(
        r"<!-- a test runs these lines -->\n```sh\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL
    )
    assert found
    command = ["sh", "-e", "-c", found[1]]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_openssl_alone_verifies_a_certificate_as_told(files: Path) -> None:
    result = ran(files)

    assert result.returncode == 0
    assert "CAdES Verification successful" in result.stderr


def test_the_same_commands_refuse_what_was_changed(files: Path, tmp_path: Path) -> None:
    pdf = (files / "certificate.pdf").read_bytes()
    (tmp_path / "root.pem").write_bytes((files / "root.pem").read_bytes())

    for changed in (pdf + b"\n", pdf[:1000] + bytes([pdf[1000] ^ 1]) + pdf[1001:]):
        (tmp_path / "certificate.pdf").write_bytes(changed)
        assert ran(tmp_path).returncode != 0
