"""A caller, a case, and limits out of the way where they are not what is tested."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guantong.portal.api.limits import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

TURNER: dict[str, Any] = {
    "as_of": "2026-11-22",
    "employment": [{"sector": "enterprise", "occupation": "车工", "from": "2012-07-01"}],
    "certificates": [
        {
            "kind": "skill_level",
            "level": "technician",
            "occupation": "车工",
            "issued_on": "2018-06-01",
            "verified": True,
        }
    ],
    "titles": [],
    "honours": [],
    "education": [],
    "appraisals": {"2023": "qualified", "2024": "qualified", "2025": "qualified"},
    "evidence": {"continuing_education": True, "results": True},
    "targets": [
        {
            "direction": "title_review",
            "series": "engineering",
            "specialty": "机械制造",
            "level": "intermediate",
        }
    ],
}


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "decide=0,path=0,library=0")


@pytest.fixture
def ask(client: Client, db: None) -> Callable[..., HttpResponse]:
    """Sends a body to an operation; text and bytes as they are, all else as JSON."""

    def asked(body: object = TURNER, to: str = "decide", **headers: str) -> HttpResponse:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        sent: HttpResponse = client.post(  # type: ignore[assignment]
            f"/api/v1/{to}", content, content_type="application/json", headers=headers
        )
        return sent

    return asked
