"""Who issues, by name, identifier and keys: the only ground on which a credential is believed.

An issuer is known by a `did:web` identifier, which stands for a web address; its document lists the public keys for
outsiders. We ourselves never fetch it: what we believe is the ring of keys.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

import base58
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from guantong.certificates.signing.checking import public_key
from guantong.certificates.signing.signer import Algorithm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guantong.certificates.signing.keys import Key, KeyRing

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey
"""The kinds of key that credentials are signed with: Ed25519, and ECDSA on P-256."""

_MULTICODEC: Final = {Algorithm.ED25519: b"\xed\x01", Algorithm.ECDSA_P256_SHA256: b"\x80\x24"}
_DID_CONTEXTS: Final = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A public key and the time in which it signs. Nothing is believed that a distrusted key ever signed."""

    key_id: str
    algorithm: Algorithm
    public: PublicKey
    since: datetime
    until: datetime
    distrusted: bool = False

    def signs_at(self, moment: datetime) -> bool:
        """Whether a signature of this moment is one of its time."""
        return self.since <= moment <= self.until

    @property
    def multibase(self) -> str:
        """The key as a Multikey: base58btc of its kind and its bytes."""
        return "z" + base58.b58encode(_MULTICODEC[self.algorithm] + self.raw).decode()

    @property
    def raw(self) -> bytes:
        """The bytes of the key alone: 32 of Ed25519, the compressed point of P-256."""
        if isinstance(self.public, Ed25519PublicKey):
            return self.public.public_bytes_raw()
        return self.public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a JSON Web Key (RFC 7517)."""
        if isinstance(self.public, Ed25519PublicKey):
            return {"kty": "OKP", "crv": "Ed25519", "x": base64url(self.raw)}
        point = self.public.public_numbers()
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url(point.x.to_bytes(32)),
            "y": base64url(point.y.to_bytes(32)),
        }


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authority that issues, with every key that it has or had. `code` is its unified social credit code, if known."""

    did: str
    name: str
    code: str
    keys: Mapping[str, IssuerKey]

    @classmethod
    def of_ring(cls, ring: KeyRing, address: str, name: str, code: str = "") -> Issuer:
        """The issuer at a web address whose keys are those that the ring keeps for credentials.

        Test keys belong to it in the demonstration only. Raises ValueError for an address that did:web cannot name.
        """
        keys = (
            key for key in ring.keys if key.purpose == "credential" and (ring.demonstration or not key.test)
        )
        return cls(did_web(address), name, code, {key.id: _of_ring(key) for key in keys})

    @property
    def address(self) -> str:
        """The web address that the identifier stands for, without a slash at the end."""
        return address_of(self.did)

    def method(self, key_id: str) -> str:
        """The address of a key in the issuer's document."""
        return f"{self.did}#{quote(key_id, safe='')}"

    def document(self) -> dict[str, Any]:
        """The DID document, to be served at `<address>/did.json` (`/.well-known/did.json` for an address without a path).

        A key that has ended stays in it, with its end, so that what it signed in its time can be verified. A distrusted
        one is gone: nobody is to believe it.
        """
        ids = self._believed()
        return {
            "@context": list(_DID_CONTEXTS),
            "id": self.did,
            "verificationMethod": [self._method_entry(self.keys[i]) for i in ids],
            "assertionMethod": [self.method(i) for i in ids],
        }

    def method_document(self, key_id: str) -> dict[str, Any]:
        """One key as a document of its own, for libraries that fetch by the address of the key."""
        return {"@context": _DID_CONTEXTS[1], **self._method_entry(self.keys[key_id])}

    def key_set(self) -> dict[str, Any]:
        """The keys as a JSON Web Key Set, for who verifies with a JWT library alone."""
        return {
            "keys": [
                {
                    **self.keys[i].jwk,
                    "kid": self.method(i),
                    "use": "sig",
                    "alg": JOSE_NAMES[self.keys[i].algorithm],
                }
                for i in self._believed()
            ]
        }

    def _believed(self) -> list[str]:
        return sorted(i for i, key in self.keys.items() if not key.distrusted)

    def _method_entry(self, key: IssuerKey) -> dict[str, Any]:
        return {
            "id": self.method(key.key_id),
            "type": "Multikey",
            "controller": self.did,
            "publicKeyMultibase": key.multibase,
            "expires": instant(key.until),
        }


JOSE_NAMES: Final = {Algorithm.ED25519: "Ed25519", Algorithm.ECDSA_P256_SHA256: "ES256"}
"""Names of JOSE algorithms. Ed25519 is that of RFC 9864, which withdraws the ambiguous EdDSA."""


class Issuers:
    """The issuers that are believed, by identifier."""

    def __init__(self, issuers: Iterable[Issuer]) -> None:
        self._by_did = {issuer.did: issuer for issuer in issuers}

    def __getitem__(self, did: str) -> Issuer:
        return self._by_did[did]

    def get(self, did: str) -> Issuer | None:
        """The issuer of an identifier, None when it is not one of ours."""
        return self._by_did.get(did)

    def owner(self, method: str) -> tuple[Issuer, IssuerKey] | None:
        """The key of an address, and whose it is; None when no issuer of ours has it."""
        did, _, fragment = method.partition("#")
        issuer = self._by_did.get(did)
        key = issuer.keys.get(unquote(fragment)) if issuer else None
        return (issuer, key) if issuer and key and issuer.method(key.key_id) == method else None


def did_web(address: str) -> str:
    """Return the did:web identifier of a web address. Raises ValueError when it is not an https address without a query."""
    scheme, _, rest = address.partition("://")
    if scheme != "https" or not rest or any(c in rest for c in "?#@") or not rest.isascii():
        raise ValueError(f"{address}：应为 https 网址，不含参数 / is to be an https address without a query")
    host, *path = rest.rstrip("/").split("/")
    return ":".join(["did:web", quote(host, safe=""), *path])


def address_of(did: str) -> str:
    """Return the web address that a did:web identifier stands for. Raises ValueError for another identifier."""
    parts = did.split(":")
    if parts[:2] != ["did", "web"] or not all(parts[2:]) or len(parts) < 3:
        raise ValueError(f"{did}：应为 did:web 标识 / is to be a did:web identifier")
    return "https://" + "/".join([unquote(parts[2]), *parts[3:]])


def _of_ring(key: Key) -> IssuerKey:
    public = load_der_public_key(public_key(key.certificate))
    if not isinstance(public, PublicKey):
        raise ValueError(f"{key.id}：这种密钥不签凭证 / a key of this kind signs no credentials")
    until = min(key.valid_to, key.retired_at or key.valid_to)
    return IssuerKey(key.id, key.algorithm, public, key.valid_from, until, key.distrusted_at is not None)


def instant(moment: datetime) -> str:
    """A moment as credentials write it: UTC, to the second. Raises ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("时刻缺少时区 / the moment has no time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def base64url(data: bytes) -> str:
    """Base 64 for addresses, without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of `base64url`. Raises ValueError for padding, other characters, and bits that say nothing."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(data) != text:
        raise ValueError("base64url 写法不唯一 / not the one form of base64url")
    return data
