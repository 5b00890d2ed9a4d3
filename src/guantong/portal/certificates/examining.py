"""What an uploaded file is, as the library for its form finds. The one place that knows which form is examined how."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from django.conf import settings

from guantong.certificates.credential.badge import is_of
from guantong.certificates.credential.examine import examine as examine_credential
from guantong.certificates.findings import Finding, finding
from guantong.certificates.forms import form_of
from guantong.certificates.ofd.examine import examine as examine_ofd
from guantong.certificates.offline.payload import examine_offline, keys_of_ring
from guantong.certificates.pdf.examine import examine as examine_pdf
from guantong.certificates.signing.signer import SigningError

from .issuers import issuer_of, issuers, ring_of
from .models import Certificate, CertificateFile, IssuingAuthority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from guantong.certificates.credential.canonical import Document
    from guantong.certificates.signing.keys import KeyRing

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a file that is examined; ours have a tenth of it."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, the certificate that an intact file is of, and the name that the file itself shows."""

    finding: Finding
    certificate: Certificate | None = None
    name: str = ""


def examine(content: bytes) -> Examined:
    """What a content is. A PDF or OFD must be, bit for bit, one that we issued; a signed text must be ours and in the register.

    Raises SigningError where the keys cannot be read that would tell.
    """
    match form_of(content):
        case "pdf":
            return _file(content, partial(examine_pdf, time_stamp_roots=settings.TIME_STAMPS.roots))
        case "ofd":
            return _file(content, examine_ofd)
        case "credential":
            found = examine_credential(content, issuers())
            words = {"number": found.number or ""} | dict(found.shown or {})
            return _signed_words(
                found.finding, words, found.issuer.did if found.issuer else "", found.credential
            )
        case "offline":
            keys = [key for ring, owner in _rings() for key in keys_of_ring(ring, owner)]
            read = examine_offline(content.decode(errors="replace").strip(), keys)
            words = {"number": read.words.number, "name": read.words.name} if read.words else {}
            return _signed_words(read.finding, words, read.key.owner if read.key else "")
        case _:
            return Examined(finding("unknown_form" if content else "empty_file"))


def _file(content: bytes, examined: Callable[..., Finding]) -> Examined:
    digest = hashlib.sha256(content).hexdigest()
    file = CertificateFile.objects.select_related("certificate__authority").filter(sha256=digest).first()
    rings = [ring_of(file.certificate.authority)] if file else [ring for ring, _owner in _rings()]
    found = finding("unknown_form")
    for ring in rings:
        found = examined(
            content, ring=ring, registered=lambda known: file is not None and known == file.sha256
        )
        if found.state != "not_issued_here" or found.reason == "pdf_report":
            break  # signed with a key of this ring: what it says counts
    if file is not None and found.reason == "pdf_time_stamp_untrusted":
        # bit for bit a file of ours: it is the trust file that lacks the root of a service from before
        raise SigningError("信任文件里缺少时间戳服务的根证书 / the root of a time-stamp service is missing")
    if file is None or not found.intact:
        return Examined(found)
    return Examined(found, file.certificate, file.certificate.face["name"])


def _signed_words(
    found: Finding, words: Mapping[str, str], signed_by: str, credential: Document | None = None
) -> Examined:
    """The certificate of signed words: that of the authority whose key signed them, and which says the same.

    A credential holds a hash of the name, and an SD-JWT what its holder chose: neither tells the name by being shown.
    """
    if not found.intact:
        if found.state == "not_issued_here":  # by a key, perhaps, of a ring that cannot be read
            for authority in IssuingAuthority.objects.exclude(ring=""):
                ring_of(authority)
        return Examined(found)
    issued = Certificate.objects.select_related("authority").exclude(issued_at=None)
    certificate = issued.filter(number=words["number"]).first()
    if (
        certificate is None
        or signed_by not in (certificate.authority.name, issuer_of(certificate.authority).did)
        or any(str(certificate.face.get(key, word)) != str(word) for key, word in words.items())
        or (credential is not None and not is_of(credential, certificate.face["name"]))
    ):
        return Examined(finding("words_not_registered"))
    return Examined(found, certificate, words.get("name", ""))


def _rings() -> Iterator[tuple[KeyRing, str]]:
    """The rings of all authorities, each once; one that cannot be read is passed over, and so vouches for nothing."""
    seen = set()
    for authority in IssuingAuthority.objects.exclude(ring=""):
        if authority.ring in seen:
            continue
        seen.add(authority.ring)
        try:
            yield ring_of(authority), authority.name
        except SigningError:
            continue
