"""Who sees which entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from ...accounts.access import roles_of
from ...accounts.models import Role, RoleGrant, User
from ...audit.selectors import Sight

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest

VIEWERS: Final = (Role.SUPERVISOR, Role.ADMINISTRATOR)


def sight_of(user: User, *, today: date) -> Sight:
    """All entries for whom no organisation bounds; else those of people who hold or held a role there, and about it."""
    grants = [grant for grant in roles_of(user, today=today) if grant.role in VIEWERS]
    if any(grant.scope_id is None for grant in grants):
        return Sight(everywhere=True)
    scopes = {grant.scope_id for grant in grants if grant.scope_id is not None}
    actors = RoleGrant.objects.filter(scope_id__in=scopes).values_list("user_id", flat=True)
    return Sight(actors=set(actors), subjects=scopes)


def viewer(request: HttpRequest) -> User:
    """Who asks, on a page that strangers do not reach."""
    return cast("User", request.user)


def accounts_named(name: str) -> list[UUID]:
    """The account of a user name; user names are told apart by case, and people may not remember it."""
    return list(User.objects.filter(username__iexact=name).values_list("pk", flat=True))
