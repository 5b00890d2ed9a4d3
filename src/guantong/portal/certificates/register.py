"""The register of authorities as it is read: who may issue what, what waits to be decided, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from guantong.catalogue import catalogue, terms

from .access import authorities_of, sees_register
from .models import Certificate, IssuingAuthority, Kind, Mandate, Outcome, Remit

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ..accounts.models import User


def register(user: User | None, *, today: date) -> QuerySet[IssuingAuthority]:
    """The authorities with their remits, those that act first: all for who keeps the register and for nobody in
    particular, else one's own.
    """
    found = IssuingAuthority.objects.select_related(
        "office__region__parent", "body__region__parent"
    ).prefetch_related(Prefetch("remits", Remit.objects.select_related("authority")))
    if user is not None and not sees_register(user, today=today):
        found = found.filter(pk__in=[one.pk for one in authorities_of(user, today=today)])
    return found.order_by("-active", "kind", "name")


def waiting_mandates(user: User, *, today: date) -> QuerySet[Mandate]:
    """What was proposed and not decided, the oldest first; for who keeps the register."""
    if not sees_register(user, today=today):
        return Mandate.objects.none()
    open_ones = Mandate.objects.filter(outcome=Outcome.OPEN).select_related("authority", "proposed_by")
    return open_ones.order_by("proposed_at")


def mandates_of(authority: IssuingAuthority, *, inside: bool) -> QuerySet[Mandate]:
    """The changes of an authority and its remits, the newest first; for others than who keeps the register, the confirmed."""
    found = authority.mandates.select_related(
        "authority", "remit__authority", "proposed_by", "decided_by"
    ).order_by("-proposed_at")
    return found if inside else found.filter(outcome=Outcome.CONFIRMED)


def issued_after(remit: Remit, last: date) -> int:
    """How many certificates were issued under a remit after a day: what its end on that day does not touch."""
    kind = remit.authority.kind
    found = Certificate.objects.filter(
        authority=remit.authority,
        face__issued_on__gt=last.isoformat(),
        face__level__in=[terms.name(f"{kind}_level", level) for level in remit.levels()],
    ).exclude(issued_at=None)
    if kind == Kind.SKILL:
        return found.filter(face__occupation=catalogue().occupation_name(remit.subject)).count()
    found = found.filter(face__series=terms.name("series", remit.subject))
    return (found.filter(face__specialty=remit.specialty) if remit.specialty else found).count()


def published(today: date) -> dict[str, Any]:
    """The register for programs: no person stands in it."""
    return {
        "as_of": today.isoformat(),
        "authorities": [_told(authority) for authority in register(None, today=today)],
    }


def _told(authority: IssuingAuthority) -> dict[str, Any]:
    place = authority.body or authority.office
    return {
        "name": authority.name,
        "code": authority.code,
        "kind": authority.kind,
        "unit": authority.unit,
        "region": place.region_id,
        "demonstration": authority.demonstration,
        "active": authority.active,
        "ended_on": authority.ended_on and authority.ended_on.isoformat(),
        "document": authority.source,
        "remits": [
            {
                "subject": remit.subject,
                "specialty": remit.specialty or None,
                "levels": remit.levels(),
                "valid_from": remit.valid_from.isoformat(),
                "valid_to": remit.valid_to and remit.valid_to.isoformat(),
                "document": remit.source,
                "clause": remit.clause,
                "confidence": remit.confidence,
            }
            for remit in authority.remits.all()
        ],
    }
