"""Issuing the rows of confirmed lists, one after the other, by any number of workers.

Three steps a row: one transaction takes hold of it and, the first time, draws its number and writes the certificate; then
the files are made and signed, outside any transaction; a last one keeps them and calls the certificate issued. A worker
that is killed in between leaves a certificate that is `prepared` and a row that is free again after `LEASE`: the next one
goes on with the same number. A row that its holder was asked about is issued only as it was shown. Nobody outside ever sees a certificate that is only prepared.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from guantong.certificates.face import Face

from .. import clock
from ..audit.services import record
from .judging import outside_remit
from .life import transitions
from .models import (
    Batch,
    BatchEntry,
    BatchState,
    Certificate,
    CertificateFile,
    Change,
    EntryState,
    Outcome,
    State,
)
from .numbering import draw_number, draw_status_index
from .previews import as_confirmed
from .producing import HaltError, RowError, produce
from .storing import keep
from .telling import tell_holder

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from ..people.models import Person
    from .producing import Produced

LEASE: Final = timedelta(minutes=2)
"""How long one row is held; making its files takes a fraction of a second."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row that this process holds, with its certificate."""

    entry: BatchEntry
    certificate: Certificate
    by: str


def issue_all(*, now: datetime | None = None, most: int | None = None) -> int:
    """Issue what is confirmed until nothing is left; how many rows were dealt with, `most` at the most.

    `now` is asked anew if not given.
    """
    count = 0
    while (most is None or count < most) and (entry := take(now=now or clock.now())):
        if isinstance(entry, Held):
            _issue(entry, now=now or clock.now())
        count += 1
    return count


def take(*, now: datetime) -> Held | BatchEntry | None:
    """Take hold of a row that is due, with a number; the bare row where it cannot have one; None where there is none."""
    machine = clock.machine()
    with transaction.atomic():
        entry = (
            BatchEntry.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("batch__authority", "certificate__authority")
            .filter(
                Q(lease_until=None) | Q(lease_until__lt=machine),
                state=EntryState.WAITING,
                batch__state=BatchState.CONFIRMED,
                batch__halted="",
            )
            .order_by("batch__confirmed_at", "row")
            .first()
        )
        if entry is None:
            return None
        certificate = entry.certificate
        says = entry.face if certificate is None else certificate.face
        if not as_confirmed(entry, says, (certificate or entry).photo_sha256):
            return _refused(entry, _("与核对过的内容不同，没有签发。请在新的名单里重新提交这一行。"), now)
        if certificate is None:
            if outside_remit(entry):
                return _refused(entry, _("签发前发证权限已终止，没有签发。"), now)
            try:
                with transaction.atomic():
                    certificate = _reserve(entry)
            except IntegrityError:
                return _refused(entry, _("已经有证书：此人的这一决定已经发证，不能再发一次。"), now)
            except ValueError as error:  # or it would stand at the head of every worker's queue for good
                return _refused(entry, str(error), now)
        by = uuid4().hex
        BatchEntry.objects.filter(pk=entry.pk).update(
            certificate=certificate, lease_until=machine + LEASE, leased_by=by
        )
    return Held(entry, certificate, by)


def _refused(entry: BatchEntry, text: str, now: datetime) -> BatchEntry:
    _fail(entry, entry.leased_by, text)
    _finish_batch(entry.batch, now)
    return entry


def _reserve(entry: BatchEntry) -> Certificate:
    """Draw a number and write the certificate, in the transaction under way."""
    batch = entry.batch
    assert batch.issued_on is not None  # noqa: S101 - dated when it was confirmed
    number = draw_number(batch.authority, batch.issued_on.year)
    face = Face.from_mapping({**entry.face, "number": number, "issued_on": batch.issued_on.isoformat()})
    return Certificate.objects.create(
        number=number,
        kind=batch.authority.kind,
        authority=batch.authority,
        status_index=draw_status_index(),
        face=face.as_mapping(),
        face_digest=face.digest(),
        decision={**batch.decision, "clauses": entry.clauses},
        decision_key=entry.decision_key,
        identity_hash=entry.identity_hash,
        identity_hash_key=entry.identity_hash_key,
        tail_hash=entry.tail,
        photo_key=entry.photo_key,
        photo_sha256=entry.photo_sha256,
        replaces=entry.replaces,
        person=_bound_person(entry),
    )


def _bound_person(entry: BatchEntry) -> Person | None:
    """Whose account the certificate stays bound to; with another identity number it has to be bound anew."""
    old = entry.replaces
    return old.person if old is not None and old.identity_hash == entry.identity_hash else None


