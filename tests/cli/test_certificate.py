"""`guantong certificate`: keys are made, kept and ended; a file is shown and verified."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guantong.certificates.ofd import seals
from guantong.certificates.ofd.writing import write
from guantong.certificates.offline.payload import offline_payload
from guantong.certificates.pdf.prolonging import Prolonger
from guantong.certificates.pdf.seal import BOX, appearance, drawn
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.pdf.typeset import typeset
from guantong.certificates.signing.keys import PASSPHRASE, KeyRing
from tests.certificates.faces import FACE
from tests.certificates.time_stamps import TestCertification, stamper
from tests.cli.conftest import Guantong


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ring of test keys, made by the command's own means."""
    from guantong.certificates.signing.test_keys import add_test_keys

    folder = tmp_path_factory.mktemp("ring")
    add_test_keys(KeyRing.open(folder, demonstration=True), at=datetime.now(UTC), environment={})
    return folder


@pytest.fixture(scope="module")
def pdf(made: Path) -> bytes:
    now = datetime.now(UTC)
    signer = KeyRing.open(made, demonstration=True).signer("pdf", at=now, environment={})
    unsigned = typeset(FACE, code="ABCD-EFGH-JKMN-PQRS", qr="HTTPS://EXAMPLE.INVALID/V/")
    return PdfSealer(signer).seal(unsigned, appearance=appearance(drawn(FACE.authority)), box=BOX, at=now)


