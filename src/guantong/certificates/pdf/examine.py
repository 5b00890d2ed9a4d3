"""Whether an uploaded PDF is the file that was issued, and if not, what was done to it.

Accepted is only what is all of this: one signature over the whole file, intact, by a key of our ring at a time when that
key signed, nothing changed afterwards, and the file's hash in the register. Readers of PDF accept less: most still call a
signature valid when bytes or metadata were appended after it.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from asn1crypto import core, parser, tsp, x509
from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from guantong.certificates import numbers
from guantong.certificates.findings import Finding, finding
from guantong.certificates.pdf.awaiting import awaited
from guantong.certificates.pdf.updates import what_was_changed
from guantong.certificates.pdf.validation_data import only_validation_data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

    from guantong.certificates.signing.keys import Key, KeyRing

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a file that is examined; what is issued has a few hundred thousand."""

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB
_PACKED: Final = StreamDecodeLimits(max_ratio=200, ratio_floor=128 * _KIB, max_output_size=128 * _KIB)
"""Of a stream of objects; other programs write some hundred objects into one, of which each has some hundred bytes."""
_MOST_PACKED: Final = 32
"""Streams of objects in a file: reading what was packed takes a second for half a mebibyte."""
_DELIMITERS: Final = b"()<>[]{}/% \t\r\n\f\0"
_MOST_DELIMITERS: Final = 400_000
"""In a file, which is mostly packed: only a file made to harm consists of millions of little things to read."""
LIMITS: Final = DecodeLimits(
    per_stream=StreamDecodeLimits(max_ratio=200, ratio_floor=4 * _MIB, max_output_size=16 * _MIB),
    document_budget=DocumentDecodeBudget(base_allowance=64 * _MIB, max_ratio=20),
    per_purpose={**DEFAULT_PURPOSE_LIMITS, DecodePurpose.OBJECT_STREAM: _PACKED},
)
_USAGE: Final = KeyUsageConstraints(key_usage={"non_repudiation"})
_BYTE_RANGE: Final = re.compile(rb"/ByteRange \[ *0 +[0-9]{1,9} +([0-9]{1,9}) +([0-9]{1,9}) *\]")
_STAMP: Final = "/DocTimeStamp"
_CHINA: Final = ZoneInfo("Asia/Shanghai")
MOST_REVISIONS: Final = 16
"""As typeset, as signed, and time stamps. Each further one is compared with all before it, which takes time."""
_REFERENCE: Final = re.compile(rb"[0-9][\0\s]+R")
_MOST_REFERENCES: Final = 4096
"""From object to object in what follows the signature. Comparing takes time for each in each revision; ours have hundreds."""

_ONLY_TIME_STAMPS: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(frozenset({"/AcroForm", "/DSS"})),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(
        [SigFieldCreationRule(), SigFieldModificationRule()], ignored_acroform_keys=frozenset({"/Fields"})
    ),
)
"""What may follow our signature. That of pyHanko lets pass metadata and how forms look; what is in the store of validation
data (DSS) it does not look at, which `validation_data` does."""

logging.getLogger("pyhanko").addHandler(logging.NullHandler())  # no traces of hostile files on a bare stderr


def examine(
    pdf: bytes,
    *,
    ring: KeyRing,
    registered: Callable[[str], bool] | None,
    time_stamp_roots: Sequence[bytes] = (),
) -> Finding:
    """Say what an uploaded PDF is. Never raises for the file's sake: a hostile one is a finding too.

    `registered` tells whether a file with this SHA-256 (hexadecimal) was issued; without it, as on a machine without the
    register, the finding says that this was not looked up. `time_stamp_roots` are the certificates (DER) of time-stamp
    services that are trusted, for files that were prolonged.
    """
    if not pdf:
        return finding("empty_file")
    if len(pdf) > LARGEST:
        return finding("too_large", size=len(pdf), limit=LARGEST)
    if not pdf.startswith(b"%PDF-"):
        return finding("not_a_pdf")
    if len(pdf) - len(pdf.translate(None, _DELIMITERS)) > _MOST_DELIMITERS:
        return finding("pdf_bomb")
    examination = _Examination(pdf, ring, registered, tuple(time_stamp_roots))
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False, decode_limits=LIMITS)
        if _packed(reader) > _MOST_PACKED:
            return finding("pdf_bomb")
        if not reader.root["/Pages"]:
            return finding("pdf_damaged")
    except PdfDecodeLimitError:
        return finding("pdf_bomb")
    except Exception:  # a file made to harm may break the reader anywhere, and is no more than damaged
        return finding(_damage(pdf))
    if reader.xrefs.total_revisions > MOST_REVISIONS:
        return finding("pdf_updated")
    try:
        return awaited(examination.of(reader, list(reader.embedded_signatures)))
    except PdfDecodeLimitError:
        return finding("pdf_bomb")
    except Exception:  # the same holds for what it says to be a signature
        return finding("pdf_signature_broken" if b"/ByteRange" in pdf else "pdf_damaged")


