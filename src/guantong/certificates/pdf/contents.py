"""What a PDF holds, told without any judgement: who seems to have signed it and when, what it calls itself, what is in it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from guantong.certificates.pdf.examine import LIMITS
from guantong.certificates.signing.checking import algorithm_of
from guantong.certificates.signing.signer import SigningError

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


def contents(pdf: bytes) -> dict[str, Any]:
    """Title, number, pages, signatures and attachments as plain data. Raises ValueError for a file that cannot be read."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False, decode_limits=LIMITS)
        information = reader.trailer["/Info"] if "/Info" in reader.trailer else {}  # noqa: SIM401 - it has no get
        return {
            "title": str(information.get("/Title", "")),
            "keywords": str(information.get("/Keywords", "")),
            "pages": int(reader.root["/Pages"]["/Count"]),
            "revisions": reader.xrefs.total_revisions,
            "signatures": [_signature(s) for s in reader.embedded_signatures],
            "attachments": _attachments(reader),
        }
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"PDF 无法读取：{error} / the PDF cannot be read") from error


def _signature(signature: EmbeddedPdfSignature) -> dict[str, Any]:
    certificate = signature.signer_cert
    try:
        algorithm: str = algorithm_of(certificate.public_key.dump())
    except SigningError:
        algorithm = certificate.public_key.algorithm
    told = signature.self_reported_timestamp
    return {
        "kind": str(signature.sig_object_type).removeprefix("/"),
        "signer": certificate.subject.human_friendly,
        "issuer": certificate.issuer.human_friendly,
        "serial": f"{certificate.serial_number:x}",
        "certificate_sha256": certificate.sha256.hex(),
        "algorithm": algorithm,
        "at": told and told.isoformat(),
        "covers": signature.evaluate_signature_coverage().name.lower(),
    }


def _attachments(reader: PdfFileReader) -> list[str]:
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return []
    return [str(names[i]) for i in range(0, len(names), 2)]  # names and files by turns
