"""The organisations in which roles are held, by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q

from ...accounts.models import RoleGrant, ScopeType
from ...organisations.models import CommitteeOffice, Employer, EvaluationBody, Office

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from ...organisations.models import Organisation

KINDS: Final[dict[ScopeType, type[Organisation]]] = {
    ScopeType.EMPLOYER: Employer,
    ScopeType.OFFICE: Office,
    ScopeType.COMMITTEE: CommitteeOffice,
    ScopeType.EVALUATION_BODY: EvaluationBody,
}


def organisations(kind: ScopeType, within: Collection[UUID] | None = None) -> list[tuple[UUID, str]]:
    """Id and name of the organisations of a kind that still act; only those named where some are named."""
    found = KINDS[kind]._default_manager.filter(active=True)
    if within is not None:
        found = found.filter(id__in=within)
    return [(organisation.id, organisation.name) for organisation in found.order_by("name")]


def organisation_named(kind: ScopeType, name: str) -> UUID | None:
    """The organisation that still acts and has this name, or for an employer this unified social credit code."""
    wanted = Q(name=name.strip())
    if kind == ScopeType.EMPLOYER:
        wanted |= Q(uscc=name.strip().upper())
    ids = list(KINDS[kind]._default_manager.filter(wanted, active=True).values_list("id", flat=True)[:2])
    return ids[0] if len(ids) == 1 else None


def named(grants: Iterable[RoleGrant]) -> list[tuple[RoleGrant, str]]:
    """The grants, each with the name of its organisation; nothing for a role that holds everywhere."""
    grants = list(grants)
    names: dict[UUID, str] = {}
    for kind, model in KINDS.items():
        if ids := {grant.scope_id for grant in grants if grant.scope_id and grant.scope_type == kind}:
            names |= dict(model._default_manager.filter(id__in=ids).values_list("id", "name"))
    return [(grant, names.get(grant.scope_id, "") if grant.scope_id else "") for grant in grants]
