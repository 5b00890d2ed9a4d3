"""Whether a signature is a key's: the other half of `Signer`, for everything that is not checked inside a PDF."""

from __future__ import annotations

from typing import Final

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from guantong.certificates.signing.signer import Algorithm, SigningError
from guantong.certificates.signing.sm2 import PublicKey as Sm2PublicKey

SM2_CURVE: Final = "1.2.156.10197.1.301"
SHORTEST_RSA: Final = 3072


def public_key(certificate: bytes) -> bytes:
    """The public key of a certificate as DER (SubjectPublicKeyInfo). Raises SigningError for what is no certificate."""
    try:
        key: bytes = x509.Certificate.load(certificate, strict=True).public_key.dump()
    except ValueError as error:
        raise SigningError("不是 X.509 证书 / this is no X.509 certificate") from error
    return key


def algorithm_of(spki: bytes) -> Algorithm:
    """How a key signs. Raises SigningError for a kind of key, a curve or a length that is not used here."""
    info = x509.PublicKeyInfo.load(spki)
    match info["algorithm"]["algorithm"].native:
        case "ec" if info["algorithm"]["parameters"].chosen.dotted == SM2_CURVE:
            return Algorithm.SM2_SM3
        case "ec" if info["algorithm"]["parameters"].chosen.native == "secp256r1":
            return Algorithm.ECDSA_P256_SHA256
        case "rsa" if info.bit_size >= SHORTEST_RSA:
            return Algorithm.RSA_SHA256
        case "ed25519":
            return Algorithm.ED25519
    raise SigningError(
        f"只用 P-256、RSA（至少 {SHORTEST_RSA} 位）、Ed25519 和 SM2 密钥"
        f" / only keys of P-256, RSA of at least {SHORTEST_RSA} bits, Ed25519 and SM2 are used"
    )


def verifies(spki: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's over the data, in the form that `Signer.sign` gives."""
    if algorithm_of(spki) is Algorithm.SM2_SM3:
        return Sm2PublicKey(spki).verifies(data, signature)
    key = load_der_public_key(spki)
    try:
        match key:
            case EllipticCurvePublicKey() if isinstance(key.curve, SECP256R1):
                key.verify(signature, data, ECDSA(SHA256()))
            case RSAPublicKey():
                key.verify(signature, data, PKCS1v15(), SHA256())
            case Ed25519PublicKey():
                key.verify(signature, data)
            case _:
                return False
    except InvalidSignature:
        return False
    return True
