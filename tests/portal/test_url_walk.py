"""Every address of the portal, walked by a stranger, by the wrong person and by the right one.

An address that no `walk.py` knows fails, so the walk covers all of them by construction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from guantong.portal.accounts.access import STAFF

from .accounts.signing import account, granted, sign_in
from .walking import LOGIN, addresses, gathered

if TYPE_CHECKING:
    from django.http import HttpResponse

    from guantong.portal.accounts.models import Role, User

    from .walking import Address

pytestmark = pytest.mark.django_db
LINES = gathered()
CLOSED = {name: line for name, line in LINES.items() if line.opens != "anyone"}
STAFF_ONLY = {name: line for name, line in LINES.items() if isinstance(line.opens, frozenset)}


def test_every_address_is_in_the_table() -> None:
    missing = sorted(addresses().keys() - LINES.keys())

    assert not missing, f"say in a walk.py who may open: {missing}"


def test_the_table_knows_no_address_that_is_gone() -> None:
    assert sorted(LINES.keys() - addresses().keys()) == []


def where(name: str, line: Address, owner: User) -> str:
    arguments = dict(line.sample(owner)) if line.sample else {}
    return reverse(name, kwargs=arguments) if "/" not in name else f"/{name}"


def asked(client: Client, there: str, line: Address, method: str | None = None) -> HttpResponse:
    return getattr(client, method or line.method)(there, dict(line.data or {}))  # type: ignore[no-any-return]


def ask(client: Client, name: str, line: Address, owner: User, method: str | None = None) -> HttpResponse:
    return asked(client, where(name, line, owner), line, method)


def somebody_right(line: Address) -> User:
    return granted(sorted(line.opens)[0]) if isinstance(line.opens, frozenset) else account()


@pytest.mark.parametrize("name", LINES)
def test_a_stranger(client: Client, name: str) -> None:
    line = LINES[name]

    answer = ask(client, name, line, somebody_right(line))

    assert answer.status_code == line.for_strangers
    if line.opens != "anyone" and answer.status_code == 302:
        assert answer.headers["Location"].startswith(LOGIN)


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_let_in_by_no_method(client: Client, name: str, method: str) -> None:
    line = CLOSED[name]

    assert ask(client, name, line, somebody_right(line), method).status_code in {line.for_strangers, 405}


@pytest.mark.parametrize("name", CLOSED)
def test_somebody_signed_in_whose_page_it_is_not(client: Client, name: str) -> None:
    line = CLOSED[name]
    sign_in(client, account())

    assert ask(client, name, line, somebody_right(line)).status_code == line.for_others


@pytest.mark.parametrize("name", STAFF_ONLY)
def test_staff_of_every_other_role(name: str) -> None:
    line = STAFF_ONLY[name]
    assert isinstance(line.opens, frozenset)
    there = where(name, line, somebody_right(line))
    for role in sorted(STAFF - line.opens):
        client = Client()
        sign_in(client, granted(role))
        assert asked(client, there, line).status_code == line.for_others, role


@pytest.mark.parametrize(
    ("name", "role"),
    [(name, role) for name, line in STAFF_ONLY.items() for role in sorted(line.opens)],
)
def test_the_right_role(client: Client, name: str, role: Role) -> None:
    user = granted(role)
    sign_in(client, user)

    assert ask(client, name, STAFF_ONLY[name], user).status_code == STAFF_ONLY[name].status


@pytest.mark.parametrize("name", STAFF_ONLY)
def test_the_right_role_without_a_second_factor(client: Client, name: str) -> None:
    user = somebody_right(STAFF_ONLY[name])
    sign_in(client, user, second_factor=False)

    answer = ask(client, name, STAFF_ONLY[name], user)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/2fa/")


@pytest.mark.parametrize("name", [name for name in LINES if name not in STAFF_ONLY])
def test_the_right_person(client: Client, name: str) -> None:
    line = LINES[name]
    user = account()
    if line.opens == "signed in":
        sign_in(client, user)

    assert ask(client, name, line, user).status_code == line.status
