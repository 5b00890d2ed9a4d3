"""What holds on a day: the policy as officers have settled it, and the findings that earlier decisions give."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from django.db.models import F, Q

from guantong.cases.model import Case, Finding
from guantong.decisions.facts import honour_names
from guantong.policy import load_policy

from .confirmed import with_confirmed
from .facts import stated
from .models import RULINGS, ChosenReading, Confirmation, Precedent, Ruling
from .readings import notes_on, still_offered, with_chosen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from guantong.policy import Policy

R = TypeVar("R", bound=Ruling)


def policy_in_force(today: date) -> Policy:
    """The policy that answers today: the shipped packs with the facts that were confirmed and the readings chosen.

    Where nothing is settled it is the shipped policy itself. A reading is how the text is understood, not a new rule:
    once it is in force every answer uses it, whatever day the answer is about.
    """
    confirmed = frozenset(
        (fact, source)
        for fact, statement, source in holding(Confirmation, today).values_list("fact", "statement", "source")
        if says_still(fact, statement)
    )
    chosen = frozenset((row.reading, row.option) for row in chosen_readings(today))
    return with_chosen(with_confirmed(confirmed), chosen)


def holding(kind: type[R], today: date) -> QuerySet[R]:
    """The rulings of a kind that are in force on that day."""
    return kind._default_manager.filter(
        Q(effective_to=None) | Q(effective_to__gt=today), enforced_at__isnull=False, effective_from__lte=today
    )


def chosen_readings(today: date, *, deciding: bool = False) -> tuple[ChosenReading, ...]:
    """The readings chosen for this installation that hold on that day, as long as the packs still offer them.

    `deciding`: only those on which an answer can turn.
    """
    rows = holding(ChosenReading, today).select_related("office").order_by("reading")
    kinds = {reading.id: reading.kind for reading in load_policy().readings.values()}
    return tuple(
        row for row in rows if still_offered(row) and (not deciding or kinds[row.reading] == "decides")
    )


def replaced_by(row: ChosenReading) -> ChosenReading | None:
    """The choice that holds until this one begins; None where there is none, or where it no longer counts."""
    before = ChosenReading.objects.filter(
        reading=row.reading, enforced_at__isnull=False, effective_to=row.effective_from
    ).filter(effective_from__lt=F("effective_to"))
    return next(filter(still_offered, before.exclude(pk=row.pk)), None)


def says_still(fact: str, statement: str) -> bool:
    """Whether the shipped packs say of a fact what was confirmed; a newer version may say something else."""
    try:
        return stated(load_policy(), fact).statement == statement
    except KeyError:
        return False


def with_precedents(case: Case, today: date) -> Case:
    """The case with what authorities decided for everybody, and a note on each reading that was chosen here.

    What was found for this very person goes before a precedent.
    """
    found, notes = findings_for(case, today), notes_on(chosen_readings(today, deciding=True))
    if not found and not notes:
        return case
    return replace(case, findings=(*case.findings, *found), notes=(*case.notes, *notes))


def findings_for(case: Case, today: date) -> tuple[Finding, ...]:
    """The standing precedents as findings, without those on a point that the case has a finding for."""
    found = map(_finding, standing_precedents(today).filter(decided_on__lte=case.as_of))
    honours = [set(honour_names(load_policy().catalogue, item)) for item in case.honours or ()]
    return tuple(one for one in found if not any(_on_same(one, own, honours) for own in case.findings))


def standing_precedents(today: date) -> QuerySet[Precedent]:
    """The precedents that answer cases on that day."""
    return holding(Precedent, today).filter(decided_on__lte=today).order_by("question", "subject")


def rulings(kind: type[R], *, drafts: bool) -> QuerySet[R]:
    """Every ruling of a kind, what holds first, then the latest first; proposals only for those who may see them."""
    found = kind._default_manager.select_related(
        "proposed_by", "enforced_by", "office", "withdrawal_proposed_by", "withdrawn_by"
    ).order_by(F("withdrawn_at").desc(nulls_first=True), "-proposed_at", "id")
    return found if drafts else found.filter(enforced_at__isnull=False)


def waiting() -> tuple[Ruling, ...]:
    """Every ruling to which a second person has still to say yes or no, the longest waiting first."""
    open_ = Q(enforced_at=None) | Q(withdrawal_proposed_at__isnull=False)
    found = [row for kind in RULINGS for row in rulings(kind, drafts=True).filter(open_, withdrawn_at=None)]
    return tuple(sorted(found, key=lambda row: row.withdrawal_proposed_at or row.proposed_at))


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
