"""A proof shown in a page: pictures only, as they were encoded anew when they came in. Documents are for downloading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse

from .access import access_file, look_recorded
from .models import MediaType

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from .models import StoredFile

PICTURES: Final = frozenset({MediaType.JPEG, MediaType.PNG})


def is_picture(file: StoredFile) -> bool:
    """Whether a page may show the file itself."""
    return file.media_type in PICTURES


def picture(user: AbstractBaseUser | AnonymousUser, file_id: UUID, *, now: datetime) -> HttpResponse:
    """The picture for an ``<img>``, and an entry that it was read.

    The bytes are pixels that we wrote ourselves, under one of two types, so that nothing in them runs; opened by its
    address alone it stands in a sandbox all the same. Raises Http404 for a file that is not open to the user and for
    any that is no picture.
    """
    file = access_file(user, file_id, now=now)
    if not is_picture(file) or not default_storage.exists(file.storage_key):
        raise Http404
    look_recorded(user, file, now=now)
    with default_storage.open(file.storage_key) as kept:
        answer = HttpResponse(kept.read(), content_type=file.media_type)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
