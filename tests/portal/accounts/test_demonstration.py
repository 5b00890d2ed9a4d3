"""The accounts of the demonstration: who they are, and that they open nothing anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal.accounts.access import roles_of
from guantong.portal.accounts.demonstration import ACCOUNTS, PASSWORD, load
from guantong.portal.accounts.models import Role, User

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client
    from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(now: datetime) -> None:
    load(now=now)


def test_loading_again_changes_nothing(now: datetime) -> None:
    before = list(User.objects.order_by("username").values())
    load(now=now)

    assert list(User.objects.order_by("username").values()) == before


def test_each_holds_the_role_that_its_name_says(now: datetime) -> None:
    roles = {
        user.username: [str(Role(grant.role).label) for grant in roles_of(user, today=now.date())]
        for user in User.objects.all()
    }

    assert roles["admin"] == ["系统管理员"]
    assert roles["worker"] == []
    assert all(held in ([], [ACCOUNTS[name].split()[0]]) for name, held in roles.items())


@pytest.mark.parametrize("username", ["worker", "admin"])
def test_outside_the_demonstration_they_open_nothing(
    client: Client, settings: Settings, now: datetime, username: str
) -> None:
    settings.DEMO = False

    answer = client.post("/account/login/", {"login": username, "password": PASSWORD})

    assert answer.headers["Location"] == "/account/inactive/"
    assert client.get("/account/").status_code == 302
    assert roles_of(User.objects.get(username=username), today=now.date()) == ()
