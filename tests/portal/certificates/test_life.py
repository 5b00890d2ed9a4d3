"""The states of a certificate: every way there is, every way there is not, who walks it, and that two persons do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.batches import batch_retry
from guantong.portal.certificates.changes import change_decide, change_withdraw
from guantong.portal.certificates.issuing import issue_all
from guantong.portal.certificates.life import open_to, reasons, transitions
from guantong.portal.certificates.models import Batch, Certificate, Change, Outcome, State
from guantong.portal.certificates.models.certificates import WRITTEN_ONCE
from guantong.portal.notices.models import Message
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError

from . import makers

if TYPE_CHECKING:
    from guantong.portal.certificates.models import IssuingAuthority

pytestmark = pytest.mark.django_db

WAYS = {code: way for code, way in transitions().items() if code != "issue"}
RIGHT = {
    "give_up": (Role.CERTIFICATE_OFFICER, Role.CERTIFICATE_OFFICER),
    "suspend": (Role.OFFICE_LEADER, None),
    "restore": (Role.OFFICE_LEADER, Role.APPROVING_AUTHORITY),
    "revoke": (Role.OFFICE_LEADER, Role.APPROVING_AUTHORITY),
    "annul": (Role.APPROVING_AUTHORITY, Role.APPROVING_AUTHORITY),
    "replace": (Role.CERTIFICATE_OFFICER, Role.CERTIFICATE_OFFICER),
}
"""For each way a proposer and somebody who decides."""


def standing(of: IssuingAuthority, state: str, serial: int = 1) -> Certificate:
    certificate = makers.issued(of, serial)
    if state == State.PREPARED:
        Certificate.objects.filter(pk=certificate.pk).update(state=state, issued_at=None)
    else:
        Certificate.objects.filter(pk=certificate.pk).update(state=state)
    certificate.refresh_from_db()
    return certificate


def walked(certificate: Certificate, code: str) -> Change:
    proposer, decider = RIGHT[code]
    of = certificate.authority
    change = makers.proposed(certificate, code, makers.officer(proposer, of))
    if decider is None:
        return change
    return change_decide(
        actor=makers.officer(decider, of), change=change, agree=True, note="", now=clock.now()
    )


@pytest.mark.parametrize(
    ("code", "source"),
    [(code, source) for code, way in WAYS.items() for source in sorted(way.sources) if code != "replace"],
)
def test_every_way_leads_where_the_table_says(authority: IssuingAuthority, code: str, source: State) -> None:
    certificate = standing(authority, source)

    change = walked(certificate, code)

    certificate.refresh_from_db()
    assert certificate.state == WAYS[code].target
    assert (change.source, change.target, change.outcome) == (source, WAYS[code].target, Outcome.CONFIRMED)
    assert certificate.state_on == clock.today()


@pytest.mark.parametrize(
    ("code", "source"),
    [(code, source) for code, way in WAYS.items() for source in State if source not in way.sources],
)
def test_no_way_begins_elsewhere(authority: IssuingAuthority, code: str, source: State) -> None:
    certificate = standing(authority, source)

    with pytest.raises(RefusedError, match="E-CER-004"):
        makers.proposed(certificate, code, makers.officer(RIGHT[code][0], authority))


@pytest.mark.parametrize(
    ("code", "role"),
    [
        (code, role)
        for code, way in WAYS.items()
        for role in Role
        if role not in {*way.proposers, Role.APPLICANT}
    ],
)
def test_no_other_role_proposes(authority: IssuingAuthority, code: str, role: Role) -> None:
    certificate = standing(authority, sorted(WAYS[code].sources)[0])
    wrong = makers.officer(role, authority) if role != Role.EVALUATION_OFFICER else makers.stranger(role)

    with pytest.raises(NotAllowedError):
        makers.proposed(certificate, code, wrong)
    assert code not in [way.code for way in open_to(wrong, certificate, today=clock.today())]


@pytest.mark.parametrize(
    ("code", "role"),
    [
        (code, role)
        for code, way in WAYS.items()
        for role in (
            Role.OFFICE_LEADER,
            Role.INVESTIGATOR,
            Role.SUPERVISOR,
            Role.ADMINISTRATOR,
            Role.OFFICE_CLERK,
        )
        if way.two_persons and role not in way.deciders
    ],
)
def test_no_other_role_decides(authority: IssuingAuthority, code: str, role: Role) -> None:
    certificate = standing(authority, sorted(WAYS[code].sources)[0])
    change = makers.proposed(certificate, code, makers.officer(RIGHT[code][0], authority))

    with pytest.raises(NotAllowedError):
        change_decide(
            actor=makers.officer(role, authority), change=change, agree=True, note="", now=clock.now()
        )


def test_the_same_roles_of_another_office_do_neither(authority: IssuingAuthority) -> None:
    certificate = standing(authority, State.ISSUED)
    with pytest.raises(NotAllowedError):
        makers.proposed(certificate, "revoke", makers.stranger(Role.OFFICE_LEADER))
    change = makers.proposed(certificate, "revoke", makers.officer(Role.OFFICE_LEADER, authority))
    with pytest.raises(NotAllowedError):
        change_decide(
            actor=makers.stranger(Role.APPROVING_AUTHORITY),
            change=change,
            agree=True,
            note="",
            now=clock.now(),
        )


def test_nobody_confirms_what_they_proposed(authority: IssuingAuthority) -> None:
    certificate = standing(authority, State.ISSUED)
    one = makers.officer(Role.APPROVING_AUTHORITY, authority)
    change = makers.proposed(certificate, "revoke", one)

    with pytest.raises(NotAllowedError, match="E-CER-062"):
        change_decide(actor=one, change=change, agree=True, note="", now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(
            outcome="confirmed", decided_by=one, decided_at=clock.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(proposed_by=one, confirmed_by=one)


def test_a_refusal_says_why_and_changes_nothing(authority: IssuingAuthority) -> None:
    certificate = standing(authority, State.ISSUED)
    change = makers.proposed(certificate, "revoke", makers.officer(Role.OFFICE_LEADER, authority))
    decider = makers.officer(Role.APPROVING_AUTHORITY, authority)

    with pytest.raises(RefusedError, match="E-CER-063"):
        change_decide(actor=decider, change=change, agree=False, note=" ", now=clock.now())
    change_decide(actor=decider, change=change, agree=False, note="证据不足", now=clock.now())

    certificate.refresh_from_db()
    assert certificate.state == State.ISSUED
    with pytest.raises(StaleError):
        change_decide(actor=decider, change=change, agree=True, note="", now=clock.now())
    makers.proposed(certificate, "revoke", makers.officer(Role.OFFICE_LEADER, authority))


def test_one_proposal_at_a_time_which_its_author_may_take_back(authority: IssuingAuthority) -> None:
    certificate = standing(authority, State.ISSUED)
    leader = makers.officer(Role.OFFICE_LEADER, authority)
    change = makers.proposed(certificate, "revoke", leader)

    with pytest.raises(StaleError, match="E-CER-060"):
        makers.proposed(certificate, "annul", makers.officer(Role.APPROVING_AUTHORITY, authority))
    with pytest.raises(NotAllowedError):
        change_withdraw(actor=makers.officer(Role.OFFICE_LEADER, authority), change=change, now=clock.now())
    change_withdraw(actor=leader, change=change, now=clock.now())
    makers.proposed(certificate, "annul", makers.officer(Role.APPROVING_AUTHORITY, authority))


def test_everything_that_is_missing_is_told_at_once(authority: IssuingAuthority) -> None:
    certificate = standing(authority, State.ISSUED)
    empty = dict.fromkeys(("reason_code", "reason", "document", "clause"), " ")

    with pytest.raises(InvalidError) as told:
        makers.proposed(
            certificate, "revoke", makers.officer(Role.OFFICE_LEADER, authority),
            effective_on=clock.today() + timedelta(days=1), **empty,
        )  # fmt: skip

    assert [refusal.field for refusal in told.value.refusals] == [
        "reason_code", "reason", "document", "clause", "effective_on",
    ]  # fmt: skip


def test_an_identity_number_in_the_reason_is_not_kept(authority: IssuingAuthority) -> None:
    certificate = standing(authority, State.ISSUED)
    with pytest.raises(InvalidError) as told:
        makers.proposed(
            certificate, "revoke", makers.officer(Role.OFFICE_LEADER, authority),
            reason="冒用 11010519491231002X 的材料",
        )  # fmt: skip

    assert [refusal.code for refusal in told.value.refusals] == ["E-AUD-001"]
    assert not certificate.changes.filter(transition="revoke").exists()


def test_a_day_before_the_certificate_is_refused(authority: IssuingAuthority) -> None:
    certificate = standing(authority, State.ISSUED)
    with pytest.raises(InvalidError):
        makers.proposed(
            certificate,
            "revoke",
            makers.officer(Role.OFFICE_LEADER, authority),
            effective_on=date(2026, 1, 1),
        )


def test_a_replacement_ends_the_old_certificate_and_names_it(authority: IssuingAuthority) -> None:
    old = makers.issued(authority)
    makers.holder(old)
    officers = [makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2)]
    corrected = {"name": "韦示范", "identity": makers.identity_number(9)}
    change = makers.proposed(old, "replace", officers[0], corrected=corrected)
    change_decide(actor=officers[1], change=change, agree=True, note="", now=clock.now())
    old.refresh_from_db()
    assert old.state == State.ISSUED, "it stands until the new one is there"

    issue_all()

    old.refresh_from_db()
    new = Certificate.objects.get(replaces=old)
    assert (old.state, new.state) == (State.REPLACED, State.ISSUED)
    assert new.face["name"] == "韦示范"
    assert old.face["name"] == "韦示例"
    assert new.face["identity_masked"] != old.face["identity_masked"]
    assert new.identity_hash != old.identity_hash
    assert new.person is None, "whose number it is now has to be shown anew"
    assert makers.identity_number(9) not in str(list(Change.objects.values()))


def test_a_replacement_of_what_was_revoked_meanwhile_is_not_made(authority: IssuingAuthority) -> None:
    old = makers.issued(authority)
    officers = [makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2)]
    change = makers.proposed(old, "replace", officers[0])
    change_decide(actor=officers[1], change=change, agree=True, note="", now=clock.now())
    walked(old, "revoke")

    issue_all()

    batch = Batch.objects.get(origin="replacement")
    assert "原证书的状态已经改变" in batch.entries.get().failure
    assert Certificate.objects.get(replaces=old).state == State.PREPARED
    batch_retry(actor=officers[0], batch=batch, now=clock.now())


def test_what_was_decided_is_not_corrected(authority: IssuingAuthority) -> None:
    old = makers.issued(authority)
    with pytest.raises(InvalidError) as told:
        makers.proposed(
            old, "replace", makers.officer(Role.CERTIFICATE_OFFICER, authority), corrected={"level": "正高级"}
        )
    assert told.value.refusals[0].code == "E-CER-070"


def test_a_number_that_is_given_up_is_not_used_again(authority: IssuingAuthority) -> None:
    certificate = standing(authority, State.PREPARED)
    walked(certificate, "give_up")

    again = makers.confirmed(authority, [makers.row(1)], document=f"{makers.DOCUMENT}1号补")
    issue_all()
    other = again.entries.get().certificate
    assert other is not None
    assert other.number != certificate.number


def test_the_holder_is_told(authority: IssuingAuthority) -> None:
    certificate = makers.issued(authority)
    user = makers.holder(certificate)

    walked(certificate, "revoke")

    assert list(Message.objects.filter(user=user).values_list("template", flat=True)) == ["N16"]


def test_every_reason_has_words() -> None:
    used = {reason for way in transitions().values() for reason in way.reasons}
    assert used == set(reasons())
    assert all(set(words) == {"zh", "en"} for words in reasons().values())


@pytest.mark.parametrize("column", WRITTEN_ONCE)
def test_what_is_written_stays_written(authority: IssuingAuthority, column: str) -> None:
    certificate = makers.issued(authority)
    other = makers.issued(authority, 2)
    changed = other.pk if column.endswith("_id") else 999 if column == "status_index" else "changed"
    if column == "authority_id":
        changed = makers.body_authority().pk

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**{column: changed})
