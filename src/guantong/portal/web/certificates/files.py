"""The file of a certificate, or the photo of a row, as an answer that no browser runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse

from ...certificates.holding import copy_taken
from ...certificates.models import FileForm
from ...certificates.storing import read

if TYPE_CHECKING:
    from datetime import datetime

    from ...accounts.models import User
    from ...certificates.models import BatchEntry, Certificate, CertificateFile

ENDINGS: Final = {"pdf": "pdf", "ofd": "ofd", "credential": "json", "prolonged": "prolonged.pdf"}
"""How the names of files of each form end."""
_TYPES: Final = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "credential": "application/vc",
    "prolonged": "application/pdf",
}


def forms_of(certificate: Certificate) -> list[tuple[str, str]]:
    """The forms in which a certificate was issued, with their names."""
    issued = set(certificate.files.values_list("form", flat=True))
    return [(form, str(label)) for form, label in FileForm.choices if form in issued]


def newest_of(certificate: Certificate) -> list[CertificateFile]:
    """The newest file of each form: a signature may have been prolonged several times."""
    found: dict[str, CertificateFile] = {}
    for file in certificate.files.all():
        found.setdefault(file.form, file)
    return list(found.values())


def answer_with(certificate: Certificate, form: str, user: User, now: datetime) -> HttpResponse:
    """The newest file of a form, and an entry that it was taken. Raises Http404."""
    file = certificate.files.filter(form=form).first()
    if file is None:
        raise Http404
    try:
        content = read(file.storage_key)
    except FileNotFoundError as error:
        raise Http404 from error
    copy_taken(actor=user, certificate=certificate, form=form, now=now)
    answer = _inert(content, _TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{certificate.number}.{ENDINGS[form]}"'
    return answer


def photo_of(entry: BatchEntry) -> HttpResponse:
    """The photo of a row, as it will stand on the certificate. Raises Http404."""
    if not entry.photo_key:
        raise Http404
    try:
        return _inert(read(entry.photo_key), "image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error


def _inert(content: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
