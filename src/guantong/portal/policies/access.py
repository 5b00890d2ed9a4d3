"""The only way to a ruling by its id, and who proposes and who puts into force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404

from ..accounts.access import has_role, roles_of
from ..accounts.models import Role
from ..organisations.models import Office, OfficeKind
from .models import RULINGS, Ruling

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from ..accounts.models import User

PROPOSES: Final = Role.POLICY_OFFICER
ENFORCES: Final = Role.OFFICE_LEADER
READERS: Final = (PROPOSES, ENFORCES, Role.SUPERVISOR)
"""Who sees proposals; what is or was in force is public."""


def may_propose(user: User | AnonymousUser, *, today: date) -> bool:
    """Whether somebody may propose a ruling, or that one be taken back."""
    return has_role(user, PROPOSES, today=today)


def enforcing_office(user: User | AnonymousUser, *, today: date) -> Office | None:
    """The regional office for whose leader somebody may put rulings into force; None for anybody else.

    A ruling changes the answers for the whole region, so the leaders of other offices do not decide on it.
    """
    scopes = [
        grant.scope_id
        for grant in roles_of(user, today=today)
        if grant.role == ENFORCES and grant.scope_id is not None
    ]
    if not scopes:
        return None
    return Office.objects.filter(id__in=scopes, kind=OfficeKind.REGIONAL, active=True).first()


def access_ruling(user: User | AnonymousUser, ruling_id: UUID, *, today: date) -> Ruling:
    """The ruling of whatever kind: what was ever put into force for everybody, proposals for readers. Raises Http404."""
    found = next(
        (row for kind in RULINGS if (row := kind._default_manager.filter(id=ruling_id).first())), None
    )
    if found is None:
        raise Http404
    if found.enforced_at is not None:
        return found
    if has_role(user, *READERS, today=today):
        return found
    raise Http404
