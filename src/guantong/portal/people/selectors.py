"""What pages and other contexts read of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import translation

from guantong.cases.shapes import Years

from . import identities, mapping
from .kinds import IN_CASE, KINDS
from .models import EmploymentPeriod, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import QuerySet

    from guantong.cases.errors import Language

    from .kinds import Kind
    from .models import Entry


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one kind; `without` where the person says that there are none."""

    kind: Kind
    entries: tuple[Entry, ...]
    without: bool


def language() -> Language:
    """The language in which the engine shall speak to this page."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def person_of(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """The record of somebody signed in; None where they have none yet."""
    return Person.objects.filter(user_id=user.pk).first() if user.is_authenticated else None


def entries(person: Person, kind: Kind) -> QuerySet[Entry]:
    """The rows of one kind, in their order, with the files that prove them."""
    return (
        kind.model._default_manager.filter(person=person)
        .select_related("verified_by")
        .prefetch_related("files")
    )


def sections(person: Person) -> list[Section]:
    """The whole record, kind by kind."""
    return [
        Section(kind, tuple(entries(person, kind)), kind.key in person.without) for kind in KINDS.values()
    ]


def identity_number(person: Person) -> str:
    """The full number; empty where none is known. Who shows it to somebody records that."""
    return identities.open_sealed(person.identity_cipher, person.id) if person.identity_cipher else ""


def masked_identity(person: Person) -> str:
    """The number as it may stand on a screen."""
    return identities.masked(identity_number(person))


def person_with_identity(identity_type: str, number: str) -> Person | None:
    """The person who has this identity document, found by keyed hash."""
    return Person.objects.filter(
        identity_type=identity_type, identity_hash__in=identities.search_hashes(number)
    ).first()


def employed_at(employers: Iterable[Any], *, today: date) -> QuerySet[Person]:
    """The people who work at the employers today and let them see their record."""
    periods = EmploymentPeriod.objects.filter(
        Q(end=None) | Q(end__gte=today), organisation__in=list(employers)
    ).filter(Q(start=None) | Q(start__lte=today))
    return Person.objects.filter(id__in=periods.values("person")).order_by("name", "id")


def employers_of(person: Person, *, today: date) -> set[Any]:
    """The ids of the employers at which the person works today and which may see the record."""
    periods = EmploymentPeriod.objects.filter(Q(end=None) | Q(end__gte=today), person=person).filter(
        Q(start=None) | Q(start__lte=today)
    )
    return {key for key in periods.values_list("organisation_id", flat=True) if key is not None}


def person_facts(person: Person) -> dict[str, Any]:
    """The person as a case states one, without the lists."""
    found: dict[str, Any] = {}
    if person.name:
        found["name"] = person.name
    if person.identity_stated:
        identity = {"type": person.identity_type, "number": identity_number(person)}
        found["identity"] = {key: value for key, value in identity.items() if value}
    if person.birth_date:
        found["birth_date"] = person.birth_date.isoformat()
    if person.status:
        found["status"] = person.status
    if person.lawful_work_in_region is not None:
        found["lawful_work_in_region"] = person.lawful_work_in_region
    return found


def case_document(person: Person, *, as_of: date) -> dict[str, Any]:
    """The case that the record states on a day.

    What nobody stated is absent; a list of which the person said that there is nothing is empty. An appraisal that is
    still to be decided is stated for the year before `as_of` only; for any other year it says nothing.
    """
    document: dict[str, Any] = {"as_of": as_of.isoformat()}
    facts = person_facts(person)
    for kind in IN_CASE:
        rows = [mapping.row_of(kind, entry) for entry in kind.model._default_manager.filter(person=person)]
        stated = _years(rows, as_of) if isinstance(kind.shape, Years) else rows
        if stated or kind.key in person.without:
            (facts if kind.place.startswith("person.") else document)[kind.place.rsplit(".", 1)[-1]] = stated
    evidence = {
        key: mapping.statement_written(getattr(person, key))
        for key in ("continuing_education", "results")
        if getattr(person, key)
    }
    return document | {key: value for key, value in (("person", facts), ("evidence", evidence)) if value}


def _years(rows: list[dict[str, Any]], as_of: date) -> dict[str, Any]:
    return {
        str(row["year"]): {key: value for key, value in row.items() if key != "year"}
        for row in rows
        if row["grade"] != "pending" or row["year"] == as_of.year - 1
    }
