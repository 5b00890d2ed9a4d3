"""Keys in a device that speaks PKCS#11: the private key never leaves it."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pkcs11
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11.constants import ObjectClass
from pkcs11.mechanisms import Mechanism

from guantong.certificates.signing.checking import algorithm_of, public_key, verifies
from guantong.certificates.signing.signer import Algorithm, SigningError

if TYPE_CHECKING:
    from guantong.certificates.signing.signer import Signer

_PROBE: Final = "guantong：私钥与证书是一对".encode()


class Pkcs11Signer:
    """A key in a token, with one session that stays open. Not to be used in a process forked after it was made.

    Raises SigningError where the module, the token or the key is missing, the PIN is wrong, the kind of key is not one
    that such devices sign with here (P-256, RSA), or the key is not the certificate's.
    """

    def __init__(
        self,
        key_id: str,
        *,
        module: str,
        token: str,
        label: str,
        pin: str,
        certificate: bytes,
        chain: tuple[bytes, ...] = (),
    ) -> None:
        self.key_id = key_id
        self.certificate = certificate
        self.chain = chain
        spki = public_key(certificate)
        self.algorithm = algorithm_of(spki)
        if self.algorithm not in (Algorithm.ECDSA_P256_SHA256, Algorithm.RSA_SHA256):
            raise SigningError(
                f"{key_id}：PKCS#11 设备这里只用 P-256 和 RSA 密钥 / only P-256 and RSA keys are used in devices"
            )
        self._key = _open(key_id, module, token, label, pin)
        if not verifies(spki, _PROBE, self.sign(_PROBE)):
            raise SigningError(
                f"{key_id}：设备中的私钥“{label}”与证书不是一对 / the key in the device is not the certificate's"
            )

    def sign(self, data: bytes) -> bytes:
        """See `Signer.sign`."""
        try:
            if self.algorithm is Algorithm.RSA_SHA256:
                return bytes(self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
            # Many devices know ECDSA over a hash only, so it is computed here.
            pair = bytes(self._key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA))
        except pkcs11.PKCS11Error as error:
            raise SigningError(
                f"{self.key_id}：加密设备没有完成签名（{_name(error)}）；检查设备是否在线，然后重试"
                f" / the device did not sign ({_name(error)}): see whether it is connected, and try again"
            ) from error
        half = len(pair) // 2
        return encode_dss_signature(int.from_bytes(pair[:half]), int.from_bytes(pair[half:]))


def _open(key_id: str, module: str, token: str, label: str, pin: str) -> Any:
    try:
        device = pkcs11.lib(module)
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise SigningError(
            f"{key_id}：不能加载 PKCS#11 模块 {module} / the PKCS#11 module cannot be loaded"
        ) from error
    try:
        return _session(device, token, pin).get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
    except pkcs11.NoSuchToken as error:
        raise SigningError(f"{key_id}：没有名为“{token}”的设备 / no token has this label") from error
    except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid) as error:
        raise SigningError(
            f"{key_id}：PIN 不对；多次输错会锁定设备 / the PIN is wrong; after some tries the device is locked"
        ) from error
    except pkcs11.PinLocked as error:
        raise SigningError(f"{key_id}：设备的 PIN 已锁定，须由设备管理员解锁 / the PIN is locked") from error
    except pkcs11.NoSuchKey as error:
        raise SigningError(
            f"{key_id}：设备中没有名为“{label}”的私钥 / no private key has this label"
        ) from error
    except pkcs11.PKCS11Error as error:
        raise SigningError(
            f"{key_id}：不能使用加密设备（{_name(error)}） / the device cannot be used ({_name(error)})"
        ) from error


@cache
def _session(device: Any, token: str, pin: str) -> Any:
    """One session a token: a process logs in to a token once, whatever number of keys it holds."""
    return device.get_token(token_label=token).open(user_pin=pin)


def _name(error: Exception) -> str:
    return type(error).__name__


if TYPE_CHECKING:
    _: type[Signer] = Pkcs11Signer
