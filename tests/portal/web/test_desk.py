"""The desk: everything on it opens, and nothing that would open is left off for a role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from guantong.portal.accounts.models import Role
from guantong.portal.web.desk import GROUPS
from tests.portal.accounts.signing import account, granted, sign_in
from tests.portal.walking import gathered

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def entries(client: Client) -> list[str]:
    page = client.get("/desk/").content.decode()
    return re.findall(r'<a class="panel door door--small" href="([^"]+)"', page)


@pytest.mark.parametrize("role", Role)
def test_what_stands_on_the_desk_opens(client: Client, role: Role) -> None:
    sign_in(client, granted(role))

    shown = entries(client)

    assert shown
    assert [address for address in shown if client.get(address, follow=True).status_code != 200] == []


def test_somebody_without_a_role_finds_no_page_of_staff(client: Client) -> None:
    sign_in(client, account())

    assert not {"/account/roles/", "/audit/", "/people/employed/"} & set(entries(client))


@pytest.mark.parametrize(
    "entry", [entry for group in GROUPS for entry in group.entries if entry.roles], ids=lambda e: e.name
)
def test_every_role_that_opens_a_page_finds_it(entry: object) -> None:
    line = gathered()[entry.name]  # type: ignore[attr-defined]

    assert line.opens == entry.roles  # type: ignore[attr-defined]
