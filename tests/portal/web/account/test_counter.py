"""A lost password at the counter: a link that works once, handed out by an administrator who chooses no password."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from guantong.portal import clock
from guantong.portal.accounts.counter import reset_allow
from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.models import AuditEvent
from guantong.portal.notices.models import Message
from guantong.portal.refusals import NotAllowedError, RefusedError
from tests.portal.accounts.signing import PASSWORD, account, granted, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

pytestmark = pytest.mark.django_db
NEW = {"password1": "hong-shui-he-1", "password2": "hong-shui-he-1"}
ASKED = {"user": "weishifu", "reason": "本人到柜台，忘记密码", "seen": "on"}


@pytest.fixture(autouse=True)
def _no_limit_from_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user() -> User:
    return account("weishifu")


@pytest.fixture
def counter(client: Client) -> Client:
    sign_in(client, granted(Role.ADMINISTRATOR, user=account("liangguanli")))
    return client


def link(counter: Client) -> str:
    return str(counter.post("/account/counter-reset/", ASKED).context["link"])


def test_the_person_sets_the_password_by_the_link_and_nobody_else_sees_it(
    counter: Client, user: User
) -> None:
    supervisor = granted(Role.SUPERVISOR)
    elsewhere, phone = Client(), Client()
    sign_in(elsewhere, user)

    there = link(counter)
    assert elsewhere.get("/account/").status_code == 200, "until it is used nothing changes"
    page = phone.get(there, follow=True)
    done = phone.post(page.redirect_chain[-1][0], NEW, follow=True)

    assert "新密码已设置" in done.content.decode()
    assert User.objects.get(id=user.id).check_password("hong-shui-he-1")
    assert elsewhere.get("/account/").status_code == 302
    allowed = AuditEvent.objects.get(event="accounts.password.reset_allowed")
    assert (allowed.subject_id, allowed.reason) == (str(user.id), "本人到柜台，忘记密码")
    assert AuditEvent.objects.get(event="accounts.password.reset").subject_id == str(user.id)
    assert {message.user_id for message in Message.objects.filter(template="N23")} == {
        user.id,
        supervisor.id,
    }


def test_the_link_works_once(counter: Client, user: User) -> None:
    there = link(counter)
    phone = Client()
    page = phone.get(there, follow=True)
    phone.post(page.redirect_chain[-1][0], NEW)

    assert "这个链接不能用了" in Client().get(there).content.decode()
    again = {"password1": "hong-shui-he-2", "password2": "hong-shui-he-2"}
    phone.post(page.redirect_chain[-1][0], again)
    assert User.objects.get(id=user.id).check_password("hong-shui-he-1")


def test_the_link_works_for_half_an_hour(counter: Client, user: User, settings: Settings) -> None:
    there = link(counter)
    assert settings.PASSWORD_RESET_TIMEOUT == 30 * 60

    settings.PASSWORD_RESET_TIMEOUT = -1

    assert "这个链接不能用了" in Client().get(there).content.decode()


def test_a_weak_password_is_refused_in_a_sentence(counter: Client, user: User) -> None:
    phone = Client()
    page = phone.get(link(counter), follow=True)

    refused = phone.post(page.redirect_chain[-1][0], {"password1": "short", "password2": "short"})

    assert "密码太短" in refused.content.decode()
    assert User.objects.get(id=user.id).check_password(PASSWORD)


def test_the_second_factor_stays(counter: Client, user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    phone = Client()
    page = phone.get(link(counter), follow=True)
    phone.post(page.redirect_chain[-1][0], NEW)

    entered = phone.post("/account/login/", {"login": "weishifu", "password": "hong-shui-he-1"})

    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert entered.headers["Location"].startswith("/account/2fa/authenticate/")


def test_a_locked_account_opens_with_the_new_password(counter: Client, user: User) -> None:
    phone = Client()
    for _ in range(5):
        phone.post("/account/login/", {"login": "weishifu", "password": f"wrong-{time.time()}"})
    page = phone.get(link(counter), follow=True)
    phone.post(page.redirect_chain[-1][0], NEW)

    entered = phone.post("/account/login/", {"login": "weishifu", "password": "hong-shui-he-1"})

    assert entered.headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("user", "nobody", "没有这个账户名"),
        ("user", "liangguanli", "不能给自己办理"),
        ("reason", " ", "有 1 处要改"),
        ("seen", "", "请先当面核对身份证件原件"),
    ],
)
def test_what_is_at_fault_is_said(counter: Client, user: User, field: str, value: str, sentence: str) -> None:
    answer = counter.post("/account/counter-reset/", {**ASKED, field: value})

    assert sentence in answer.content.decode()
    assert "link" not in answer.context
    assert not AuditEvent.objects.filter(event="accounts.password.reset_allowed").exists()


def test_administrators_find_the_page_and_leaders_do_not(counter: Client) -> None:
    leader = Client()
    sign_in(leader, granted(Role.OFFICE_LEADER))

    assert "/account/counter-reset/" in counter.get("/account/roles/").content.decode()
    assert "/account/counter-reset/" not in leader.get("/account/roles/").content.decode()


@pytest.mark.parametrize("role", [Role.OFFICE_LEADER, Role.SUPERVISOR, Role.EMPLOYER_APPROVER])
def test_nobody_but_an_administrator_hands_out_links(user: User, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        reset_allow(actor=granted(role), user=user, reason="忘记密码", now=clock.now())


def test_an_account_without_a_password_or_closed_gets_none(user: User) -> None:
    admin = granted(Role.ADMINISTRATOR)
    user.set_unusable_password()
    with pytest.raises(RefusedError, match="E-ACC-062"):
        reset_allow(actor=admin, user=user, reason="忘记密码", now=clock.now())
    user.set_password(PASSWORD)
    user.is_active = False
    with pytest.raises(RefusedError, match="E-ACC-062"):
        reset_allow(actor=admin, user=user, reason="忘记密码", now=clock.now())


def test_guessing_links_is_limited(settings: Settings, user: User) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password_from_key": "2/m/ip"}
    guess = f"/account/password/reset/key/{user.pk.hex}-d0-{'0' * 32}/"

    answers = [Client().post(guess, NEW).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
