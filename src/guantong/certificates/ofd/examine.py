"""Whether an uploaded OFD is the file that was issued, and if not, what was done to it.

Accepted is only what is all of this: a package with exactly the files that were sealed, each as it was; one signature of
the SM2 key of our ring over the list of them, within the time in which that key signed; the seal made for that key by our
maker of seals; and the file's hash in the register. Readers of OFD accept less: some look at the seal alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from asn1crypto import x509

from guantong.certificates.findings import Finding, finding
from guantong.certificates.ofd import package, ses
from guantong.certificates.ofd.sheet import NAMESPACE
from guantong.certificates.signing.checking import public_key, verifies
from guantong.certificates.signing.signer import SigningError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guantong.certificates.ofd.ses import Signed
    from guantong.certificates.signing.keys import Key, KeyRing

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a file that is examined; what is issued has a hundred and fifty thousand."""

_NS: Final = f"{{{NAMESPACE}}}"
_CONTENT: Final = frozenset({package.PAGE, package.GROUND})
_RESOURCES: Final = "Doc_0/Res/"


def examine(ofd: bytes, *, ring: KeyRing, registered: Callable[[str], bool] | None) -> Finding:
    """Say what an uploaded OFD is. Never raises for the file's sake: a hostile one is a finding too.

    `registered` tells whether a file with this SHA-256 (hexadecimal) was issued; without it, as on a machine without the
    register, the finding says that this was not looked up.
    """
    if not ofd:
        return finding("empty_file")
    if len(ofd) > LARGEST:
        return finding("too_large", size=len(ofd), limit=LARGEST)
    try:
        files = package.unpack(ofd)
    except package.PackageError as error:
        return finding(error.reason)
    found = _examined(files, ring)
    if found is not None:
        return found
    if registered is None:
        return finding("ofd_intact_register_not_seen")
    return finding("ofd_intact" if registered(sha256(ofd)) else "ofd_not_registered")


def sha256(ofd: bytes) -> str:
    """The hash under which a file stands in the register."""
    return hashlib.sha256(ofd).hexdigest()


def name_in(ofd: bytes) -> str:
    """The name of the person as programs read it from a file, empty where it has none. Nothing is verified.

    Raises package.PackageError for what is no package.
    """
    return _custom(package.unpack(ofd), "name")


def _examined(files: Mapping[str, bytes], ring: KeyRing) -> Finding | None:
    """What is wrong; None where nothing is."""
    if package.ROOT not in files:
        return finding("not_an_ofd")
    if not {package.DESCRIPTION, package.SIGNED_VALUE} <= files.keys():
        return finding("ofd_unsigned")
    try:
        signed = ses.read_signature(files[package.SIGNED_VALUE])
        spki = public_key(signed.certificate)
    except (ses.SesError, SigningError):
        return finding("ofd_signature_damaged")
    key = ring.find(signed.certificate)
    if key is None:
        return _stranger(signed, ring)
    if distrusted := _distrust(key, ring):
        return distrusted
    if not verifies(spki, signed.signed, signed.signature):
        return finding("ofd_signature_broken")
    if not key.signed_within(signed.at):
        return finding("ofd_outside_period", key=key.name, at=signed.at)
    return _Package(files, ring, signed).fault()


