"""Remits that two persons give and end, and what they mean for lists on their way and for certificates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.batches import batch_confirm, batch_propose
from guantong.portal.certificates.changes import change_decide
from guantong.portal.certificates.models import (
    Batch,
    Certificate,
    IssuingAuthority,
    Remit,
    Step,
)
from guantong.portal.certificates.register import issued_after, published
from guantong.portal.organisations.models import EvaluationScope, Office
from guantong.portal.refusals import InvalidError, RefusedError

from . import makers, mandating

if TYPE_CHECKING:
    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_remit_is_given_by_two_persons(authority: IssuingAuthority, officer: User, leader: User) -> None:
    values = mandating.remit(subject="agriculture", lowest="junior", valid_to="2027-12-31", confidence="L")

    mandating.agreed(leader, mandating.proposed(officer, Step.REMIT, authority=authority, content=values))

    made = authority.remits.get(subject="agriculture")
    assert (made.lowest, made.highest, made.specialty) == ("junior", "full_senior", "")
    assert (made.valid_from, made.valid_to) == (date(2026, 1, 1), date(2027, 12, 31))
    assert (made.source, made.clause) == ("桂人社职办〔2026〕30号（测试）", "第二条")
    assert made.unconfirmed
    told = next(one for one in published(clock.today())["authorities"] if one["unit"] == authority.unit)
    assert [one["subject"] for one in told["remits"]] == ["agriculture", "engineering"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"subject": "alchemy"}, "E-CER-195"),
        ({"specialty": "炼金"}, "E-CER-195"),
        ({"lowest": "technician"}, "E-CER-195"),
        ({"lowest": "full_senior", "highest": "junior"}, "E-CER-195"),
        ({"valid_from": ""}, "E-CER-193"),
        ({"valid_to": "2025-12-31"}, "E-CER-194"),
        ({"confidence": ""}, "E-CER-192"),
        ({"lowest": "associate_senior"}, "E-CER-196"),
        ({"lowest": "intermediate", "specialty": "机械制造"}, "E-CER-196"),
    ],
)
def test_a_remit_that_cannot_be(
    authority: IssuingAuthority, officer: User, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.REMIT, authority=authority, content=mandating.remit(**changed))

    assert mandating.codes(refused) == [code]


def test_two_remits_that_overlap_are_not_both_given(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    one = mandating.proposed(officer, Step.REMIT, authority=authority, content=mandating.remit())
    other = mandating.proposed(
        officer, Step.REMIT, authority=authority, content=mandating.remit(specialty="机械制造")
    )
    beside = mandating.proposed(
        officer,
        Step.REMIT,
        authority=authority,
        content=mandating.remit(specialty="电气", valid_to="2026-06-30"),
    )

    mandating.agreed(leader, other)
    with pytest.raises(InvalidError) as refused:
        mandating.agreed(leader, one)
    assert mandating.codes(refused) == ["E-CER-196"]
    assert "桂人社职办〔2026〕30号（测试）" in refused.value.refusals[0].text, "the message names the other"
    mandating.agreed(leader, beside)


def test_a_remit_stays_within_what_the_organisation_is_for(
    authority: IssuingAuthority, officer: User
) -> None:
    Office.objects.update(series=["engineering"], level_cap="associate_senior")
    authority.office.refresh_from_db()
    for values in (
        mandating.remit(),
        mandating.remit(subject="agriculture", lowest="junior", highest="junior"),
    ):
        with pytest.raises(InvalidError) as refused:
            mandating.proposed(officer, Step.REMIT, authority=authority, content=values)
        assert mandating.codes(refused) == ["E-CER-198"]


def test_a_body_stays_within_what_it_filed(officer: User) -> None:
    of = makers.body_authority()
    of.remits.all().delete()
    assert of.body is not None
    EvaluationScope.objects.create(
        body=of.body, occupation="6-18-01-01", lowest="intermediate_worker", highest="technician"
    )
    values = mandating.remit(subject="6-18-01-01", lowest="intermediate_worker", highest="senior_technician")
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.REMIT, authority=of, content=values)
    assert mandating.codes(refused) == ["E-CER-197"]
    with pytest.raises(InvalidError) as refused:
        mandating.proposed(officer, Step.REMIT, authority=of, content={**values, "subject": "6-18-01-02"})
    assert mandating.codes(refused) == ["E-CER-197"]

    mandating.proposed(officer, Step.REMIT, authority=of, content={**values, "highest": "technician"})


def test_a_remit_ends_and_certificates_stay(authority: IssuingAuthority, officer: User, leader: User) -> None:
    issued = makers.issued(authority)
    this = authority.remits.get()
    last = clock.today() - timedelta(days=1)

    mandate = mandating.proposed(officer, Step.REMIT_END, remit=this, effective_on=last)
    assert mandate.authority == authority
    assert issued_after(this, last) == 1
    assert issued_after(this, clock.today()) == 0
    mandating.agreed(leader, mandate)

    this.refresh_from_db()
    row_version = issued.row_version
    issued.refresh_from_db()
    assert this.valid_to == last
    assert (issued.state, issued.row_version) == ("issued", row_version)


@pytest.mark.parametrize(
    ("last", "reason", "code"),
    [
        (date(2025, 12, 31), "测试", "E-CER-199"),
        (date(2026, 12, 31), "测试", "E-CER-200"),
        (None, "测试", "E-CER-173"),
        (date(2026, 6, 30), "", "E-CER-172"),
    ],
)
def test_an_end_of_a_remit_that_cannot_be(
    authority: IssuingAuthority, officer: User, last: date | None, reason: str, code: str
) -> None:
    Remit.objects.update(valid_to=date(2026, 12, 31))

    with pytest.raises(InvalidError) as refused:
        mandating.proposed(
            officer, Step.REMIT_END, remit=authority.remits.get(), effective_on=last, reason=reason
        )

    assert mandating.codes(refused) == [code]


# --- lists on their way ---------------------------------------------------------------------------------


def list_proposed(authority: IssuingAuthority, **changed: str) -> tuple[Batch, User]:
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2))
    batch = makers.taken_in(authority, [makers.row(1, **changed)], actor=one)
    batch_propose(actor=one, batch=batch, now=clock.now())
    return batch, other


def test_a_list_is_not_confirmed_on_a_day_without_remit(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    batch, other = list_proposed(authority)
    last = clock.today() - timedelta(days=1)
    assert last > batch.approved_on, "it was within the remit when it was approved"
    mandating.agreed(
        leader, mandating.proposed(officer, Step.REMIT_END, remit=authority.remits.get(), effective_on=last)
    )

    with pytest.raises(RefusedError, match="E-CER-051"):
        batch_confirm(actor=other, batch=batch, now=clock.now())

    again = makers.taken_in(authority, [makers.row(2)], document="测试2号")
    assert "今天已不在期限内" in " ".join(again.entries.get().problems)


def test_a_confirmed_list_whose_remit_was_ended_before_its_turn_is_not_issued(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    batch = makers.confirmed(authority, [makers.row(1), makers.row(2)])
    last = clock.today() - timedelta(days=1)
    mandating.agreed(
        leader, mandating.proposed(officer, Step.REMIT_END, remit=authority.remits.get(), effective_on=last)
    )

    makers.issue_quickly()

    assert not Certificate.objects.exists(), "no number is drawn"
    batch.refresh_from_db()
    assert (batch.state, {row.state for row in batch.entries.all()}) == ("done", {"failed"})
    assert batch.entries.get(row=2).failure == "签发前发证权限已终止，没有签发。"


def test_a_confirmed_list_of_an_authority_that_ended_is_not_issued(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    makers.confirmed(authority, [makers.row(1)])
    mandating.agreed(
        leader, mandating.proposed(officer, Step.END, authority=authority, effective_on=clock.today())
    )

    makers.issue_quickly()

    assert not Certificate.objects.exists()


def test_what_corrects_a_certificate_needs_no_remit(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    old = makers.issued(authority)
    last = clock.today() - timedelta(days=1)
    mandating.agreed(
        leader, mandating.proposed(officer, Step.REMIT_END, remit=authority.remits.get(), effective_on=last)
    )
    change = makers.proposed(old, "replace", makers.officer(Role.CERTIFICATE_OFFICER, authority))
    other = makers.officer(Role.CERTIFICATE_OFFICER, authority)
    change_decide(actor=other, change=change, agree=True, note="", now=clock.now())

    makers.issue_quickly()

    old.refresh_from_db()
    assert old.state == "replaced"


def test_a_list_with_the_old_name_is_brought_again(
    authority: IssuingAuthority, officer: User, leader: User
) -> None:
    batch, other = list_proposed(authority)
    mandate = mandating.proposed(
        officer, Step.RENAME, authority=authority, content={"name": "自治区人才办（测试）"},
        effective_on=clock.today(),
    )  # fmt: skip
    mandating.agreed(leader, mandate)

    with pytest.raises(RefusedError, match="E-CER-054"):
        batch_confirm(actor=other, batch=batch, now=clock.now())


def test_a_remit_of_one_specialty_covers_no_other(authority: IssuingAuthority) -> None:
    authority.remits.update(specialty="机械制造")

    rows = [makers.row(1), makers.row(2, specialty="电气"), makers.row(3, specialty="")]
    batch = makers.taken_in(authority, rows)

    assert [entry.state for entry in batch.entries.all()] == ["waiting", "wrong", "wrong"]
