"""The daily seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal.audit import daily
from guantong.portal.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_day_has_one_seal_outside_the_database(
    settings: Settings, tmp_path: Path, now: datetime
) -> None:
    settings.SEALS = tmp_path / "seals"
    record("test.event", actor=None, subject=None, now=now)

    daily.run(now=now)
    daily.run(now=now)

    assert [file.name for file in settings.SEALS.iterdir()] == ["guantong-audit-2026-11-22.json"]
