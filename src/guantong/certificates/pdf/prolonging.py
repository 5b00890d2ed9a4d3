"""Adds to a signed certificate the proof of a time-stamp service, and what is needed to check it once issuers are gone.

One update of the file holds both: the certificates of the signer and of the service with what their issuers say of
revocation (DSS), and over all of it a document time stamp. Before the certificate of the service runs out, the next update
is put over the last. Where every certificate names where its revocation is told, this is PAdES B-LTA; where one does not,
as with test keys, it is B-T with certificates.
Source: ETSI EN 319 142-1, RFC 3161.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.general import SigningError as StampingError
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError, PathError, RevokedError, ValidationError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from guantong.certificates.pdf.awaiting import awaited_within
from guantong.certificates.pdf.examine import LARGEST, MOST_REVISIONS, stamped_at, time_stamp_path
from guantong.certificates.pdf.signature import ArchiveWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko_certvalidator.path import ValidationPath

FIELD: Final = "IssueTimeStamp"
"""The field of the first time stamp; the second is ``IssueTimeStamp2``."""

_MOST_TOLD: Final = LARGEST // 4
"""Bytes of what issuers say of revocation, in one update: some lists have megabytes, and would stand in every file."""
_ANSWERS: Final = 6
"""For how many answers one file waits at most: the service twice, and the lists of its issuer and the signer's."""
_IN_ONE_UPDATE: Final = TimestampDSSContentSettings(update_before_ts=True, include_vri=False)

Level = Literal["B-T", "B-LTA"]


class ServiceError(Exception):
    """The service, or who tells of revocation, fails now, and would for any file. The text is for people."""


class FileError(Exception):
    """The file cannot be prolonged. The text is for people."""


@dataclass(frozen=True, slots=True)
class Prolonged:
    """A file with its time stamp: what it reached, when it was stamped, and until when the service's certificate is valid."""

    pdf: bytes
    level: Level
    stamped_at: datetime
    until: datetime


