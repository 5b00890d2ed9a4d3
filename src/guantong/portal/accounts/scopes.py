"""The organisations in which roles are held, as far as accounts know them: by the names of their tables.

Organisations stand on accounts and not the other way round, so nothing of theirs is imported; only the data meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import apps

from .models import ScopeType

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Model, QuerySet

_TABLES: Final = {
    ScopeType.EMPLOYER: "Employer",
    ScopeType.OFFICE: "Office",
    ScopeType.COMMITTEE: "CommitteeOffice",
    ScopeType.EVALUATION_BODY: "EvaluationBody",
}


def organisations(kind: ScopeType) -> QuerySet[Model]:
    """The organisations of a kind that still act; `kind` is one that bounds a role."""
    model = apps.get_model("organisations", _TABLES[kind])
    found: QuerySet[Model] = model._default_manager.filter(active=True)
    return found


def acts(kind: ScopeType, scope_id: UUID) -> bool:
    """Whether there is such an organisation, and it still acts."""
    return organisations(kind).filter(pk=scope_id).exists()
