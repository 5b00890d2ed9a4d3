"""The files of one certificate: typeset and signed with the authority's keys. The one place that knows the library for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guantong.certificates.credential.data_integrity import ShapeError
from guantong.certificates.credential.issue import with_proof
from guantong.certificates.face import Face, FaceError
from guantong.certificates.numbers import normalise_code
from guantong.certificates.ofd import seals, writing
from guantong.certificates.offline.payload import offline_payload
from guantong.certificates.pdf import seal
from guantong.certificates.pdf.characters import MissingCharactersError
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.pdf.typeset import Attachment, PhotoError, TooLongError, typeset
from guantong.certificates.signing.signer import SigningError

from .issuers import issuer_of, ring_of, status_place
from .models import Certificate, FileForm
from .numbering import certificates_folder, code_of
from .storing import read

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.certificates.signing.keys import Purpose
    from guantong.certificates.signing.signer import Signer

    from .models import IssuingAuthority


_sealers: dict[int, PdfSealer] = {}


class RowError(Exception):
    """One certificate that cannot be made, where others can. The text is for the officer."""


class HaltError(Exception):
    """No certificate can be made now: no key, a key that expired, a clock that jumped, a full disk."""


@dataclass(frozen=True, slots=True)
class Produced:
    """One file of a certificate."""

    form: FileForm
    content: bytes
    key: str


def produce(certificate: Certificate, *, at: datetime) -> list[Produced]:
    """The signed files of a certificate: PDF and OFD, and the credential, which is inside the PDF and beside it.

    Raises RowError, HaltError.
    """
    try:
        return _made(certificate, at)
    except (FaceError, ShapeError, MissingCharactersError, TooLongError, PhotoError) as error:
        raise RowError(str(error)) from error
    except FileNotFoundError as error:
        raise RowError(_("照片文件不在了，请重新上传这一行。")) from error
    except (SigningError, seal.SealError) as error:
        raise HaltError(str(error)) from error


def _made(certificate: Certificate, at: datetime) -> list[Produced]:
    face, authority = Face.from_mapping(certificate.face), certificate.authority
    ring, last = ring_of(authority), _last_signed(certificate)

    def signer(purpose: Purpose) -> Signer:
        return ring.signer(purpose, at=at, last_signed=last)

    code = code_of(face.number)
    photo = read(certificate.photo_key) if certificate.photo_key else None
    place = status_place(authority, certificate.status_index)
    credential = with_proof(face, issuer_of(authority), place, signer("credential"), at)
    drawn = typeset(
        face,
        code=code,
        qr=qr_text(face, code),
        photo=photo,
        offline_qr=offline_payload(face, signer("offline"), at),
        attachments=[
            Attachment(
                name="credential.json",
                text=credential.decode(),
                media_type="application/vc",
                description="可验证凭证 / verifiable credential",
            )
        ],
    )
    picture = seal.of(face, _seal_handed_in(authority))
    signed = _sealer(signer("pdf")).seal(drawn, appearance=seal.appearance(picture), box=seal.BOX, at=at)
    kept = seals.kept(
        certificates_folder() / "seals",
        face.authority,
        svg=picture,
        holder=signer("ofd"),
        maker=lambda: signer("seal_maker"),
        at=at,
    )
    sealed = writing.write(
        face, code=code, qr=qr_text(face, code), seal=kept, signer=signer("ofd"), at=at, photo=photo
    )
    return [
        Produced(FileForm.PDF, signed, signer("pdf").key_id),
        Produced(FileForm.OFD, sealed, signer("ofd").key_id),
        Produced(FileForm.CREDENTIAL, credential, signer("credential").key_id),
    ]


def _seal_handed_in(authority: IssuingAuthority) -> bytes | None:
    """The picture of the seal that the authority handed in: ``seals/RING.png`` beside the keys."""
    file = certificates_folder() / "seals" / f"{authority.ring}.png"
    return file.read_bytes() if file.exists() else None


def qr_text(face: Face, code: str) -> str:
    """What the square says: the address, and behind # what no server's log sees: the number and the code."""
    return f"{face.verify_url}#{face.number}.{normalise_code(code)}"


def _sealer(signer: Signer) -> PdfSealer:
    """Kept with its key loaded: loading it takes longer than signing."""
    kept = _sealers.get(id(signer))
    if kept is None or kept.signer is not signer:
        kept = _sealers[id(signer)] = PdfSealer(signer)
    return kept


def _last_signed(certificate: Certificate) -> datetime | None:
    signed = Certificate.objects.filter(authority=certificate.authority, issued_at__isnull=False)
    return signed.order_by("-issued_at").values_list("issued_at", flat=True).first()
