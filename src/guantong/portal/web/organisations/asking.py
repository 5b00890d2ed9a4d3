"""Whom to ask: the title-reform offices and the evaluation bodies, for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.shortcuts import render
from django.views.decorators.http import require_GET

from guantong.catalogue import catalogue

from ... import clock
from ...organisations import selectors
from ...organisations.access import access_office
from .forms import AskForm, occupation_choices, series_choices

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ...organisations.models import Office


@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    """The offices, those competent for a region and a series first where these are given."""
    form = AskForm(request.GET if {"region", "series"} & request.GET.keys() else None)
    values = form.cleaned_data if form.is_valid() else {"region": "", "series": ""}
    region, series = values["region"], values["series"]
    first = selectors.competent_office(region or None, series or None) if region or series else None
    others = [office for office in selectors.offices(region, series) if office != first]
    context = {"form": form, "first": first, "others": others, "asked": bool(region or series)}
    return render(request, "organisations/offices.html", context, status=422 if form.errors else 200)


@require_GET
def office(request: HttpRequest, office: UUID) -> HttpResponse:
    """One office: how to reach it, and for what it is competent."""
    found = access_office(office)
    today = clock.today()
    context = {
        "office": found,
        "series": series_names(found),
        "closures": [closure for closure in found.closures.all() if closure.last >= today],
    }
    return render(request, "organisations/office.html", context)


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """The evaluation bodies: all, or those that certify an occupation."""
    asked = request.GET.get("occupation", "")
    occupation = asked if asked in catalogue().occupations else ""
    context = {
        "bodies": selectors.evaluation_bodies(occupation),
        "occupations": occupation_choices(),
        "occupation": occupation,
    }
    return render(request, "organisations/bodies.html", context)


def series_names(office: Office) -> list[str]:
    """The series for which an office is competent, by name; none for all of them."""
    names = dict(series_choices())
    return [names.get(code, code) for code in cast("list[str]", office.series)]
