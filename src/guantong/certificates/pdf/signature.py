"""Signs a certificate as PAdES B-B, with the seal as what is seen of the signature.

The signature certifies: nothing may be changed afterwards (DocMDP, no changes). The key is held loaded from one
certificate to the next, which is what makes it quick.
Source: ETSI EN 319 142-1 (PAdES), ISO 32000-2 12.8.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from asn1crypto import algos, x509
from pyhanko.pdf_utils import misc
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader, parse_catalog_version
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from guantong.certificates.pdf.awaiting import awaited
from guantong.certificates.pdf.tagging import tag_field
from guantong.certificates.signing.signer import Algorithm, SigningError

if TYPE_CHECKING:
    from datetime import datetime

    from pyhanko.pdf_utils.extensions import DeveloperExtension

    from guantong.certificates.signing.signer import Signer

FIELD: Final = "IssuerSeal"
"""The name of the signature's field in the PDF."""
REASON: Final = "签发电子证书"
SPOKEN: Final = "发证机关电子印章"
"""What is read aloud for the seal, and shown where the pointer rests on it."""

_MECHANISMS: Final = {
    Algorithm.ECDSA_P256_SHA256: "sha256_ecdsa",
    Algorithm.RSA_SHA256: "sha256_rsa",
}
_RESERVED: Final = 8192
"""Bytes kept free for the signature: with a chain of three certificates it takes about half."""
_LONGEST_SIGNATURE: Final = 512
_WHOLE_BOX: Final = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(0))
_ARCHIVED: Final = (1, 7)

Box = tuple[int, int, int, int]
"""Left, lower, right and upper edge in points, from the lower left corner of the page."""


class PdfSealer:
    """Signs PDF files with one key. Not for several threads at once.

    Raises SigningError for a key that PDF readers cannot check (SM2, Ed25519).
    """

    def __init__(self, signer: Signer) -> None:
        if signer.algorithm not in _MECHANISMS:
            raise SigningError(
                f"{signer.key_id}：PDF 签名用 P-256 或 RSA 密钥，阅读器才能核对"
                " / a PDF is signed with a P-256 or RSA key, which readers can check"
            )
        self.signer = signer
        self._cms = _CmsSigner(signer)

    def seal(self, pdf: bytes, *, appearance: bytes, box: Box, at: datetime) -> bytes:
        """Return the PDF signed, with the page of `appearance` shown in the box on its first page.

        `at` is the time that the signature tells of itself. The XMP metadata stay as they are: they say which PDF/A it is.
        Raises SigningError for a file that is no PDF or is signed already, and when the key fails.
        """
        # The style is made anew each time: one that is shared keeps what it drew, and every file would grow.
        style = StaticStampStyle(
            background=_Page(appearance), background_layout=_WHOLE_BOX, border_width=0, background_opacity=1
        )
        return self._signed(pdf, SigFieldSpec(FIELD, box=box, readable_field_name=SPOKEN), style, REASON, at)

    def sign(self, pdf: bytes, *, field: str, reason: str, at: datetime) -> bytes:
        """Return the PDF signed in the same way, with nothing to be seen of it: for what is no certificate."""
        return self._signed(pdf, SigFieldSpec(field), None, reason, at)

    def _signed(
        self, pdf: bytes, field: SigFieldSpec, style: StaticStampStyle | None, reason: str, at: datetime
    ) -> bytes:
        try:
            return awaited(self._signing(pdf, field, style, reason, at))
        except (misc.PdfError, OSError) as error:
            raise SigningError(f"不能在这个 PDF 上签名：{error} / this PDF cannot be signed") from error

    async def _signing(
        self, pdf: bytes, field: SigFieldSpec, style: StaticStampStyle | None, reason: str, at: datetime
    ) -> bytes:
        writer = ArchiveWriter(BytesIO(pdf))
        if writer.prev.embedded_signatures:
            raise SigningError("这个 PDF 已经签名 / this PDF is signed already")
        said = signers.PdfSignatureMetadata(
            field_name=field.sig_field_name,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            reason=reason,
        )
        session = signers.PdfSigner(
            said, self._cms, stamp_style=style, new_field_spec=field
        ).init_signing_session(writer)
        session.system_time = at
        if style is not None:
            tag_field(writer, SPOKEN)
        prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=_RESERVED)
        written = BytesIO()
        digest, output = prepared.digest_tbs_document(output=written)
        done = await prepared.perform_signature(
            document_digest=digest.document_digest,
            pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at),
        )
        await done.post_signature_processing(output)
        return written.getvalue()


class _CmsSigner(signers.Signer):
    """Our signer as pyHanko wants it. Its own one would load and check the key anew for each signature."""

    def __init__(self, signer: Signer) -> None:
        chain = SimpleCertificateStore.from_certs(map(x509.Certificate.load, signer.chain))
        mechanism = algos.SignedDigestAlgorithm({"algorithm": _MECHANISMS[signer.algorithm]})
        super().__init__(
            signing_cert=x509.Certificate.load(signer.certificate),
            cert_registry=chain,
            signature_mechanism=mechanism,
            embed_roots=True,
        )
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(_LONGEST_SIGNATURE) if dry_run else self._signer.sign(data)


class ArchiveWriter(IncrementalPdfFileWriter):
    """Leaves what the file says of itself, which is that it is PDF/A-3: its metadata, and that it is PDF 1.7.

    Metadata written anew lose the schemas without which the file is no PDF/A. A private method of pyHanko writes them,
    whose version is held below the next; a test sees that it still does this.
    """

    def _update_meta(self) -> None:
        """Nothing to update."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """The version stays: PDF/A-3 is PDF 1.7, and readers of that know the signatures made here."""

    def register_extension(self, ext: DeveloperExtension) -> None:
        """Name an extension, but none of a later PDF: the file would have to say that it is such a one."""
        if (parse_catalog_version(ext.base_version) or _ARCHIVED) <= _ARCHIVED:
            super().register_extension(ext)


class _Page(PdfContent):
    """The first page of a PDF, as something to draw."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Seal"] = page
        left, lower, right, upper = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(upper - lower))
        return b"/Seal Do"
