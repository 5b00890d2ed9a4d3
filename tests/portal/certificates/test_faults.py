"""What went wrong once, or would: late workers, remits that changed, keys that are rotated or lost, texts no database keeps."""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates import batches, issuing, judging, numbering
from guantong.portal.certificates.batches import batch_confirm, batch_propose, batch_retry
from guantong.portal.certificates.changes import change_decide
from guantong.portal.certificates.lists import Row
from guantong.portal.certificates.models import (
    BatchEntry,
    BatchState,
    Certificate,
    CertificateFile,
    Change,
    EntryState,
    IssuingAuthority,
    Remit,
    State,
)
from guantong.portal.certificates.producing import RowError
from guantong.portal.refusals import InvalidError, RefusedError, StaleError

from . import makers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def said(authority: IssuingAuthority, *rows: Row, document: str = makers.DOCUMENT) -> str:
    batch = makers.taken_in(authority, list(rows), document=document)
    return "；".join(problem for entry in batch.entries.all() for problem in entry.problems)


# --- workers ------------------------------------------------------------------------------------------------


def held_by_two(authority: IssuingAuthority) -> tuple[issuing.Held, issuing.Held]:
    """A row that one worker was too slow with, and that another holds by now."""
    batch = makers.confirmed(authority, [makers.row()])
    slow = issuing.take(now=clock.now())
    batch.entries.update(lease_until=clock.machine() - timedelta(seconds=1))
    quick = issuing.take(now=clock.now())
    assert isinstance(slow, issuing.Held)
    assert isinstance(quick, issuing.Held)
    return slow, quick


def test_a_late_worker_that_fails_does_not_undo_what_another_issued(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = held_by_two(authority)
    monkeypatch.setattr(issuing, "produce", makers.stands_for_a_file)
    issuing._issue(quick, now=clock.now())

    def fails(*args: object, **more: object) -> None:
        raise RowError("late")

    monkeypatch.setattr(issuing, "produce", fails)
    issuing._issue(slow, now=clock.now())

    entry = BatchEntry.objects.get()
    assert (entry.state, entry.failure) == (EntryState.ISSUED, "")


def test_a_row_that_is_tried_again_does_not_bring_a_revoked_certificate_back(
    authority: IssuingAuthority,
) -> None:
    certificate = makers.issued(authority)
    change = makers.proposed(certificate, "revoke", makers.officer(Role.OFFICE_LEADER, authority))
    change_decide(
        actor=makers.officer(Role.APPROVING_AUTHORITY, authority),
        change=change, agree=True, note="", now=clock.now(),
    )  # fmt: skip
    BatchEntry.objects.update(state=EntryState.FAILED)
    entry = BatchEntry.objects.get()
    batch_retry(actor=makers.officer(Role.CERTIFICATE_OFFICER, authority), batch=entry.batch, now=clock.now())

    makers.issue_quickly()

    certificate.refresh_from_db()
    entry.batch.refresh_from_db()
    assert (certificate.state, entry.batch.state) == (State.REVOKED, BatchState.DONE)
    assert CertificateFile.objects.count() == 1
    assert Change.objects.filter(transition="issue").count() == 1


def test_a_row_that_can_have_no_number_does_not_stop_the_rows_behind_it(
    authority: IssuingAuthority,
) -> None:
    batch = makers.confirmed(authority, [makers.row(1), makers.row(2)])
    first = batch.entries.get(row=2)
    BatchEntry.objects.filter(pk=first.pk).update(face={**first.face, "acquired_on": "2027-01-01"})

    makers.issue_quickly()

    assert list(batch.entries.values_list("state", flat=True)) == [EntryState.FAILED, EntryState.ISSUED]
    assert "取得日期晚于发证日期" in batch.entries.get(row=2).failure
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


def test_a_day_that_is_still_to_come_is_told_before_anything_is_issued(authority: IssuingAuthority) -> None:
    assert "取得时间：晚于今天" in said(authority, makers.row(acquired_on="2027-01-01"))


def test_a_full_disk_takes_in_nothing_and_says_so(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(batches, "keep", full)

    with pytest.raises(RefusedError, match="磁盘写不进去"):
        makers.taken_in(authority, [makers.row()])

    assert not BatchEntry.objects.exists()


# --- what changed between looking and confirming ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: Remit.objects.update(valid_to=makers.APPROVED - timedelta(days=1)), "E-CER-051"),
        (lambda: Remit.objects.update(lowest="assistant", highest="intermediate"), "E-CER-051"),
        (lambda: Remit.objects.all().delete(), "E-CER-051"),
        (lambda: IssuingAuthority.objects.update(active=False), "E-CER-041"),
    ],
)
def test_a_list_outside_the_remit_by_now_is_not_confirmed(
    authority: IssuingAuthority, change: Callable[[], object], code: str
) -> None:
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2))
    batch = makers.taken_in(authority, [makers.row()], actor=one)
    batch_propose(actor=one, batch=batch, now=clock.now())
    change()

    with pytest.raises(RefusedError) as told:
        batch_confirm(actor=other, batch=batch, now=clock.now())

    assert told.value.code == code
    batch.refresh_from_db()
    assert batch.state == BatchState.PROPOSED


