"""People with records, as the tests of this context need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal.accounts.models import User
from guantong.portal.people.services import person_create

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.portal.people.models import Person


@pytest.fixture
def worker() -> User:
    """Somebody signed up."""
    return User.objects.create_user("wei", display_name="韦示例")


@pytest.fixture
def person(worker: User, now: datetime) -> Person:
    """The record of the worker, empty but for the name."""
    return person_create(actor=worker, user=worker, name="韦示例", now=now)
