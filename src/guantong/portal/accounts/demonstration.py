"""Accounts of the demonstration, one for each kind of user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .models import User

if TYPE_CHECKING:
    from datetime import datetime

PASSWORD: Final = "gui-jiang-2021"  # noqa: S105 - for people who do not exist
ACCOUNTS: Final = {"worker": "工人 韦示例"}


def load(*, now: datetime) -> None:
    """Create what is missing."""
    for username, name in ACCOUNTS.items():
        if not User.objects.filter(username=username).exists():
            User.objects.create_user(username, password=PASSWORD, display_name=name.split()[-1])
