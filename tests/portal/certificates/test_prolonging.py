"""Signatures are prolonged where a time-stamp service is set: file by file, once each, and both files go on verifying."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django_tasks_db.models import DBTaskResult

from guantong.certificates.pdf.prolonging import Prolonger
from guantong.portal import clock
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import daily, prolonging, verification
from guantong.portal.certificates.jobs import prolong_signatures
from guantong.portal.certificates.models import CertificateFile, Prolonging, ProlongingRun, State
from guantong.portal.certificates.prolonging import LEASE, prolong_due, standing
from guantong.portal.certificates.settings import TimeStamps, read_time_stamps
from guantong.portal.certificates.storing import read
from tests.certificates.time_stamps import TestCertification, TimeStampAuthority, serving

from . import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from guantong.portal.certificates.models import Certificate, IssuingAuthority

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Settings) -> Iterator[TimeStampAuthority]:
    """A service on this machine, and settings that name it."""
    with serving() as authority:
        settings.TIME_STAMPS = TimeStamps(authority.address, roots=(authority.pki.der,), seconds=5)
        yield authority


@pytest.fixture
def certificate(authority: IssuingAuthority) -> Certificate:
    return makers.issued(authority, signed=True)


def run(limit: int | None = None) -> ProlongingRun | None:
    return prolong_due(now=clock.now(), limit=limit)


def content(certificate: Certificate, form: str) -> bytes:
    return read(certificate.files.filter(form=form).latest("created_at").storage_key)


def found(pdf: bytes) -> str:
    told = verification.by_file(content=pdf, address=None, now=clock.now())
    assert told.finding is not None
    return f"{told.standing} {told.finding.reason}"


def test_the_stamped_file_stands_beside_the_issued_one_and_both_verify(
    service: TimeStampAuthority, certificate: Certificate
) -> None:
    done = run()

    assert done is not None
    assert (done.done, done.failed, done.halted) == (1, 0, "")
    issued, stamped = content(certificate, "pdf"), content(certificate, "prolonged")
    assert stamped.startswith(issued)
    assert len(stamped) > len(issued)
    assert found(issued) == "valid pdf_intact"
    assert found(stamped) == "valid pdf_intact_prolonged"
    [row] = Prolonging.objects.all()
    assert (row.level, row.failure, row.leased_by) == ("B-T", "", "")
    assert AuditEvent.objects.filter(event="certificates.prolonged").count() == 1
    assert run() is None, "nothing is due any more"


def test_a_stamped_file_that_was_changed_is_refused(
    service: TimeStampAuthority, certificate: Certificate
) -> None:
    run()
    stamped = content(certificate, "prolonged")

    for changed in (stamped + b"\n", stamped[:-30], stamped.replace(b"/DSS", b"/DSX", 1)):
        assert found(changed).startswith("not_issued ")


def test_a_stamped_file_follows_the_state_of_its_certificate(
    service: TimeStampAuthority, certificate: Certificate
) -> None:
    run()
    certificate.state = State.REVOKED
    certificate.save()

    assert found(content(certificate, "prolonged")) == "revoked pdf_intact_prolonged"


def test_without_a_service_nothing_is_done_and_nothing_pretended(certificate: Certificate) -> None:
    assert run() is None
    assert standing(now=clock.now()).service == ""
    assert not ProlongingRun.objects.exists()
    daily.run(now=clock.now())
    assert not DBTaskResult.objects.exists()


def test_when_the_root_of_a_former_service_is_missing_its_files_are_unknown_not_wrong(
    service: TimeStampAuthority, certificate: Certificate, settings: Settings
) -> None:
    run()
    stamped = content(certificate, "prolonged")
    for roots in ((), (TestCertification("别家").der,)):
        settings.TIME_STAMPS = TimeStamps(roots=roots)
        with pytest.raises(verification.UNREACHABLE):
            found(stamped)
    assert found(content(certificate, "pdf")) == "valid pdf_intact"


def test_it_is_renewed_before_the_services_certificate_runs_out(
    service: TimeStampAuthority, certificate: Certificate
) -> None:
    service.renew(timedelta(days=200))
    run()
    row = Prolonging.objects.get()
    assert row.until is not None
    first = content(certificate, "prolonged")
    service.renew(timedelta(days=400))

    assert prolong_due(now=row.until - timedelta(days=91)) is None
    done = prolong_due(now=row.until - timedelta(days=89))

    assert done is not None
    assert done.done == 1
    second = content(certificate, "prolonged")
    assert second.startswith(first)
    for each in (content(certificate, "pdf"), first, second):
        assert found(each).startswith("valid ")
    row.refresh_from_db()
    assert prolong_due(now=row.until - timedelta(days=91)) is None


def test_a_service_that_is_down_is_one_entry_and_no_fault_of_the_files(
    service: TimeStampAuthority, authority: IssuingAuthority
) -> None:
    for serial in (1, 2, 3):
        makers.issued(authority, serial, signed=True)
    service.behaviour = "is down"

    done = run()

    assert done is not None
    assert "时间戳服务没有给出时间戳" in done.halted
    assert ProlongingRun.objects.count() == 1
    assert not Prolonging.objects.exclude(failure="").exists()
    assert not Prolonging.objects.exclude(lease_until=None).exists()
    assert not CertificateFile.objects.filter(form="prolonged").exists()

    service.behaviour = "answers"
    again = run()
    assert again is not None
    assert (again.done, again.halted) == (3, "")


def test_a_file_that_fails_keeps_its_reason_and_holds_up_no_other(
    service: TimeStampAuthority, authority: IssuingAuthority
) -> None:
    lost, changed, sound = (makers.issued(authority, serial, signed=True) for serial in (1, 2, 3))
    key = lost.files.get(form="pdf").storage_key
    kept = read(key)
    default_storage.delete(key)
    with default_storage.open(changed.files.get(form="pdf").storage_key, "wb") as file:
        file.write(b"%PDF-1.7 something else")

    done = run()

    assert done is not None
    assert (done.done, done.failed, done.halted) == (1, 2, "")
    assert "读不到" in Prolonging.objects.get(certificate=lost).failure
    assert "校验值不符" in Prolonging.objects.get(certificate=changed).failure
    assert found(content(sound, "prolonged")) == "valid pdf_intact_prolonged"

    with default_storage.open(key, "wb") as file:
        file.write(kept)
    again = run()
    assert again is not None
    assert (again.done, again.failed) == (1, 1), "what failed is tried again in the next run"
    assert Prolonging.objects.get(certificate=lost).failure == ""


def test_a_run_is_bounded_and_the_next_goes_on(
    service: TimeStampAuthority, authority: IssuingAuthority
) -> None:
    for serial in (1, 2, 3):
        makers.issued(authority, serial, signed=True)

    assert run(limit=0) is None
    for done, left in ((2, 1), (1, 0)):
        told = run(limit=2)
        assert told is not None
        assert (told.done, standing(now=clock.now()).due) == (done, left)


def test_a_full_disk_stops_the_run(service: TimeStampAuthority, certificate: Certificate) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with patch("guantong.portal.certificates.prolonging.keep", side_effect=full):
        done = run()

    assert done is not None
    assert "磁盘" in done.halted
    assert not CertificateFile.objects.filter(form="prolonged").exists()
    again = run()
    assert again is not None
    assert again.done == 1


def test_what_a_killed_worker_held_is_taken_up_after_a_while(
    service: TimeStampAuthority, certificate: Certificate
) -> None:
    with (
        patch.object(Prolonger, "prolong", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        run()
    assert run() is None, "it is still held"

    Prolonging.objects.update(lease_until=clock.machine() - timedelta(seconds=1))
    done = run()
    assert done is not None
    assert done.done == 1
    assert CertificateFile.objects.filter(form="prolonged").count() == 1


def test_of_two_workers_at_one_file_one_keeps_it(
    service: TimeStampAuthority, certificate: Certificate
) -> None:
    """The first is so slow that its hold has run out, and the second does all of it meanwhile."""
    quick = Prolonger.prolong

    def slow(self: Prolonger, pdf: bytes) -> object:
        made = quick(self, pdf)
        with patch.object(Prolonger, "prolong", quick):
            Prolonging.objects.update(
                lease_until=clock.machine() - timedelta(seconds=1), tried_at=clock.machine() - LEASE
            )
            other = run()
            assert other is not None
            assert other.done == 1
        return made

    with patch.object(Prolonger, "prolong", slow):
        done = run()

    assert done is not None
    assert (done.done, done.failed, done.halted) == (0, 0, "")
    assert CertificateFile.objects.filter(form="prolonged").count() == 1
    assert AuditEvent.objects.filter(event="certificates.prolonged").count() == 1


def test_a_held_row_is_not_given_to_another(service: TimeStampAuthority, certificate: Certificate) -> None:
    prolonging._enrol(5)
    prolonging._enrol(5)
    assert Prolonging.objects.count() == 1

    assert prolonging._take(clock.now(), clock.machine()) is not None
    assert prolonging._take(clock.now(), clock.machine()) is None


def test_what_has_ended_is_not_prolonged(service: TimeStampAuthority, certificate: Certificate) -> None:
    certificate.state = State.ANNULLED
    certificate.save()

    assert run() is None
    assert standing(now=clock.now()).due == 0


def test_the_daily_round_starts_it_and_it_goes_on_until_all_is_done(
    service: TimeStampAuthority,
    authority: IssuingAuthority,
    settings: Settings,
    django_capture_on_commit_callbacks: object,
) -> None:
    for serial in (1, 2):
        makers.issued(authority, serial, signed=True)
    settings.TIME_STAMPS = replace(settings.TIME_STAMPS, at_once=1)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        daily.run(now=clock.now())
    assert DBTaskResult.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert prolong_signatures.call() == 1
    assert DBTaskResult.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert prolong_signatures.call() == 1
        assert prolong_signatures.call() == 0
    assert DBTaskResult.objects.count() == 2


def test_a_password_is_sent_to_the_service_and_a_token_likewise(
    service: TimeStampAuthority, certificate: Certificate, settings: Settings
) -> None:
    plain = settings.TIME_STAMPS
    for told, header in (
        (replace(plain, user="gt", password="口令"), "Basic "),  # noqa: S106 - no secret
        (replace(plain, token="abc"), "Bearer abc"),  # noqa: S106 - no secret
    ):
        settings.TIME_STAMPS = told
        Prolonging.objects.all().delete()
        CertificateFile.objects.filter(form="prolonged").delete()
        run()
        assert service.asked[-1]["Authorization"].startswith(header)


# --- settings ---------------------------------------------------------------------------------------------


def read_in(tmp_path: Path, **given: str) -> TimeStamps:
    file = tmp_path / "roots.pem"
    file.write_bytes(TestCertification("时间戳根").pem)
    named = {"GUANTONG_TIME_STAMPS_ROOTS": str(file)} | {
        f"GUANTONG_TIME_STAMPS{key}": value for key, value in given.items()
    }
    return read_time_stamps({key: value for key, value in named.items() if value})


def test_the_service_is_read_from_the_environment(tmp_path: Path) -> None:
    told = read_in(tmp_path, **{"": "https://gt:p%40ss@tsa.example.org:8443/tsr?a=b", "_RENEW_DAYS": "30"})

    assert (told.address, told.host) == ("https://tsa.example.org:8443/tsr?a=b", "tsa.example.org")
    assert (told.user, told.password, told.renew_days, told.seconds) == ("gt", "p@ss", 30, 20)
    assert len(told.roots) == 1
    assert "p@ss" not in repr(told)
    assert read_time_stamps({}) == TimeStamps()
    assert read_in(tmp_path).roots, "files of a service from before go on verifying"


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"": "tsa.example.org"}, ["GUANTONG_TIME_STAMPS："]),
        ({"": "https://[tsa"}, ["GUANTONG_TIME_STAMPS："]),
        ({"": "https://tsa.example.org", "_ROOTS": ""}, ["_ROOTS"]),
        ({"": "http://gt:pw@tsa.example.org"}, ["https"]),
        ({"": "http://tsa.example.org", "_TOKEN": "t"}, ["https"]),
        ({"": "https://gt:pw@tsa.example.org", "_TOKEN": "t"}, ["_TOKEN"]),
        ({"_ROOTS": "/nowhere/roots.pem"}, ["打不开"]),
        ({"_ROOTS": __file__}, ["PEM"]),
        ({"_SECONDS": "0", "_RENEW_DAYS": "soon", "_AT_ONCE": "-1"}, ["_SECONDS", "_RENEW_DAYS", "_AT_ONCE"]),
    ],
)
def test_every_variable_at_fault_is_named(tmp_path: Path, given: dict[str, str], faults: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        read_in(tmp_path, **given)

    assert all(fault in str(told.value) for fault in faults)
    assert "pw" not in str(told.value)


# --- the command ------------------------------------------------------------------------------------------


def commanded(*arguments: str) -> str:
    out = StringIO()
    call_command("certificate_prolong", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_stamps_and_shows_what_is_left(
    service: TimeStampAuthority, authority: IssuingAuthority
) -> None:
    lost = makers.issued(authority, 1, signed=True)
    makers.issued(authority, 2, signed=True)
    default_storage.delete(lost.files.get(form="pdf").storage_key)

    assert "还要加 2，要续 0，已完成 0" in commanded("--limit", "0")
    told = commanded()
    assert "加了时间戳 1，没有成功 1" in told
    assert "还要加 1，要续 0，已完成 1" in told
    assert f"{lost.number}：读不到" in told


def test_the_command_fails_where_nothing_can_be_stamped(
    service: TimeStampAuthority, certificate: Certificate, settings: Settings
) -> None:
    service.behaviour = "rejects"
    with pytest.raises(CommandError, match="没有给出时间戳"):
        commanded()
    with pytest.raises(CommandError, match="--limit"):
        commanded("--limit", "-1")
    settings.TIME_STAMPS = TimeStamps()
    with pytest.raises(CommandError, match="没有配置时间戳服务"):
        commanded()
