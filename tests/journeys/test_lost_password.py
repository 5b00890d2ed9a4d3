"""A lost password: an administrator at the counter, a person with a phone, and a new password that one of them knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from guantong.portal.accounts.models import Role, User
from tests.portal.accounts.signing import account, granted, sign_in

if TYPE_CHECKING:
    from .conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_link_from_the_counter_sets_a_new_password(visitor: Visitor) -> None:
    person, counter, page = account("weishifu"), Client(), visitor.page
    sign_in(counter, granted(Role.ADMINISTRATOR))
    cookie = counter.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = page.context
    cookies.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": visitor.address}])
    visitor.go("/account/counter-reset/")
    page.get_by_label("账户名").fill("weishifu")
    page.get_by_label("理由").fill("本人到柜台，忘记密码")
    visitor.press("给出一次性链接")
    assert page.get_by_text("请先当面核对身份证件原件").first.is_visible()
    assert page.get_by_label("理由").input_value() == "本人到柜台，忘记密码"

    page.get_by_label("我已当面核对身份证件原件").check()
    visitor.press("给出一次性链接")
    link = page.locator(".gate__secret").inner_text()
    visitor.looks_right("lost-password-link")

    cookies.clear_cookies()
    page.goto(link)
    visitor.looks_right("lost-password-new")
    page.get_by_label("新密码", exact=True).fill("hong-shui-he-1")
    page.get_by_label("再输一次新密码").fill("hong-shui-he-1")
    visitor.press("设置新密码")

    assert page.get_by_role("heading", name="新密码已设置").is_visible()
    assert User.objects.get(id=person.id).check_password("hong-shui-he-1")
