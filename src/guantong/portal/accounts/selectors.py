"""What pages read of roles, within what the person who asks may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from .access import own_scopes, sees_every_grant
from .models import RoleGrant, User

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def own_grants(user: User, *, today: date) -> QuerySet[RoleGrant]:
    """The roles that the person holds or will hold."""
    return user.grants.filter(ended_at=None, valid_to__gte=today).order_by("role", "valid_from")


def grants_for(
    user: User, *, today: date, role: str = "", state: str = "valid", words: str = ""
) -> QuerySet[RoleGrant]:
    """The grants that the person keeps or reads, newest first.

    Args:
        user: who asks; administrators and supervisors see all, leaders those of their organisation.
        today: the day that `state` is meant for.
        role: only this role.
        state: ``valid`` today, ``coming``, ``over`` or ``all``.
        words: part of the name of an account or person.

    """
    found = RoleGrant.objects.select_related("user", "granted_by")
    if not sees_every_grant(user, today=today):
        found = found.filter(scope_id__in=own_scopes(user, today=today))
    if role:
        found = found.filter(role=role)
    if words:
        found = found.filter(Q(user__username__icontains=words) | Q(user__display_name__icontains=words))
    over = Q(valid_to__lt=today) | Q(ended_at__isnull=False)
    bounds = {
        "valid": ~over & Q(valid_from__lte=today),
        "coming": ~over & Q(valid_from__gt=today),
        "over": over,
    }
    if state in bounds:
        found = found.filter(bounds[state])
    return found.order_by("-created_at", "id")


def account_named(username: str) -> User | None:
    """The account of that name, for somebody who was told it."""
    return User.objects.filter(username=username.strip()).first()
