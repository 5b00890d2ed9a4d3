"""New keys: numbers read on through a rotation, which may stop anywhere; after it the old keys are not needed."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from guantong.portal.audit.models import AuditEvent
from guantong.portal.people import identities, services
from guantong.portal.people.models import Person
from guantong.portal.people.rotation import remaining, rotate_batch
from guantong.portal.people.selectors import identity_number, person_with_identity
from guantong.portal.refusals import InvalidError

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db
NUMBERS = [f"E{number:08}" for number in range(5)]


@pytest.fixture
def people(now: datetime) -> list[Person]:
    """Five people with passports."""
    found = []
    for number in NUMBERS:
        person = services.person_create(actor=None, user=None, now=now)
        case = {"person": {"identity": {"type": "passport", "number": number}}}
        services.fill_record(actor=None, person=person, case=case, now=now)
        found.append(person)
    return found


@pytest.fixture
def new_keys(settings: Any, people: list[Person]) -> None:
    """Keys put before the ones that sealed the numbers."""
    settings.IDENTITY_KEYS = (Fernet.generate_key().decode(), *settings.IDENTITY_KEYS)
    settings.IDENTITY_HASH_KEYS = ("n" * 40, *settings.IDENTITY_HASH_KEYS)


def numbers() -> list[str]:
    return sorted(identity_number(person) for person in Person.objects.all())


@pytest.mark.usefixtures("new_keys")
def test_numbers_are_read_and_found_before_during_and_after(now: datetime) -> None:
    for _ in range(4):
        assert numbers() == NUMBERS
        assert all(person_with_identity("passport", number) for number in NUMBERS)
        rotate_batch(size=2, now=now)
    assert remaining() == 0


@pytest.mark.usefixtures("new_keys")
def test_a_rotation_goes_on_where_it_stopped(now: datetime) -> None:
    assert rotate_batch(size=2, now=now) == 2
    assert remaining() == 3

    told = StringIO()
    call_command("rotate_identity_keys", batch=2, stdout=told)

    assert "已换 3 个，还剩 0 个" in told.getvalue()
    assert AuditEvent.objects.filter(event="people.identity_keys.rotated").count() == 3


@pytest.mark.usefixtures("new_keys")
def test_afterwards_the_old_keys_can_be_dropped(settings: Any) -> None:
    call_command("rotate_identity_keys", stdout=StringIO())
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    settings.IDENTITY_HASH_KEYS = settings.IDENTITY_HASH_KEYS[:1]

    assert numbers() == NUMBERS
    assert all(person_with_identity("passport", number) for number in NUMBERS)


@pytest.mark.parametrize("which", ["IDENTITY_KEYS", "IDENTITY_HASH_KEYS"])
def test_either_key_can_be_changed_alone(people: list[Person], settings: Any, which: str) -> None:
    new = Fernet.generate_key().decode()
    setattr(settings, which, (new, *getattr(settings, which)))

    assert remaining() == len(NUMBERS)
    call_command("rotate_identity_keys", stdout=StringIO())
    setattr(settings, which, (new,))
    assert numbers() == NUMBERS
    assert person_with_identity("passport", NUMBERS[0]) == people[0]


@pytest.mark.usefixtures("new_keys")
def test_without_the_old_key_nothing_is_lost_by_trying(settings: Any, now: datetime) -> None:
    rotate_batch(size=2, now=now)
    old = settings.IDENTITY_KEYS
    settings.IDENTITY_KEYS = old[:1]

    with pytest.raises(identities.UnreadableNumberError):
        rotate_batch(size=5, now=now)
    settings.IDENTITY_KEYS = old
    assert numbers() == NUMBERS


def test_during_a_rotation_a_document_is_still_one_person(
    people: list[Person], settings: Any, now: datetime
) -> None:
    settings.IDENTITY_HASH_KEYS = ("n" * 40, *settings.IDENTITY_HASH_KEYS)
    other = services.person_create(actor=None, user=None, now=now)

    with pytest.raises(InvalidError, match="E-PEO-011"):
        services.fill_record(
            actor=None,
            person=other,
            case={"person": {"identity": {"type": "passport", "number": NUMBERS[0]}}},
            now=now,
        )