@pytest.fixture
def keys(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUANTONG_KEYS", str(made))
    monkeypatch.delenv("GUANTONG_MODE", raising=False)
    monkeypatch.delenv(PASSPHRASE, raising=False)
    return made


def written(folder: Path, content: bytes) -> Path:
    file = folder / "file"
    file.write_bytes(content)
    return file


def test_test_keys_are_made_and_rotated(
    guantong: Guantong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUANTONG_MODE", raising=False)
    for _ in range(2):
        assert guantong("certificate", "keys", "new", "--test", "--keys", tmp_path).code == 0

    listed = guantong("certificate", "keys", "list", "--keys", tmp_path, "--json").json["keys"]
    assert len(listed) == 12
    assert all(key["test"] and "测试 TEST" in key["name"] for key in listed)
    assert [key["id"] for key in listed if not key["retired_at"] and key["purpose"] == "pdf"] == [
        "test-pdf-2"
    ]
    told = guantong("certificate", "keys", "list", "--keys", tmp_path).out
    assert "test-pdf-1" in told
    assert "停用" in told


def test_without_test_no_keys_are_made(guantong: Guantong, tmp_path: Path) -> None:
    result = guantong("certificate", "keys", "new", "--keys", tmp_path)

    assert result.code == 2
    assert "--test" in result.err
    assert list(tmp_path.iterdir()) == []


def test_production_gets_no_test_keys(
    guantong: Guantong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANTONG_MODE", "production")
    result = guantong("certificate", "keys", "new", "--test", "--keys", tmp_path)

    assert result.code == 2
    assert "测试密钥只用于演示" in result.err


def test_the_issued_file_is_verified(guantong: Guantong, keys: Path, pdf: bytes, tmp_path: Path) -> None:
    result = guantong("certificate", "verify", written(tmp_path, pdf))

    assert result.code == 0
    assert "签名有效" in result.out
    assert "没有核对登记簿" in result.out


def test_a_changed_file_is_refused_with_its_reason(
    guantong: Guantong, keys: Path, pdf: bytes, tmp_path: Path
) -> None:
    result = guantong("certificate", "verify", written(tmp_path, pdf + b"\n%"), "--json")

    assert result.code == 1
    assert (result.json["state"], result.json["reason"]) == ("changed", "pdf_bytes_appended")


def test_a_prolonged_file_is_verified_against_the_trust_file(
    guantong: Guantong, keys: Path, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pki = TestCertification("时间戳根")
    file = written(tmp_path, Prolonger(stamper(pki), roots=[pki.der]).prolong(pdf).pdf)
    trusted = tmp_path / "roots.pem"
    trusted.write_bytes(pki.pem)

    monkeypatch.delenv("GUANTONG_TIME_STAMPS_ROOTS", raising=False)
    assert guantong("certificate", "verify", file, "--json").json["reason"] == "pdf_time_stamp_untrusted"
    monkeypatch.setenv("GUANTONG_TIME_STAMPS_ROOTS", str(trusted))
    assert guantong("certificate", "verify", file).code == 0
    trusted.write_bytes(b"anything")
    refused = guantong("certificate", "verify", file)
    assert refused.code == 2
    assert "GUANTONG_TIME_STAMPS_ROOTS" in refused.err


def test_test_keys_prove_nothing_in_production(
    guantong: Guantong, keys: Path, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANTONG_MODE", "production")
    result = guantong("certificate", "verify", written(tmp_path, pdf), "--json")

    assert (result.code, result.json["reason"]) == (1, "pdf_test_key")


def test_an_ofd_is_shown_and_verified(guantong: Guantong, keys: Path, tmp_path: Path) -> None:
    now, ring = datetime.now(UTC), KeyRing.open(keys, demonstration=True)
    holder, maker = (ring.signer(purpose, at=now, environment={}) for purpose in ("ofd", "seal_maker"))
    seal = seals.make(
        FACE.authority,
        svg=drawn(FACE.authority),
        holder=holder,
        maker=maker,
        at=now,
        since=now,
        until=now + timedelta(days=9),
    )
    ofd = write(
        FACE, code="ABCD-EFGH-JKMN-PQRS", qr="HTTPS://EXAMPLE.INVALID/V/", seal=seal, signer=holder, at=now
    )
    file = written(tmp_path, ofd)

    assert guantong("certificate", "verify", file, "--json").json["reason"] == "ofd_intact_register_not_seen"
    assert guantong("certificate", "inspect", file, "--json").json["files"]["OFD.xml"] > 0
    assert guantong("certificate", "verify", written(tmp_path, ofd[:-100])).code == 1


def test_the_text_of_an_offline_code_is_verified(guantong: Guantong, keys: Path, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    signer = KeyRing.open(keys, demonstration=True).signer("offline", at=now, environment={})
    face = FACE.from_mapping({**FACE.as_mapping(), "issued_on": now.date().isoformat()})
    text = offline_payload(face, signer, now)

    assert guantong("certificate", "verify", written(tmp_path, text.encode())).code == 0
    assert guantong("certificate", "verify", written(tmp_path, text[:-3].encode())).code == 1


def test_a_credential_wants_to_know_whose_it_should_be(
    guantong: Guantong, keys: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, b"{}")

    asked = guantong("certificate", "verify", file)
    assert (asked.code, "--issuer" in asked.err) == (2, True)
    unsigned = guantong("certificate", "verify", file, "--issuer", "https://example.invalid", "--json")
    assert (unsigned.code, unsigned.json["reason"]) == (1, "credential_unsigned")
    wrong = guantong("certificate", "verify", file, "--issuer", "ftp://example.invalid")
    assert (wrong.code, "https" in wrong.err) == (2, True)


def test_what_is_no_certificate_is_told(guantong: Guantong, keys: Path, tmp_path: Path) -> None:
    assert (
        guantong("certificate", "verify", written(tmp_path, b"hello"), "--json").json["reason"]
        == "unknown_form"
    )
    assert guantong("certificate", "verify", written(tmp_path, b""), "--json").json["reason"] == "empty_file"
    assert guantong("certificate", "inspect", written(tmp_path, b"hello")).code == 2


def test_a_file_or_keys_that_are_not_there_are_told(
    guantong: Guantong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUANTONG_KEYS", raising=False)
    absent = guantong("certificate", "verify", tmp_path / "absent.pdf")
    assert (absent.code, "打不开" in absent.err) == (2, True)
    nowhere = guantong("certificate", "verify", written(tmp_path, b"%PDF-1.7"))
    assert (nowhere.code, "GUANTONG_KEYS" in nowhere.err) == (2, True)


def test_inspect_shows_what_is_in_a_pdf_without_judging(
    guantong: Guantong, pdf: bytes, tmp_path: Path
) -> None:
    file = written(tmp_path, pdf + b"\n%")
    told = guantong("certificate", "inspect", file, "--json").json

    assert (told["form"], told["keywords"], told["pages"]) == ("pdf", FACE.number, 1)
    assert told["signatures"][0]["algorithm"] == "ecdsa-p256-sha256"
    assert told["signatures"][0]["covers"] == "entire_revision"
    text = guantong("certificate", "inspect", file)
    assert text.code == 0
    assert "测试 TEST" in text.out


def test_a_key_is_ended(guantong: Guantong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUANTONG_MODE", raising=False)
    guantong("certificate", "keys", "new", "--test", "--keys", tmp_path)
    result = guantong(
        "certificate", "keys", "retire", "test-pdf-1", "--distrust", "--reason", "演练", "--keys", tmp_path
    )

    assert result.code == 0
    assert "不可信" in result.out
    absent = guantong("certificate", "keys", "retire", "absent", "--reason", "演练", "--keys", tmp_path)
    assert (absent.code, "没有编号为" in absent.err) == (2, True)


def test_a_real_key_is_registered_outside_the_demonstration_only(
    guantong: Guantong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUANTONG_MODE", raising=False)
    file = written(tmp_path, b"")
    add = ["certificate", "keys", "add", "office-2026", "--purpose", "pdf", "--certificate", file]

    both = guantong(*add, "--keys", tmp_path / "ring")
    assert (both.code, "--module" in both.err) == (2, True)
    demonstration = guantong(*add, "--key", file, "--keys", tmp_path / "ring")
    assert (demonstration.code, "演示只用测试密钥" in demonstration.err) == (2, True)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (rb'{"id": "\u001b[2J\u202e"}', 0, "U+001B[2JU+202E"),
        (b'{"id": ' + b"[" * 50_000, 2, "嵌套过深"),
        (b"PK\x03\x04" + bytes(100), 2, "OFD 文件已损坏"),
    ],
    ids=["terminal", "nested", "package"],
)
def test_what_is_shown_of_a_hostile_file_is_harmless(
    guantong: Guantong, tmp_path: Path, content: bytes, code: int, said: str
) -> None:
    (tmp_path / "file").write_bytes(content)
    result = guantong("certificate", "inspect", tmp_path / "file")

    assert result.code == code
    assert said in result.out + result.err
    assert "\x1b" not in result.out
