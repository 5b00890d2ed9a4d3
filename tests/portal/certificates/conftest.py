"""A clock that stands, and an authority with two officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from tests.portal.accounts.signing import granted

from . import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.models import IssuingAuthority


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    """All of it plays on one day."""
    with clock.at(now):
        yield


@pytest.fixture
def authority(db: None) -> IssuingAuthority:
    """An authority that issues titles of engineering."""
    return makers.authority()


@pytest.fixture
def officer(db: None) -> User:
    """A policy officer."""
    return granted(Role.POLICY_OFFICER, today=clock.today())


@pytest.fixture
def leader(authority: IssuingAuthority) -> User:
    """The leader of the regional office, which is that of the authority."""
    return makers.officer(Role.OFFICE_LEADER, authority)
