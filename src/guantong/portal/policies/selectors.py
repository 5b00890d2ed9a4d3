"""What stands: the policy with the facts that officers confirmed, and the findings that earlier decisions give."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from guantong.cases.model import Case, Finding
from guantong.decisions.facts import honour_names
from guantong.policy import load_policy

from .confirmed import with_confirmed
from .facts import stated
from .models import Confirmation, Precedent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from guantong.policy import Policy


def policy_in_force(today: date) -> Policy:
    """The policy that answers today: the shipped packs with the facts that officers have confirmed.

    Without a confirmation it is the shipped policy itself.
    """
    standing = Confirmation.objects.filter(withdrawn_at=None).values_list(
        "fact", "statement", "source", "recorded_at"
    )
    return with_confirmed(
        frozenset(
            (fact, source)
            for fact, statement, source, at in standing
            if timezone.localdate(at) <= today and says_still(fact, statement)
        )
    )


def says_still(fact: str, statement: str) -> bool:
    """Whether the shipped packs say of a fact what was confirmed; a newer version may say something else."""
    try:
        return stated(load_policy(), fact).statement == statement
    except KeyError:
        return False


def with_precedents(case: Case, today: date) -> Case:
    """The case with what authorities decided for everybody; what was found for this very person goes before it."""
    found = findings_for(case, today)
    return replace(case, findings=(*case.findings, *found)) if found else case


def findings_for(case: Case, today: date) -> tuple[Finding, ...]:
    """The standing precedents as findings, without those on a point that the case has a finding for."""
    found = map(_finding, standing_precedents(min(today, case.as_of)))
    honours = [set(honour_names(load_policy().catalogue, item)) for item in case.honours or ()]
    return tuple(one for one in found if not any(_on_same(one, own, honours) for own in case.findings))


def standing_precedents(today: date) -> QuerySet[Precedent]:
    """The precedents that answer cases on that day."""
    return Precedent.objects.filter(withdrawn_at=None, decided_on__lte=today).order_by("question", "subject")


def confirmations() -> QuerySet[Confirmation]:
    """Every confirmation, the standing ones first, then the latest first."""
    return Confirmation.objects.select_related("recorded_by", "withdrawn_by").order_by(
        F("withdrawn_at").desc(nulls_first=True), "-recorded_at"
    )


def precedents() -> QuerySet[Precedent]:
    """Every precedent, the standing ones first, then the latest first."""
    return Precedent.objects.select_related("recorded_by", "withdrawn_by").order_by(
        F("withdrawn_at").desc(nulls_first=True), "-decided_on", "subject"
    )


def _finding(precedent: Precedent) -> Finding:
    return Finding(
        f"policy:precedents/{precedent.pk}",
        precedent.question,
        about_of(precedent.about),
        precedent.answer,
        precedent.decided_by,
        precedent.decided_on,
        precedent.reason,
    )


def about_of(plain: str | Iterable[Iterable[str]]) -> str | tuple[tuple[str, str], ...]:
    """The subject of a finding from the form in which it is kept."""
    if isinstance(plain, str):
        return plain
    return tuple((str(key), str(value)) for key, value in plain)


def _on_same(one: Finding, own: Finding, honours: Sequence[Collection[str]]) -> bool:
    """Whether both speak of one thing; an honour is spoken of by its own name, the official one, or its code."""
    if one.question != own.question:
        return False
    return one.about == own.about or any(one.about in names and own.about in names for names in honours)
