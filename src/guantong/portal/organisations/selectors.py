"""What pages and other contexts read of organisations."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from .access import own_ids
from .models import KINDS, EvaluationBody, Office, OfficeClosure, Region
from .regions import PROVINCE, enclosing

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ..accounts.models import User
    from .models import Organisation


def regions() -> QuerySet[Region]:
    """Every region, enclosing ones first."""
    return Region.objects.select_related("parent")


def competent_office(region_code: str | None, series: str | None, level: str | None = None) -> Office | None:
    """The title-reform office to ask: the nearest one to the region that is competent for the series and level.

    The office of the county is asked before that of the city and of the autonomous region; at one place, an office
    that names the series before one that has them all, and for no series in particular the other way round. Without a
    region the office of the autonomous region is meant. None where no office is entered.
    """
    around = enclosing(region_code or PROVINCE)
    found = [
        office
        for office in Office.objects.filter(active=True, region__in=around).select_related("region")
        if office.covers(series, level)
    ]
    return min(
        found,
        key=lambda office: (
            around.index(office.region_id),
            series not in office.series if series else bool(office.series),
            office.name,
        ),
        default=None,
    )


def offices(region_code: str = "", series: str = "") -> list[Office]:
    """The offices that act, for everybody: those around a region, nearest first, and competent for a series."""
    found = [
        office
        for office in Office.objects.filter(active=True).select_related("region")
        if office.covers(series or None)
    ]
    if not region_code:
        return found
    around = enclosing(region_code)
    return sorted(
        (office for office in found if office.region_id in around),
        key=lambda office: around.index(office.region_id),
    )


def evaluation_bodies(occupation: str = "") -> QuerySet[EvaluationBody]:
    """The evaluation bodies that act, for everybody: all, or those that certify an occupation."""
    found = EvaluationBody.objects.filter(active=True).select_related("region").prefetch_related("scopes")
    return found.filter(scopes__occupation=occupation) if occupation else found


def organisations(kind: str, search: str = "") -> QuerySet[Organisation]:
    """Every organisation of a kind, for administrators: all, or those whose name or code contains what is sought."""
    model = KINDS[kind]
    found = model._default_manager.select_related("region").order_by("-active", "name")
    if not search:
        return found
    wanted = Q(name__icontains=search)
    if hasattr(model, "uscc"):
        wanted |= Q(uscc__icontains=search)
    return found.filter(wanted)


def own_organisations(user: User, *, now: datetime) -> list[tuple[str, Organisation]]:
    """The organisations for which somebody acts, each with its kind."""
    ids = own_ids(user, today=timezone.localdate(now))
    if not ids:
        return []
    return [
        (kind, found)
        for kind, model in KINDS.items()
        for found in model._default_manager.select_related("region").filter(pk__in=ids)
    ]


def closed_days(office: Office, *, since: date) -> frozenset[date]:
    """The days from a day on which an office is closed by decision, for counting working days with it."""
    return frozenset(
        closure.first + timedelta(number)
        for closure in OfficeClosure.objects.filter(office=office, last__gte=since)
        for number in range((closure.last - closure.first).days + 1)
    )
