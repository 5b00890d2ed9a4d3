"""Accounts for tests, and how a test client signs in with them."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from guantong.portal import clock
from guantong.portal.accounts.models import Role, RoleGrant, ScopeType, User
from guantong.portal.accounts.separation import SCOPES

if TYPE_CHECKING:
    from django.test import Client


PASSWORD: Final = "zhuang-jin-2021"  # noqa: S105 - for tests


def account(username: str = "") -> User:
    """An account with no role."""
    name = username or f"u{uuid4().hex[:12]}"
    return User.objects.create_user(name, password=PASSWORD, display_name="韦示例")


def granted(
    *roles: Role, scope_id: UUID | None = None, user: User | None = None, today: date | None = None
) -> User:
    """An account that holds the roles, in the organisation where the role needs one, around the day."""
    user = user or account()
    today = today or clock.today()
    for role in roles:
        everywhere = SCOPES[role] == ScopeType.EVERYWHERE
        RoleGrant.objects.create(
            user=user,
            role=role,
            scope_type=SCOPES[role],
            scope_id=None if everywhere else scope_id or uuid4(),
            valid_from=today - timedelta(days=30),
            valid_to=today + timedelta(days=335),
            reason="测试",
        )
    return user


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> None:
    """Sign the client in as allauth does, with a second factor given in this session or without."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    methods = ["password", "mfa"] if second_factor else ["password"]
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "at": time.time()} for method in methods]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
