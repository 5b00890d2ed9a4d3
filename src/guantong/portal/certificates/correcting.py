"""A row that was asked about and is wrong: corrected, judged anew as if it had been brought so, and asked about again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guantong.cases import identity
from guantong.catalogue import terms

from ..dates import language
from ..people.identities import search_hashes
from ..refusals import InvalidError, RefusedError
from ..tasks import enqueue_after_commit
from .answering import preview_for_officer
from .jobs import tell_asked
from .judging import Approval, judge
from .lists import Row, columns
from .models import EntryState, Preview
from .previews import PHOTO, ask, record_preview, touch
from .storing import keep, read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..accounts.models import User
    from .judging import Judged
    from .models import Batch, BatchEntry

CORRECTABLE: Final = ("name", "sex", "birth", "employer", "specialty", "committee")
"""What may be said otherwise, beside identity number and photo. What was approved stays; a row wrong in that is taken out."""
_APPROVED: Final = ("series", "occupation", "level", "title", "way", "acquired_on")
_KEPT: Final = "kept"


@transaction.atomic
def row_correct(
    *,
    actor: User,
    preview: Preview,
    seen: int,
    identity_type: str,
    number: str,
    corrected: Mapping[str, str],
    photo: bytes | None,
    now: datetime,
) -> Preview:
    """Correct a row of a list that waits to be confirmed, and ask its holder about the new words.

    Args:
        actor: an officer; who corrects a row does not confirm the list.
        preview: what the officer saw of it.
        seen: its version then.
        identity_type: code of the kind of identity document.
        number: the whole number, typed again even if it stays: it is not kept, and everything is judged by it.
        corrected: what is otherwise: keys of `CORRECTABLE`; what is left out or empty stays.
        photo: another photo, or None.
        now: when.

    Raises NotAllowedError, StaleError as `preview_go_on`, InvalidError with all faults of the row as it would be,
    RefusedError where nothing is otherwise or the disk takes no photo.

    """
    preview = preview_for_officer(actor, preview, seen, now)
    entry, batch = preview.entry, preview.entry.batch
    made = _judged(entry, batch, identity_type, number, corrected, photo, now)
    faults = [*made.faults, *_twice(entry, batch, made)]
    if faults:
        raise InvalidError([RefusedError("E-CER-114", text) for text in faults])
    assert made.holder is not None  # noqa: S101 - a row without faults has one
    changed = sorted(key for key, value in made.face.items() if entry.face.get(key) != value)
    changed += [PHOTO] if photo is not None else []
    if not changed and entry.identity_hash in made.hashes:
        raise RefusedError("E-CER-115", _("没有要更正的内容：与现在的一行相同。"))
    entry.face, entry.clauses, entry.decision_key = made.face, made.clauses, made.decision
    entry.identity_hash, entry.identity_hash_key = made.holder.hash, made.holder.hash_key
    entry.identity_hashes, entry.tail = made.hashes, made.holder.tail
    if photo is not None and made.photo is not None:
        try:
            entry.photo_key, entry.photo_sha256 = keep(made.photo, "jpg")
        except OSError as error:
            raise RefusedError(
                "E-CER-116", _("磁盘写不进去（空间可能已满），没有更正。请管理员清理后再试。")
            ) from error
    entry.row_version += 1
    entry.save()
    preview.superseded_at = now
    touch(preview)
    ask([entry], actor=actor, now=now)
    enqueue_after_commit(tell_asked)
    new = entry.previews.get(superseded_at=None)
    record_preview("corrected", actor, new, now, lines=changed, before=preview.digest)
    return new


def _judged(
    entry: BatchEntry,
    batch: Batch,
    identity_type: str,
    number: str,
    corrected: Mapping[str, str],
    photo: bytes | None,
    now: datetime,
) -> Judged:
    face = entry.face
    typed = {key: corrected[key].strip() for key in CORRECTABLE if corrected.get(key, "").strip()}
    known = {column.key for column in columns(batch.authority.kind)}
    values: dict[str, str] = {
        key: face[key] for key in (*CORRECTABLE, *_APPROVED) if key in known and face.get(key)
    }
    if entry.identity_hash not in search_hashes(identity.normalise(number)):
        values.pop("birth", None)  # it may have come from the number that is replaced
    document = identity_type in terms.codes("identity_type")
    values |= {key: text for key, text in typed.items() if key in known}
    values |= {
        "identity_type": terms.name("identity_type", identity_type) if document else identity_type,
        "identity": number.strip(),
        "clauses": "、".join(entry.clauses),
        "photo": _KEPT,
    }
    content = photo if photo is not None else _photo_of(entry)
    approval = Approval(batch.approval_document, batch.approved_on)
    (made,) = judge(
        [Row(entry.row, values, content)],
        authority=batch.authority,
        approval=approval,
        today=timezone.localdate(now),
        lang=language(),
    )
    return made


def _photo_of(entry: BatchEntry) -> bytes | None:
    try:
        return read(entry.photo_key) if entry.photo_key else None
    except FileNotFoundError:
        return None


def _twice(entry: BatchEntry, batch: Batch, made: Judged) -> list[str]:
    """The fault that another row of the list has the same person and level, if one has."""
    others = batch.entries.filter(state=EntryState.WAITING, decision_key__in=made.decisions)
    row = others.exclude(pk=entry.pk).values_list("row", flat=True).first()
    return [] if row is None else [_("与第 {row} 行重复：同一人、同一级别。").format(row=row)]
