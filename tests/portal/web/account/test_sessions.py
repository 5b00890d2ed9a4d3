"""What pages say of the session: when it ends, how it goes on, where else somebody is signed in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from guantong.portal import clock
from guantong.portal.accounts.models import Session, User
from guantong.portal.accounts.sessions import SessionStore, sessions_of
from guantong.portal.audit.models import AuditEvent
from guantong.portal.dates import moment
from tests.portal.accounts.signing import account, sign_in

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def user(client: Client) -> User:
    user = account("weishifu")
    sign_in(client, user)
    return user


def ends_at(user: User) -> datetime:
    return user.sessions.get().expire_date


def soon(minutes: int) -> datetime:
    at = timezone.now() + timedelta(minutes=minutes)
    Session.objects.update(expire_date=at)
    return at


def test_every_page_of_somebody_signed_in_says_until_when(client: Client, user: User) -> None:
    page = client.get("/help/").content.decode()

    assert f"data-session-until>{moment(ends_at(user))}<" in page
    left = re.search(r'data-session-left="(\d+)"', page)
    assert left is not None
    assert 8 * 3600 - 60 < int(left[1]) <= 8 * 3600


def test_it_is_told_in_the_time_that_the_portal_lives_in(client: Client, user: User) -> None:
    by = timedelta(days=100)

    with clock.moved(by):
        page = client.get("/help/").content.decode()

    assert moment(ends_at(user) + by) in page


def test_a_stranger_is_told_nothing(client: Client) -> None:
    assert "data-session-left" not in client.get("/help/").content.decode()


def test_looking_at_pages_does_not_prolong_it(client: Client, user: User) -> None:
    end = soon(4)

    client.get("/help/")
    client.get("/account/")

    assert ends_at(user) == end


def test_it_is_prolonged_with_and_without_script(client: Client, user: User) -> None:
    soon(4)
    page = client.post("/account/stay/").content.decode()
    assert ends_at(user) - timezone.now() > timedelta(hours=7)
    assert "可以关闭这个窗口" in page
    assert moment(ends_at(user)) in page

    soon(4)
    told = client.post("/account/stay/", headers=JSON).json()
    assert ends_at(user) - timezone.now() > timedelta(hours=7)
    assert told["left"] > 7 * 3600
    assert told["until"] == moment(ends_at(user))


def test_what_has_ended_is_not_prolonged(client: Client, user: User) -> None:
    soon(-1)

    assert client.post("/account/stay/", headers=JSON).status_code == 302
    assert client.get("/account/").status_code == 302


def test_where_somebody_is_signed_in(client: Client, user: User) -> None:
    sign_in(Client(), user)
    sign_in(Client(), account("lushifu"))

    page = client.get("/account/sessions/").content.decode()

    assert page.count("结束这处登录") == 1
    assert "本机" in page
    assert all(row.session_key not in page for row in Session.objects.all())


def test_one_is_ended_from_the_page(client: Client, user: User) -> None:
    there = Client()
    sign_in(there, user)
    page = client.get("/account/sessions/").content.decode()
    action = re.search(r'action="(/account/sessions/\w+/end/)"', page)
    assert action is not None

    answer = client.post(action[1], follow=True)

    assert "这处登录已结束" in answer.content.decode()
    assert there.get("/account/").status_code == 302
    assert client.post(action[1]).status_code == 409


def test_all_others_are_ended_from_the_page(client: Client, user: User) -> None:
    for _ in range(2):
        sign_in(Client(), user)

    answer = client.post("/account/sessions/end/", follow=True)

    assert "已结束其他 2 处登录" in answer.content.decode()
    assert [one.here for one in sessions_of(user, here=client.session.session_key)] == [True]
    assert AuditEvent.objects.get(event="accounts.session.ended").detail == {"sessions": 2}
    assert "没有其他登录" in client.post("/account/sessions/end/", follow=True).content.decode()


@pytest.mark.usefixtures("user")
def test_what_is_ended_elsewhere_meanwhile_is_not_prolonged(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = SessionStore.save

    def ended(self: SessionStore, must_create: bool = False) -> None:
        Session.objects.filter(session_key=self.session_key).delete()
        save(self, must_create)

    monkeypatch.setattr(SessionStore, "save", ended)

    assert client.post("/account/stay/", headers=JSON).headers["Location"] == "/account/login/"
    assert not Session.objects.exists()