def sha256(pdf: bytes) -> str:
    """The hash under which a file stands in the register."""
    return hashlib.sha256(pdf).hexdigest()


async def time_stamp_path(
    stamp: EmbeddedPdfSignature, roots: Sequence[bytes]
) -> tuple[x509.Certificate, ...] | None:
    """The certificates from one of the roots to the service of a document time stamp; None where it does not hold."""
    if not roots:
        return None
    context = _context(stamped_at(stamp), roots, ())
    status = await async_validate_pdf_timestamp(stamp, context, skip_diff=True)
    if status.validation_path is None or not (status.intact and status.valid and status.trusted):
        return None
    return tuple(status.validation_path)


def stamped_at(stamp: EmbeddedPdfSignature) -> datetime:
    """When the service says that it stamped. Raises ValueError for what is no time stamp."""
    told = stamp.signed_data["encap_content_info"]["content"]
    if not isinstance(told, core.ParsableOctetString) or not isinstance(told.parsed, tsp.TSTInfo):
        raise ValueError("no time stamp")
    at: datetime = told.parsed["gen_time"].native
    return at


@dataclass(frozen=True, slots=True)
class _Examination:
    pdf: bytes
    ring: KeyRing
    registered: Callable[[str], bool] | None
    time_stamp_roots: tuple[bytes, ...]

    async def of(self, reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature]) -> Finding:
        signing = [s for s in signatures if s.sig_object_type != _STAMP]
        if not signing:
            return self._unsigned(reader)
        first = signing[0]
        certificate = first.signer_cert.dump()
        key = self.ring.find(certificate)
        if key is None:
            return self._stranger(first)
        if refused := self._distrust(key):
            return refused
        if key.purpose == "report":
            return await self._report(first, key)
        if not _encloses_its_signature(self.pdf, first):
            return finding("pdf_saved_anew")
        if _hides_something(first):
            return finding("pdf_signature_broken")
        status = await _validated(first, key, compare=False)  # nothing is compared in a file that is not ours
        if not status.intact:
            return finding("pdf_bytes_changed" if _number(reader) else "pdf_signature_of_another_file")
        if not status.valid:
            return finding("pdf_signature_broken")
        at = first.self_reported_timestamp
        if at is None or not key.signed_within(at):
            return finding("pdf_outside_period", key=key.name, at=at or "-")
        if not status.trusted:
            return finding("pdf_chain_untrusted", key=key.name)
        if len(signing) > 1:
            return finding("pdf_signed_again", signer=_holder(signing[-1]))
        if _follows_without_measure(reader, first, self.pdf):
            return finding("pdf_updated")
        status = await _validated(first, key, compare=True)
        stamps = [s for s in signatures if s.sig_object_type == _STAMP]
        return await self._coverage(reader, status, stamps, (certificate, *key.chain))

    async def _coverage(
        self,
        reader: PdfFileReader,
        status: PdfSignatureStatus,
        stamps: Sequence[EmbeddedPdfSignature],
        chain: Sequence[bytes],
    ) -> Finding:
        level = status.modification_level
        if status.coverage is SignatureCoverageLevel.ENTIRE_FILE and level is ModificationLevel.NONE:
            return self._registered("pdf_intact") if status.bottom_line else finding("pdf_signature_broken")
        if reader.xrefs.total_revisions == 1 + _revision_of(reader):
            return finding("pdf_bytes_appended")
        if level is not ModificationLevel.LTA_UPDATES or not stamps or not status.docmdp_ok:
            return finding(what_was_changed(reader, since=_revision_of(reader)))
        vouched = set(chain)
        for stamp in stamps:
            path = await time_stamp_path(stamp, self.time_stamp_roots)
            if path is None:
                return finding("pdf_time_stamp_untrusted", signer=_holder(stamp))
            vouched.update(one.dump() for one in path)
        if not only_validation_data(reader, since=_revision_of(reader), vouched=vouched):
            return finding("pdf_store_changed")
        if stamps[-1].evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
            return finding("pdf_bytes_appended")
        return self._registered("pdf_intact_prolonged")

    async def _report(self, signature: EmbeddedPdfSignature, key: Key) -> Finding:
        """What is said of a report on a verification: that it is one, so that nobody takes it for a certificate."""
        at = signature.self_reported_timestamp
        status = await _validated(signature, key, compare=False)
        whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE and not _hides_something(signature)
        if at is None or not (status.bottom_line and whole and key.signed_within(at)):
            return finding("pdf_report_changed")
        told = f"{at.astimezone(_CHINA):%Y-%m-%d %H:%M:%S} UTC+8"
        return finding("pdf_report", key=key.name, at=told)

    def _registered(self, known: str) -> Finding:
        if self.registered is None:
            return finding("pdf_intact_register_not_seen")
        return finding(known if self.registered(sha256(self.pdf)) else "pdf_not_registered")

    def _unsigned(self, reader: PdfFileReader) -> Finding:
        if b"/ByteRange" in self.pdf:
            return finding("pdf_signature_hidden")
        if number := _number(reader):
            return finding("pdf_without_its_signature", number=number)
        return finding("pdf_unsigned")

    def _stranger(self, signature: EmbeddedPdfSignature) -> Finding:
        holder = _holder(signature)
        same = any(key.name == holder for key in self.ring.keys)
        return finding("pdf_forged" if same else "pdf_of_a_stranger", signer=holder)

    def _distrust(self, key: Key) -> Finding | None:
        if key.test and not self.ring.demonstration:
            return finding("pdf_test_key", key=key.name)
        if key.purpose not in ("pdf", "report"):
            return finding("pdf_key_of_another_purpose", key=key.name)
        if key.distrusted_at:
            return finding("pdf_key_distrusted", key=key.name)
        return None


