"""Who acts for an organisation, and the only way to one that somebody names by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404

from ..accounts.access import has_role, roles_of
from ..accounts.models import Role
from .models import KINDS, Employer, EvaluationBody, Office, Organisation

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from ..accounts.models import User

SPEAKERS: Final = (
    Role.EMPLOYER_CLERK,
    Role.EMPLOYER_APPROVER,
    Role.OFFICE_CLERK,
    Role.OFFICE_LEADER,
    Role.COMMITTEE_SECRETARY,
    Role.EVALUATION_OFFICER,
)
"""The roles that keep up to date how their own organisation is reached."""
READERS: Final = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.OFFICE_CLERK, Role.OFFICE_LEADER)
"""The roles that see every organisation."""


def administers(user: User, *, today: date) -> bool:
    """Whether the person enters and changes organisations."""
    return has_role(user, Role.ADMINISTRATOR, today=today)


def speaks_for(user: User, organisation_id: UUID, *, today: date, leaders: bool = False) -> bool:
    """Whether the person acts for this very organisation; with `leaders`, as the leader of an office."""
    roles = (Role.OFFICE_LEADER,) if leaders else SPEAKERS
    return has_role(user, *roles, today=today, scope_id=organisation_id)


def own_ids(user: User, *, today: date) -> set[UUID]:
    """The organisations for which the person acts."""
    return {
        grant.scope_id
        for grant in roles_of(user, today=today)
        if grant.role in SPEAKERS and grant.scope_id is not None
    }


def access_organisation(user: User | AnonymousUser, kind: str, id: UUID, *, today: date) -> Organisation:
    """The organisation of a kind, for those who act for it and those who see every one. Raises Http404."""
    model = KINDS.get(kind)
    if model is None:
        raise Http404
    found = model._default_manager.select_related("region").filter(pk=id).first()
    if found is None:
        raise Http404
    if has_role(user, *READERS, today=today):
        return found
    if has_role(user, *SPEAKERS, today=today, scope_id=id):
        return found
    raise Http404


def access_employer(user: User | AnonymousUser, id: UUID, *, today: date) -> Employer:
    """The employer, for its own people and those who see every one. Raises Http404."""
    found = access_organisation(user, "employer", id, today=today)
    assert isinstance(found, Employer)  # noqa: S101 - by its kind
    return found


def access_office(id: UUID) -> Office:
    """An office that acts: whom to ask is for everybody. Raises Http404."""
    found = Office.objects.select_related("region").filter(pk=id, active=True).first()
    if found is None:
        raise Http404
    return found


def access_evaluation_body(id: UUID) -> EvaluationBody:
    """An evaluation body that acts, with what it certifies: for everybody. Raises Http404."""
    found = EvaluationBody.objects.select_related("region").filter(pk=id, active=True).first()
    if found is None:
        raise Http404
    return found
