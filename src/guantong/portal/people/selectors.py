"""What pages and other contexts read of people."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import translation

from guantong.cases.shapes import Years

from ..audit.selectors import readings_of
from ..files.models import StoredFile
from . import identities, mapping
from .kinds import IN_CASE, KINDS
from .models import EmploymentPeriod, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import Model, QuerySet

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
        .select_related("verified_by", "stated_by", "written_by")
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


def accounts_of_person(user: AbstractBaseUser) -> frozenset[UUID]:
    """The accounts whose records have the identity document that the record of this one has; none where it has none.

    A kind of document that is not stated may be any, so that nobody has two records by leaving it out.
    """
    person = person_of(user)
    if person is None or not person.identity_cipher:
        return frozenset()
    hashes = {person.identity_hash}
    with suppress(identities.UnreadableNumberError):  # then the same hash alone tells
        hashes.update(identities.search_hashes(identity_number(person)))
    same = Person.objects.filter(identity_hash__in=hashes).exclude(user=None)
    if person.identity_type:
        same = same.filter(identity_type__in=["", person.identity_type])
    return frozenset(same.values_list("user_id", flat=True))


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
    periods = EmploymentPeriod.objects.filter(
        Q(end=None) | Q(end__gte=today), person=person, organisation__isnull=False
    ).filter(Q(start=None) | Q(start__lte=today))
    return set(periods.values_list("organisation_id", flat=True))


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
    still to be decided is stated for the year before `as_of` only; for any other year it says nothing. A row of an
    employer that the person disputes is left out: until the two agree, neither is known.
    """
    document: dict[str, Any] = {"as_of": as_of.isoformat()}
    facts = person_facts(person)
    for kind in IN_CASE:
        undisputed = kind.model._default_manager.filter(person=person, disputed_at=None)
        rows = [mapping.row_of(kind, entry) for entry in undisputed]
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


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody else saw something of the record."""

    at: datetime
    who: str
    what: str


def readings(person: Person) -> list[Reading]:
    """Who else saw the record, its identity number or its files, the newest first."""
    files = {
        file
        for kind in KINDS.values()
        for file in kind.model._default_manager.filter(person=person, files__isnull=False).values_list(
            "files", flat=True
        )
    }
    subjects: list[Model] = [person, *StoredFile.objects.filter(id__in=files)]
    found = [
        event for subject in subjects for event in readings_of(subject) if event.actor_id != person.user_id
    ]
    found.sort(key=lambda event: event.at, reverse=True)
    return [Reading(event.at, str(event.actor or ""), event.detail["what"]) for event in found]


def own_files(
    user: AbstractBaseUser | AnonymousUser, ids: Iterable[Any], attached: Iterable[StoredFile]
) -> list[StoredFile]:
    """The files of these ids that are attached already or that the user has uploaded, to be shown in a form."""
    wanted = list(ids)
    known = {file.id: file for file in StoredFile.objects.filter(id__in=wanted, owner_id=user.pk)}
    known |= {file.id: file for file in attached}
    return [known[key] for key in wanted if key in known]
