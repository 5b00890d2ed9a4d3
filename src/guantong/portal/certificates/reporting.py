"""The signed report on a verification, for who has just verified a certificate and wants it on paper.

The answer comes with a ticket: signed words about which certificate was found and by which way, with nothing about anybody that
the answer does not tell. It is good for ten minutes. The report is made from the register as it stands then, not from the ticket, and each one counts as a
question and as a report, because it costs several times the work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from django.core import signing
from django.utils.translation import gettext as _

from guantong.certificates.findings import finding
from guantong.certificates.pdf.characters import MissingCharactersError
from guantong.certificates.pdf.report import made
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.signing.signer import SigningError

from ..audit.services import record
from ..counting import network_of
from ..refusals import RefusedError
from . import limits
from .issuers import ring_of
from .models import Certificate, ShareLink
from .verification import told_of

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.certificates.pdf.report import Report

    from .models import IssuingAuthority
    from .verification import Answer

GOOD_FOR: Final = timedelta(minutes=10)
"""How long after the answer its report may be fetched."""
_SALT: Final = "guantong.certificates.report"
_sealers: dict[str, PdfSealer] = {}
_one_at_a_time: Final = Lock()
"""Neither what typesets nor what signs may be used by two threads of the server at once."""


class LateError(RefusedError):
    """A ticket that is too old, is none of ours, or whose link was withdrawn since."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            "E-CER-085", _("报告要在核验后 {n} 分钟内下载，请重新核验。").format(n=GOOD_FOR.seconds // 60)
        )


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a ticket stands for: the answer as of now, the way that was asked, and the SHA-256 of the file that was shown."""

    answer: Answer
    way: str
    digest: str


def can_report(authority: IssuingAuthority) -> bool:
    """Whether the authority has a key for reports."""
    try:
        return ring_of(authority).current("report") is not None
    except SigningError:
        return False


def signed_by(found: Redeemed) -> str:
    """What the certificate of the key that signs the report calls its holder. Raises SigningError."""
    certificate = found.answer.certificate
    key = ring_of(certificate.authority).current("report") if certificate else None
    return key.name if key else ""


def ticket_for(answer: Answer, way: str, *, share: str = "", digest: str = "") -> str:
    """The ticket of an answer; empty where there is nothing to report, or no key to sign it with.

    `share` is the digest of the holder's link, `digest` that of the file that was shown.
    """
    certificate = answer.certificate
    if certificate is None or answer.standing == "unknown" or not can_report(certificate.authority):
        return ""
    told = answer.finding
    return signing.dumps(
        {
            "certificate": str(certificate.pk),
            "way": way,
            "name": answer.name,
            "share": share,
            "digest": digest,
            "finding": [told.reason, dict(told.detail)] if told else None,
            "at": int(answer.asked_at.timestamp()),
        },
        salt=_SALT,
        compress=True,
    )


def redeem(ticket: str, *, address: str, now: datetime) -> Redeemed:
    """The answer to tell in a report. Raises TooOftenError, LateError."""
    limits.count("address", network_of(address), limits.ADDRESS, now=now)
    limits.count("everybody", "", limits.EVERYBODY, now=now)
    try:
        said = signing.loads(ticket, salt=_SALT)
    except signing.BadSignature as error:
        raise LateError from error
    if not 0 <= now.timestamp() - said["at"] <= GOOD_FOR.total_seconds():
        raise LateError
    # only now: who sends anything but a ticket must not use up the reports of everybody
    limits.count("report", network_of(address), limits.REPORTS, now=now)
    limits.count("reports", "", limits.ALL_REPORTS, now=now)
    if said["share"] and not _still_shared(said["share"], now):
        raise LateError
    found = (
        Certificate.objects.select_related("authority").exclude(issued_at=None).get(pk=said["certificate"])
    )
    answer = told_of(found, now, typed=said["name"], more=bool(said["share"]))
    if said["finding"]:
        reason, detail = said["finding"]
        answer = replace(answer, finding=finding(reason, **detail))
    return Redeemed(answer, said["way"], said["digest"])


def signed(report: Report, found: Redeemed, *, now: datetime) -> bytes:
    """The report as a PDF, signed with the authority's key for reports. Raises SigningError."""
    certificate = found.answer.certificate
    assert certificate is not None  # noqa: S101 - as a ticket is of one
    ring = certificate.authority.ring
    signer = ring_of(certificate.authority).signer("report", at=now)
    try:
        with _one_at_a_time:
            sealer = _sealers.get(ring)
            if sealer is None or sealer.signer is not signer:
                sealer = _sealers[ring] = PdfSealer(signer)
            pdf = made(report, sealer, at=now)
    except MissingCharactersError as error:
        raise SigningError(str(error)) from error
    record("certificates.reported", actor=None, subject=certificate, now=now, detail={"how": found.way})
    return pdf


def _still_shared(link: str, now: datetime) -> bool:
    return ShareLink.objects.filter(digest=link, expires_at__gt=now, withdrawn_at=None).exists()
