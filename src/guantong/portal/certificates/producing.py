"""The files of one certificate: typeset and signed with the authority's keys. The one place that knows the library for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guantong.certificates.face import Face, FaceError
from guantong.certificates.numbers import normalise_code
from guantong.certificates.pdf import seal
from guantong.certificates.pdf.characters import MissingCharactersError
from guantong.certificates.pdf.signature import PdfSealer
from guantong.certificates.pdf.typeset import PhotoError, TooLongError, typeset
from guantong.certificates.signing.keys import MANIFEST, KeyRing
from guantong.certificates.signing.signer import SigningError

from .models import Certificate, FileForm
from .numbering import certificates_folder, code_of
from .storing import read

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from guantong.certificates.signing.signer import Signer

    from .models import IssuingAuthority


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
    """The signed files of a certificate. Raises RowError, HaltError."""
    try:
        face = Face.from_mapping(certificate.face)
        photo = read(certificate.photo_key) if certificate.photo_key else None
        code = code_of(face.number)
        drawn = typeset(face, code=code, qr=qr_text(face, code), photo=photo)
        signer = ring_of(certificate.authority).signer("pdf", at=at, last_signed=_last_signed(certificate))
        look = seal.appearance(seal.drawn(face.authority))
        signed = _sealer(signer).seal(drawn, appearance=look, box=seal.BOX, at=at)
    except (FaceError, MissingCharactersError, TooLongError, PhotoError) as error:
        raise RowError(str(error)) from error
    except FileNotFoundError as error:
        raise RowError(_("照片文件不在了，请重新上传这一行。")) from error
    except SigningError as error:
        raise HaltError(str(error)) from error
    return [Produced(FileForm.PDF, signed, signer.key_id)]


def qr_text(face: Face, code: str) -> str:
    """What the square says: the address, and behind # what no server's log sees: the number and the code."""
    return f"{face.verify_url}#{face.number}.{normalise_code(code)}"


def ring_of(authority: IssuingAuthority) -> KeyRing:
    """The ring of keys of an authority, read anew when its manifest has changed. Raises SigningError."""
    folder = certificates_folder() / "keys" / authority.ring
    manifest = folder / MANIFEST
    changed = manifest.stat().st_mtime_ns if manifest.exists() else 0
    return _ring(folder, changed, authority.demonstration)


@cache
def _ring(folder: Path, changed: int, demonstration: bool) -> KeyRing:
    return KeyRing.open(folder, demonstration=demonstration)


@cache
def _sealer(signer: Signer) -> PdfSealer:
    """Kept with its key loaded: loading it takes longer than signing."""
    return PdfSealer(signer)


def _last_signed(certificate: Certificate) -> datetime | None:
    signed = Certificate.objects.filter(authority=certificate.authority, issued_at__isnull=False)
    return signed.order_by("-issued_at").values_list("issued_at", flat=True).first()