def test_a_body_confirms_what_its_remit_covers(db: None) -> None:
    """The occupation and the level are found again from what stands on the face."""
    of = makers.body_authority()
    skill = {
        "occupation": "车工", "level": "技师", "way": "评价", "series": "", "specialty": "", "committee": "",
    }  # fmt: skip
    row = makers.row(1, **skill)
    values = {key: value for key, value in row.values.items() if key not in ("series", "specialty")}
    one, other = (makers.officer(Role.EVALUATION_OFFICER, of) for _ in range(2))
    batch = makers.taken_in(of, [Row(2, values, row.photo)], actor=one)
    assert not batch.entries.get().problems
    batch_propose(actor=one, batch=batch, now=clock.now())

    assert judging.rows_outside_remit(batch) == []
    assert batch_confirm(actor=other, batch=batch, now=clock.now()).state == BatchState.CONFIRMED


def test_a_second_replacement_waits_for_the_first(authority: IssuingAuthority) -> None:
    old = makers.issued(authority)
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2))
    change = makers.proposed(old, "replace", one)
    change_decide(actor=other, change=change, agree=True, note="", now=clock.now())

    with pytest.raises(StaleError) as told:
        makers.proposed(old, "replace", one)

    assert told.value.code == "E-CER-075"


def test_a_correction_that_leaves_the_number_leaves_the_holder(
    authority: IssuingAuthority, settings: Settings
) -> None:
    old = makers.issued(authority)
    person = makers.holder(old).person
    settings.IDENTITY_HASH_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_HASH_KEYS]
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2))
    corrected = {"name": "韦示范", "identity": makers.identity_number(1)}
    change = makers.proposed(old, "replace", one, corrected=corrected)
    change_decide(actor=other, change=change, agree=True, note="", now=clock.now())

    makers.issue_quickly()

    new = Certificate.objects.get(replaces=old)
    assert (new.person, new.identity_hash) == (person, old.identity_hash)
    assert new.tail_hash != old.tail_hash


# --- one decision, one certificate ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    ["桂人社职办[2026]18号(测试)", "桂人社职办【2026】 18号（测试）", "桂人社职办（2026）18号（测试）"],
)
def test_a_document_in_other_brackets_is_the_same_document(
    authority: IssuingAuthority, document: str
) -> None:
    makers.confirmed(authority, [makers.row()])
    makers.issue_quickly()

    assert "已经有证书" in said(authority, makers.row(), document=document)


def test_a_decision_is_known_after_the_key_was_rotated(
    authority: IssuingAuthority, settings: Settings
) -> None:
    makers.confirmed(authority, [makers.row()])
    makers.issue_quickly()
    settings.IDENTITY_HASH_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_HASH_KEYS]

    assert "已经有证书" in said(authority, makers.row(way="认定"))


# --- texts that no database keeps ------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["\0", "\ud800"])
def test_characters_that_cannot_be_kept_are_told(authority: IssuingAuthority, odd: str) -> None:
    assert "工作单位：含有不能保存的字符" in said(authority, makers.row(employer=f"桂江{odd}机械"))
    with pytest.raises(InvalidError):
        makers.taken_in(authority, [makers.row()], document=f"桂人社{odd}")


# --- keys of codes ---------------------------------------------------------------------------------------------


def test_lost_keys_of_codes_are_not_made_anew_behind_printed_codes(
    authority: IssuingAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.issued(authority)
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2))
    batch = makers.taken_in(authority, [makers.row(2)], actor=one)
    batch_propose(actor=one, batch=batch, now=clock.now())
    monkeypatch.setattr(numbering, "certificates_folder", lambda: tmp_path)

    with pytest.raises(RefusedError, match="验证码的密钥"):
        batch_confirm(actor=other, batch=batch, now=clock.now())

    assert list(tmp_path.iterdir()) == []