@dataclass(frozen=True, slots=True)
class _Package:
    """A package whose signature is ours; what is asked is whether it belongs to these files."""

    files: Mapping[str, bytes]
    ring: KeyRing
    signed: Signed

    def fault(self) -> Finding | None:
        description = self.files[package.DESCRIPTION]
        as_signed = (
            ses.sm3(description) == self.signed.hash and self.signed.place == f"/{package.DESCRIPTION}"
        )
        listed = _listed(description)
        if self.signed.number != _custom(self.files, "number"):
            return finding("ofd_signature_of_another_file", number=self.signed.number or "?")
        if listed is None:
            return finding("ofd_list_changed")
        present = self.files.keys() - package.UNLISTED
        if not as_signed:
            unlisted = sorted(present - listed.keys())
            return (
                finding("ofd_list_shortened", file=unlisted[0]) if unlisted else finding("ofd_list_changed")
            )
        if missing := sorted(listed.keys() - present):
            return finding("ofd_file_removed", file=missing[0])
        if added := sorted(present - listed.keys()):
            return finding("ofd_file_added", file=added[0])
        return self._seal() or self._changed(listed)

    def _seal(self) -> Finding | None:
        seal = self.signed.seal
        if (shown := self.files.get(package.SEAL, b"")) != seal.der:
            return finding("ofd_seal_exchanged", name=_seal_name(shown))
        if self.signed.certificate not in seal.holders:
            return finding("ofd_seal_of_another_key", name=seal.name)
        maker = self.ring.find(seal.maker)
        if maker is None or maker.purpose != "seal_maker" or _distrust_of_maker(maker, self.ring):
            return finding("ofd_seal_maker_unknown", name=seal.name)
        if not verifies(public_key(seal.maker), seal.signed, seal.signature):
            return finding("ofd_seal_broken", name=seal.name)
        if not seal.valid_from <= self.signed.at <= seal.valid_to:
            return finding("ofd_seal_outside_period", name=seal.name, at=self.signed.at)
        if not maker.signed_within(seal.created):
            return finding("ofd_seal_maker_outside_period", name=seal.name, at=seal.created)
        return None

    def _changed(self, listed: Mapping[str, bytes]) -> Finding | None:
        for name, expected in listed.items():
            if ses.sm3(self.files[name]) != expected:
                if name in _CONTENT:
                    return finding("ofd_content_changed", file=name)
                if name.startswith(_RESOURCES):
                    return finding("ofd_resource_changed", file=name)
                return finding("ofd_document_changed", file=name)
        return None


def _stranger(signed: Signed, ring: KeyRing) -> Finding:
    try:
        holder = str(x509.Certificate.load(signed.certificate).subject.native.get("common_name", "?"))
    except (ValueError, TypeError, KeyError):  # a certificate made to harm
        return finding("ofd_signature_damaged")
    same = any(key.name == holder for key in ring.keys)
    return finding("ofd_forged" if same else "ofd_of_a_stranger", signer=holder)


def _distrust(key: Key, ring: KeyRing) -> Finding | None:
    if key.test and not ring.demonstration:
        return finding("ofd_test_key", key=key.name)
    if key.purpose != "ofd":
        return finding("ofd_key_of_another_purpose", key=key.name)
    if key.distrusted_at:
        return finding("ofd_key_distrusted", key=key.name)
    return None


def _distrust_of_maker(maker: Key, ring: KeyRing) -> bool:
    return bool(maker.distrusted_at) or (maker.test and not ring.demonstration)


def _listed(description: bytes) -> dict[str, bytes] | None:
    """The hash of each file that the description of the signature names; None where it cannot be read."""
    try:
        rows = list(_xml(description).iter(f"{_NS}Reference"))
        hashes = {
            row.attrib["FileRef"].removeprefix("/"): base64.b64decode(
                row.findtext(f"{_NS}CheckValue") or "", validate=True
            )
            for row in rows
        }
    except (ElementTree.ParseError, KeyError, binascii.Error, ValueError):
        return None
    return hashes if len(hashes) == len(rows) else None


def _custom(files: Mapping[str, bytes], key: str) -> str:
    """What the entry of the package says of the certificate, empty where it says nothing."""
    try:
        rows = _xml(files[package.ROOT]).iter(f"{_NS}CustomData")
        return next((row.text or "" for row in rows if row.get("Name") == key), "")
    except (ElementTree.ParseError, KeyError, ValueError):
        return ""


def _xml(text: bytes) -> ElementTree.Element:
    """The elements of a text. Raises ValueError for a document type, which may expand without end, and ParseError."""
    if b"<!" in text or b"\0" in text:
        raise ValueError("a document type, a comment, or an encoding that hides them")
    return ElementTree.fromstring(text)  # noqa: S314 - without a document type there is nothing to expand


def _seal_name(der: bytes) -> str:
    try:
        return ses.read_seal(der).name
    except ses.SesError:
        return "?"
