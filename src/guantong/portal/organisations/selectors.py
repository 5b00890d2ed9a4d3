"""What pages and other contexts read of organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import Office, Region
from .regions import PROVINCE, enclosing

if TYPE_CHECKING:
    from django.db.models import QuerySet


def regions() -> QuerySet[Region]:
    """Every region, enclosing ones first."""
    return Region.objects.select_related("parent")


def competent_office(region_code: str | None, series: str | None, level: str | None = None) -> Office | None:
    """The title-reform office to ask: the nearest one to the region that is competent for the series and level.

    The office of the county is asked before that of the city and of the autonomous region; at one place, an office
    that names the series before one that has them all. Without a region the office of the autonomous region is meant.
    None where no office is entered.
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
            not (series and series in office.series),
            office.name,
        ),
        default=None,
    )
