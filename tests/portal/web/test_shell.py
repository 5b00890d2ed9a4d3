"""Home, faults, and how pages look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_stranger_sees_the_home_page_with_the_banner_of_the_demonstration(client: Client) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert "演示数据" in answer.content.decode()


def test_a_page_that_does_not_exist_says_so(client: Client) -> None:
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


def test_large_type_is_kept_and_the_page_comes_back(client: Client) -> None:
    answer = client.post("/display/", {"size": "large", "next": "/healthz"})

    assert answer.headers["Location"] == "/healthz"
    assert 'data-size="large"' in client.get("/").content.decode()


@pytest.mark.parametrize("there", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(client: Client, there: str) -> None:
    assert client.post("/display/", {"size": "large", "next": there}).headers["Location"] == "/"


def test_the_watchdog_is_answered(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
