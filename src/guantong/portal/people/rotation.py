"""Bringing identity numbers to the newest keys, in batches that each stand on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from ..audit.services import record
from .identities import fingerprint
from .models import Person
from .saving import seal_number
from .selectors import identity_number

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def remaining() -> int:
    """How many numbers are encrypted or hashed with an older key."""
    return _outdated().count()


@transaction.atomic
def rotate_batch(*, size: int, now: datetime) -> int:
    """Encrypt and hash the next numbers with the newest keys; how many there were. 0 when all are done.

    Raises UnreadableNumberError for a number that no key opens; the batch is then as it was, the ones before it stay
    rotated.
    """
    batch = list(_outdated().select_for_update().order_by("id")[:size])
    for person in batch:
        before = person.identity_cipher
        seal_number(person, identity_number(person))
        # Whoever changes the number meanwhile has already used the newest keys, and wins.
        Person.objects.filter(id=person.id, identity_cipher=before).update(
            identity_cipher=person.identity_cipher,
            identity_key=person.identity_key,
            identity_hash=person.identity_hash,
            identity_hash_key=person.identity_hash_key,
        )
    if batch:
        detail = {"count": len(batch), "key": fingerprint(settings.IDENTITY_KEYS[0])}
        record("people.identity_keys.rotated", actor=None, subject=None, now=now, detail=detail)
    return len(batch)


def _outdated() -> QuerySet[Person]:
    return Person.objects.exclude(identity_cipher="").exclude(
        Q(identity_key=fingerprint(settings.IDENTITY_KEYS[0]))
        & Q(identity_hash_key=fingerprint(settings.IDENTITY_HASH_KEYS[0]))
    )
