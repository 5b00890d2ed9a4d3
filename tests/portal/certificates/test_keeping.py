"""Photos from which no certificate will be made go after a time; everything else stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import daily, issuing
from guantong.portal.certificates.batches import batch_propose, batch_retry, batch_withdraw
from guantong.portal.certificates.keeping import photos_forget, photos_kept_for
from guantong.portal.certificates.models import BatchEntry, BatchState, EntryState
from guantong.portal.certificates.producing import RowError
from tests.portal.accounts.signing import sign_in

from . import makers

if TYPE_CHECKING:
    from django.test import Client

    from guantong.portal.certificates.models import Batch, IssuingAuthority

pytestmark = pytest.mark.django_db


def withdrawn(authority: IssuingAuthority) -> Batch:
    officer = makers.officer(Role.CERTIFICATE_OFFICER, authority)
    batch = makers.taken_in(authority, [makers.row(1), makers.row(2)], actor=officer)
    return batch_withdraw(actor=officer, batch=batch, reason="有误", now=clock.now())


def photos(batch: Batch) -> list[str]:
    return list(batch.entries.values_list("photo_key", flat=True))


def test_photos_of_a_withdrawn_list_go_when_their_time_is_over(authority: IssuingAuthority) -> None:
    batch = withdrawn(authority)
    keys = photos(batch)
    before = list(batch.entries.values_list("photo_sha256", "face", "identity_hash", "decision_key"))
    end = clock.now() + photos_kept_for()

    daily.run(now=end - timedelta(seconds=1))
    assert photos(batch) == keys
    assert all(map(default_storage.exists, keys))

    daily.run(now=end)
    assert photos(batch) == ["", ""]
    assert not any(map(default_storage.exists, keys))
    assert list(batch.entries.values_list("photo_sha256", "face", "identity_hash", "decision_key")) == before
    (entry,) = AuditEvent.objects.filter(event="certificates.list.photos_removed")
    assert (entry.subject_id, entry.detail, entry.actor_id) == (str(batch.pk), {"count": 2}, None)

    assert photos_forget(end) == 0
    assert AuditEvent.objects.filter(event="certificates.list.photos_removed").count() == 1


def test_a_kill_between_row_and_content_leaves_nothing_for_good(authority: IssuingAuthority) -> None:
    batch = withdrawn(authority)
    keys, end = photos(batch), clock.now() + photos_kept_for()

    photos_forget(end)
    assert all(map(default_storage.exists, keys))

    daily.run(now=end + timedelta(days=1))
    assert not any(map(default_storage.exists, keys))


@pytest.mark.parametrize("state", [BatchState.PREVIEW, BatchState.PROPOSED, BatchState.CONFIRMED])
def test_photos_that_may_still_be_needed_stay(authority: IssuingAuthority, state: BatchState) -> None:
    if state == BatchState.CONFIRMED:
        batch = makers.confirmed(authority, [makers.row()])
    else:
        officer = makers.officer(Role.CERTIFICATE_OFFICER, authority)
        batch = makers.taken_in(authority, [makers.row()], actor=officer)
        if state == BatchState.PROPOSED:
            batch_propose(actor=officer, batch=batch, now=clock.now())

    daily.run(now=clock.now() + timedelta(days=3650))

    assert all(map(default_storage.exists, photos(batch)))
    assert "" not in photos(batch)


def test_of_a_list_that_is_done_only_the_rows_taken_out_forget(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = makers.confirmed(authority, [makers.row(1), makers.row(2), makers.row(3)])
    BatchEntry.objects.filter(batch=batch, row=3).update(state=EntryState.TAKEN_OUT)

    def fails_once(certificate: object, **more: object) -> object:
        if str(certificate) == first.number:
            raise RowError("测试")
        return makers.stands_for_a_file(certificate)  # type: ignore[arg-type]

    held = issuing.take(now=clock.now())
    assert isinstance(held, issuing.Held)
    first = held.certificate
    monkeypatch.setattr(issuing, "produce", fails_once)
    issuing._issue(held, now=clock.now())
    issuing.issue_all()
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE

    daily.run(now=clock.now() + photos_kept_for())

    kept = {entry.row: bool(entry.photo_key) for entry in batch.entries.all()}
    assert kept == {2: True, 3: False, 4: True}, "a row that failed can be tried again"
    monkeypatch.setattr(issuing, "produce", makers.stands_for_a_file)
    officer = makers.officer(Role.CERTIFICATE_OFFICER, authority)
    assert batch_retry(actor=officer, batch=batch, now=clock.now()) == 1
    issuing.issue_all()
    assert batch.entries.get(row=2).state == EntryState.ISSUED


def test_whoever_withdraws_is_told(client: Client, authority: IssuingAuthority) -> None:
    officer = makers.officer(Role.CERTIFICATE_OFFICER, authority)
    batch = makers.taken_in(authority, [makers.row(1)], actor=officer)
    sign_in(client, officer)

    page = client.get(reverse("certificates_list", args=[batch.pk])).content.decode()

    assert f"撤回满 {photos_kept_for().days} 天后，名单里的照片自动删除" in page
