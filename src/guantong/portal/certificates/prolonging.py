"""Prolongs the signatures of issued PDFs with a time-stamp service, file by file, by any number of workers.

The stamped file is kept beside the one that was issued and registered like it; both verify. A worker takes hold of a row,
asks the service outside any transaction, and keeps the file if the row is still its own: one that is killed leaves a row
that is free again after `LEASE`, and of two that worked on the same, one keeps its file. What fails for one file is written
on its row and tried again in the next run; what would fail for every file stops the run, with one entry. A stamp that would
not last longer than the one before is not kept: while the service has no other certificate, a run tries that with one file.
"""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from guantong.certificates.pdf.prolonging import FileError, Prolonger, ServiceError

from .. import clock
from ..audit.services import record
from ..dates import day
from .models import Certificate, CertificateFile, FileForm, Prolonging, ProlongingRun, State
from .storing import keep, read

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from guantong.certificates.pdf.prolonging import Prolonged

    from .settings import TimeStamps

LEASE: Final = timedelta(minutes=10)
"""How long one file is held: the service is asked several times and may take its whole time-out for each."""
KEPT: Final = timedelta(days=90)
"""For how long one may look up what came of a run."""
STANDING: Final = (State.ISSUED, State.SUSPENDED)
"""Whose signatures are prolonged: what has ended is not to be trusted any longer anyway."""


class _NotLongerError(Exception):
    """The next stamp would hold until the same day as the last, or an earlier one."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far prolonging is: how many certificates have no time stamp, need the next one, are done; how many failed last."""

    service: str
    waiting: int
    renewals: int
    done: int
    failed: int

    @property
    def due(self) -> int:
        """How many files the next runs deal with."""
        return self.waiting + self.renewals


def service(told: TimeStamps) -> RequestsHTTPTimeStamper:
    """The service as the settings name it."""
    headers = {"Authorization": f"Bearer {told.token}"} if told.token else None
    auth = (told.user.encode(), told.password.encode()) if told.user else None
    return RequestsHTTPTimeStamper(told.address, timeout=told.seconds, auth=auth, headers=headers)


def prolong_due(*, now: datetime, limit: int | None = None) -> ProlongingRun | None:
    """Stamp what is due, at most `limit` files; what came of it, or None where no service is set or nothing is due."""
    told: TimeStamps = settings.TIME_STAMPS
    if not told.address:
        return None
    most = told.at_once if limit is None else limit
    _enrol(most)
    began = clock.machine()
    if most < 1 or not _due(now, before=began).exists():
        return None
    run = ProlongingRun.objects.create(service=told.host, began_at=began)
    prolonger = Prolonger(service(told), roots=told.roots, seconds=told.seconds)
    reach: datetime | None = None
    for _n in range(most):
        held = _take(now, began, reach)
        if held is None:
            break
        try:
            run.done += _prolong(held, prolonger, now)
        except _NotLongerError as told_until:
            reach = told_until.until
            text = _("时间戳服务的证书{day}到期，现在续盖不会更久，没有续盖。服务换了证书以后会自动续盖。")
            run.halted = text.format(day=day(timezone.localdate(reach)))
            _release(held)
        except FileError as error:
            run.failed += 1
            _release(held, failure=str(error))
        except ServiceError as error:
            run.halted = str(error)[:300]
            _release(held)
            break
    run.ended_at = clock.machine()
    run.save()
    return run


def standing(*, now: datetime, of: QuerySet[Certificate] | None = None) -> Standing:
    """How far it is, of all certificates or of some."""
    there = (Certificate.objects.all() if of is None else of).filter(state__in=STANDING)
    there = there.filter(files__form=FileForm.PDF).distinct()
    rows = Prolonging.objects.filter(certificate__in=there)
    stamped = rows.exclude(file=None)
    renewals = stamped.filter(until__lte=_soon(now)).count()
    done = stamped.count()
    return Standing(
        settings.TIME_STAMPS.host,
        there.count() - done,
        renewals,
        done - renewals,
        rows.exclude(failure="").count(),
    )


def unstamped(of: QuerySet[Certificate]) -> QuerySet[Prolonging]:
    """What failed when it was last tried, among some certificates; the latest first."""
    failed = Prolonging.objects.filter(certificate__in=of).exclude(failure="")
    return failed.select_related("certificate").order_by("-tried_at", "pk")


def runs() -> QuerySet[ProlongingRun]:
    """What came of the runs, the latest first."""
    return ProlongingRun.objects.order_by("-began_at")


