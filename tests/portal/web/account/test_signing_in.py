"""Signing up, in and out: words, passwords, the way back, lock-out, and limits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.utils import timezone

from guantong.portal.accounts.models import User
from guantong.portal.audit.models import AuditEvent
from tests.portal.accounts.signing import PASSWORD, account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limit_from_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_up(client: Client, username: str, password: str, again: str | None = None) -> HttpResponse:
    return client.post(  # type: ignore[return-value]
        "/account/signup/",
        {"username": username, "password1": password, "password2": password if again is None else again},
    )


def sign_in(client: Client, username: str, password: str, there: str = "") -> HttpResponse:
    return client.post(  # type: ignore[return-value]
        "/account/login/", {"login": username, "password": password, "next": there}
    )


def test_a_worker_signs_up_with_a_name_and_a_password_alone(client: Client) -> None:
    answer = sign_up(client, "韦师傅", "红水河边的老虎王2026")

    user = User.objects.get(username="韦师傅")
    assert answer.headers["Location"] == "/desk/"
    assert user.email == ""
    assert not user.grants.exists()
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short-1", "密码太短，至少要 10 个字符"),
        ("20211231202112", "密码不能全是数字"),
        ("password123", "这个密码太常见"),
        ("weishifu2026", "密码和账户名或姓名太相近"),
    ],
)
def test_a_weak_password_is_refused_in_a_sentence(client: Client, password: str, sentence: str) -> None:
    answer = sign_up(client, "weishifu202", password)

    assert sentence in answer.content.decode()
    assert "有 1 处要改" in answer.content.decode()
    assert not User.objects.filter(username="weishifu202").exists()


def test_two_different_passwords_are_told(client: Client) -> None:
    answer = sign_up(client, "weishifu", "hong-shui-he-1", "hong-shui-he-2")

    assert "有 1 处要改" in answer.content.decode()
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_told_and_kept_in_the_form(client: Client) -> None:
    account("weishifu")

    answer = sign_up(client, "weishifu", "hong-shui-he-1")

    assert "这个账户名已有人使用" in answer.content.decode()
    assert 'value="weishifu"' in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["x" * 10_000, "a\x00b", "名\u202e字", "a b", "<script>", "\ufffd\ufffd\ufffd"]
)
def test_a_name_that_cannot_be_is_refused_on_the_page(client: Client, name: str) -> None:
    answer = sign_up(client, name, "hong-shui-he-1")

    assert answer.status_code == 200
    assert not User.objects.exists()


def test_rare_characters_make_a_name(client: Client) -> None:
    sign_up(client, "韦䶮𬭎", "hong-shui-he-1")

    assert User.objects.filter(username="韦䶮𬭎").exists()


def test_signing_in_comes_back_to_the_page_that_was_wanted(client: Client) -> None:
    account("weishifu")
    page = client.get("/account/login/?next=/account/%3Fa%3D1").content.decode()
    assert 'name="next" value="/account/?a=1"' in page

    assert sign_in(client, "weishifu", PASSWORD, "/account/?a=1").headers["Location"] == "/account/?a=1"
    assert AuditEvent.objects.filter(event="accounts.signed_in").count() == 1


@pytest.mark.parametrize("there", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_signing_in_leads_nobody_elsewhere(client: Client, there: str) -> None:
    account("weishifu")

    assert sign_in(client, "weishifu", PASSWORD, there).headers["Location"] == "/desk/"


def test_a_wrong_password_says_no_more_than_that(client: Client) -> None:
    account("weishifu")

    known = sign_in(client, "weishifu", "wrong-password-1").content.decode()
    unknown = sign_in(client, "nobody", "wrong-password-1").content.decode()

    assert "账户名或密码不对" in known
    assert "账户名或密码不对" in unknown


def test_four_failures_and_the_right_password_open(client: Client) -> None:
    account("weishifu")
    for _ in range(4):
        assert sign_in(client, "weishifu", "wrong-password-1").status_code == 200

    assert sign_in(client, "weishifu", PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_a_locked_account_stays_locked_for_the_right_password_and_for_every_case_of_letters(
    client: Client,
) -> None:
    account("weishifu")
    for _ in range(5):
        last = sign_in(client, "weishifu", "wrong-password-1")

    assert last.status_code == 429
    until = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=15))
    assert f"{until:%H:%M}" in last.content.decode()
    assert "账户暂时锁定" in last.content.decode()
    assert sign_in(client, "weishifu", PASSWORD).status_code == 429
    assert sign_in(client, "WEISHIFU", PASSWORD).status_code == 429


def test_trying_on_does_not_lengthen_the_lock_and_it_ends_by_itself(client: Client) -> None:
    account("weishifu")
    for _ in range(8):
        sign_in(client, "weishifu", "wrong-password-1")
    attempt = AccessAttempt.objects.get()
    assert attempt.failures_since_start == 5

    AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=16))

    assert sign_in(client, "weishifu", PASSWORD).headers["Location"] == "/desk/"


def test_another_person_behind_the_same_address_still_signs_in(client: Client) -> None:
    account("weishifu")
    account("lushifu")
    for _ in range(6):
        sign_in(client, "weishifu", "wrong-password-1")

    assert sign_in(client, "lushifu", PASSWORD).status_code == 302


def test_passwords_tried_are_kept_nowhere(client: Client) -> None:
    account("weishifu")
    sign_in(client, "weishifu", "wrong-password-1")

    attempt = AccessAttempt.objects.get()
    assert "wrong-password-1" not in attempt.post_data + attempt.get_data


def test_one_address_asks_for_so_many_pages_and_no_more(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip", "signup": "2/m/ip"}

    logins = [sign_in(client, f"nobody{n}", "wrong-password-1").status_code for n in range(4)]
    signups = [sign_up(client, "weishifu", "short") for _ in range(3)]

    assert logins == [200, 200, 200, 429]
    assert [answer.status_code for answer in signups] == [200, 200, 429]
    assert "操作太频繁" in signups[-1].content.decode()


def test_a_closed_account_does_not_open(client: Client) -> None:
    user = account("weishifu")
    User.objects.filter(id=user.id).update(is_active=False)

    sign_in(client, "weishifu", PASSWORD)

    assert client.get("/account/").status_code == 302


def test_signing_out_asks_first_and_is_told_to_the_audit(client: Client) -> None:
    account("weishifu")
    sign_in(client, "weishifu", PASSWORD)

    assert client.get("/account/logout/").status_code == 200
    assert client.get("/account/").status_code == 200
    client.post("/account/logout/")

    assert client.get("/account/").status_code == 302
    assert AuditEvent.objects.filter(event="accounts.signed_out").count() == 1


def test_a_new_password_needs_the_old_one(client: Client) -> None:
    account("weishifu")
    sign_in(client, "weishifu", PASSWORD)
    new = {"password1": "hong-shui-he-1", "password2": "hong-shui-he-1"}

    wrong = client.post("/account/password/change/", {"oldpassword": "wrong-password-1", **new})
    assert "现在的密码不对" in wrong.content.decode()

    client.post("/account/password/change/", {"oldpassword": PASSWORD, **new})
    assert User.objects.get().check_password("hong-shui-he-1")
    assert AuditEvent.objects.filter(event="accounts.password.changed").count() == 1
    assert client.get("/account/").status_code == 200, "who changes the password stays signed in here"


def test_a_session_ends_after_eight_hours(client: Client) -> None:
    account("weishifu")
    sign_in(client, "weishifu", PASSWORD)

    assert client.session.get_expiry_age() <= 8 * 3600
    assert client.cookies["sessionid"]["max-age"] == "", "and with the browser"
