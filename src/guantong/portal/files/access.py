"""The only way to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string

from ..audit.services import record_reading
from .models import StoredFile

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def access_file(user: AbstractBaseUser | AnonymousUser, file_id: UUID, *, now: datetime) -> StoredFile:
    """The file, for its owner and for whom one of FILE_READERS lets read it. Raises Http404."""
    file = StoredFile.objects.filter(id=file_id).first()
    if file is None or not user.is_authenticated:
        raise Http404
    if file.owner_id == user.pk:
        return file
    if any(import_string(reader)(user, file, now=now) for reader in settings.FILE_READERS):
        return file
    raise Http404


def look_recorded(user: AbstractBaseUser | AnonymousUser, file: StoredFile, *, now: datetime) -> None:
    """Write that somebody read the file; what is read under emergency access has a word of its own."""
    emergency = file.owner_id != user.pk and import_string(settings.FILE_EMERGENCY)(user, now=now)
    what = "file_in_emergency" if emergency else "file"
    record_reading(actor=user, subject=file, what=what, now=now)


def download(user: AbstractBaseUser | AnonymousUser, file_id: UUID, *, now: datetime) -> HttpResponse:
    """The file as an answer that no browser runs, and an entry that it was read. Raises Http404."""
    file = access_file(user, file_id, now=now)
    if not default_storage.exists(file.storage_key):
        raise Http404
    look_recorded(user, file, now=now)
    with default_storage.open(file.storage_key) as kept:
        answer = HttpResponse(kept.read(), content_type=file.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
