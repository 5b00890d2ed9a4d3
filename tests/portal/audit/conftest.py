"""Somebody who acts, and something that is acted on."""

from __future__ import annotations

import pytest

from guantong.portal.accounts.models import User


@pytest.fixture
def actor(db: None) -> User:
    """An account."""
    return User.objects.create_user("clerk")


@pytest.fixture
def subject(db: None) -> User:
    """Something that things happen to: accounts are the tables that are always there."""
    return User.objects.create_user("subject")