async def _validated(signature: EmbeddedPdfSignature, key: Key, *, compare: bool) -> PdfSignatureStatus:
    """Whether a signature of a key of ours holds; with `compare` also what was changed after it."""
    roots = key.chain[-1:] or (key.certificate,)
    return await async_validate_pdf_signature(
        signature,
        _context(signature.self_reported_timestamp, roots, key.chain),
        diff_policy=_ONLY_TIME_STAMPS,
        key_usage_settings=_USAGE,
        skip_diff=not compare,
    )


def _follows_without_measure(reader: PdfFileReader, signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Whether more follows a signature than time stamps bring: objects that are packed, or references without number."""
    _nought, _before, start, after = map(int, signature.byte_range)
    revisions = range(signature.signed_revision + 1, reader.xrefs.total_revisions)
    packed = any(reader.xrefs.object_streams_used_in(revision) for revision in revisions)
    return packed or len(_REFERENCE.findall(pdf, start + after)) > _MOST_REFERENCES


def _packed(reader: PdfFileReader) -> int:
    """How many streams of objects a file has."""
    revisions = range(reader.xrefs.total_revisions)
    return sum(len(reader.xrefs.object_streams_used_in(revision)) for revision in revisions)


def _hides_something(signature: EmbeddedPdfSignature) -> bool:
    """Whether there is anything but noughts in the space that is left for a signature."""
    return any(signature.pkcs7_content[parser.peek(signature.pkcs7_content) :])


def _context(moment: datetime | None, roots: Sequence[bytes], chain: Sequence[bytes]) -> ValidationContext:
    """Trust in these roots and nothing of the system's, at the time of the signature, without asking the network."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in roots],
        other_certs=[x509.Certificate.load(der) for der in chain],
        moment=moment,
        allow_fetching=False,
    )


def _encloses_its_signature(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether the two signed ranges leave out the signature itself and no more: they do not once a file is saved anew."""
    nought, before, start, after = map(int, signature.byte_range)
    gap = pdf[before:start]
    return (
        nought == 0
        and start + after <= len(pdf)
        and gap[:1] == b"<"
        and gap[-1:] == b">"
        and gap[1:-1].lower().startswith(signature.pkcs7_content.hex().encode())
    )


def _revision_of(reader: PdfFileReader) -> int:
    signed: int = reader.embedded_regular_signatures[0].signed_revision
    return signed


def _number(reader: PdfFileReader) -> str:
    """The sound number of a certificate that the file names as its keyword; empty where it names none."""
    try:
        named = str(reader.trailer["/Info"]["/Keywords"])
    except (KeyError, TypeError):
        return ""
    return named if numbers.problem(named) is None else ""


def _holder(signature: EmbeddedPdfSignature) -> str:
    return str(signature.signer_cert.subject.native.get("common_name", "?"))


def _damage(pdf: bytes) -> str:
    """What a file that cannot be read suffers from, by where its last signature says that it ends."""
    if ranges := _BYTE_RANGE.findall(pdf):
        end = sum(map(int, ranges[-1]))
        return "pdf_bytes_appended" if len(pdf) > end else "pdf_cut_off" if len(pdf) < end else "pdf_damaged"
    return "pdf_damaged" if pdf.rstrip().endswith(b"%%EOF") else "pdf_cut_off"
