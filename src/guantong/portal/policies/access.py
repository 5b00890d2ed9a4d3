"""The only way to a confirmation or a precedent by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from ..accounts.access import has_role
from ..accounts.models import Role
from .models import Confirmation, Precedent

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from ..accounts.models import User


def access_confirmation(user: User | AnonymousUser, confirmation_id: UUID, *, today: date) -> Confirmation:
    """The confirmation, for policy officers. Raises Http404."""
    found = Confirmation.objects.filter(id=confirmation_id).first()
    if found is None:
        raise Http404
    if has_role(user, Role.POLICY_OFFICER, today=today):
        return found
    raise Http404


def access_precedent(user: User | AnonymousUser, precedent_id: UUID, *, today: date) -> Precedent:
    """The precedent, for policy officers. Raises Http404."""
    found = Precedent.objects.filter(id=precedent_id).first()
    if found is None:
        raise Http404
    if has_role(user, Role.POLICY_OFFICER, today=today):
        return found
    raise Http404
