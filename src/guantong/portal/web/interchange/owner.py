"""Whose interchange it is: the person of the running self-check, else the one who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from guantong.cases import CaseErrors, parse_case

from ... import clock
from ...people.selectors import case_document, person_of
from ...selfcheck.selectors import case_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from guantong.cases import Case


@dataclass(frozen=True, slots=True)
class Owned:
    """A case, and where it comes from; `both` if the other source has one too."""

    case: Case
    source: Literal["selfcheck", "record"]
    both: bool


def case_of(request: HttpRequest) -> Owned | None:
    """The case to draw. `?source=record` asks for the record where both are there; None where there is neither."""
    answered = case_in(request.session)
    recorded = _recorded(request)
    if answered is not None and (recorded is None or request.GET.get("source") != "record"):
        return Owned(answered, "selfcheck", recorded is not None)
    return None if recorded is None else Owned(recorded, "record", answered is not None)


def _recorded(request: HttpRequest) -> Case | None:
    """The case of the person's own record; None where there is none or too little stands in it to be a case."""
    person = person_of(request.user)
    if person is None:
        return None
    today = clock.today()
    try:
        return parse_case(case_document(person, as_of=today), today=today)
    except CaseErrors:
        return None
