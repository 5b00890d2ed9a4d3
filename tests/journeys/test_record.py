"""A worker writes an entry with a draft behind it; a clerk looks into it by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from guantong.portal import clock
from guantong.portal.accounts.models import Role, User
from guantong.portal.people import models, services
from guantong.portal.people.kinds import KINDS
from tests.portal.accounts.signing import account, granted, sign_in
from tests.portal.files import samples
from tests.portal.people.employers import employer

if TYPE_CHECKING:
    from guantong.portal.people.models import Person

    from .conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "细长轴反向车削操作法 龚䶮𬭎𠮷"


@pytest.fixture
def person() -> Person:
    """A worker whose employer may see the record."""
    worker = account("wei")
    found = services.person_create(actor=worker, user=worker, name="韦示例", now=clock.now())
    values = {"employer": employer().name, "from": "2012-07-01", "share": True}
    services.entry_add(actor=worker, person=found, kind=KINDS["employment"], values=values, now=clock.now())
    return found


def signed_in(visitor: Visitor, user: User) -> None:
    """The browser goes on as this user."""
    client = Client()
    sign_in(client, user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    visitor.page.context.clear_cookies()
    visitor.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": visitor.address}]
    )


def arrived(visitor: Visitor, text: str) -> None:
    """The next page is there, with its script."""
    visitor.page.get_by_text(text).wait_for()
    visitor.page.wait_for_load_state()


def test_what_is_typed_outlives_the_page_and_never_stays_in_the_browser(
    visitor: Visitor, person: Person
) -> None:
    page = visitor.page
    assert person.user is not None
    signed_in(visitor, person.user)
    visitor.go("/people/achievements/add/")
    page.get_by_label("名称", exact=True).fill(NAME)
    page.get_by_text("已存为草稿").wait_for()

    visitor.expected += ["Failed to load resource: net::ERR_INTERNET_DISCONNECTED"]
    visitor.expected += ["htmx:sendError", "htmx:afterRequest"]  # htmx tells the console too
    page.context.set_offline(True)
    page.get_by_label("本人作用").fill("主要完成人")
    page.get_by_text("没有存成草稿").wait_for()
    page.context.set_offline(False)
    page.get_by_label("成效").fill("返修率下降")
    page.get_by_text("已存为草稿").wait_for()

    visitor.go("/people/achievements/add/")
    assert page.get_by_text("草稿，尚未保存").is_visible()
    assert page.get_by_label("名称", exact=True).input_value() == NAME
    assert page.get_by_label("本人作用").input_value() == "主要完成人"
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "龚" not in stored
    assert "主要" not in stored
    visitor.looks_right("draft")

    page.get_by_label("种类").select_option(label="操作法")
    page.locator("#id_files").set_input_files(
        {"name": "证明.jpg", "mimeType": "image/jpeg", "buffer": samples.picture(size=(600, 800))}
    )
    visitor.press("保存")
    visitor.looks_right("record")
    assert models.Achievement.objects.get().title == NAME
    visitor.go("/people/achievements/add/")
    assert page.get_by_label("名称", exact=True).input_value() == ""


def test_a_clerk_verifies_by_the_keyboard_alone(visitor: Visitor, person: Person) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    for title in ("第一号技术报告", "第二号技术报告"):
        values = {"kind": "technical_report", "title": title}
        services.entry_add(
            actor=person.user, person=person, kind=KINDS["achievements"], values=values, now=clock.now()
        )
    signed_in(visitor, granted(Role.EMPLOYER_CLERK, scope_id=employer().id))
    visitor.go("/people/verify/")
    visitor.looks_right("claim")

    keys.press("j")
    arrived(visitor, "第 2 条，共 3 条")
    keys.press("k")
    arrived(visitor, "第 1 条，共 3 条")
    keys.press("1")
    keys.press("Enter")
    arrived(visitor, "第 2 条，共 3 条；此人还有 2 条待核实")
    assert models.EmploymentPeriod.objects.get().verification == "verified"

    keys.press("2")
    keys.type("j1k 份报告没有盖章")  # in a field, letters and digits are only that
    assert page.get_by_label("意见").input_value() == "j1k 份报告没有盖章"
    assert page.get_by_label("存疑").is_checked()
    keys.press("Control+Enter")
    arrived(visitor, "第 3 条，共 3 条；此人还有 1 条待核实")
    first = models.Achievement.objects.get(title="第一号技术报告")
    assert (first.verification, first.verification_note) == ("doubted", "j1k 份报告没有盖章")

    page.get_by_label("意见").fill("没有写完")
    visitor.press("关闭单键快捷键")
    page.get_by_text("单键快捷键已关闭").wait_for()
    assert page.get_by_label("意见").input_value() == "没有写完"
    page.get_by_role("heading", level=1).click()
    keys.press("1")
    keys.press("k")
    assert not page.get_by_label("真实").is_checked()
    assert page.get_by_text("第 3 条，共 3 条").is_visible()
    visitor.looks_right("claim-without-keys")
