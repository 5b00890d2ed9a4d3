"""Sessions: whose they are, what is kept of them, how their owner ends them, and what ends them besides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from guantong.portal.accounts.browsers import Browser, browser_of
from guantong.portal.accounts.daily import run
from guantong.portal.accounts.models import Session, User
from guantong.portal.accounts.sessions import (
    SessionStore,
    owner_of_ended,
    session_end,
    sessions_end_others,
    sessions_of,
)
from guantong.portal.audit.models import AuditEvent
from guantong.portal.refusals import StaleError

from .signing import PASSWORD, account

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

pytestmark = pytest.mark.django_db
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; 2312DRA50C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
)


@pytest.fixture
def user() -> User:
    return account("weishifu")


@pytest.fixture
def enter(user: User) -> Callable[..., Client]:
    def entered(user_agent: str = FIREFOX, who: User = user) -> Client:
        client = Client(headers={"user-agent": user_agent})
        client.post("/account/login/", {"login": who.username, "password": PASSWORD})
        return client

    return entered


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def key(client: Client) -> str:
    return client.cookies["sessionid"].value


@pytest.mark.parametrize(
    ("user_agent", "code"),
    [
        (WECHAT, "wechat:android"),
        (FIREFOX, "firefox:windows"),
        (SAFARI, "safari:iphone"),
        ("", "unknown:unknown"),
    ],
)
def test_a_browser_is_known_by_its_kind(user_agent: str, code: str) -> None:
    assert browser_of(user_agent).code == code
    assert Browser.coded(code) == browser_of(user_agent)


def test_nothing_but_the_kind_of_browser_is_kept(user: User, enter: Callable[..., Client]) -> None:
    enter(WECHAT)

    row = user.sessions.get()
    kept = f"{row.get_decoded()} {AuditEvent.objects.filter(event='accounts.signed_in').values()}"
    assert "127.0.0.1" not in kept
    assert "MicroMessenger" not in kept
    assert "wechat:android" in kept


def test_a_session_of_nobody_has_no_owner(client: Client) -> None:
    session = client.session
    session["a"] = 1
    session.save()

    assert Session.objects.get().user is None


def test_one_s_own_sessions_are_told_and_nobody_else_s(user: User, enter: Callable[..., Client]) -> None:
    enter(WECHAT)
    here = enter(FIREFOX)
    enter(FIREFOX, account("lushifu"))

    found = sessions_of(user, here=key(here))

    assert [(session.browser.code, session.here) for session in found] == [
        ("firefox:windows", True),
        ("wechat:android", False),
    ]
    assert all(key(here) not in session.mark for session in found)


def test_one_is_ended_really_and_once(user: User, enter: Callable[..., Client], now: datetime) -> None:
    there, here = enter(WECHAT), enter()
    mark = sessions_of(user, here=key(here))[1].mark

    session_end(actor=user, mark=mark, now=now)

    assert not is_in(there)
    assert is_in(here)
    assert AuditEvent.objects.get(event="accounts.session.ended").actor_id == user.id
    with pytest.raises(StaleError):
        session_end(actor=user, mark=mark, now=now)


def test_nobody_ends_somebody_else_s(user: User, enter: Callable[..., Client], now: datetime) -> None:
    here = enter()
    mark = sessions_of(user, here=None)[0].mark

    with pytest.raises(StaleError):
        session_end(actor=account("lushifu"), mark=mark, now=now)

    assert is_in(here)


def test_all_others_are_ended(user: User, enter: Callable[..., Client], now: datetime) -> None:
    others, here = [enter(WECHAT), enter(SAFARI)], enter()
    stranger = enter(FIREFOX, account("lushifu"))

    assert sessions_end_others(actor=user, user=user, here=key(here), now=now) == 2
    assert sessions_end_others(actor=user, user=user, here=key(here), now=now) == 0

    assert not any(map(is_in, others))
    assert is_in(here)
    assert is_in(stranger)
    assert AuditEvent.objects.get(event="accounts.session.ended").detail == {"sessions": 2}


def test_a_new_password_ends_the_others(user: User, enter: Callable[..., Client]) -> None:
    there, here = enter(WECHAT), enter()
    new = {"oldpassword": PASSWORD, "password1": "hong-shui-he-1", "password2": "hong-shui-he-1"}

    here.post("/account/password/change/", new)

    assert is_in(here)
    assert not is_in(there)
    assert not Session.objects.filter(session_key=key(there)).exists()
    assert [session.here for session in sessions_of(User.objects.get(id=user.id), here=key(here))] == [True]


def test_removing_the_second_factor_ends_them_all(user: User, enter: Callable[..., Client]) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    here = enter()
    TOTP.activate(user, generate_totp_secret())

    call_command("second_factor_remove", "weishifu", reason="手机遗失，当面核对身份")

    assert not is_in(here)


def test_for_a_day_it_is_known_whose_a_session_was(
    user: User, enter: Callable[..., Client], now: datetime
) -> None:
    here = enter()
    assert owner_of_ended(key(here)) is None, "it has not ended"

    for ago, owner in ((timedelta(minutes=1), user), (timedelta(hours=25), None)):
        Session.objects.update(expire_date=timezone.now() - ago)
        assert owner_of_ended(key(here)) == owner
    run(now=now)

    assert not Session.objects.exists()


def test_a_session_of_before_a_new_password_is_nobody_s(user: User, enter: Callable[..., Client]) -> None:
    here = enter()
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    user.set_password("hong-shui-he-1")
    user.save()

    assert owner_of_ended(key(here)) is None


@pytest.mark.parametrize("forged", ["", "a\0b", "' or 1=1", "红水河", "x" * 5000])
def test_what_is_no_key_opens_nothing(client: Client, forged: str) -> None:
    assert owner_of_ended(forged) is None
    assert dict(SessionStore(forged).items()) == {}
