"""A session that ends: told in time, prolonged with a button, and nothing lost that was typed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from guantong.portal.accounts.models import Role, Session
from guantong.portal.organisations.models import Office, Region
from tests.portal.accounts.signing import PASSWORD, account, granted

if TYPE_CHECKING:
    from .conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "GUANTONG2345GUANTONG2345GUANTONG"  # noqa: S105 - of nobody


def ends_in(minutes: int) -> None:
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=minutes))


def sign_in(visitor: Visitor, name: str) -> None:
    page = visitor.page
    page.get_by_label("账户名").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    visitor.press_this(page.locator("main").get_by_role("button", name="登录", exact=True))


def give_code(visitor: Visitor) -> None:
    from time import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
    from django.core.cache import cache

    cache.clear()  # codes count once, and this journey gives two within half a minute
    visitor.page.get_by_label("验证码").fill(format_hotp_value(hotp_value(SECRET, int(time()) // 30)))
    visitor.press_this(visitor.page.locator("main").get_by_role("button", name="登录", exact=True))


def test_the_end_is_told_in_time_and_put_off(visitor: Visitor) -> None:
    account("weishifu")
    page = visitor.page
    visitor.go("/account/login/")
    sign_in(visitor, "weishifu")
    alert = page.get_by_role("alert").and_(page.locator("[data-session-alert]"))
    assert alert.text_content() == ""

    ends_in(4)
    visitor.go("/account/sessions/")
    assert "登录快要到期了" in (alert.text_content() or "")
    visitor.looks_right("session-soon")
    page.get_by_role("button", name="延长登录").click()
    page.get_by_text("已延长。").wait_for()

    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=7)
    assert page.url.endswith("/account/sessions/")
    visitor.looks_right("session-prolonged")


def test_what_was_typed_is_sent_after_signing_in_again(visitor: Visitor) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    region, _ = Region.objects.get_or_create(code="450000", defaults={"name": "广西", "confidence": "V"})
    office = Office.objects.create(name="示例职改办", region=region, kind="regional")
    leader = granted(Role.OFFICE_LEADER, scope_id=office.id)
    TOTP.activate(leader, SECRET)
    clerk = account("huangshifu")
    page = visitor.page
    visitor.go("/account/login/?next=/account/roles/give/TO/")
    sign_in(visitor, leader.username)
    give_code(visitor)

    page.get_by_label("账户名").fill("huangshifu")
    page.get_by_label("理由").fill("接替农某负责受理")
    ends_in(-1)
    visitor.press_this(page.locator("main").locator("form button[type=submit]").first)
    assert page.get_by_text("登录已经到期。").is_visible()
    visitor.looks_right("session-ended")
    sign_in(visitor, leader.username)
    give_code(visitor)

    assert page.get_by_text("接替农某负责受理").is_visible()
    visitor.looks_right("session-typed-text")
    assert not clerk.grants.exists()
    visitor.press("再次提交")
    assert clerk.grants.get().reason == "接替农某负责受理"
    assert page.get_by_role("heading", level=1).text_content()
