"""What pages and the command show of tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .access import KINDS
from .models import ApiToken, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from ..organisations.models import Organisation

SOON = 30
"""So many days before its end a token is marked, so that a new one is made in time. Our choice."""
State = Literal["valid", "ending", "over", "stopped"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A token as a page tells of it."""

    token: ApiToken
    organisation: str
    state: State

    @property
    def scopes(self) -> list[str]:
        """What it opens, in words."""
        return [str(Scope(scope).label) for scope in self.token.scopes]


def tokens_of(organisation: Organisation | None) -> QuerySet[ApiToken]:
    """The tokens of an organisation, or of all, the newest first."""
    found = ApiToken.objects.order_by("-created_at", "pk")
    return found if organisation is None else found.filter(organisation_id=organisation.pk)


def with_organisations(tokens: Iterable[ApiToken], *, today: date) -> list[Shown]:
    """Tokens with the name of their organisation and how they stand on the day."""
    tokens = list(tokens)
    names: dict[UUID, str] = {}
    for kind, model in KINDS.items():
        if ids := {token.organisation_id for token in tokens if token.organisation_type == kind}:
            names |= dict(model._default_manager.filter(pk__in=ids).values_list("pk", "name"))
    return [Shown(token, names.get(token.organisation_id, ""), state_of(token, today)) for token in tokens]


def state_of(token: ApiToken, today: date) -> State:
    """How a token stands on the day."""
    if token.revoked_at is not None:
        return "stopped"
    if token.valid_to < today:
        return "over"
    return "ending" if (token.valid_to - today).days < SOON else "valid"
