"""A PKCS#11 device for tests: a SoftHSM2 token in a folder of its own."""

import subprocess
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from guantong.certificates.signing.file import generate
from guantong.certificates.signing.pkcs11 import Pkcs11Signer
from guantong.certificates.signing.signer import Algorithm
from guantong.certificates.signing.test_authority import TestAuthority
from tests.certificates.conftest import NOW

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "246810"

Device = Callable[..., Pkcs11Signer]


def authority(algorithm: Algorithm = Algorithm.ECDSA_P256_SHA256) -> TestAuthority:
    return TestAuthority(algorithm, valid_from=NOW, valid_to=NOW + timedelta(days=30))


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Device:
    """A SoftHSM2 token in a folder of its own, with a key of each kind; gives signers for it."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        # the module reads it once, when it is first loaded in this process
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        tool = ["softhsm2-util", "--module", MODULE]
        for label in ("test", "locked"):
            made = ["--init-token", "--free", "--label", label, "--so-pin", "13579", "--pin", PIN]
            subprocess.run([*tool, *made], check=True, stdout=-3)
        certificates: dict[str, bytes] = {}
        for number, algorithm in enumerate((Algorithm.ECDSA_P256_SHA256, Algorithm.RSA_SHA256), start=1):
            key = generate(algorithm)
            assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
            bare = folder / "bare.pem"
            bare.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            named = ["--label", algorithm.value, "--id", f"0{number}"]
            subprocess.run(
                [*tool, "--import", bare, "--token", "test", *named, "--pin", PIN], check=True, stdout=-3
            )
            bare.unlink()
            certificates[algorithm] = authority().issue("设备", key).certificate
        certificates["sm2"] = authority().issue("设备", generate(Algorithm.SM2_SM3)).certificate
        certificates["other"] = authority().issue("别人", generate(Algorithm.ECDSA_P256_SHA256)).certificate

        def signer(certificate: str, **changes: str) -> Pkcs11Signer:
            return Pkcs11Signer(
                "device",
                module=changes.get("module", MODULE),
                token=changes.get("token", "test"),
                label=changes.get("label", certificate),
                pin=changes.get("pin", PIN),
                certificate=certificates[certificate],
            )

        signer(Algorithm.ECDSA_P256_SHA256)
    return signer
