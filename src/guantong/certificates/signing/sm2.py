"""SM2 with SM3 by the system's OpenSSL (libcrypto 3), through ctypes.

Why so: pyca/cryptography has no SM2, and of the packages that have, some draw the nonce from a predictable source, from
which the private key can be computed. OpenSSL draws it from its own generator, and the distribution keeps it patched.

The identity of the signer (distid) is always given: without it OpenSSL signs with an empty one, which others refuse.
Software keys have no standing under the Chinese rules on commercial cryptography; these are test keys until a
certified device stands behind `Signer`.
Source: GB/T 32918.2 (SM2 signatures), GB/T 32905 (SM3), GM/T 0009 (the identity 1234567812345678 where none is agreed).
"""

from __future__ import annotations

import ctypes
import ctypes.util
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_void_p, string_at
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from guantong.certificates.signing.signer import SigningError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IDENTITY: Final = b"1234567812345678"
"""The identity that is hashed in where the parties agreed on no other (GM/T 0009)."""

_NEEDED: Final = 3
_OK: Final = 1
_FILE_CONTROL_READ: Final = 3  # BIO_CTRL_INFO, behind the macro BIO_get_mem_data

_PROTOTYPES: Final[dict[str, tuple[Any, tuple[Any, ...]]]] = {
    "OPENSSL_version_major": (ctypes.c_uint, ()),
    "ERR_get_error": (ctypes.c_ulong, ()),
    "ERR_error_string_n": (None, (ctypes.c_ulong, c_char_p, c_size_t)),
    "EVP_PKEY_Q_keygen": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_PKEY_is_a": (c_int, (c_void_p, c_char_p)),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_new": (c_void_p, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_int)),
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    "EVP_MD_CTX_set_pkey_ctx": (None, (c_void_p, c_void_p)),
    "EVP_MD_fetch": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_aes_256_cbc": (c_void_p, ()),
    "EVP_DigestSignInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestSign": (c_int, (c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_DigestVerifyInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestVerify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    "BIO_new": (c_void_p, (c_void_p,)),
    "BIO_s_mem": (c_void_p, ()),
    "BIO_new_mem_buf": (c_void_p, (c_char_p, c_int)),
    "BIO_ctrl": (c_long, (c_void_p, c_int, c_long, c_void_p)),
    "BIO_free": (c_int, (c_void_p,)),
    "PEM_read_bio_PrivateKey": (c_void_p, (c_void_p, c_void_p, c_void_p, c_char_p)),
    "PEM_write_bio_PKCS8PrivateKey": (
        c_int,
        (c_void_p, c_void_p, c_void_p, c_char_p, c_int, c_void_p, c_void_p),
    ),
    "i2d_PUBKEY": (c_int, (c_void_p, POINTER(c_void_p))),
    "d2i_PUBKEY": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "CRYPTO_free": (None, (c_void_p, c_char_p, c_int)),
}


class PublicKey:
    """A public SM2 key, which checks signatures. Raises SigningError for what is no SM2 key."""

    def __init__(self, spki: bytes) -> None:
        library = _library()
        start = c_char_p(spki)
        self._key = _Owned(library.d2i_PUBKEY(None, byref(start), len(spki)), library.EVP_PKEY_free)
        _must_be_sm2(self._key)
        self.spki = spki

    def verifies(self, data: bytes, signature: bytes, identity: bytes = IDENTITY) -> bool:
        """Whether the DER signature is the key's over the data. A signature that is no DER is none."""
        library = _library()
        with _digest_context(self._key, identity) as context:
            _done(library.EVP_DigestVerifyInit(context, None, _sm3(), None, self._key.pointer))
            fits: bool = library.EVP_DigestVerify(context, signature, len(signature), data, len(data)) == _OK
        _errors()  # a refusal leaves words in the queue of the thread, where the next failure would find them
        return fits


class PrivateKey:
    """A private SM2 key, held in OpenSSL's memory. Made by `generate` or `load`."""

    def __init__(self, pointer: int | None) -> None:
        library = _library()
        self._key = _Owned(pointer, library.EVP_PKEY_free)
        _must_be_sm2(self._key)
        length = _done(library.i2d_PUBKEY(self._key.pointer, None))
        written = c_void_p()
        _done(library.i2d_PUBKEY(self._key.pointer, byref(written)))
        try:
            self.public = PublicKey(string_at(written.value or 0, length))
        finally:
            library.CRYPTO_free(written, None, 0)

    @classmethod
    def generate(cls) -> PrivateKey:
        """A new key from OpenSSL's generator."""
        return cls(_library().EVP_PKEY_Q_keygen(None, None, b"SM2"))

    @classmethod
    def load(cls, pem: bytes, passphrase: bytes) -> PrivateKey:
        """The key in a PEM file (PKCS#8). Raises SigningError for a wrong passphrase and for what is no SM2 key."""
        library = _library()
        with _Owned(library.BIO_new_mem_buf(pem, len(pem)), library.BIO_free) as source:
            return cls(library.PEM_read_bio_PrivateKey(source, None, None, _terminated(passphrase)))

    def pem(self, passphrase: bytes) -> bytes:
        """The key as PKCS#8 in PEM, encrypted (PBES2, AES-256) under the passphrase."""
        library = _library()
        with _Owned(library.BIO_new(library.BIO_s_mem()), library.BIO_free) as sink:
            cipher = library.EVP_aes_256_cbc()
            secret = _terminated(passphrase)
            _done(
                library.PEM_write_bio_PKCS8PrivateKey(sink, self._key.pointer, cipher, None, 0, None, secret)
            )
            start = c_void_p()
            length = library.BIO_ctrl(sink, _FILE_CONTROL_READ, 0, byref(start))
            return string_at(start.value or 0, length)

    def sign(self, data: bytes, identity: bytes = IDENTITY) -> bytes:
        """The signature over the data, hashed with SM3: a DER sequence of r and s."""
        library = _library()
        with _digest_context(self._key, identity) as context:
            _done(library.EVP_DigestSignInit(context, None, _sm3(), None, self._key.pointer))
            length = c_size_t()
            _done(library.EVP_DigestSign(context, None, byref(length), data, len(data)))
            signature = ctypes.create_string_buffer(length.value)
            _done(library.EVP_DigestSign(context, signature, byref(length), data, len(data)))
        return signature.raw[: length.value]


class _Owned:
    """A pointer that OpenSSL gave us to free."""

    def __init__(self, pointer: int | None, free: Callable[[int], object]) -> None:
        if not pointer:
            raise _failure()
        self.pointer = pointer
        self._free = free

    def __enter__(self) -> int:
        return self.pointer

    def __exit__(self, *_: object) -> None:
        self._release()

    def __del__(self) -> None:
        if hasattr(self, "pointer"):
            self._release()

    def _release(self) -> None:
        if self.pointer:
            self._free(self.pointer)
            self.pointer = 0


class _digest_context:  # noqa: N801 - read as a verb, `with _digest_context(...)`
    """A hashing context whose key context knows the signer's identity; both are freed in the right order."""

    def __init__(self, key: _Owned, identity: bytes) -> None:
        library = _library()
        self._of_key = _Owned(library.EVP_PKEY_CTX_new(key.pointer, None), library.EVP_PKEY_CTX_free)
        _done(library.EVP_PKEY_CTX_set1_id(self._of_key.pointer, identity, len(identity)))
        self._context = _Owned(library.EVP_MD_CTX_new(), library.EVP_MD_CTX_free)
        library.EVP_MD_CTX_set_pkey_ctx(self._context.pointer, self._of_key.pointer)

    def __enter__(self) -> int:
        return self._context.pointer

    def __exit__(self, *_: object) -> None:
        self._context.__exit__()
        self._of_key.__exit__()


@cache
def _library() -> Any:
    """The libcrypto of OpenSSL 3 with the types of what we call. Raises SigningError where the system has none."""
    name = ctypes.util.find_library("crypto")
    try:
        library = ctypes.CDLL(name or "libcrypto.so.3")
        for function, (result, arguments) in _PROTOTYPES.items():
            handle = getattr(library, function)
            handle.restype, handle.argtypes = result, arguments
    except (OSError, AttributeError) as error:
        raise SigningError(
            "没有 OpenSSL 3 的 libcrypto，不能使用 SM2；请安装 libssl3 / libcrypto of OpenSSL 3 is missing: install libssl3"
        ) from error
    if (major := library.OPENSSL_version_major()) < _NEEDED:
        raise SigningError(
            f"libcrypto 是 {major} 版，SM2 需要 3 版 / libcrypto is version {major}, 3 is needed"
        )
    return library


@cache
def _sm3() -> int:
    """The hash, fetched once for the process."""
    found: int | None = _library().EVP_MD_fetch(None, b"SM3", None)
    if not found:
        raise _failure()
    return found


def _must_be_sm2(key: _Owned) -> None:
    """OpenSSL would sign with any key; an EC key over the SM2 curve that is not typed SM2 would give ECDSA."""
    if _library().EVP_PKEY_is_a(key.pointer, b"SM2") != _OK:
        raise SigningError("不是 SM2 密钥 / this is no SM2 key")


def _terminated(passphrase: bytes) -> bytes:
    if not passphrase or b"\0" in passphrase:
        raise SigningError("口令不能为空，不能含有零字节 / a passphrase is not empty and has no zero byte")
    return passphrase


def _done(result: int) -> int:
    """The result of a call that gives 1, or a positive length. Raises SigningError with OpenSSL's own words."""
    if result < _OK:
        raise _failure()
    return result


def _failure() -> SigningError:
    words = "; ".join(_errors()) or "no reason given"
    return SigningError(
        f"OpenSSL 不能使用这把 SM2 密钥或口令 / OpenSSL refuses the SM2 key or passphrase: {words}"
    )


def _errors() -> Iterator[str] | list[str]:
    """Empty the queue of errors of this thread."""
    library = _library()
    told = []
    while code := library.ERR_get_error():
        buffer = ctypes.create_string_buffer(256)
        library.ERR_error_string_n(code, buffer, len(buffer))
        told.append(buffer.value.decode(errors="replace"))
    return told
