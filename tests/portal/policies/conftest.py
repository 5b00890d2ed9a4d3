"""A policy officer, and somebody who is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal.accounts.models import Role, User

from ..accounts.signing import account, granted

if TYPE_CHECKING:
    from datetime import datetime


@pytest.fixture
def officer(db: None, now: datetime) -> User:
    """Somebody who may confirm facts and record precedents."""
    return granted(Role.POLICY_OFFICER, today=now.date())


@pytest.fixture
def stranger(db: None) -> User:
    """Somebody with an account and no role."""
    return account()
