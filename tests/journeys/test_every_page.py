"""Every page, as the person for whom it is: at a desk and on a phone, held to access rules, width and reach of a thumb.

The table of the walk (`tests/portal/**/walk.py`) says which pages there are, so that no page is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.portal.accounts.signing import account, granted, sign_in
from tests.portal.walking import gathered

if TYPE_CHECKING:
    from guantong.portal.accounts.models import User
    from tests.portal.walking import Address

    from .conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

LINES: Final = {
    name: line
    for name, line in gathered().items()
    if line.method == "get" and line.status == 200 and "/" not in name
}
SMALLEST: Final = 24
"""Pixels of a target that stands alone, after WCAG 2.2, 2.5.8; links within a sentence are exempt."""


@pytest.mark.parametrize("name", LINES)
def test_a_page_as_its_person_sees_it(visitor: Visitor, name: str) -> None:
    line = LINES[name]
    client, user = _person(line)
    path = reverse(name, kwargs=dict(line.sample(user)) if line.sample else {})
    shown = client.get(path, dict(line.data or {}))
    is_saved = shown.get("Content-Disposition", "").startswith("attachment")
    if (
        is_saved or b"<html" not in shown.content
    ):  # a file, a picture, a paper, or a piece that stands in a page
        assert shown.status_code == 200
        return
    _same_session(visitor, client)

    visitor.go(f"{path}?{urlencode(line.data)}" if line.data else path)

    visitor.looks_right(f"page-{name}")
    assert _too_small(visitor) == []


def _person(line: Address) -> tuple[Client, User]:
    client = Client()
    if line.opens == "anyone":
        return client, account()
    user = account() if line.opens == "signed in" else granted(sorted(line.opens)[0])
    sign_in(client, user)
    return client, user


def _same_session(visitor: Visitor, client: Client) -> None:
    for name, cookie in client.cookies.items():
        if name == settings.SESSION_COOKIE_NAME:
            visitor.page.context.add_cookies([{"name": name, "value": cookie.value, "url": visitor.address}])


def _too_small(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.evaluate(
        """least => [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, a.button")]
            .filter(target => target.checkVisibility({visibilityProperty: true}) && !target.closest(".away"))
            .filter(target => { const box = target.getBoundingClientRect();
                                return box.width && (box.height < least || box.width < least)
                                       && !target.closest("label")?.getBoundingClientRect().height; })
            .map(target => target.outerHTML.slice(0, 120))""",
        SMALLEST,
    )
    return found
