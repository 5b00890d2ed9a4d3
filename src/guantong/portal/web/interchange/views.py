"""The interchange in general, of a worked case, and of the person who looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ... import clock
from ...policies.library import worked_cases
from ...policies.selectors import policy_in_force, with_precedents
from ...policies.size import of_decidable_size
from .examples import examples
from .owner import case_of
from .picture import LONGEST_WAIT, Asked, goal_choices, picture_in_general, picture_of

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from guantong.cases import Case
    from guantong.policy import Policy
    from guantong.policy.model import Language

    from .picture import Picture


def language() -> Language:
    """The language of the page, as the engine names it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


@require_GET
def in_general(request: HttpRequest) -> HttpResponse:
    """The road that the rule builds, with persons to look at."""
    lang = language()
    picture = picture_in_general(Asked.of(request.GET.dict()), policy_in_force(clock.today()), lang)
    shown = [(worked, worked.title.in_(lang)) for worked in examples()]
    return render(request, "interchange/general.html", {"picture": picture, "examples": shown})


@require_GET
def example(request: HttpRequest, case: str) -> HttpResponse:
    """The interchange of a worked case."""
    worked = worked_cases().get(case)
    if worked is None:
        raise Http404
    context = {"worked": worked, "title": worked.title.in_(language())}
    return _person(request, worked.case, "interchange/example.html", context)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The interchange of the running self-check, else of the person's own record; else how to come to one."""
    owned = case_of(request)
    if owned is None:
        return render(request, "interchange/none.html")
    return _person(request, owned.case, "interchange/mine.html", {"owned": owned})


def _person(request: HttpRequest, case: Case, template: str, more: dict[str, Any]) -> HttpResponse:
    today, lang = clock.today(), language()
    policy = policy_in_force(today)
    whole = with_precedents(of_decidable_size(case), today)
    picture = picture_of(whole, Asked.of(request.GET.dict()), policy, lang)
    return render(
        request,
        template,
        {
            "picture": picture,
            "goals": goal_choices(lang),
            "occupations": _occupations(picture, policy),
            "specialties": _specialties(picture, lang),
            "longest_wait": LONGEST_WAIT,
            **more,
        },
    )


def _occupations(picture: Picture, policy: Policy) -> list[tuple[str, str]]:
    codes = picture.lanes.occupations if picture.lanes else ()
    return [(code, policy.catalogue.occupation_name(code)) for code in codes]


def _specialties(picture: Picture, lang: Language) -> list[tuple[str, str]]:
    return [(one.key, one.label(lang)) for one in (picture.lanes.specialties if picture.lanes else ())]
