"""Where photos and issued files lie: beside other files of the portal, in folders of their own.

The folder is one deeper than that of uploads, whose daily round looks one deep for contents that no row knows.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from .models import BatchEntry, Certificate, CertificateFile

if TYPE_CHECKING:
    from datetime import datetime

_FOLDER: Final = "certificates"
_WAITS: Final = timedelta(days=1)


def keep(content: bytes, ending: str) -> tuple[str, str]:
    """Keep a content: its key and its SHA-256."""
    name = f"{_FOLDER}/{secrets.token_hex(1)}/{secrets.token_hex(20)}.{ending}"
    return default_storage.save(name, ContentFile(content)), hashlib.sha256(content).hexdigest()


def read(key: str) -> bytes:
    """The content. Raises FileNotFoundError."""
    with default_storage.open(key) as opened:
        content: bytes = opened.read()
        return content


def forget_orphans(now: datetime) -> int:
    """Delete contents that no row knows a day later: of an issue or an upload that broke off. How many."""
    if not default_storage.exists(_FOLDER):
        return 0
    known = {
        *CertificateFile.objects.values_list("storage_key", flat=True),
        *Certificate.objects.values_list("photo_key", flat=True),
        *BatchEntry.objects.values_list("photo_key", flat=True),
    }
    gone = 0
    for folder in default_storage.listdir(_FOLDER)[0]:
        for name in default_storage.listdir(f"{_FOLDER}/{folder}")[1]:
            key = f"{_FOLDER}/{folder}/{name}"
            if key not in known and default_storage.get_modified_time(key) <= now - _WAITS:
                default_storage.delete(key)
                gone += 1
    return gone
