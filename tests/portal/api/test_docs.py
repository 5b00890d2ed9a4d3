"""The page for people and the description for programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from guantong.portal.api.views import KINDS, described

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_tells_every_operation_and_every_kind_of_problem(client: Client, language: str) -> None:
    shown = client.get("/api/v1/docs", headers={"accept-language": language}).content.decode()
    for path, methods in described()["paths"].items():
        for method, details in methods.items():
            assert f"{method.upper()} {path}" in shown
            assert f'id="{details["operationId"]}"' in shown
    for kind in KINDS:
        assert f'id="{kind}"' in shown, "the type of a problem leads here"


def test_page_needs_nothing_from_elsewhere_and_nothing_inline(client: Client) -> None:
    shown = client.get("/api/v1/docs").content.decode()
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', shown)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert "<style" not in shown
    assert " style=" not in shown


def test_description_is_served_as_it_is(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == described()
    assert client.post("/api/v1/openapi.json").status_code == 405
