"""What a clerk has to look into: the claims of a person, and how many are left."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Count, F, Q, Value

from .access import TESTIFIES, VERIFIES, employers_for
from .kinds import KINDS
from .models import Source, Verification
from .selectors import employed_at
from .testimony import employer_rule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet

    from ..accounts.models import Role
    from .kinds import Kind
    from .models import Entry, Person

_CLAIMS: Final = {key: kind for key, kind in KINDS.items() if kind.claim}
_PLACES: Final = {key: place for place, key in enumerate(_CLAIMS)}


class Claim(NamedTuple):
    """A row that a clerk may look into, by its kind and id."""

    kind: str
    entry_id: UUID
    open: bool


class Waiting(NamedTuple):
    """Somebody employed there, and how many of their claims nobody has looked into."""

    person: Person
    left: int
    disputed: int


def claims_of(person: Person) -> list[Claim]:
    """Every claim of a person, in the order of the record."""
    rows = _together(
        [
            _claims(kind, person=person)
            .annotate(key=Value(key), rank=F("year" if _has_year(kind) else "position"))
            .values_list("key", "rank", "created_at", "id", "verification")
            for key, kind in _CLAIMS.items()
        ]
    )
    rows.sort(key=lambda row: (_PLACES[row[0]], *row[1:4]))
    return [Claim(key, entry_id, state == Verification.UNVERIFIED) for key, _, _, entry_id, state in rows]


def employed_for(user: AbstractBaseUser, *roles: Role, today: date) -> QuerySet[Person]:
    """The people of the employers for which the user acts in one of the roles, by name."""
    return employed_at(employers_for(user, *roles, today=today), today=today)


def waiting(
    user: AbstractBaseUser, people: Sequence[Person], *, today: date, roles: tuple[Role, ...] = VERIFIES
) -> list[Waiting]:
    """What is left to look into of each of these people.

    Of the user's own record nothing is left: nobody verifies themselves.
    """
    employers = employers_for(user, *roles, today=today)
    ids = [person.pk for person in people if person.user_id != user.pk]
    left = _counted([_open(kind, ids) for kind in _CLAIMS.values()])
    disputed = _counted(
        [
            _rows(kind).filter(person__in=ids, stated_by__in=employers, disputed_at__isnull=False)
            for kind in KINDS.values()
        ]
    )
    return [Waiting(person, left[person.pk], disputed[person.pk]) for person in people]


def left_in_all(user: AbstractBaseUser, *, today: date) -> int:
    """How many claims of anybody the user has still to look into."""
    people = _verified_by(user, today)
    counts = [
        _open(kind, people).values("verification").annotate(n=Count("id")).values_list("n")
        for kind in _CLAIMS.values()
    ]
    return sum(count for (count,) in _together(counts))


def first_waiting(user: AbstractBaseUser, *, today: date) -> Person | None:
    """The first by name of whom the user has something to look into; None when all is done."""
    people = _verified_by(user, today)
    some = [Q(id__in=_open(kind, people).values("person")) for kind in _CLAIMS.values()]
    return people.filter(reduce(or_, some)).first()


def disputed_by_leavers(user: AbstractBaseUser, *, today: date) -> list[tuple[Kind, Entry]]:
    """Disputed rows about people who have left: all that the user can still do is to withdraw them."""
    return [
        (kind, entry)
        for employer in sorted(employers_for(user, *TESTIFIES, today=today))
        for kind in KINDS.values()
        if employer_rule(kind).by_employer
        for entry in _rows(kind)
        .filter(stated_by=employer, disputed_at__isnull=False)
        .exclude(person__in=employed_at([employer], today=today).order_by().values("id"))
        .exclude(person__user=user.pk)
        .select_related("person")
        .order_by("person__name", "disputed_at", "id")
    ]


def next_open(claims: list[Claim], after: UUID | None = None) -> Claim | None:
    """The first claim after this one that nobody has looked into, and then from the top; None when all is done."""
    here = next((place for place, claim in enumerate(claims) if claim.entry_id == after), -1)
    return next((claim for claim in claims[here + 1 :] + claims[: here + 1] if claim.open), None)


def _rows(kind: Kind) -> QuerySet[Entry]:
    return kind.model._default_manager.order_by()


def _claims(kind: Kind, **where: Any) -> QuerySet[Entry]:
    return _rows(kind).exclude(source=Source.EMPLOYER).filter(**where)


def _open(kind: Kind, people: Sequence[UUID] | QuerySet[Person]) -> QuerySet[Entry]:
    return _claims(kind, person__in=people, verification=Verification.UNVERIFIED)


def _verified_by(user: AbstractBaseUser, today: date) -> QuerySet[Person]:
    return employed_for(user, *VERIFIES, today=today).exclude(user=user.pk)


def _has_year(kind: Kind) -> bool:
    return any(field.key == "year" for field in kind.fields)


def _counted(parts: list[QuerySet[Entry]]) -> Counter[UUID]:
    found: Counter[UUID] = Counter()
    for person, count in _together(
        [part.values("person").annotate(n=Count("id")).values_list("person", "n") for part in parts]
    ):
        found[person] += count
    return found


def _together(parts: list[Any]) -> list[Any]:
    """One query for the rows of all kinds."""
    return list(parts[0].union(*parts[1:], all=True))
