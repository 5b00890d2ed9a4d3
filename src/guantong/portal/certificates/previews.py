"""Holders are shown what will stand on their certificate before it is issued: who is asked, and what is still open.

A row is shown to an account whose record has its identity number and a name with which it shares a character. A record's
number is its owner's word; where not one character is common, the number on the list or in the record is wrong, and an
officer asks the person on paper. What was shown is kept as a digest, and nothing else is issued.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rfc8785
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guantong.catalogue.reading import read_yaml

from ..accounts.persons import accounts_of_person
from ..audit.services import record
from ..calendar.days import add_working_days
from ..notices.services import notify
from ..people.models import Person
from ..refusals import NotAllowedError, RefusedError
from .holders import hash_fits, names_alike
from .models import SETTLED, BatchState, EntryState, Preview, PreviewState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ..accounts.models import User
    from .models import Batch, BatchEntry

PHOTO: Final = "photo"
"""What a line is called that is no line of the face."""
_SHOWN: Final = 20
"""How many rows a message names."""
_AT_ONCE: Final = 200
"""How many holders are told in one transaction."""
_LATER: Final = ("number", "issued_on")
"""What a certificate says that is not known before it is issued."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Whether lists ask unless told otherwise, how many working days holders have, and who says so."""

    asks: bool
    days: int
    source: Mapping[str, str]
    confidence: str


@cache
def parameters() -> Parameters:
    """The parameters in ``previews.yaml``."""
    data: Any = read_yaml(Path(__file__).with_name("previews.yaml"))
    return Parameters(data["asks"], data["days"], data["source"], data["confidence"])


class Standing(models.TextChoices):
    """How a row stands with its holder, as officers see it: what was said, and why nothing was said yet."""

    REPORTED = "reported", gettext_lazy("本人说有误")
    OVERDUE = "overdue", gettext_lazy("到期未答")
    NO_ACCOUNT = "no_account", gettext_lazy("本人无账户")
    WAITING = "waiting", gettext_lazy("待本人核对")
    CONFIRMED = "confirmed", gettext_lazy("本人已核对")
    WENT_ON = "went_on", gettext_lazy("经办人注明理由后继续")


def standing_of(preview: Preview, today: date) -> Standing:
    """How a row stands on a day."""
    if preview.state != PreviewState.WAITING:
        return Standing(preview.state)
    if preview.person_id is None:
        return Standing.NO_ACCOUNT
    return Standing.OVERDUE if today > preview.due_on else Standing.WAITING


def stands(standing: Standing, today: date) -> Q:
    """The condition under which previews stand so on a day."""
    waiting = Q(state=PreviewState.WAITING)
    return {
        Standing.NO_ACCOUNT: waiting & Q(person=None),
        Standing.OVERDUE: waiting & Q(person__isnull=False, due_on__lt=today),
        Standing.WAITING: waiting & Q(person__isnull=False, due_on__gte=today),
    }.get(standing, Q(state=standing.value))


def counts(batch: Batch, today: date) -> dict[Standing, int]:
    """How many rows of a list stand how; standings in which there is none are left out."""
    asked = Preview.objects.filter(entry__batch=batch, superseded_at=None)
    found = asked.aggregate(**{one.value: models.Count("pk", filter=stands(one, today)) for one in Standing})
    return {one: found[one.value] for one in Standing if found[one.value]}


def digest_of(face: Mapping[str, object], photo_sha256: str) -> str:
    """The SHA-256 of what a holder is shown: the words without number and day of issue, and the photo."""
    shown: dict[str, Any] = {key: value for key, value in face.items() if key not in _LATER}
    return hashlib.sha256(rfc8785.dumps({**shown, PHOTO: photo_sha256})).hexdigest()


def ask(entries: Sequence[BatchEntry], *, actor: User, now: datetime) -> int:
    """Ask the holders of rows, in the transaction under way; how many of them have an account. `tell_holders` tells them."""
    accounts = _accounts(entries)
    due_on = add_working_days(timezone.localdate(now), parameters().days).day
    made = [
        Preview(
            entry=entry,
            person=accounts.get(entry.pk),
            digest=digest_of(entry.face, entry.photo_sha256),
            asked_by=actor,
            asked_at=now,
            due_on=due_on,
        )
        for entry in entries
    ]
    Preview.objects.bulk_create(made, batch_size=500)
    return len(accounts)


def _accounts(entries: Sequence[BatchEntry]) -> dict[Any, Person]:
    """The person with an account for each entry, where there is one whose number and name fit."""
    hashes = [entry.identity_hash for entry in entries]
    found: dict[str, list[Person]] = {}
    for start in range(0, len(hashes), 500):
        people = Person.objects.filter(identity_hash__in=hashes[start : start + 500], user__is_active=True)
        for person in people:
            found.setdefault(person.identity_hash, []).append(person)
    return {
        entry.pk: person
        for entry in entries
        for person in found.get(entry.identity_hash, ())
        if names_alike(person.name, entry.face["name"])
    }


