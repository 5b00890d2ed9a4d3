"""What each process of the races does: ``python -m tests.portal.certificates.racing WHAT [ARGUMENT]``.

It says in one line of JSON what came of it. A racer waits for a line of its input, so that all
processes begin at once. Files are bytes that stand for them: what races here is the register, and signing has its own tests.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

import django

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS: Final = 5


def prepare() -> object:
    """Three officers and an authority."""
    from guantong.portal.accounts.models import Role
    from tests.portal.certificates import makers

    of = makers.authority()
    return [makers.officer(Role.CERTIFICATE_OFFICER, of).username for _ in range(3)]


def bring(username: str) -> object:
    """Bring the list and propose it: one of two succeeds, the other is told who has it."""
    from guantong.portal import clock
    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.batches import batch_propose
    from guantong.portal.certificates.models import IssuingAuthority
    from guantong.portal.refusals import StaleError
    from tests.portal.certificates import makers

    actor, of = User.objects.get(username=username), IssuingAuthority.objects.get()
    rows = [makers.row(n) for n in range(1, ROWS + 1)]
    _start()
    try:
        batch = makers.taken_in(of, rows, actor=actor)
    except StaleError as refused:
        return refused.code
    batch_propose(actor=actor, batch=batch, now=clock.now())
    return "taken in"


def confirm(username: str) -> object:
    """Confirm the list, at once with somebody who does the same."""
    from guantong.portal import clock
    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.batches import batch_confirm
    from guantong.portal.certificates.models import Batch
    from guantong.portal.refusals import StaleError

    actor, batch = User.objects.get(username=username), Batch.objects.get()
    _start()
    try:
        batch_confirm(actor=actor, batch=batch, now=clock.now())
    except StaleError as refused:
        return refused.code
    return "confirmed"


def issue(killed_after: str) -> object:
    """Issue as a worker; one that is told to dies by SIGKILL with its so manieth number drawn and not signed.

    The other holds its first certificate until its input ends: otherwise the quicker one might leave
    nothing over on which the one that is to die can die.
    """
    from unittest.mock import patch

    from guantong.portal.certificates.issuing import issue_all
    from tests.portal.certificates.makers import stands_for_a_file

    left = int(killed_after)

    def produce(certificate: object, **more: object) -> object:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if left == -2:
            sys.stdin.readline()
        return stands_for_a_file(certificate, **more)  # type: ignore[arg-type]

    _start()
    with patch("guantong.portal.certificates.issuing.produce", produce):
        return issue_all()


def resume() -> object:
    """Go on when the leases of the killed run have run out; what is in the register then."""
    from datetime import timedelta

    from guantong.certificates import numbers
    from guantong.portal import clock
    from guantong.portal.certificates.models import Batch, BatchEntry, Certificate, CertificateFile

    held = BatchEntry.objects.filter(lease_until__isnull=False)
    held.update(lease_until=clock.machine() - timedelta(seconds=1))
    return {
        "resumed": _issued_quickly(),
        "lists": Batch.objects.count(),
        "state": Batch.objects.get().state,
        "serials": sorted(
            numbers.parse(n).serial for n in Certificate.objects.values_list("number", flat=True)
        ),
        "states": sorted(set(Certificate.objects.values_list("state", flat=True))),
        "pdfs": CertificateFile.objects.filter(form="pdf").count(),
    }


def prepare_files() -> object:
    """Issued certificates, with bytes that stand for files."""
    from tests.portal.certificates import makers

    makers.confirmed(makers.authority(), [makers.row(n) for n in range(1, ROWS + 1)])
    return _issued_quickly()


def prolong() -> object:
    """Put time stamps, or what stands for them, on what is due: how many this process dealt with."""
    from datetime import timedelta
    from unittest.mock import patch
    from uuid import uuid4

    from django.conf import settings

    from guantong.certificates.pdf.prolonging import Prolonged, Prolonger
    from guantong.portal import clock
    from guantong.portal.certificates.prolonging import prolong_due
    from guantong.portal.certificates.settings import TimeStamps

    settings.TIME_STAMPS = TimeStamps("https://tsa.invalid/")
    at = clock.machine()

    def stamped(_self: object, pdf: bytes) -> Prolonged:
        return Prolonged(pdf + uuid4().bytes, "B-T", at, at + timedelta(days=400))

    _start()
    with patch.object(Prolonger, "prolong", stamped):
        run = prolong_due(now=clock.now())
    return 0 if run is None else run.done


def stamps() -> object:
    """How many stamped files there are, and of how many certificates."""
    from guantong.portal.certificates.models import CertificateFile

    found = CertificateFile.objects.filter(form="prolonged")
    return [found.count(), found.order_by().values("certificate").distinct().count()]


def prepare_mandates() -> object:
    """Two leaders, and two remits proposed that overlap: one of the whole series, one of a specialty."""
    from guantong.portal import clock
    from guantong.portal.accounts.models import Role
    from guantong.portal.certificates.mandates import mandate_propose
    from guantong.portal.certificates.models import Step
    from tests.portal.accounts.signing import granted
    from tests.portal.certificates import makers

    of = makers.authority()
    officer = granted(Role.POLICY_OFFICER, today=clock.today())
    content = {
        "subject": "engineering", "lowest": "full_senior", "highest": "full_senior",
        "valid_from": "2026-01-01", "confidence": "H",
    }  # fmt: skip
    made = [
        mandate_propose(
            actor=officer, step=Step.REMIT, authority=of, content={**content, "specialty": specialty},
            document="测试1号", clause="第二条", now=clock.now(),
        )
        for specialty in ("", "机械制造")
    ]  # fmt: skip
    leaders = [makers.officer(Role.OFFICE_LEADER, of).username for _ in range(2)]
    return [leaders, [str(one.pk) for one in made]]


def prepare_rings() -> object:
    """Two leaders, and one ring of keys proposed for two authorities."""
    from guantong.portal import clock
    from guantong.portal.accounts.models import Role
    from guantong.portal.certificates.mandates import mandate_propose
    from guantong.portal.certificates.models import IssuingAuthority, Step
    from tests.portal.accounts.signing import granted
    from tests.portal.certificates import makers

    of = makers.authority(ring="")
    second = IssuingAuthority.objects.create(
        name="桂西职改办（测试）", code="11450000DEMX000058", kind=of.kind, unit="0002", office=of.office, source="测试"
    )  # fmt: skip
    officer = granted(Role.POLICY_OFFICER, today=clock.today())
    made = [
        mandate_propose(
            actor=officer, step=Step.RING, authority=one, content={"ring": makers.RING}, document="测试1号",
            now=clock.now(),
        )
        for one in (of, second)
    ]  # fmt: skip
    leaders = [makers.officer(Role.OFFICE_LEADER, of).username for _ in range(2)]
    return [leaders, [str(one.pk) for one in made]]


def rings() -> object:
    """The rings of the authorities."""
    from guantong.portal.certificates.models import IssuingAuthority

    return sorted(IssuingAuthority.objects.values_list("ring", flat=True))


def decide(username: str, mandate: str) -> object:
    """Confirm what was proposed, at once with somebody who confirms the same or what contradicts it."""
    return _decided(username, mandate, start=_start)


def _decided(username: str, mandate: str, start: Callable[[], None] = lambda: None) -> object:
    from guantong.portal import clock
    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.mandates import mandate_decide
    from guantong.portal.certificates.models import Mandate
    from guantong.portal.refusals import InvalidError, StaleError

    actor, this = User.objects.get(username=username), Mandate.objects.get(pk=mandate)
    start()
    try:
        mandate_decide(actor=actor, mandate=this, agree=True, note="", now=clock.now())
    except StaleError as refused:
        return refused.code
    except InvalidError as invalid:
        return [one.code for one in invalid.refusals]
    return "confirmed"


def decide_held(username: str, mandate: str) -> object:
    """Confirm as `decide` does, but stop between looking and writing until the input ends."""
    from unittest.mock import patch

    from guantong.portal.certificates import mandate_rules, mandates

    look = mandate_rules.faults

    def looks_and_waits(*given: object, **more: object) -> object:
        found = look(*given, **more)  # type: ignore[arg-type]
        _start()
        return found

    with patch.object(mandates, "faults", looks_and_waits):
        return _decided(username, mandate)


def decide_impatient(username: str, mandate: str) -> object:
    """Confirm as `decide` does, and give up where somebody else is in the middle of it."""
    from django.db import OperationalError, connection

    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    try:
        return _decided(username, mandate)
    except OperationalError:
        return "waits"


def remits() -> object:
    """How many remits there are."""
    from guantong.portal.certificates.models import Remit

    return Remit.objects.count()


def prepare_preview(days: str) -> object:
    """A list of one row that asks its holder since so many days: the holder and two officers."""
    from datetime import timedelta

    from guantong.portal import clock
    from guantong.portal.accounts.models import Role
    from tests.portal.certificates import makers

    of, holder = makers.authority(), makers.account_of(1)
    proposer, other = (makers.officer(Role.CERTIFICATE_OFFICER, of) for _ in range(2))
    with clock.at(clock.now() - timedelta(days=int(days))):
        makers.asking(of, [makers.row(1)], proposer)
    return [holder.username, proposer.username, other.username]


def say(username: str, what: str) -> object:
    """Say as the holder that the row is right or wrong, go on with it, or confirm the list, at once with somebody else."""
    from guantong.portal import clock
    from guantong.portal.accounts.models import User
    from guantong.portal.certificates import answering
    from guantong.portal.certificates.batches import batch_confirm
    from guantong.portal.certificates.models import Preview
    from guantong.portal.refusals import RefusedError

    actor, shown, now = User.objects.get(username=username), Preview.objects.get(), clock.now()
    _start()
    try:
        match what:
            case "right":
                answering.preview_confirm(actor=actor, preview=shown, now=now)
            case "wrong":
                answering.preview_report(
                    actor=actor, preview=shown, lines=["name"], what="应为韦示列", now=now
                )
            case "go on":
                answering.preview_go_on(
                    actor=actor, preview=shown, seen=shown.row_version, reason="联系不上", now=now
                )
            case _:
                batch_confirm(actor=actor, batch=shown.entry.batch, now=now)
    except RefusedError as refused:
        return refused.code
    return what


def said() -> object:
    """How preview and list stand."""
    from guantong.portal.certificates.models import Preview

    shown = Preview.objects.select_related("entry__batch").get()
    return [shown.state, shown.entry.batch.state]


def _issued_quickly() -> int:
    from unittest.mock import patch

    from guantong.portal.certificates import issuing
    from tests.portal.certificates.makers import stands_for_a_file

    with patch.object(issuing, "produce", stands_for_a_file):
        return issuing.issue_all()


def _start() -> None:
    print("ready", file=sys.stderr, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    django.setup()
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
