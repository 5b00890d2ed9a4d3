"""Who sees which entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from django.utils import timezone

from ...accounts.access import in_emergency, roles_of
from ...accounts.models import Role, RoleGrant, User
from ...audit.selectors import Sight
from ...people.selectors import person_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest

VIEWERS: Final = (Role.SUPERVISOR, Role.ADMINISTRATOR)
"""Who opens the audit: supervisors see entries, administrators how many there are."""
EMERGENCY: Final = Sight(everywhere=True)
"""What an administrator sees while emergency access is open."""


def sight_of(user: User, *, now: datetime) -> Sight | None:
    """The entries that somebody sees beyond their own; None for counts only.

    Supervisors see their region: all, or where their role is bounded to an organisation, what people did who hold or
    held a role there, and what was done about it. Administrators see entries under emergency access alone.
    Investigators see what is assigned to them: nothing is, before there are objections.
    """
    held = roles_of(user, today=timezone.localdate(now))
    grants = [grant for grant in held if grant.role == Role.SUPERVISOR]
    if not grants:
        return EMERGENCY if in_emergency(user, now=now) else None
    if any(grant.scope_id is None for grant in grants):
        return Sight(everywhere=True)
    scopes = {grant.scope_id for grant in grants if grant.scope_id is not None}
    actors = RoleGrant.objects.filter(scope_id__in=scopes).values_list("user_id", flat=True)
    return Sight(actors=set(actors), subjects=scopes)


def own_sight(user: User) -> Sight:
    """What somebody did themselves, and what was done about their account and their record."""
    person = person_of(user)
    return Sight(actors={user.id}, subjects={user.id, person.id} if person else {user.id})


def viewer(request: HttpRequest) -> User:
    """Who asks, on a page that strangers do not reach."""
    return cast("User", request.user)


def accounts_named(name: str) -> list[UUID]:
    """The account of a user name; user names are told apart by case, and people may not remember it."""
    return list(User.objects.filter(username__iexact=name).values_list("pk", flat=True))