def forget_runs(now: datetime) -> None:
    """Forget what came of runs long ago."""
    ProlongingRun.objects.filter(began_at__lt=now - KEPT).delete()


def _soon(now: datetime) -> datetime:
    return now + timedelta(days=settings.TIME_STAMPS.renew_days)


def _enrol(most: int) -> None:
    """Write rows for certificates that have none, the oldest first; who does so at the same time does no harm."""
    new = Certificate.objects.filter(prolonging=None, state__in=STANDING, files__form=FileForm.PDF)
    keys = new.order_by("issued_at", "pk").values_list("pk", flat=True).distinct()[:most]
    Prolonging.objects.bulk_create([Prolonging(certificate_id=key) for key in keys], ignore_conflicts=True)


def _due(now: datetime, *, before: datetime, reach: datetime | None = None) -> QuerySet[Prolonging]:
    """Rows that are due, that nobody holds and that were not tried since an instant; those never tried come first.

    `reach` is until when stamps of the service hold, where that is known: what holds as long has nothing to gain.
    """
    renewal = Q(until__lte=_soon(now)) if reach is None else Q(until__lte=_soon(now), until__lt=reach)
    return Prolonging.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=clock.machine()),
        Q(file=None) | renewal,
        Q(tried_at=None) | Q(tried_at__lt=before),
        certificate__state__in=STANDING,
    ).order_by(F("tried_at").asc(nulls_first=True), "created_at", "pk")


def _take(now: datetime, began: datetime, reach: datetime | None = None) -> Prolonging | None:
    machine = clock.machine()
    with transaction.atomic():
        free = _due(now, before=began, reach=reach).select_for_update(skip_locked=True, of=("self",))
        held = free.select_related("certificate", "file").first()
        if held is None:
            return None
        held.lease_until, held.leased_by, held.tried_at = machine + LEASE, uuid4().hex, machine
        held.save(update_fields=["lease_until", "leased_by", "tried_at", "updated_at"])
    return held


def _prolong(held: Prolonging, prolonger: Prolonger, now: datetime) -> bool:
    """Whether the file was kept: not if another worker has taken the row up since.

    Raises FileError, ServiceError, and _NotLongerError where nothing is gained by it.
    """
    before, content = _last(held)
    made = prolonger.prolong(content)
    if held.until is not None and made.until <= held.until:
        raise _NotLongerError(made.until)
    try:
        kept = keep(made.pdf, "pdf")
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
            raise
        raise ServiceError(_("磁盘写不进去（空间可能已满）。")) from error
    return _finish(held, before, made, kept, now)


def _last(held: Prolonging) -> tuple[CertificateFile, bytes]:
    """The file that the next stamp is put over, and its content, which is held against the register. Raises FileError."""
    file = held.file or held.certificate.files.filter(form=FileForm.PDF).first()
    if file is None:
        raise FileError(_("没有可以续期的 PDF 文件。"))
    try:
        content = read(file.storage_key)
    except OSError as error:
        raise FileError(_("读不到登记的文件。请从备份恢复。")) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileError(_("文件与登记的校验值不符。请从备份恢复。"))
    return file, content


@transaction.atomic
def _finish(
    held: Prolonging, before: CertificateFile, made: Prolonged, kept: tuple[str, str], now: datetime
) -> bool:
    mine = Prolonging.objects.select_for_update().filter(pk=held.pk, leased_by=held.leased_by).first()
    if mine is None:
        return False
    mine.file = CertificateFile.objects.create(
        certificate=held.certificate,
        form=FileForm.PROLONGED,
        storage_key=kept[0],
        sha256=kept[1],
        size=len(made.pdf),
        key=before.key,
    )
    mine.level, mine.stamped_at, mine.until = made.level, made.stamped_at, made.until
    mine.failure, mine.lease_until, mine.leased_by = "", None, ""
    mine.row_version += 1
    mine.save()
    detail = {
        "form": FileForm.PROLONGED,
        "size": len(made.pdf),
        "valid_to": timezone.localdate(made.until).isoformat(),
    }
    record("certificates.prolonged", actor=None, subject=held.certificate, now=now, detail=detail)
    return True


def _release(held: Prolonging, *, failure: str | None = None) -> None:
    """Let a row go, with why it failed; what failed for all is no fault of the row's."""
    told = {} if failure is None else {"failure": failure[:300]}
    Prolonging.objects.filter(pk=held.pk, leased_by=held.leased_by).update(
        lease_until=None, leased_by="", row_version=F("row_version") + 1, **told
    )
