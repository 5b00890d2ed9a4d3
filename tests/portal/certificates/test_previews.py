"""Holders look at what will stand on their certificate before it is issued: who is asked, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet

from guantong.portal import clock
from guantong.portal.audit.models import AuditEvent
from guantong.portal.calendar.days import add_working_days
from guantong.portal.certificates import previews, selectors
from guantong.portal.certificates.answering import (
    preview_report,
)
from guantong.portal.certificates.batches import batch_take_in, batch_withdraw
from guantong.portal.certificates.holders import names_alike
from guantong.portal.certificates.models import (
    Batch,
    Certificate,
    Counter,
    Preview,
)
from guantong.portal.certificates.previews import Standing, tell_holders
from guantong.portal.refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from tests.portal.accounts.signing import account

from . import makers
from .asking import WORDS, Case, confirms, reports, told

if TYPE_CHECKING:
    from pytest_django import Settings

    from guantong.portal.certificates.models import IssuingAuthority

pytestmark = pytest.mark.django_db

# --- who is asked -------------------------------------------------------------------------------------


def test_whether_a_list_asks_is_chosen_and_has_a_default(authority: IssuingAuthority) -> None:
    def brought(document: str, **more: Any) -> Batch:
        return batch_take_in(
            actor=None, authority=authority, approval_document=document, approved_on=makers.APPROVED,
            rows=[makers.row(1)], origin="api", now=clock.now(), **more,
        )  # fmt: skip

    assert brought("甲").asks_holders is previews.parameters().asks
    assert brought("乙", asks_holders=True).asks_holders
    assert not brought("丙", asks_holders=False).asks_holders
    assert previews.parameters().confidence == "P"


def test_who_has_an_account_is_told_and_who_has_none_is_listed(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1, 2)

    assert previews.untold()
    assert tell_holders(now=clock.now()) == 1
    assert tell_holders(now=clock.now()) == 0
    assert told(holder) == ["N24"]
    assert (case.standing(1), case.standing(2)) == (Standing.WAITING, Standing.NO_ACCOUNT)
    assert case.preview().due_on == add_working_days(clock.today(), previews.parameters().days).day
    assert [one.pk for one in selectors.own_previews(holder)] == [case.preview().pk]
    assert previews.counts(case.batch, clock.today()) == {Standing.WAITING: 1, Standing.NO_ACCOUNT: 1}


def test_nobody_is_asked_before_the_list_is_proposed_or_where_it_does_not_ask(
    authority: IssuingAuthority,
) -> None:
    makers.account_of(1)
    makers.confirmed(authority, [makers.row(1)])

    assert not Preview.objects.exists()
    makers.issue_quickly()
    assert Certificate.objects.get().state == "issued"


def test_a_row_with_the_number_of_somebody_else_is_not_shown_to_them(authority: IssuingAuthority) -> None:
    other = makers.account_of(1, name="莫桂兰")
    case = Case(authority, 1)

    assert case.standing() == Standing.NO_ACCOUNT
    assert selectors.own_previews(other) == []
    with pytest.raises(NotAllowedError, match="E-CER-100"):
        confirms(other, case.preview())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("王莉", "王丽", True),
        ("古丽·阿依", "古丽•阿衣", True),
        ("阿·买", "尼·江", False),
        ("韦示例", "莫桂兰", False),
        ("", "韦示例", False),
    ],
)
def test_names_that_were_misheard_are_alike(one: str, other: str, alike: bool) -> None:
    assert names_alike(one, other) is alike


def test_who_gets_an_account_later_can_answer(authority: IssuingAuthority) -> None:
    case = Case(authority, 1)
    late = makers.account_of(1)

    assert [one.pk for one in selectors.own_previews(late)] == [case.preview().pk]
    confirms(late, case.preview())
    assert case.standing() == Standing.CONFIRMED


# --- what holders say ---------------------------------------------------------------------------------


def test_a_list_is_issued_once_everybody_has_confirmed(authority: IssuingAuthority) -> None:
    holders = [makers.account_of(n) for n in (1, 2)]
    case = Case(authority, 1, 2)
    confirms(holders[0], case.preview(1))
    with pytest.raises(RefusedError, match=r"E-CER-110.*：3。"):
        case.confirm()
    confirms(holders[1], case.preview(2))
    assert not Counter.objects.filter(last__gt=0).exists(), "a number was drawn before it was needed"

    case.confirm()
    makers.issue_quickly()

    assert sorted(Certificate.objects.values_list("state", flat=True)) == ["issued", "issued"]


def test_saying_it_twice_changes_nothing(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    shown = case.preview()
    for _ in range(2):
        confirms(holder, shown)
    for _ in range(2):
        reports(holder, shown)

    events = AuditEvent.objects.filter(event__startswith="certificates.preview").order_by("id")
    assert list(events.values_list("event", flat=True)) == [
        "certificates.preview.confirmed",
        "certificates.preview.reported",
    ]
    assert case.standing() == Standing.REPORTED, "who finds an error after all can still say so"


@pytest.mark.parametrize(
    ("lines", "what", "fields"),
    [
        ((), WORDS, {"lines"}),
        (("nothing",), "", {"lines", "what"}),
        (("name",), "多" * 501, {"what"}),
        (("identity_masked",), f"应为{makers.identity_number(7)}", {"what"}),
    ],
)
def test_a_report_says_where_and_what(
    authority: IssuingAuthority, lines: tuple[str, ...], what: str, fields: set[str]
) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)

    with pytest.raises(InvalidError) as refused:
        preview_report(actor=holder, preview=case.preview(), lines=lines, what=what, now=clock.now())

    assert {one.field for one in refused.value.refusals} == fields
    assert case.standing() == Standing.WAITING


def test_nobody_answers_for_somebody_else(authority: IssuingAuthority) -> None:
    makers.account_of(1)
    case = Case(authority, 1)
    for stranger in (makers.account_of(2), account(), case.proposer):
        with pytest.raises(NotAllowedError, match="E-CER-100"):
            confirms(stranger, case.preview())
        with pytest.raises(NotAllowedError, match="E-CER-100"):
            reports(stranger, case.preview())
        assert selectors.own_previews(stranger) == []


def test_a_list_that_was_taken_back_asks_nobody(authority: IssuingAuthority) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    batch_withdraw(actor=case.other, batch=case.batch, reason="名单有误", now=clock.now())

    assert selectors.own_previews(holder) == []
    assert tell_holders(now=clock.now()) == 0
    with pytest.raises(StaleError, match="E-CER-102"):
        confirms(holder, case.preview())


def test_without_the_key_of_numbers_nobody_is_known(authority: IssuingAuthority, settings: Settings) -> None:
    holder = makers.account_of(1)
    case = Case(authority, 1)
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode()]

    assert selectors.own_previews(holder) == []
    with pytest.raises(NotAllowedError, match="E-CER-100"):
        confirms(holder, case.preview())
