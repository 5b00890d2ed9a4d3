"""The page for a fault of ours shows even where what stands around every page is at fault."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client

from tests.portal.accounts.signing import account, sign_in


@pytest.mark.django_db
def test_a_fault_of_the_database_has_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    sign_in(client, account())

    def unreachable(user: object) -> int:
        raise DatabaseError

    monkeypatch.setattr("guantong.portal.web.shell.unread_count", unreachable)
    answer = client.get("/help/")

    assert answer.status_code == 500
    assert "系统出了差错" in answer.content.decode()
