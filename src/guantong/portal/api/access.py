"""Who keeps the tokens of an organisation, and the only way to its tokens or to one that somebody names by its id.

A token speaks for its organisation, so whoever answers for the organisation keeps it: the approver of an employer, the
leader of an office, the secretary of a committee's office, an officer of an evaluation body. Clerks prepare and do not
answer; they keep none. Administrators keep the tokens of every organisation, as they keep keys; supervisors read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.http import Http404

from ..accounts.access import has_role, roles_of
from ..accounts.models import Role, ScopeType
from ..organisations.models import CommitteeOffice, Employer, EvaluationBody, Office
from .models import ApiToken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from ..accounts.models import User
    from ..organisations.models import Organisation

KINDS: Final[Mapping[ScopeType, type[Organisation]]] = {
    ScopeType.EMPLOYER: Employer,
    ScopeType.OFFICE: Office,
    ScopeType.COMMITTEE: CommitteeOffice,
    ScopeType.EVALUATION_BODY: EvaluationBody,
}
"""The kinds of organisation that have tokens."""
ANSWERS: Final[Mapping[ScopeType, Role]] = {
    ScopeType.EMPLOYER: Role.EMPLOYER_APPROVER,
    ScopeType.OFFICE: Role.OFFICE_LEADER,
    ScopeType.COMMITTEE: Role.COMMITTEE_SECRETARY,
    ScopeType.EVALUATION_BODY: Role.EVALUATION_OFFICER,
}
"""The role that answers for an organisation of a kind."""
KEEPERS: Final = (*ANSWERS.values(), Role.ADMINISTRATOR)
"""The roles that make and stop tokens."""
READERS: Final = (*KEEPERS, Role.SUPERVISOR)
"""The roles that see tokens."""


def may_keep(user: User, kind: str, organisation_id: UUID, *, today: date) -> bool:
    """Whether the person makes and stops tokens of this very organisation."""
    if has_role(user, Role.ADMINISTRATOR, today=today):
        return True
    answers = ANSWERS.get(ScopeType(kind)) if kind in ScopeType.values else None
    return answers is not None and has_role(user, answers, today=today, scope_id=organisation_id)


def may_see(user: User, kind: str, organisation_id: UUID, *, today: date) -> bool:
    """Whether the person sees the tokens of this organisation."""
    return has_role(user, Role.SUPERVISOR, today=today) or may_keep(user, kind, organisation_id, today=today)


def sees_all(user: User, *, today: date) -> bool:
    """Whether the person sees the tokens of every organisation."""
    return has_role(user, Role.ADMINISTRATOR, Role.SUPERVISOR, today=today)


def own_organisations(user: User, *, today: date) -> list[tuple[ScopeType, Organisation]]:
    """The organisations for which the person answers, each with its kind."""
    kinds = {role: kind for kind, role in ANSWERS.items()}
    found = []
    for grant in roles_of(user, today=today):
        kind = kinds.get(Role(grant.role))
        organisation = None if kind is None else organisation_of(kind, grant.scope_id)
        if kind is not None and organisation is not None:
            found.append((kind, organisation))
    return found


def organisation_of(kind: str, number: UUID | str | None) -> Organisation | None:
    """The organisation of a kind with this id, whether it still acts or not; None where there is none."""
    model = KINDS.get(ScopeType(kind)) if kind in ScopeType.values else None
    if model is None or number is None:
        return None
    try:
        return model._default_manager.filter(pk=number).first()
    except ValidationError:
        return None


def access_organisation(user: User, kind: str, id: UUID, *, today: date) -> Organisation:
    """The organisation whose tokens are asked for, for those who see them. Raises Http404."""
    found = organisation_of(kind, id)
    if found is None:
        raise Http404
    if not may_see(user, kind, id, today=today):
        raise Http404
    return found


def access_token(user: User, id: UUID, *, today: date) -> ApiToken:
    """The token, for those who see the tokens of its organisation. Raises Http404."""
    found = ApiToken.objects.select_related("created_by").filter(pk=id).first()
    if found is None:
        raise Http404
    if not may_see(user, found.organisation_type, found.organisation_id, today=today):
        raise Http404
    return found
