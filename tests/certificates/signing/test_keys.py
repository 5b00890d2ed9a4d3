"""The ring of keys: what signs now, what signed once, and what never signs."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from guantong.certificates.signing import checking
from guantong.certificates.signing.file import encrypted, generate
from guantong.certificates.signing.keys import (
    ALGORITHMS,
    DEMO_PASSPHRASE,
    MANIFEST,
    PASSPHRASE,
    PURPOSES,
    Device,
    Key,
    KeyRing,
    Purpose,
)
from guantong.certificates.signing.signer import TEST, Algorithm, SigningError
from guantong.certificates.signing.test_authority import TestAuthority
from guantong.certificates.signing.test_keys import VALID, add_test_keys
from tests.certificates.conftest import NOW

DAY = timedelta(days=1)
SECRET = "a passphrase of one's own"  # noqa: S105 - of keys that live as long as a test


def real_key(folder: Path, monkeypatch: pytest.MonkeyPatch, purpose: Purpose = "pdf") -> tuple[Key, bytes]:
    """A key whose names do not say test, as an accredited authority would issue it."""
    monkeypatch.setattr("guantong.certificates.signing.test_authority.TEST", "某 CA")
    made = generate(ALGORITHMS[purpose][0])
    root = TestAuthority(Algorithm.ECDSA_P256_SHA256, valid_from=NOW, valid_to=NOW + VALID)
    signer = root.issue("职改办", made)
    key = Key(
        id="real-1",
        purpose=purpose,
        test=False,
        certificate=signer.certificate,
        chain=signer.chain,
        device=None,
        added_at=NOW,
    )
    return key, encrypted(made, SECRET.encode())


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_test_key_signs_for_its_purpose_and_says_what_it_is(ring: KeyRing, purpose: Purpose) -> None:
    signer = ring.signer(purpose, at=NOW, environment={})
    key = ring.find(signer.certificate)

    assert key is not None
    assert (key.purpose, key.test) == (purpose, True)
    assert TEST in key.name
    assert TEST in key.issuer
    assert "test" in signer.key_id
    assert signer.algorithm is ALGORITHMS[purpose][0]
    assert checking.verifies(checking.public_key(signer.certificate), b"x", signer.sign(b"x"))
    assert ring.signer(purpose, at=NOW, environment={}) is signer


def test_a_ring_comes_back_from_its_folder(ring: KeyRing) -> None:
    again = KeyRing.open(ring.folder, demonstration=True)

    assert again.keys == ring.keys
    assert again.signer("pdf", at=NOW, environment={}).sign(b"x")


def test_nothing_secret_lies_open_in_the_folder(ring: KeyRing) -> None:
    for file in ring.folder.iterdir():
        assert b"BEGIN PRIVATE KEY" not in file.read_bytes()
        assert b"BEGIN EC PRIVATE KEY" not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0


def test_rotation_keeps_what_signed_before(tmp_path: Path) -> None:
    first = add_test_keys(KeyRing.open(tmp_path, demonstration=True), at=NOW, environment={})
    before = first.signer("pdf", at=NOW, environment={})
    add_test_keys(first, at=NOW + DAY, environment={})

    ring = KeyRing.open(tmp_path, demonstration=True)
    after = ring.signer("pdf", at=NOW + DAY, environment={})
    old = ring.find(before.certificate)
    assert after.certificate != before.certificate
    assert old is not None
    assert old.retired_at == NOW + DAY
    assert after.key_id in old.reason
    assert old.signed_within(NOW)
    assert not old.signed_within(NOW + 2 * DAY)


def test_test_keys_never_sign_outside_the_demonstration(ring: KeyRing) -> None:
    production = KeyRing.open(ring.folder, demonstration=False)

    with pytest.raises(SigningError, match="只有测试密钥，正式运行不得使用"):
        production.signer("pdf", at=NOW, environment={PASSPHRASE: SECRET})
    with pytest.raises(SigningError, match="测试密钥只用于演示"):
        add_test_keys(production, at=NOW, environment={PASSPHRASE: SECRET})


def test_a_test_certificate_cannot_be_passed_off_as_a_real_key(ring: KeyRing, tmp_path: Path) -> None:
    key = replace(ring.keys[0], id="real-1", test=False)

    with pytest.raises(SigningError, match="测试证书"):
        KeyRing.open(tmp_path, demonstration=False).with_key(key)


def test_a_real_key_signs_in_production_and_never_in_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, kept = real_key(tmp_path, monkeypatch)
    KeyRing.open(tmp_path, demonstration=False).with_key(key).save({key.id: kept})

    production = KeyRing.open(tmp_path, demonstration=False)
    assert production.signer("pdf", at=NOW, environment={PASSPHRASE: SECRET}).key_id == "real-1"
    with pytest.raises(SigningError, match="只有正式密钥，演示不得使用"):
        KeyRing.open(tmp_path, demonstration=True).signer("pdf", at=NOW, environment={})


@pytest.mark.parametrize(
    ("given", "message"),
    [({}, "至少 16"), ({PASSPHRASE: "short"}, "至少 16"), ({PASSPHRASE: DEMO_PASSPHRASE}, "演示口令")],
)
def test_production_wants_a_passphrase_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], message: str
) -> None:
    key, kept = real_key(tmp_path, monkeypatch)
    ring = KeyRing.open(tmp_path, demonstration=False).with_key(key)
    ring.save({key.id: kept})

    with pytest.raises(SigningError, match=message):
        ring.signer("pdf", at=NOW, environment=given)


@pytest.mark.parametrize(
    ("at", "message"),
    [(NOW - 2 * DAY, "起有效"), (NOW + VALID + DAY, "到期")],
    ids=["not yet valid", "expired"],
)
def test_a_key_signs_only_while_its_certificate_is_valid(ring: KeyRing, at: object, message: str) -> None:
    with pytest.raises(SigningError, match=message):
        ring.signer("pdf", at=at, environment={})  # type: ignore[arg-type]


def test_a_clock_that_jumps_back_stops_the_signing(ring: KeyRing) -> None:
    with pytest.raises(SigningError, match="时钟倒退"):
        ring.signer("pdf", at=NOW, last_signed=NOW + timedelta(hours=1), environment={})
    assert (
        ring.signer("pdf", at=NOW, last_signed=NOW + timedelta(minutes=1), environment={}).key_id
        == "test-pdf-1"
    )


def test_a_retired_and_a_distrusted_key_sign_no_more(ring: KeyRing) -> None:
    for distrusted in (False, True):
        ended = ring.with_end("test-pdf-1", NOW, "演练", distrusted=distrusted)
        key = ended.key("test-pdf-1")
        assert key is not None
        assert (key.distrusted_at == NOW, key.retired_at == NOW) == (distrusted, not distrusted)
        with pytest.raises(SigningError, match="都已停用"):
            ended.signer("pdf", at=NOW, environment={})


def test_a_key_of_another_algorithm_does_not_fit_the_purpose(ring: KeyRing) -> None:
    sm2 = next(key for key in ring.keys if key.purpose == "ofd")

    with pytest.raises(SigningError, match="不能用于 pdf"):
        ring.with_key(replace(sm2, id="x", purpose="pdf"))
    with pytest.raises(SigningError, match="已有这个编号"):
        ring.with_key(sm2)
    with pytest.raises(SigningError, match="没有编号为"):
        ring.with_end("absent", NOW, "", distrusted=False)


def test_an_empty_ring_says_how_to_get_keys(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="keys new --test"):
        KeyRing.open(tmp_path / "absent", demonstration=True).signer("pdf", at=NOW)


@pytest.mark.parametrize(
    "damage", ["{", '{"format": "other", "keys": []}', '{"format": "guantong-key-ring-1"}']
)
def test_a_damaged_manifest_is_told(tmp_path: Path, damage: str) -> None:
    (tmp_path / MANIFEST).write_text(damage)

    with pytest.raises(SigningError, match="已损坏"):
        KeyRing.open(tmp_path, demonstration=True)


def test_a_manifest_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).mkdir()

    with pytest.raises(SigningError, match="打不开"):
        KeyRing.open(tmp_path, demonstration=True)


def test_a_missing_private_key_is_told_and_the_ring_still_verifies(tmp_path: Path) -> None:
    ring = add_test_keys(KeyRing.open(tmp_path, demonstration=True), at=NOW, environment={})
    (tmp_path / "test-pdf-1.key").unlink()

    with pytest.raises(SigningError, match="打不开私钥文件"):
        ring.signer("pdf", at=NOW, environment={})
    assert ring.find(ring.keys[0].certificate) == ring.keys[0]


def test_a_folder_that_cannot_be_written_leaves_the_ring_as_it_was(tmp_path: Path) -> None:
    ring = add_test_keys(KeyRing.open(tmp_path, demonstration=True), at=NOW, environment={})
    before = (tmp_path / MANIFEST).read_bytes()
    (tmp_path / ".test-pdf-2.key.tmp").mkdir()  # what stands in the way of a file of this name

    with pytest.raises(SigningError, match="没有改动清单"):
        add_test_keys(ring, at=NOW + DAY, environment={})
    assert (tmp_path / MANIFEST).read_bytes() == before


def test_a_key_in_a_device_is_remembered_by_its_labels_and_wants_a_pin(ring: KeyRing, tmp_path: Path) -> None:
    key = replace(ring.keys[0], device=Device("/lib/module.so", "token", "label"))
    KeyRing(tmp_path, demonstration=True, keys=(key,)).save()

    again = KeyRing.open(tmp_path, demonstration=True)
    assert again.keys == (key,)
    assert "pin" not in json.loads((tmp_path / MANIFEST).read_text())["keys"][0]["device"]
    with pytest.raises(SigningError, match="GUANTONG_PKCS11_PIN"):
        again.signer("pdf", at=NOW, environment={})


def test_the_end_of_a_key_is_not_moved(ring: KeyRing) -> None:
    """Ended again, a key would have signed for longer than it did."""
    ended = ring.with_end("test-pdf-1", NOW + DAY, "succeeded", distrusted=False)
    lost = ended.with_end("test-pdf-1", NOW + 2 * DAY, "known to others", distrusted=True)

    with pytest.raises(SigningError, match=r"不能再改.*succeeded"):
        ended.with_end("test-pdf-1", NOW + 9 * DAY, "again", distrusted=False)
    for distrusted in (True, False):
        with pytest.raises(SigningError, match=r"不能再改.*known to others"):
            lost.with_end("test-pdf-1", NOW + 9 * DAY, "again", distrusted=distrusted)


def test_why_a_key_is_trusted_no_more_outlasts_its_successor(tmp_path: Path) -> None:
    first = add_test_keys(KeyRing.open(tmp_path, demonstration=True), at=NOW, environment={})
    lost = first.with_end("test-pdf-1", NOW + DAY, "known to others", distrusted=True)
    lost.save()
    add_test_keys(lost, at=NOW + 2 * DAY, environment={})

    key = KeyRing.open(tmp_path, demonstration=True).key("test-pdf-1")
    assert key
    assert (key.distrusted_at, key.reason) == (NOW + DAY, "known to others")


@pytest.mark.parametrize("place", [".", MANIFEST])
def test_a_ring_that_others_may_write_is_not_trusted(tmp_path: Path, place: str) -> None:
    add_test_keys(KeyRing.open(tmp_path, demonstration=True), at=NOW, environment={})
    (tmp_path / place).chmod(0o722)

    with pytest.raises(SigningError, match="chmod go-w"):
        KeyRing.open(tmp_path, demonstration=True)


def test_what_was_left_lying_is_not_written_into(tmp_path: Path) -> None:
    """A temporary file that others can read, or that leads elsewhere, would give the key away."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / ".test-pdf-1.key.tmp").symlink_to(elsewhere)
    add_test_keys(KeyRing.open(tmp_path / "keys", demonstration=True), at=NOW, environment={})

    assert elsewhere.read_bytes() == b""
    assert (tmp_path / "keys" / "test-pdf-1.key").stat().st_mode & 0o777 == 0o600
