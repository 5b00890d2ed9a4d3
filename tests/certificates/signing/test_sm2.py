"""SM2 of ours against three other code bases: what one signs, the others accept, and nothing else."""

import random
import subprocess
from pathlib import Path

import gmssl_pyx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from gmalg import SM2

from guantong.certificates.signing import sm2
from guantong.certificates.signing.signer import SigningError

KEY = sm2.PrivateKey.generate()
HEADER = KEY.public.spki[:-64]


def messages(count: int) -> list[bytes]:
    chance = random.Random(count)  # noqa: S311 - the same messages every time
    return [chance.randbytes(chance.randrange(400)) for _ in range(count)]


def pair(signature: bytes) -> tuple[bytes, bytes]:
    r, s = decode_dss_signature(signature)
    return r.to_bytes(32), s.to_bytes(32)


def test_one_other_implementation_accepts_a_thousand_that_we_sign() -> None:
    point = KEY.public.spki[-64:]

    for message in messages(1000):
        assert gmssl_pyx.sm2_verify(point, message=message, signature=KEY.sign(message))


def test_another_accepts_what_we_sign() -> None:
    """Slow, as it is written in Python alone; `benchmarks/signing.py` runs it over a thousand."""
    other = SM2(uid=sm2.IDENTITY, pk=KEY.public.spki[-65:])

    for message in messages(60):
        assert other.verify(message, *pair(KEY.sign(message)))


def test_we_accept_a_thousand_that_another_implementation_signs_and_refuse_them_altered() -> None:
    point, secret = gmssl_pyx.sm2_key_generate()
    public = sm2.PublicKey(HEADER + point)

    for message in messages(1000):
        signature = gmssl_pyx.sm2_sign(secret, point, message=message)
        assert public.verifies(message, signature)
        assert not public.verifies(message + b"\0", signature)


def test_we_accept_what_a_third_implementation_signs() -> None:
    secret, point = SM2().generate_keypair()
    public = sm2.PublicKey(HEADER + point[-64:])
    other = SM2(secret, sm2.IDENTITY, point)

    for message in messages(40):
        signature = encode_dss_signature(*(int.from_bytes(half) for half in other.sign(message)))
        assert public.verifies(message, signature)


def test_the_openssl_command_accepts_what_we_sign_and_we_what_it_signs(tmp_path: Path) -> None:
    key, message, signature = tmp_path / "key.pem", tmp_path / "message", tmp_path / "signature"
    key.write_bytes(KEY.pem(b"a passphrase for this test"))
    used: list[str | Path] = [
        "-inkey",
        key,
        "-passin",
        "pass:a passphrase for this test",
        "-rawin",
        "-digest",
        "sm3",
    ]
    used += ["-pkeyopt", "distid:1234567812345678", "-in", message]

    for text in messages(5):
        message.write_bytes(b"x" + text)
        signature.write_bytes(KEY.sign(b"x" + text))
        subprocess.run(["openssl", "pkeyutl", "-verify", *used, "-sigfile", signature], check=True, stdout=-3)  # noqa: S607
        subprocess.run(["openssl", "pkeyutl", "-sign", *used, "-out", signature], check=True)  # noqa: S607
        assert KEY.public.verifies(b"x" + text, signature.read_bytes())


def test_the_identity_of_the_signer_is_part_of_what_is_signed() -> None:
    signature = KEY.sign(b"message", identity=b"another identity")

    assert not KEY.public.verifies(b"message", signature)
    assert KEY.public.verifies(b"message", signature, identity=b"another identity")


def test_no_two_signatures_of_one_message_share_their_nonce() -> None:
    firsts = {pair(KEY.sign(b"the same message"))[0] for _ in range(200)}

    assert len(firsts) == 200


@pytest.mark.parametrize("signature", [b"", b"\x30\x00", b"x" * 70, b"\x00" * 64])
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    assert not KEY.public.verifies(b"message", signature)


def test_a_key_is_kept_encrypted_and_comes_back_with_its_passphrase_only() -> None:
    kept = KEY.pem(b"a good passphrase")

    assert b"BEGIN ENCRYPTED PRIVATE KEY" in kept
    assert sm2.PrivateKey.load(kept, b"a good passphrase").public.spki == KEY.public.spki
    with pytest.raises(SigningError, match="passphrase"):
        sm2.PrivateKey.load(kept, b"another passphrase")


@pytest.mark.parametrize("passphrase", [b"", b"with\0zero"])
def test_a_passphrase_that_openssl_would_cut_off_is_refused(passphrase: bytes) -> None:
    with pytest.raises(SigningError, match="zero byte"):
        KEY.pem(passphrase)


def test_a_key_of_another_curve_is_no_sm2_key() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()

    with pytest.raises(SigningError, match="no SM2 key"):
        sm2.PublicKey(other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(SigningError):
        sm2.PublicKey(b"nothing of the kind")