def _issue(held: Held, *, now: datetime) -> None:
    try:
        files = [(made, *keep(made.content, made.form)) for made in produce(held.certificate, at=now)]
        _finish(held, files, now=now)
    except RowError as error:
        with transaction.atomic():
            _fail(held.entry, held.by, str(error))
            _finish_batch(held.entry.batch, now)
    except HaltError as error:
        _halt(held, str(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
            raise
        _halt(held, _("磁盘写不进去（空间可能已满）。请管理员清理后点“继续”，没有一张证书发了一半。"))


@transaction.atomic
def _finish(held: Held, files: list[tuple[Produced, str, str]], *, now: datetime) -> None:
    """Keep the files and call the certificate issued, if the row is still ours."""
    certificate = Certificate.objects.select_for_update().get(pk=held.certificate.pk)
    if certificate.state == State.ANNULLED:
        raise RowError(_("这个编号已经作废。请在新的名单里重新提交这一行。"))
    mine = BatchEntry.objects.filter(pk=held.entry.pk, leased_by=held.by, state=EntryState.WAITING).update(
        state=EntryState.ISSUED, lease_until=None, leased_by="", failure="", row_version=F("row_version") + 1
    )
    if not mine:
        return  # another worker has taken it up since, and finishes it
    if certificate.state != State.PREPARED:  # issued already; whatever became of it since stays so
        _finish_batch(held.entry.batch, now)
        return
    if certificate.replaces_id is not None:
        _replace(certificate.replaces_id, now)
    for made, key, digest in files:
        CertificateFile.objects.create(
            certificate=certificate,
            form=made.form,
            storage_key=key,
            sha256=digest,
            size=len(made.content),
            key=made.key,
        )
    certificate.state, certificate.issued_at = State.ISSUED, now
    certificate.state_on = timezone.localdate(now)
    certificate.row_version += 1
    certificate.save()
    _write_change(held.entry.batch, certificate, now)
    detail = {"number": certificate.number, "face": certificate.face_digest, "list": held.entry.batch_id}
    record(
        "certificates.issued",
        actor=held.entry.batch.confirmed_by,
        subject=certificate,
        now=now,
        detail=detail,
    )
    tell_holder(certificate, "N15", {"number": certificate.number}, now=now)
    _finish_batch(held.entry.batch, now)


def _replace(old_id: UUID, now: datetime) -> None:
    """The certificate that this one replaces ends with it. Raises RowError where it stands otherwise by now."""
    old = Certificate.objects.select_for_update().get(pk=old_id)
    if old.state not in transitions()["replace"].sources:
        raise RowError(_("原证书的状态已经改变，不能换发。请先查看原证书。"))
    old.state, old.state_on = State.REPLACED, timezone.localdate(now)
    old.row_version += 1
    old.save()
    record("certificates.replaced", actor=None, subject=old, now=now)


def _write_change(batch: Batch, certificate: Certificate, now: datetime) -> None:
    Change.objects.create(
        certificate=certificate,
        transition="issue",
        source=State.PREPARED,
        target=State.ISSUED,
        document=batch.approval_document,
        effective_on=timezone.localdate(now),
        proposed_by=batch.proposed_by,
        proposed_at=batch.proposed_at or now,
        outcome=Outcome.CONFIRMED,
        decided_by=batch.confirmed_by,
        decided_at=batch.confirmed_at or now,
    )


def _fail(entry: BatchEntry, by: str, text: str) -> None:
    """Write why a row failed, if it is still held as it was."""
    BatchEntry.objects.filter(pk=entry.pk, leased_by=by, state=EntryState.WAITING).update(
        state=EntryState.FAILED,
        failure=text[:300],
        lease_until=None,
        leased_by="",
        row_version=F("row_version") + 1,
    )


def row_give_up(certificate: Certificate, *, now: datetime) -> None:
    """Give up the row of a number that is given up, in the transaction under way: nobody issues it or tries it again."""
    for entry in BatchEntry.objects.filter(certificate=certificate).select_related("batch"):
        BatchEntry.objects.filter(pk=entry.pk).update(
            state=EntryState.GIVEN_UP, lease_until=None, leased_by="", row_version=F("row_version") + 1
        )
        _finish_batch(entry.batch, now)


def _halt(held: Held, text: str) -> None:
    """Stop the list where it is: every row would fail alike. A person goes on when the cause is mended."""
    Batch.objects.filter(pk=held.entry.batch_id).update(halted=text[:300])
    BatchEntry.objects.filter(pk=held.entry.pk, leased_by=held.by).update(lease_until=None, leased_by="")


def _finish_batch(batch: Batch, now: datetime) -> None:
    if not batch.entries.filter(state=EntryState.WAITING).exists():
        Batch.objects.filter(pk=batch.pk, state=BatchState.CONFIRMED).update(
            state=BatchState.DONE, finished_at=now, row_version=F("row_version") + 1
        )


def overdue() -> bool:
    """Whether a row is due that nobody holds: then a task is missing that issues it."""
    return BatchEntry.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=clock.machine()),
        state=EntryState.WAITING,
        batch__state=BatchState.CONFIRMED,
        batch__halted="",
    ).exists()
