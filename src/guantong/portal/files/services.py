"""Taking files in, attaching them, letting them go."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from ..audit.services import record
from ..refusals import RefusedError
from . import checking, scanning
from .models import StoredFile
from .names import safe_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser
    from django.core.files.uploadedfile import UploadedFile

WAITS: Final = timedelta(days=1)
"""How long an upload waits to be attached, and one that was let go can be taken back."""


def file_upload(*, actor: AbstractBaseUser, upload: UploadedFile[bytes], now: datetime) -> StoredFile:
    """Check a file and keep it for a day; handing the same one in again answers the one that waits.

    Raises RefusedError for what `checking.check` and the scanner refuse.
    """
    checking.check_size(upload.size or 0)
    content = upload.read()
    checked = checking.check(content)
    scanned = scanning.scan(content)
    digest = hashlib.sha256(checked.content).hexdigest()
    waiting = StoredFile.objects.filter(owner_id=actor.pk, sha256=digest, expires_at__gt=now).first()
    if waiting is not None:
        return waiting
    key = f"{secrets.token_hex(1)}/{secrets.token_hex(20)}"
    with transaction.atomic():
        kept = StoredFile(
            owner_id=actor.pk,
            name=safe_name(upload.name or "", checked.media_type),
            media_type=checked.media_type,
            size=len(checked.content),
            pages=checked.pages,
            sha256=digest,
            storage_key=key,
            scan=scanned,
            expires_at=now + WAITS,
        )
        kept.full_clean(exclude=["owner"])
        kept.storage_key = default_storage.save(key, ContentFile(checked.content))
        kept.save()
        record("file.uploaded", actor=actor, subject=kept, now=now, detail={"size": kept.size})
    return kept


def files_attach(*, actor: AbstractBaseUser | None, ids: Sequence[UUID], now: datetime) -> list[StoredFile]:
    """Let uploads of the actor stay: the files, in the order given.

    Raises RefusedError where one is nobody's, somebody else's, or gone after a day.
    """
    owner = {} if actor is None else {"owner_id": actor.pk}
    found = {file.id: file for file in StoredFile.objects.filter(id__in=ids, **owner)}
    if set(found) != set(ids):
        raise RefusedError(
            "E-FIL-012", _("有文件已经不在（上传后满一天没有保存会自动删除），请重新上传。"), field="files"
        )
    StoredFile.objects.filter(id__in=ids, attached_at=None).update(attached_at=now, expires_at=None)
    return [found[key] for key in ids]


def files_release(*, files: Iterable[StoredFile], now: datetime) -> None:
    """Let go of files that nothing holds any more: they expire after a day."""
    ids = [file.pk for file in files]
    StoredFile.objects.filter(id__in=ids).update(attached_at=None, expires_at=now + WAITS)


def uploads_reap(*, now: datetime) -> int:
    """Delete uploads that nobody attached within a day, and contents that no row knows; how many rows."""
    expired = list(StoredFile.objects.filter(expires_at__lte=now))
    gone = 0
    for file in expired:
        with transaction.atomic():
            # The condition again: somebody may have attached it since.
            deleted, _kinds = StoredFile.objects.filter(id=file.id, expires_at__lte=now).delete()
            if deleted:
                record("file.expired", actor=None, subject=file, now=now)
                transaction.on_commit(partial(default_storage.delete, file.storage_key))
                gone += 1
    _delete_orphans(now)
    return gone


def _delete_orphans(now: datetime) -> None:
    """A content without a row comes from an upload that broke off."""
    if not default_storage.exists(""):
        return
    known = set(StoredFile.objects.values_list("storage_key", flat=True))
    for folder in default_storage.listdir("")[0]:
        for name in default_storage.listdir(folder)[1]:
            key = f"{folder}/{name}"
            if key not in known and default_storage.get_modified_time(key) <= now - WAITS:
                default_storage.delete(key)
