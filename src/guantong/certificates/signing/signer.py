"""What signs: one seam for a key in a file, in a PKCS#11 device, or in any other that holds keys.

A Chinese cryptographic device speaks SDF (GM/T 0018): a class with these five members over its library is all that it
takes. There is none here, as none could be tried.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Protocol

TEST: Final = "测试 TEST"
"""Stands in every name of a test key and of what issued it; what a person sees of one begins with it."""


class Algorithm(StrEnum):
    """How a signature is made. The hash belongs to it; nobody chooses it apart."""

    ECDSA_P256_SHA256 = "ecdsa-p256-sha256"
    RSA_SHA256 = "rsa-sha256"
    """PKCS#1 v1.5 padding, which every reader of PDF knows; keys of 3072 bits."""
    ED25519 = "ed25519"
    SM2_SM3 = "sm2-sm3"


class Signer(Protocol):
    """A key that signs, with the certificates that say whose it is. Loaded once, used many times, by one thread."""

    @property
    def key_id(self) -> str:
        """The name of the key in the ring of keys; it says 测试 or test for a test key."""
        ...

    @property
    def algorithm(self) -> Algorithm: ...

    @property
    def certificate(self) -> bytes:
        """The X.509 certificate of the key, DER."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates above it, DER, the nearest first; the root may be among them."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the signature over the data, which is hashed here.

        ECDSA and SM2 give the DER sequence of r and s, Ed25519 its 64 bytes, RSA as many as the key has.
        Raises SigningError when the device or the key fails.
        """
        ...


class SigningError(Exception):
    """A key that cannot be used; the text says why and what to do, in Chinese and English."""
