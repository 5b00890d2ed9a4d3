"""A real key comes on the ring only after it has signed."""

from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import pem
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from guantong.certificates.signing.file import PrivateKey, encrypted, generate
from guantong.certificates.signing.keys import PASSPHRASE, PIN, Key, KeyRing
from guantong.certificates.signing.registration import register
from guantong.certificates.signing.signer import Algorithm, SigningError
from tests.certificates.conftest import NOW
from tests.certificates.signing import conftest
from tests.certificates.signing.conftest import Device, authority

SECRET = "a passphrase of one's own"  # noqa: S105 - of keys that live as long as a test
MADE = generate(Algorithm.ECDSA_P256_SHA256)


@pytest.fixture(autouse=True)
def _no_test_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """An accredited authority does not write 测试 into its certificates."""
    monkeypatch.setattr("guantong.certificates.signing.test_authority.TEST", "某 CA")


def certificates(made: PrivateKey = MADE) -> bytes:
    signer = authority().issue("职改办", made)
    return b"".join(pem.armor("CERTIFICATE", der) for der in (signer.certificate, *signer.chain))


def another() -> dict[str, bytes]:
    """A key of its own, and its certificates."""
    made = generate(Algorithm.ECDSA_P256_SHA256)
    return {"certificates": certificates(made), "private": encrypted(made, SECRET.encode())}


def registered(folder: Path, **changes: object) -> Key:
    given: dict[str, object] = {
        "key_id": "office-2026",
        "purpose": "pdf",
        "certificates": certificates(),
        "private": encrypted(MADE, SECRET.encode()),
        "device": ("", "", ""),
        "at": NOW,
        "environment": {PASSPHRASE: SECRET},
        **changes,
    }
    return register(KeyRing.open(folder, demonstration=False), **given)  # type: ignore[arg-type]


def test_a_key_in_a_file_is_registered_and_signs(tmp_path: Path) -> None:
    key = registered(tmp_path)

    ring = KeyRing.open(tmp_path, demonstration=False)
    assert ring.keys == (key,)
    assert len(key.chain) == 1
    assert ring.signer("pdf", at=NOW, environment={PASSPHRASE: SECRET}).key_id == "office-2026"


def test_the_next_key_retires_the_one_before(tmp_path: Path) -> None:
    registered(tmp_path)
    registered(tmp_path, **another(), key_id="office-2027", at=NOW + timedelta(days=2))

    old, new = KeyRing.open(tmp_path, demonstration=False).keys
    assert (old.retired_at, new.retired_at) == (NOW + timedelta(days=2), None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"key_id": "../office"}, "密钥编号"),
        ({"purpose": "everything"}, "没有“everything”这种用途"),
        ({"purpose": "offline"}, "不能用于 offline"),
        ({"certificates": b"no pem"}, "PEM"),
        ({"at": NOW + timedelta(days=31)}, "到期"),
        ({"at": NOW - timedelta(days=1)}, "起有效"),
        ({"private": encrypted(generate(Algorithm.ECDSA_P256_SHA256), SECRET.encode())}, "不是一对"),
        ({"environment": {PASSPHRASE: "another passphrase than it was"}}, "口令不对"),
    ],
)
def test_what_will_not_do_is_told_and_nothing_is_kept(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(SigningError, match=message):
        registered(tmp_path, **changes)
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_takes_no_real_key(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="演示只用测试密钥"):
        register(
            KeyRing.open(tmp_path, demonstration=True),
            key_id="office-2026",
            purpose="pdf",
            certificates=certificates(),
            private=encrypted(MADE, SECRET.encode()),
            device=("", "", ""),
            at=NOW,
        )


def test_a_key_in_a_device_is_registered_by_its_labels(
    token: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guantong.certificates.signing.keys.TEST", "the token was made with test names")
    signer = token(Algorithm.RSA_SHA256)

    key = registered(
        tmp_path,
        certificates=pem.armor("CERTIFICATE", signer.certificate),
        private=None,
        device=(conftest.MODULE, "test", Algorithm.RSA_SHA256.value),
        environment={PIN: conftest.PIN},
    )
    assert key.device is not None
    assert not (tmp_path / "office-2026.key").exists()
    again = KeyRing.open(tmp_path, demonstration=False)
    assert again.signer("pdf", at=NOW, environment={PIN: conftest.PIN}).algorithm is Algorithm.RSA_SHA256


def test_one_key_has_one_purpose_and_one_place(tmp_path: Path) -> None:
    """A distrusted key must not come back under another id, nor one that signs PDF files sign anything else."""
    registered(tmp_path)
    KeyRing.open(tmp_path, demonstration=False).with_end("office-2026", NOW, "known", distrusted=True).save()

    with pytest.raises(SigningError, match="已登记为 office-2026"):
        registered(tmp_path, key_id="office-2027", certificates=certificates())


def test_a_private_key_among_the_certificates_is_not_published(tmp_path: Path) -> None:
    """Everything in this file is copied into the published certificates and into every signed file."""
    both = certificates() + encrypted(generate(Algorithm.ECDSA_P256_SHA256), SECRET.encode())

    with pytest.raises(SigningError, match="私钥绝不能放在这里"):
        registered(tmp_path, certificates=both)
    with pytest.raises(SigningError, match=r"不是 X\.509 证书"):
        registered(tmp_path, certificates=certificates() + pem.armor("CERTIFICATE", b"0\x03\x02\x01\x01"))
    assert not list(tmp_path.iterdir())


def test_of_two_who_register_at_once_the_second_is_told(tmp_path: Path) -> None:
    registered(tmp_path)
    mine, theirs = (KeyRing.open(tmp_path, demonstration=False) for _ in range(2))
    given = {"purpose": "pdf", "device": ("", "", ""), "at": NOW + timedelta(days=1)}
    environment = {PASSPHRASE: SECRET}

    first = another()
    register(theirs, key_id="office-2027", environment=environment, **first, **given)  # type: ignore[arg-type]
    with pytest.raises(SigningError, match="已有他人改动"):
        register(mine, key_id="office-2027", environment=environment, **another(), **given)  # type: ignore[arg-type]

    assert (tmp_path / "office-2027.key").read_bytes() == first["private"]
    ring = KeyRing.open(tmp_path, demonstration=False)
    assert [key.id for key in ring.keys] == ["office-2026", "office-2027"]
    assert ring.signer("pdf", at=NOW + timedelta(days=2), environment=environment).key_id == "office-2027"


def test_a_key_that_lies_open_is_told_whatever_the_file_says_besides(tmp_path: Path) -> None:
    lying = b"# not an ENCRYPTED PRIVATE KEY\n" + generate(Algorithm.ECDSA_P256_SHA256).private_bytes(  # type: ignore[union-attr]
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )

    with pytest.raises(SigningError, match="口令不对"):
        registered(tmp_path, private=lying)
