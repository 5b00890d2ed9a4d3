"""Keys in files and in a device sign alike; a key that is not the certificate's is refused."""

import subprocess
from pathlib import Path

import pytest
from asn1crypto import pem
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from guantong.certificates.pdf.seal import BOX, appearance, drawn
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.signing import checking
from guantong.certificates.signing.file import FileSigner, decrypted, encrypted, generate, spki_of
from guantong.certificates.signing.signer import TEST, Algorithm, SigningError
from tests.certificates.conftest import NOW
from tests.certificates.signing.conftest import Device, authority

DATA = "高级工程师".encode()
SECRET = b"a passphrase for tests"


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_key_from_a_file_signs_what_its_certificate_verifies(algorithm: Algorithm) -> None:
    made = generate(algorithm)
    certificate = authority().issue("印章", made).certificate
    signer = FileSigner("k", decrypted(encrypted(made, SECRET), SECRET), certificate)

    assert signer.algorithm is algorithm
    spki = checking.public_key(certificate)
    assert checking.verifies(spki, DATA, signer.sign(DATA))
    assert not checking.verifies(spki, DATA + b"x", signer.sign(DATA))
    assert not checking.verifies(spki, DATA, b"no signature")


@pytest.mark.parametrize("algorithm", Algorithm)
def test_the_openssl_command_accepts_the_chain_and_every_name_says_test(
    algorithm: Algorithm, tmp_path: Path
) -> None:
    root = authority(algorithm)
    signer = root.issue("印章", generate(Algorithm.SM2_SM3))
    for name, der in (("root.pem", root.certificate), ("leaf.pem", signer.certificate)):
        (tmp_path / name).write_bytes(pem.armor("CERTIFICATE", der))
    at = str(int(NOW.timestamp()) + 60)

    verify: list[str | Path] = ["openssl", "verify", "-x509_strict", "-attime", at]
    # the command hands the identity to the check of the leaf alone, so it can check no SM2 root
    of_sm2 = algorithm is Algorithm.SM2_SM3
    verify += ["-vfyopt", "distid:1234567812345678"] if of_sm2 else ["-check_ss_sig"]
    subprocess.run([*verify, "-CAfile", tmp_path / "root.pem", tmp_path / "leaf.pem"], check=True, stdout=-3)
    show: list[str | Path] = [
        "openssl",
        "x509",
        "-in",
        tmp_path / "leaf.pem",
        "-noout",
        "-subject",
        "-issuer",
        "-nameopt",
        "utf8",
    ]
    shown = subprocess.run(show, check=True, capture_output=True, text=True).stdout
    assert shown.count(TEST) == 4


def test_what_is_no_certificate_is_told() -> None:
    with pytest.raises(SigningError, match="this is no X"):
        checking.public_key(b"no certificate")


def test_a_key_that_is_not_the_certificates_is_refused() -> None:
    signer = authority().issue("印章", generate(Algorithm.ECDSA_P256_SHA256))

    with pytest.raises(SigningError, match="不是一对"):
        FileSigner("k", generate(Algorithm.ECDSA_P256_SHA256), signer.certificate)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_wrong_passphrase_is_told(algorithm: Algorithm) -> None:
    kept = encrypted(generate(algorithm), SECRET)

    with pytest.raises(SigningError, match="passphrase"):
        decrypted(kept, b"another passphrase")


def test_a_private_key_that_lies_open_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())

    with pytest.raises(SigningError, match="没有加密"):
        decrypted(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), SECRET)


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)],
    ids=["P-384", "RSA-2048"],
)
def test_kinds_of_keys_that_are_not_used_are_refused(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
) -> None:
    with pytest.raises(SigningError, match="P-256"):
        checking.algorithm_of(spki_of(key))


@pytest.mark.parametrize("algorithm", [Algorithm.ECDSA_P256_SHA256, Algorithm.RSA_SHA256])
def test_a_key_in_a_device_signs_as_one_in_a_file_does(token: Device, algorithm: Algorithm) -> None:
    signer = token(algorithm)

    assert signer.algorithm is algorithm
    assert checking.verifies(checking.public_key(signer.certificate), DATA, signer.sign(DATA))


@pytest.mark.parametrize("algorithm", [Algorithm.ECDSA_P256_SHA256, Algorithm.RSA_SHA256])
def test_poppler_accepts_a_pdf_that_a_device_signed(
    token: Device, algorithm: Algorithm, unsigned: bytes, tmp_path: Path
) -> None:
    sealer = PdfSealer(token(algorithm))
    seal = appearance(drawn("演示"))
    (tmp_path / "signed.pdf").write_bytes(sealer.seal(unsigned, appearance=seal, box=BOX, at=NOW))

    show: list[str | Path] = ["pdfsig", tmp_path / "signed.pdf"]
    told = subprocess.run(show, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told


@pytest.mark.parametrize(
    ("certificate", "changes", "message"),
    [
        (Algorithm.ECDSA_P256_SHA256, {"module": "/nowhere.so"}, "不能加载 PKCS#11 模块"),
        (Algorithm.ECDSA_P256_SHA256, {"token": "absent"}, "没有名为“absent”的设备"),
        (Algorithm.ECDSA_P256_SHA256, {"token": "locked", "pin": "111111"}, "PIN 不对"),
        (Algorithm.ECDSA_P256_SHA256, {"label": "absent"}, "没有名为“absent”的私钥"),
        ("sm2", {}, "只用 P-256 和 RSA"),
        ("other", {"label": Algorithm.ECDSA_P256_SHA256.value}, "不是一对"),
    ],
)
def test_each_fault_of_a_device_has_its_own_message(
    token: Device, certificate: str, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(SigningError, match=message):
        token(certificate, **changes)
