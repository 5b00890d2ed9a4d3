"""A revocation for fraud enters the integrity file: with the decision, for as long as the policy says, seen and never decisive."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet
from django.urls import reverse

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.audit.models import AuditEvent
from guantong.portal.certificates import changes, integrity
from guantong.portal.certificates.batches import batch_confirm, batch_propose
from guantong.portal.certificates.changes import change_decide
from guantong.portal.certificates.models import BatchState, IntegrityRecord, State
from guantong.portal.refusals import NotAllowedError, RefusedError
from tests.portal.accounts.signing import account, sign_in
from tests.portal.people.one_person import one_person

from . import makers

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import Settings

    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.models import Batch, Certificate, Change, IssuingAuthority

pytestmark = pytest.mark.django_db
LAST = date(2029, 11, 21)


def proposed(certificate: Certificate, reason_code: str = "fraud") -> Change:
    leader = makers.officer(Role.OFFICE_LEADER, certificate.authority)
    return makers.proposed(certificate, "revoke", leader, reason_code=reason_code)


def agreed(change: Change) -> Change:
    decider = makers.officer(Role.APPROVING_AUTHORITY, change.certificate.authority)
    return change_decide(actor=decider, change=change, agree=True, note="", now=clock.now())


def on_record(of: IssuingAuthority, serial: int = 1) -> IntegrityRecord:
    agreed(proposed(makers.issued(of, serial)))
    return IntegrityRecord.objects.get()


def later(of: IssuingAuthority) -> tuple[Batch, User]:
    """A later list with the person of the first row and another one, proposed; and who may confirm it."""
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, of) for _ in range(2))
    batch = makers.taken_in(of, [makers.row(1), makers.row(2)], actor=one, document="另一批准（测试）")
    return batch_propose(actor=one, batch=batch, now=clock.now()), other


def test_the_decision_makes_it_and_says_until_when_by_which_clause(authority: IssuingAuthority) -> None:
    certificate = makers.issued(authority)
    change = proposed(certificate)
    assert not IntegrityRecord.objects.exists(), "nothing is recorded before the second person agrees"

    agreed(change)

    made = IntegrityRecord.objects.get()
    assert (made.change, made.identity_hash) == (change, certificate.identity_hash)
    assert (made.begins_on, made.ends_on) == (clock.today(), LAST)
    assert (made.document, made.clause) == (change.document, "cn/r40-2019#30")
    entry = AuditEvent.objects.get(event="certificates.integrity.recorded")
    assert (entry.detail["first"], entry.detail["last"]) == ("2026-11-22", "2029-11-21")


def test_how_long_it_is_says_the_policy_with_its_source() -> None:
    lasting = integrity.period(clock.today())

    assert (lasting.years, lasting.source, lasting.confidence) == (3, "人社部令第40号", "H")


def test_a_policy_without_the_period_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "_PERIOD", "no_such_deadline")
    with pytest.raises(RefusedError, match=r"E-CER-076.*no_such_deadline"):
        integrity.period(clock.today())


@pytest.mark.parametrize("reason", ["false_material", "procedure", "court", "other_revocation"])
def test_other_reasons_make_none(authority: IssuingAuthority, reason: str) -> None:
    agreed(proposed(makers.issued(authority), reason))

    assert not IntegrityRecord.objects.exists()


def test_a_refusal_and_one_person_alone_make_none(authority: IssuingAuthority) -> None:
    change = proposed(makers.issued(authority))
    decider = makers.officer(Role.APPROVING_AUTHORITY, authority)
    change_decide(actor=decider, change=change, agree=False, note="证据不足", now=clock.now())
    again = makers.proposed(change.certificate, "revoke", decider)
    with pytest.raises(NotAllowedError):
        change_decide(actor=decider, change=again, agree=True, note="", now=clock.now())

    assert not IntegrityRecord.objects.exists()


def test_the_revocation_and_the_record_are_made_together_or_not_at_all(
    authority: IssuingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = makers.issued(authority)
    change = proposed(certificate)

    def fails(*args: object, **more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(changes, "tell_holder", fails)
    with pytest.raises(RuntimeError):
        agreed(change)

    certificate.refresh_from_db()
    assert (certificate.state, IntegrityRecord.objects.count()) == (State.ISSUED, 0)


def test_an_officer_sees_it_at_a_later_row_and_decides_with_a_reason(
    client: Client, authority: IssuingAuthority
) -> None:
    made = on_record(authority)
    batch, other = later(authority)
    assert not any(entry.problems for entry in batch.entries.all()), "a machine refuses nobody"
    sign_in(client, other)

    page = client.get(reverse("certificates_list", args=[batch.pk])).content.decode()
    assert page.count(f"决定文号：{made.document}") == 1
    assert "2029年11月21日（含当日）" in page
    assert "失信记录期内的人：第 2 行" in page

    confirm = reverse("certificates_confirm", args=[batch.pk])
    assert "E-CER-162" in client.post(confirm, {"reason": " "}).content.decode()
    with pytest.raises(RefusedError, match="E-CER-162"):
        batch_confirm(actor=other, batch=batch, now=clock.now())
    batch.refresh_from_db()
    assert batch.state == BatchState.PROPOSED
    client.post(confirm, {"reason": "记录期内，经集体研究可以发证"})

    batch.refresh_from_db()
    assert batch.state == BatchState.CONFIRMED
    kept = AuditEvent.objects.get(event="certificates.list.confirmed", subject_id=str(batch.pk))
    assert kept.reason == "记录期内，经集体研究可以发证"


def test_it_is_found_after_the_key_was_rotated(authority: IssuingAuthority, settings: Settings) -> None:
    on_record(authority)
    settings.IDENTITY_HASH_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_HASH_KEYS]

    batch, _other = later(authority)

    assert integrity.rows_on_record(batch, clock.today()) == [2]


def test_it_goes_from_view_after_its_last_day(authority: IssuingAuthority) -> None:
    on_record(authority)
    batch, _other = later(authority)

    assert integrity.rows_on_record(batch, LAST) == [2]
    assert integrity.rows_on_record(batch, LAST + timedelta(days=1)) == []
    over = clock.now() + (LAST + timedelta(days=1) - clock.today())
    assert not integrity.of_rows(batch.entries.all(), over.date())


def test_others_are_not_on_record(authority: IssuingAuthority) -> None:
    on_record(authority, 3)
    batch, other = later(authority)

    assert integrity.rows_on_record(batch, clock.today()) == []
    assert batch_confirm(actor=other, batch=batch, now=clock.now()).state == BatchState.CONFIRMED


def test_the_person_sees_it_among_their_certificates_while_it_runs(
    client: Client, authority: IssuingAuthority
) -> None:
    certificate = makers.issued(authority)
    user, stranger = makers.holder(certificate), account()
    one_person(stranger, kinds=("resident_identity_card",), number=makers.identity_number(1))
    agreed(proposed(certificate))
    made = IntegrityRecord.objects.get()
    there = reverse("certificates_mine")

    sign_in(client, user)
    page = client.get(there).content.decode()
    assert f"决定文号：{made.document}" in page
    assert reverse("policies_clause", args=["cn/r40-2019#30"]) in page or "cn/r40-2019%2330" in page
    IntegrityRecord.objects.update(begins_on=date(2020, 1, 1), ends_on=clock.today() - timedelta(days=1))
    assert "失信记录" not in client.get(there).content.decode()

    IntegrityRecord.objects.update(ends_on=LAST)
    sign_in(client, stranger)
    told = client.get(there).content.decode()
    assert "失信记录" not in told, "whoever wrote another's number into their record learns nothing"
