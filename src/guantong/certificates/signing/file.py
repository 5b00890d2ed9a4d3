"""Keys in files: PKCS#8 in PEM, always encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from guantong.certificates.signing import sm2
from guantong.certificates.signing.checking import SHORTEST_RSA, algorithm_of, public_key
from guantong.certificates.signing.signer import Algorithm, SigningError

if TYPE_CHECKING:
    from guantong.certificates.signing.signer import Signer

PrivateKey: TypeAlias = (
    ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | sm2.PrivateKey
)

_ENCRYPTED: Final = b"ENCRYPTED PRIVATE KEY"


class FileSigner:
    """A key from a file, decrypted once. Raises SigningError for a key that is not the certificate's."""

    def __init__(
        self, key_id: str, key: PrivateKey, certificate: bytes, chain: tuple[bytes, ...] = ()
    ) -> None:
        spki = public_key(certificate)
        if spki_of(key) != spki:
            raise SigningError(
                f"{key_id}：私钥与证书不是一对 / the private key is not that of the certificate"
            )
        self.key_id = key_id
        self.algorithm = algorithm_of(spki)
        self.certificate = certificate
        self.chain = chain
        self._key = key

    def sign(self, data: bytes) -> bytes:
        """See `Signer.sign`."""
        return sign_with(self._key, data)


def sign_with(key: PrivateKey, data: bytes) -> bytes:
    """The signature of a bare key, in the form of `Signer.sign`."""
    match key:
        case ec.EllipticCurvePrivateKey():
            return key.sign(data, ec.ECDSA(SHA256()))
        case rsa.RSAPrivateKey():
            return key.sign(data, PKCS1v15(), SHA256())
        case ed25519.Ed25519PrivateKey() | sm2.PrivateKey():
            return key.sign(data)
    assert_never(key)


def generate(algorithm: Algorithm) -> PrivateKey:
    """A new private key."""
    match algorithm:
        case Algorithm.ECDSA_P256_SHA256:
            return ec.generate_private_key(ec.SECP256R1())
        case Algorithm.RSA_SHA256:
            return rsa.generate_private_key(65537, SHORTEST_RSA)
        case Algorithm.ED25519:
            return ed25519.Ed25519PrivateKey.generate()
        case Algorithm.SM2_SM3:
            return sm2.PrivateKey.generate()
    assert_never(algorithm)


def encrypted(key: PrivateKey, passphrase: bytes) -> bytes:
    """The key as it is kept: PKCS#8 in PEM, encrypted under the passphrase."""
    if isinstance(key, sm2.PrivateKey):
        return key.pem(passphrase)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def decrypted(pem: bytes, passphrase: bytes) -> PrivateKey:
    """The key of a PEM file. Raises SigningError for a file that is not encrypted, and for a wrong passphrase."""
    if _ENCRYPTED not in pem:
        raise SigningError(
            "私钥文件没有加密；用 openssl pkcs8 -topk8 -v2 aes-256-cbc 加密"
            " / the private key is not encrypted: encrypt it with openssl pkcs8 -topk8 -v2 aes-256-cbc"
        )
    try:
        key = load_pem_private_key(pem, passphrase)
    except UnsupportedAlgorithm:
        return sm2.PrivateKey.load(pem, passphrase)
    except (ValueError, TypeError) as error:  # TypeError: the key lies open, whatever else the file says
        raise SigningError("口令不对，或私钥文件已损坏 / wrong passphrase, or a damaged key file") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        raise SigningError("不支持这种密钥 / a kind of key that is not used here")
    return key


def spki_of(key: PrivateKey) -> bytes:
    """The public half, DER."""
    if isinstance(key, sm2.PrivateKey):
        return key.public.spki
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


if TYPE_CHECKING:
    _: type[Signer] = FileSigner
