"""Adds the proof of a time-stamp service to a signed certificate: that it was signed before a certain time.

With it the signature can still be trusted after its key was lost or has expired. It is the document time stamp of PAdES
(level B-T); revocation data are not added, so this is not level B-LT. Without a service, or when it fails, the file stays
as it is and the reason is told: a certificate is never held up by a time stamp.
Source: ETSI EN 319 142-1, RFC 3161.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.general import SigningError as StampingError

from guantong.certificates.pdf.awaiting import awaited
from guantong.certificates.pdf.examine import time_stamp_holds
from guantong.certificates.pdf.signature import ArchiveWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.sign.timestamps import TimeStamper

FIELD: Final = "IssueTimeStamp"


@dataclass(frozen=True, slots=True)
class Prolonged:
    """A file with its time stamp; or as it was, and why, in Chinese and English."""

    pdf: bytes
    stamped: bool
    why: str = ""


def prolong(pdf: bytes, service: TimeStamper | None, *, roots: Sequence[bytes]) -> Prolonged:
    """Return a signed certificate with a time stamp of the service, whose certificate leads to one of the roots (DER).

    The stamped file is another file: its hash has to be registered beside that of the first. Never raises because of the
    service: the file comes back unchanged when there is none, when it does not answer, and when it is not trusted.
    """
    if service is None:
        return Prolonged(pdf, False, "没有配置时间戳服务 / no time-stamp service is configured")
    written = BytesIO()
    try:
        stamper = signers.PdfTimeStamper(service, field_name=FIELD)
        awaited(stamper.async_timestamp_pdf(ArchiveWriter(BytesIO(pdf)), "sha256", output=written))
        stamp = PdfFileReader(BytesIO(written.getvalue())).embedded_timestamp_signatures[-1]
        trusted = awaited(time_stamp_holds(stamp, roots))
    except (OSError, ValueError, PdfError, StampingError) as error:
        return Prolonged(
            pdf,
            False,
            f"时间戳服务没有给出时间戳，稍后再试（{error}） / the service gave no time stamp; try again later",
        )
    if not trusted:
        return Prolonged(
            pdf, False, "时间戳服务的证书不可信，没有采用 / the time-stamp service is not trusted"
        )
    return Prolonged(written.getvalue(), True)
