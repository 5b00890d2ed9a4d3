"""A list that the portal's worker issues, killed in the middle and taken up again; and whether all of it is whole.

Needs a Django that is set up, with a database that another process can open.
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guantong.certificates import numbers
from guantong.portal import clock
from guantong.portal.certificates import verification
from guantong.portal.certificates.batches import batch_confirm, batch_propose, batch_retry, batch_take_in
from guantong.portal.certificates.issuing import overdue
from guantong.portal.certificates.lists import Row
from guantong.portal.certificates.models import (
    Batch,
    BatchState,
    Certificate,
    CertificateFile,
    EntryState,
    FileForm,
    State,
)
from guantong.portal.certificates.numbering import code_of
from guantong.portal.certificates.storing import read

from .guesses import limits_lifted
from .people import columns_of, photo_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.models import IssuingAuthority

WORKER: Final = (sys.executable, "-m", "django", "worker", "--interval", "0.5")
KILLED_AT: Final = (0.25, 0.5, 0.75)
"""After which shares of the list the worker is killed."""
SAMPLED: Final = 10
ADDRESS: Final = "192.0.2.1"
_LOOK_EVERY: Final = 0.1
_PATIENCE: Final = 75.0
"""Seconds without a certificate, while a row is due, after which an officer presses 继续; the worker looks every 30."""


@dataclass(frozen=True)
class Stint:
    """What one worker did until it was killed or had nothing left to do."""

    issued: int
    cpu: float
    peak: float
    killed: bool
    prepared: int
    """Certificates that it left with a number and without files."""
    pressed: bool
    """Whether an officer had to press 继续."""


@dataclass
class Verified:
    """How long verifying took, processor milliseconds each, by the way of asking; and what was not valid."""

    cpu: dict[str, list[float]] = field(default_factory=dict)
    invalid: list[str] = field(default_factory=list)

    def note(self, number: str, way: str, ask: Callable[[], Any]) -> None:
        """Ask about a certificate, and note how long it took and whether the answer was that it is valid."""
        began = time.process_time()
        answer = ask()
        self.cpu.setdefault(way, []).append((time.process_time() - began) * 1000)
        if isinstance(answer, verification.Answer):
            valid = answer.standing == "valid" and answer.face["number"] == number
        else:
            valid = "verdict--eligible" in answer.content.decode() and number in answer.content.decode()
        if not valid:
            self.invalid.append(f"{number} by {way}")

    def milliseconds(self, way: str) -> float:
        """The mean of a way."""
        return mean(self.cpu[way])


def taken_in(
    count: int, *, authority: IssuingAuthority, proposer: User, confirmer: User, document: str
) -> tuple[Batch, float]:
    """A list of `count` rows that two officers agreed on, and the processor seconds until it was there for the first."""
    now = clock.now()
    today = timezone.localdate(now)
    rows = [
        Row(serial + 1, columns_of(serial, today=today), photo_of(serial)) for serial in range(1, count + 1)
    ]
    began = time.process_time()
    batch = batch_take_in(
        actor=proposer, authority=authority, approval_document=document, approved_on=today, rows=rows,
        origin="workbook", now=now,
    )  # fmt: skip
    spent = time.process_time() - began
    wrong = batch.entries.filter(state=EntryState.WRONG).first()
    if wrong is not None:
        raise RuntimeError(f"row {wrong.row}: {wrong.problems}")
    batch_propose(actor=proposer, batch=batch, now=now)
    return batch_confirm(actor=confirmer, batch=batch, now=now), spent


def issued_by_worker(
    batch: Batch, officer: User, *, worker: Sequence[str] = WORKER, killed_at: Sequence[float] = KILLED_AT
) -> list[Stint]:
    """Have a worker issue the list, killed with SIGKILL after each share of it while it makes a certificate."""
    count = batch.entries.count()
    return [
        _stint(batch, officer, worker, until)
        for until in (*(round(count * share) for share in killed_at), None)
    ]


def _stint(batch: Batch, officer: User, worker: Sequence[str], until: int | None) -> Stint:
    before = _issued(batch)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "guantong.portal.settings"}
    process = subprocess.Popen([*worker], env=environment, stdin=subprocess.DEVNULL)
    try:
        pressed = _watched(batch, officer, process.pid, until)
        peak = _peak(process.pid)
    finally:
        # ended here and not by the object: what it used is told once only
        os.kill(process.pid, signal.SIGTERM if until is None else signal.SIGKILL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    killed = process.returncode == -signal.SIGKILL
    if process.returncode not in (0, -signal.SIGTERM, -signal.SIGKILL):
        raise RuntimeError(f"the worker ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Stint(_issued(batch) - before, cpu, peak, killed, _prepared(batch), pressed)


def _peak(worker: int) -> float:
    """The most megabytes that the process held. What is told when it ends counts those in which it was begun, too."""
    status = Path(f"/proc/{worker}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]  # Linux says it of every process


def _watched(batch: Batch, officer: User, worker: int, until: int | None) -> bool:
    """Come back when it is time to end the worker; whether an officer pressed 继续.

    Raises RuntimeError where the worker ends before.
    """
    pressed, moved, last = False, time.monotonic(), -1
    while True:
        done = _issued(batch)
        if until is not None and done >= until and _prepared(batch):
            return pressed
        if Batch.objects.get(pk=batch.pk).state == BatchState.DONE:
            return pressed
        if os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            raise RuntimeError("the worker ended before its time")
        if done != last or not overdue():
            last, moved = done, time.monotonic()
        if time.monotonic() - moved > _PATIENCE:
            batch_retry(actor=officer, batch=batch, now=clock.now())
            pressed, moved = True, time.monotonic()
        time.sleep(_LOOK_EVERY)


def _issued(batch: Batch) -> int:
    return batch.entries.filter(state=EntryState.ISSUED).count()


def _prepared(batch: Batch) -> int:
    return batch.entries.filter(certificate__state=State.PREPARED).count()


def faults(batch: Batch) -> list[str]:
    """What is not whole: rows without their certificate, numbers missing or twice, files missing, double or changed."""
    found = [
        f"row {entry.row}: {entry.state} {entry.failure}"
        for entry in batch.entries.exclude(state=EntryState.ISSUED)
    ]
    certificates = Certificate.objects.filter(authority=batch.authority)
    serials = Counter(
        numbers.parse(number).serial for number in certificates.values_list("number", flat=True)
    )
    found += [f"serial {serial}: {count} certificates" for serial, count in serials.items() if count != 1]
    found += [
        f"serial {serial} is missing" for serial in range(1, max(serials, default=0)) if serial not in serials
    ]
    mine = certificates.filter(entry__batch=batch)
    if mine.count() != batch.entries.count():
        found.append(f"{mine.count()} certificates for {batch.entries.count()} rows")
    found += [f"{one.number}: {one.state}" for one in mine.exclude(state=State.ISSUED)]
    forms = set(CertificateFile.objects.filter(certificate__in=mine).values_list("form", flat=True))
    odd = mine.annotate(files_=Count("files"), forms_=Count("files__form", distinct=True))
    found += [
        f"{one.number}: {one.files_} files of {one.forms_} forms, {len(forms)} are usual"
        for one in odd.exclude(files_=len(forms), forms_=len(forms))
    ]
    for file in CertificateFile.objects.filter(certificate__in=mine).select_related("certificate"):
        if hashlib.sha256(read(file.storage_key)).hexdigest() != file.sha256:
            found.append(f"{file.certificate.number}: the {file.form} is not the one that was registered")
    return found


def all_verified(batch: Batch) -> Verified:
    """Verify every certificate by number and code and by its PDF; one in `SAMPLED` by its other files and on the page too."""
    told = Verified()
    client, url = Client(SERVER_NAME="127.0.0.1"), reverse("verify_answer")
    with limits_lifted():
        for place, certificate in enumerate(Certificate.objects.filter(entry__batch=batch)):
            by = partial(told.note, certificate.number)
            code = {"number": certificate.number, "code": code_of(certificate.number)}
            by("number and code", partial(verification.by_code, **code, address=ADDRESS, now=clock.now()))
            for file in certificate.files.order_by("form"):
                if file.form == FileForm.PDF or place % SAMPLED == 0:
                    content = read(file.storage_key)
                    by(
                        f"file, {file.form}",
                        partial(verification.by_file, content=content, address=ADDRESS, now=clock.now()),
                    )
            if place % SAMPLED == 0:
                pdf = read(certificate.files.get(form=FileForm.PDF).storage_key)
                upload = SimpleUploadedFile("certificate.pdf", pdf, "application/pdf")
                by("number and code, page", partial(client.post, url, {"way": "code", **code}))
                by("file, pdf, page", partial(client.post, url, {"way": "file", "file": upload}))
    return told
