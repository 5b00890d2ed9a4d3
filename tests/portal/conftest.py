"""What the tests of the portal share: a clock that stands where a test puts it, and a language that does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from guantong.portal.accounts.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def no_language_of_another_test() -> Iterator[None]:
    """A request in English leaves its thread in English, and here that thread runs the next test."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """The day on which most tests play."""
    return datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def supervisor(db: None, now: datetime) -> User:
    """Somebody who has to be told of emergency access, without whom it does not open."""
    from .accounts.signing import granted

    return granted(Role.SUPERVISOR, today=now.date())
