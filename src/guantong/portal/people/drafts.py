"""What somebody typed into the form of a row and has not saved: kept here, never in the browser, and for some days only.

A draft is nothing of the record: no page but its own form shows it, no case states it, and saving the row drops it. The
one thing of a record that is encrypted, the identity number, stands in no form that keeps drafts.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ..refusals import RefusedError, StaleError
from .models import EntryDraft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import QuerySet

    from .kinds import Kind
    from .models import Entry, Person

LONGEST: Final = 60_000
"""Characters of one draft; the longest form takes fewer."""


def draft_of(
    writer: AbstractBaseUser | AnonymousUser,
    person: Person,
    kind: Kind,
    entry: Entry | None,
    *,
    now: datetime,
) -> tuple[EntryDraft, dict[str, Any]] | None:
    """The draft of this form and what was typed; None where there is none, or where its days are over."""
    found = _drafts(writer, person, kind, entry).filter(kept_at__gt=_oldest(now)).first()
    if found is None:
        return None
    typed = json.loads(found.content)
    # It came in while its row was being saved.
    late = entry is None and _exists(kind, id=typed.get("entry_id") or None)
    return None if late else (found, typed)


def drafted_kinds(writer: AbstractBaseUser | AnonymousUser, person: Person, *, now: datetime) -> set[str]:
    """The kinds of which the writer has begun a new row and not saved it."""
    found = EntryDraft.objects.filter(writer_id=writer.pk, person=person, row="", kept_at__gt=_oldest(now))
    return set(found.values_list("kind", flat=True))


@transaction.atomic
def draft_keep(
    *,
    writer: AbstractBaseUser,
    person: Person,
    kind: Kind,
    entry: Entry | None,
    typed: Mapping[str, Any],
    entry_id: UUID | None,
    row_version: int | None,
    now: datetime,
) -> EntryDraft:
    """Keep what is typed now, in place of what was kept before.

    `entry_id` is the id that a new row will get, `row_version` the version that a change began with: what arrives after
    its row was saved is late and is not kept.

    Raises RefusedError for what is too long, StaleError for what is late.
    """
    content = json.dumps(typed)
    if len(content) > LONGEST:
        raise RefusedError("E-PEO-021", _("内容太长，没有存成草稿；保存时会逐项告诉您最多写多少。"))
    if entry is None:
        saved = _exists(kind, id=entry_id)
    else:
        saved = not _exists(kind, id=entry.pk, row_version=row_version)
    if saved:
        raise StaleError("E-PEO-022", _("这一条已经另外保存过，草稿没有再存；您填写的还在页面上。"))
    kept, _made = EntryDraft.objects.update_or_create(
        writer_id=writer.pk,
        person=person,
        kind=kind.key,
        row=_row(entry),
        defaults={"content": content, "kept_at": now},
    )
    return kept


def draft_drop(*, writer: AbstractBaseUser, person: Person, kind: Kind, entry: Entry | None) -> None:
    """Forget what was typed."""
    _drafts(writer, person, kind, entry).delete()


def drafts_expire(*, now: datetime) -> int:
    """Delete the drafts whose days are over; how many."""
    late = EntryDraft.objects.filter(kept_at__lte=_oldest(now))
    return late.delete()[0]


def _drafts(
    writer: AbstractBaseUser | AnonymousUser, person: Person, kind: Kind, entry: Entry | None
) -> QuerySet[EntryDraft]:
    return EntryDraft.objects.filter(writer_id=writer.pk, person=person, kind=kind.key, row=_row(entry))


def _exists(kind: Kind, **where: Any) -> bool:
    return kind.model._default_manager.filter(**where).exists()


def _row(entry: Entry | None) -> str:
    return "" if entry is None else str(entry.pk)


def _oldest(now: datetime) -> datetime:
    return now - timedelta(days=settings.DRAFT_DAYS)
