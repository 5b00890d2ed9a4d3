"""A policy officer, the leader who agrees, and somebody who is neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal.accounts.models import Role, User

from ..accounts.signing import account, granted
from .ruling import leader_of, regional_office

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


@pytest.fixture
def leader(db: None, now: datetime) -> User:
    """The leader of the regional office, who agrees to what an officer proposes."""
    return leader_of(regional_office(), now.date())
