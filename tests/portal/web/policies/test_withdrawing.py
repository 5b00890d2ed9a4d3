"""What the pages of a withdrawal say will hold once a chosen reading is taken back."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from guantong.policy import load_policy
from guantong.portal import clock
from guantong.portal.policies.rulings import ruling_accept, withdrawal_propose
from guantong.portal.policies.selectors import policy_in_force
from guantong.portal.policies.services import reading_propose
from tests.portal.accounts.signing import sign_in
from tests.portal.policies.ruling import in_force

if TYPE_CHECKING:
    from django.test import Client

    from guantong.portal.accounts.models import User
    from guantong.portal.policies.models import ChosenReading

pytestmark = pytest.mark.django_db
READING, OPTION, LATER = "A02", "two_of_three", "ungraded_neutral"


def chosen(officer: User, leader: User, option: str, since: date) -> ChosenReading:
    made = reading_propose(
        actor=officer, reading=READING, option=option, source="桂职改办〔2026〕9号", reason="请示答复",
        effective_from=since, now=clock.now(),
    )  # fmt: skip
    return in_force(made, leader, clock.now())


def said(option: str) -> str:
    return load_policy().readings[READING].options[option].zh


def page(client: Client, user: User, address: str) -> str:
    sign_in(client, user)
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_before_its_day_both_pages_say_what_holds_until_and_from_then(
    client: Client, officer: User, leader: User
) -> None:
    today = clock.today()
    later = today + timedelta(30)
    default = load_policy().readings[READING].default
    chosen(officer, leader, OPTION, today)
    new = chosen(officer, leader, LATER, later)
    there = f"/policies/rulings/{new.pk}/"
    on = f"{later.year}年{later.month}月{later.day}日"
    told = f"{on}以前仍按先前选定的“{said(OPTION)}”；自{on}起按政策包建议的读法“{said(default)}”"

    assert told in page(client, officer, f"{there}withdraw/")
    withdrawal_propose(actor=officer, ruling=new, reason="另有答复", now=clock.now())
    new.refresh_from_db()
    asked = page(client, leader, there)
    assert told in asked
    assert "自今天起不再影响答复" not in asked

    # and so it is
    ruling_accept(actor=leader, ruling=new, now=clock.now())
    assert policy_in_force(later - timedelta(1)).choices == {READING: OPTION}
    assert policy_in_force(later).choices.get(READING, default) == default


def test_where_nothing_was_chosen_before_the_default_holds_throughout(
    client: Client, officer: User, leader: User
) -> None:
    new = chosen(officer, leader, LATER, clock.today() + timedelta(30))

    shown = page(client, officer, f"/policies/rulings/{new.pk}/withdraw/")

    assert f"以前和以后都按政策包建议的读法“{said(load_policy().readings[READING].default)}”" in shown
    assert said(OPTION) not in shown


def test_one_that_holds_gives_way_to_the_default_on_the_day_of_agreement(
    client: Client, officer: User, leader: User
) -> None:
    now = chosen(officer, leader, OPTION, clock.today())

    shown = page(client, officer, f"/policies/rulings/{now.pk}/withdraw/")

    assert f"自同意撤回之日起，按政策包建议的读法“{said(load_policy().readings[READING].default)}”" in shown