def is_of(entry: BatchEntry, person: Person) -> bool:
    """Whether a row is about a person: by the identity number in the record, and a name that is not wholly another."""
    return hash_fits(entry.identity_hash, person) and names_alike(person.name, entry.face["name"])


def untold() -> bool:
    """Whether a holder waits to be told; a task for it may have been lost."""
    return _untold().exists()


def tell_holders(*, now: datetime) -> int:
    """Send everybody who is asked a notice; how many. What was told stays told if this is broken off."""
    count = 0
    while True:
        with transaction.atomic():
            found = list(
                _untold()
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("person__user")[:_AT_ONCE]
            )
            for preview in found:
                assert preview.person is not None  # noqa: S101 - asked for
                if preview.person.user is not None:
                    context = {"until": preview.due_on}
                    notify(
                        user=preview.person.user, template="N24", context=context, subject=preview, now=now
                    )
            Preview.objects.filter(pk__in=[preview.pk for preview in found]).update(told_at=now)
        count += len(found)
        if len(found) < _AT_ONCE:
            return count


def _untold() -> models.QuerySet[Preview]:
    return Preview.objects.filter(
        told_at=None,
        person__isnull=False,
        superseded_at=None,
        state=PreviewState.WAITING,
        entry__state=EntryState.WAITING,
        entry__batch__state=BatchState.PROPOSED,
    ).order_by("asked_at")


def check_settled(batch: Batch, actor: User) -> None:
    """Refuse to confirm a list while a row is open, or where the person corrected a row or went on with one.

    Raises RefusedError, NotAllowedError.
    """
    if not batch.asks_holders:
        return
    current = Preview.objects.filter(superseded_at=None, state__in=SETTLED, entry=models.OuterRef("pk"))
    waiting = batch.entries.filter(state=EntryState.WAITING)
    if open_rows := list(
        waiting.exclude(models.Exists(current)).values_list("row", flat=True).order_by("row")[: _SHOWN + 1]
    ):
        text = _("这些行还没有核对完，没有签发：{rows}。请先更正、移出名单，或者注明理由继续。")
        raise RefusedError("E-CER-110", text.format(rows=_rows(open_rows)))
    asked = Preview.objects.filter(entry__batch=batch)
    own = accounts_of_person(actor)
    if asked.filter(Q(decided_by__in=own) | Q(asked_by__in=own)).exists():
        text = _("您更正过这份名单的行，或者注明理由继续过。请由另一名没有经手的证书管理员确认。")
        raise NotAllowedError("E-CER-111", text)
    shown = asked.filter(superseded_at=None, entry__state=EntryState.WAITING).values_list(
        "entry__row", "entry__face", "entry__photo_sha256", "digest"
    )
    if changed := sorted(row for row, face, photo, digest in shown if digest_of(face, photo) != digest):
        text = _("这些行与核对过的内容不同，没有签发：{rows}。请撤回名单，重新上传。")
        raise RefusedError("E-CER-112", text.format(rows=_rows(changed)))


def _rows(rows: Sequence[int]) -> str:
    return "、".join(map(str, rows[:_SHOWN])) + ("…" if len(rows) > _SHOWN else "")


def as_confirmed(entry: BatchEntry, face: Mapping[str, object], photo_sha256: str) -> bool:
    """Whether words and photo are those with which the holder agreed or an officer went on; true where nobody is asked."""
    if not entry.batch.asks_holders:
        return True
    shown = entry.previews.filter(superseded_at=None, state__in=SETTLED).first()
    return shown is not None and shown.digest == digest_of(face, photo_sha256)


def record_preview(
    what: str, actor: User, preview: Preview, now: datetime, *, reason: str = "", **more: object
) -> None:
    """Write what was done with a preview: ids and names of lines, never what they say."""
    detail = {"list": preview.entry.batch_id, "row": preview.entry.row, "digest": preview.digest, **more}
    record(
        f"certificates.preview.{what}", actor=actor, subject=preview, now=now, detail=detail, reason=reason
    )


def tell_decided(preview: Preview, template: str, reason: str, now: datetime) -> None:
    """Tell the holder, if the holder has an account, that an officer went on or took the row out, and why."""
    if preview.person is not None and preview.person.user is not None:
        context = {"reason": reason}
        notify(user=preview.person.user, template=template, context=context, subject=preview, now=now)


def touch(preview: Preview) -> None:
    """Save with the next version."""
    preview.row_version += 1
    preview.save()
