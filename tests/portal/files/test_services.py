"""Uploads wait a day, attached ones stay; who may read one, and what the answer forbids the browser."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.http import Http404

from guantong.portal.accounts.models import User
from guantong.portal.audit.models import AuditEvent
from guantong.portal.files import daily
from guantong.portal.files.access import access_file, download
from guantong.portal.files.models import Scan, StoredFile
from guantong.portal.files.services import file_upload, files_attach, files_release, uploads_reap
from guantong.portal.refusals import RefusedError

from . import samples

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("owner")


@pytest.fixture
def file(owner: User, now: datetime) -> StoredFile:
    return file_upload(actor=owner, upload=samples.upload(samples.picture()), now=now)


def test_an_upload_is_kept_under_a_key_that_tells_nothing(file: StoredFile, now: datetime) -> None:
    assert file.name == "证书.jpg"
    assert "证书" not in file.storage_key
    assert file.expires_at == now + DAY
    assert file.scan == Scan.NOT_SCANNED
    with default_storage.open(file.storage_key) as kept:
        assert kept.read(3) == b"\xff\xd8\xff"


def test_the_same_file_sent_twice_is_one(file: StoredFile, owner: User, now: datetime) -> None:
    assert file_upload(actor=owner, upload=samples.upload(samples.picture()), now=now) == file


def test_an_upload_that_nobody_attached_is_gone_after_a_day(
    file: StoredFile, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    assert uploads_reap(now=now + DAY - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads_reap(now=now + DAY) == 1

    assert not StoredFile.objects.exists()
    assert not default_storage.exists(file.storage_key)


def test_an_attached_file_stays_until_it_is_let_go(file: StoredFile, owner: User, now: datetime) -> None:
    files_attach(actor=owner, ids=[file.id], now=now)
    assert uploads_reap(now=now + 10 * DAY) == 0

    files_release(files=[file], now=now + 10 * DAY)
    assert uploads_reap(now=now + 11 * DAY) == 1


def test_nobody_attaches_somebody_elses_file(file: StoredFile, now: datetime) -> None:
    with pytest.raises(RefusedError, match="E-FIL-012"):
        files_attach(actor=User.objects.create_user("other"), ids=[file.id], now=now)


def test_a_file_is_its_owners(file: StoredFile, owner: User, now: datetime) -> None:
    assert access_file(owner, file.id, now=now) == file
    with pytest.raises(Http404):
        access_file(User.objects.create_user("other"), file.id, now=now)


def test_no_browser_runs_a_file_and_every_reading_is_recorded(
    file: StoredFile, owner: User, now: datetime
) -> None:
    answer = download(owner, file.id, now=now)

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer.content[:3] == b"\xff\xd8\xff"
    assert AuditEvent.objects.filter(event="personal_data.read", subject_id=str(file.id)).count() == 1


def test_an_oversized_upload_is_not_read(owner: User, now: datetime) -> None:
    upload = samples.upload(samples.picture() + bytes(10 * 1024 * 1024))

    with pytest.raises(RefusedError, match="E-FIL-002"):
        file_upload(actor=owner, upload=upload, now=now)
    assert upload.tell() == 0


@pytest.mark.parametrize(
    ("code", "state"), [("0", Scan.CLEAN), ("2", Scan.FAILED)], ids=["clean", "the scanner fails"]
)
def test_what_the_scanner_says_is_kept(
    owner: User, now: datetime, settings: Any, code: str, state: Scan
) -> None:
    settings.FILE_SCANNER = f'{sys.executable} -c "import sys; sys.stdin.buffer.read(); sys.exit({code})"'

    assert file_upload(actor=owner, upload=samples.upload(samples.picture()), now=now).scan == state


def test_an_infected_file_is_not_kept(owner: User, now: datetime, settings: Any) -> None:
    settings.FILE_SCANNER = lambda content: False

    with pytest.raises(RefusedError, match="E-FIL-011"):
        file_upload(actor=owner, upload=samples.upload(samples.picture()), now=now)
    assert not StoredFile.objects.exists()


def test_contents_that_no_row_knows_are_removed(now: datetime) -> None:
    default_storage.save("ff/orphan", samples.upload(b"x"))

    uploads_reap(now=now - timedelta(days=3650))
    assert default_storage.exists("ff/orphan")
    uploads_reap(now=now + timedelta(days=3650))
    assert not default_storage.exists("ff/orphan")


def test_the_daily_round_reaps(file: StoredFile, now: datetime) -> None:
    daily.run(now=now + DAY)

    assert not StoredFile.objects.exists()
