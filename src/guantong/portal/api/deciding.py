"""Deciding a case, and finding the way to a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ninja import Router
from ninja.params.functions import Query

from guantong.pathways import GoalError, parse_goal, prospects, quickest

from .. import clock
from ..policies import services
from ..policies.selectors import policy_in_force, with_precedents
from .admission import Admission
from .answers import DecisionDocument, PathDocument
from .asked import language
from .documents import answered, case_of
from .models import Scope
from .openapi import CASE_BODY, answers
from .problems import Place, invalid_parameters

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Lang = Literal["zh", "en"]
DAY = Query(None, max_length=40, example="2026-11-22")
LANG = Query(None)
router = Router(tags=["decide"])


@router.post(
    "/decide",
    auth=Admission(Scope.DECIDE),
    response=answers(DecisionDocument, 411, 413, 415, 422),
    operation_id="decide",
    openapi_extra=CASE_BODY,
)
def decide(
    request: HttpRequest,
    lang: Lang | None = LANG,
    as_of: str | None = DAY,
    with_readings: bool = Query(True),
) -> HttpResponse:
    """What the person may apply for on the day, by which route and clause, what is missing, and from when.

    The answer is the decision document that `guantong check --json` writes. Nothing is kept. No account is needed.
    """
    said = language()
    case = case_of(request, lang=said, as_of=as_of)
    answer = services.decide(case, today=clock.today(), lang=said, with_readings=with_readings)
    return answered(answer.to_dict(), personal=True)


@router.post(
    "/path",
    auth=Admission(Scope.PATH),
    response=answers(PathDocument, 411, 413, 415, 422),
    operation_id="path",
    openapi_extra=CASE_BODY,
)
def path(
    request: HttpRequest,
    goal: str | None = Query(
        None,
        max_length=100,
        example="工程:机械制造:副高级",
    ),
    lang: Lang | None = LANG,
    as_of: str | None = DAY,
) -> HttpResponse:
    """The quickest way to a goal with its days; without a goal, everything related to the person and when it opens.

    The answer is the engine's, with the notes on how the case was read and on the readings that were chosen here.
    """
    today, said = clock.today(), language()
    policy = policy_in_force(today)
    case = with_precedents(case_of(request, lang=said, as_of=as_of), today)
    notes = {"notes": [note.to_dict(said) for note in case.notes]}
    if goal is None:
        return answered(prospects(case, policy, lang=said).to_dict() | notes, personal=True)
    try:
        wanted = parse_goal(goal, policy.catalogue, said)
    except GoalError as error:
        raise invalid_parameters([Place("query.goal", error.message, error.hint)]) from None
    return answered(quickest(case, wanted, policy=policy, lang=said).to_dict() | notes, personal=True)