class Prolonger:
    """Prolongs any number of files with one service, whose certificate leads to one of the roots (DER). For one thread.

    What issuers say of revocation is asked once for each signing certificate, so keep one of these for a run, not longer.
    """

    def __init__(self, service: TimeStamper, *, roots: Sequence[bytes], seconds: float = 20) -> None:
        self._service = service
        self._roots = tuple(roots)
        self._seconds = seconds
        self._contexts: dict[bytes, ValidationContext] = {}

    def prolong(self, pdf: bytes) -> Prolonged:
        """Return the file with one update more; what was there stands unchanged at its beginning.

        The result is another file: its hash has to be registered beside that of the first. Raises FileError for a file that
        cannot be stamped, and ServiceError where no file could be.
        """
        try:
            reader = PdfFileReader(BytesIO(pdf))
            signatures = reader.embedded_regular_signatures
            stamps = reader.embedded_timestamp_signatures
            revisions = reader.xrefs.total_revisions
            if "/DSS" in reader.root:
                DocumentSecurityStore.read_dss(reader)
        except (PdfError, ValueError, KeyError, TypeError) as error:
            raise FileError(f"PDF 无法读取：{error} / the PDF cannot be read") from error
        if not signatures:
            raise FileError("PDF 没有签名 / the PDF bears no signature")
        if revisions >= MOST_REVISIONS:
            raise FileError(f"已续期 {len(stamps)} 次，不能再续 / renewed too often")
        field = FIELD if not stamps else f"{FIELD}{len(stamps) + 1}"
        longest = self._seconds * _ANSWERS
        try:
            made = awaited_within(longest, self._stamped(pdf, field, signatures[0]))
        except TimeoutError as error:
            raise ServiceError(
                f"时间戳服务或吊销信息 {longest:g} 秒内没有答完 / no whole answer within {longest:g} seconds"
            ) from error
        if len(made.pdf) > LARGEST:
            raise FileError(f"续期后有 {len(made.pdf)} 字节，超过 {LARGEST} / too large once prolonged")
        return made

    async def _stamped(self, pdf: bytes, field: str, signature: EmbeddedPdfSignature) -> Prolonged:
        context = self._context(signature)
        paths, known = await self._signer_paths(signature, context)
        written = BytesIO()
        try:
            async for _path in self._service.validation_paths(context):
                pass  # what is told of the service is collected before anything is stamped, which may cost money
            if sum(len(one.dump()) for one in (*context.crls, *context.ocsps)) > _MOST_TOLD:
                raise _too_much()
            await signers.PdfTimeStamper(self._service, field_name=field).async_timestamp_pdf(
                ArchiveWriter(BytesIO(pdf)),
                "sha256",
                validation_context=context,
                validation_paths=list(paths),
                output=written,
                dss_settings=_IN_ONE_UPDATE,
            )
        except InsufficientRevinfoError as error:
            raise _untold(error) from error
        except (ValidationError, PathError, SignatureValidationError) as error:
            raise _untrusted() from error
        except (OSError, ValueError, TypeError, KeyError, StampingError) as error:
            raise ServiceError(
                f"时间戳服务没有给出时间戳（{_cause(error)}） / the time-stamp service gave none"
            ) from error
        stamp = PdfFileReader(BytesIO(written.getvalue())).embedded_timestamp_signatures[-1]
        path = await time_stamp_path(stamp, self._roots)
        if path is None:
            raise _untrusted()
        complete = known and _names_revocation([*paths, path])
        return Prolonged(
            written.getvalue(),
            "B-LTA" if complete else "B-T",
            stamped_at(stamp),
            min(one.not_valid_after for one in path),
        )

    async def _signer_paths(
        self, signature: EmbeddedPdfSignature, context: ValidationContext
    ) -> tuple[list[ValidationPath], bool]:
        """The certificates above the signer's, and whether they hold today: of one that ran out nobody tells any more."""
        try:
            return await collect_validation_info(signature, context, skip_timestamp=True), True
        except InsufficientRevinfoError as error:
            raise _untold(error) from error
        except RevokedError as error:
            raise FileError(
                f"签名的证书已被吊销，时间戳补救不了（{error}） / the signer's certificate was revoked"
            ) from error
        except (ValidationError, PathError, SignatureValidationError):
            return [], False

    def _context(self, signature: EmbeddedPdfSignature) -> ValidationContext:
        """Trust in the root that the signature carries, and in those of the service, asking the network about revocation.

        That the signature is ours is not settled here but by the register: this only collects.
        """
        signer = signature.signer_cert
        kept = self._contexts.get(signer.sha256)
        if kept is None:
            own = [one for one in signature.other_embedded_certs if one.self_issued]
            kept = self._contexts[signer.sha256] = ValidationContext(
                trust_roots=[*own, *map(x509.Certificate.load, self._roots)],
                other_certs=list(signature.other_embedded_certs),
                allow_fetching=True,
                revocation_mode="hard-fail",  # which asks where a certificate says that there is something to ask
                fetcher_backend=RequestsFetcherBackend(self._seconds),
            )
        return kept


def _names_revocation(paths: Iterable[Iterable[x509.Certificate]]) -> bool:
    """Whether each certificate below a root says where its revocation is told, or that it needs none."""
    return all(
        one.crl_distribution_points or one.ocsp_urls or one.ocsp_no_check_value is not None
        for path in paths
        for one in path
        if not one.self_issued
    )


def _untold(error: Exception) -> ServiceError:
    return ServiceError(f"取不到证书的吊销信息（{error}） / what is revoked cannot be had")


def _too_much() -> ServiceError:
    return ServiceError(
        f"吊销信息超过 {_MOST_TOLD} 字节，放进每个文件太大；请用提供 OCSP 的证书"
        " / what is told of revocation is too large to stand in every file"
    )


def _untrusted() -> ServiceError:
    return ServiceError(
        "时间戳服务的证书不可信，没有采用；请核对信任文件 / the time-stamp service is not trusted"
    )


def _cause(error: BaseException) -> str:
    """What failed, without the address, which may hold a password."""
    cause = error.__cause__
    return f"{error}: {type(cause).__name__}" if cause is not None else str(error)
