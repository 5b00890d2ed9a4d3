"""What the tests of the portal share: a clock that stands where a test puts it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from guantong.portal.accounts.models import Role, User


@pytest.fixture
def now() -> datetime:
    """The day on which most tests play."""
    return datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def supervisor(db: None, now: datetime) -> User:
    """Somebody who has to be told of emergency access, without whom it does not open."""
    from .accounts.signing import granted

    return granted(Role.SUPERVISOR, today=now.date())
