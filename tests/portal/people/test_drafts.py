"""What is typed and not saved: whose it is, when it goes, and what is never in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from guantong.portal.accounts.models import User
from guantong.portal.people import daily, services
from guantong.portal.people.drafts import LONGEST, draft_drop, draft_keep, draft_of, drafted_kinds
from guantong.portal.people.kinds import KINDS
from guantong.portal.people.models import EntryDraft
from guantong.portal.people.selectors import case_document
from guantong.portal.refusals import RefusedError, StaleError

if TYPE_CHECKING:
    from datetime import datetime

    from guantong.portal.people.models import Entry, Person

pytestmark = pytest.mark.django_db
TITLES = KINDS["titles"]
TITLE = {"series": "engineering", "level": "assistant", "obtained_on": "2021-12-20"}


def keep(
    person: Person, now: datetime, typed: dict[str, Any], entry: Entry | None = None, **more: Any
) -> EntryDraft:
    assert person.user is not None
    given = {"entry_id": uuid4(), "row_version": entry.row_version if entry else None} | more
    return draft_keep(
        writer=person.user, person=person, kind=TITLES, entry=entry, typed=typed, now=now, **given
    )


def typed_of(person: Person, now: datetime, entry: Entry | None = None) -> dict[str, Any] | None:
    assert person.user is not None
    found = draft_of(person.user, person, TITLES, entry, now=now)
    return None if found is None else found[1]


def saved(person: Person, now: datetime, entry_id: UUID | None = None) -> Entry:
    return services.entry_add(
        actor=person.user, person=person, kind=TITLES, values=TITLE, entry_id=entry_id, now=now
    ).entry


def test_the_last_thing_typed_is_kept_and_is_nothing_of_the_record(person: Person, now: datetime) -> None:
    keep(person, now, {"specialty": "䶮"})
    keep(person, now, {"specialty": "䶮𬭎𠮷\0", "level": "nonsense"})

    assert typed_of(person, now) == {"specialty": "䶮𬭎𠮷\0", "level": "nonsense"}
    assert EntryDraft.objects.count() == 1
    assert case_document(person, as_of=now.date()) == {
        "as_of": "2026-11-22",
        "person": {"name": "韦示例"},
    }
    assert person.user is not None
    assert drafted_kinds(person.user, person, now=now) == {"titles"}


def test_nobody_else_has_it(person: Person, now: datetime) -> None:
    keep(person, now, {"specialty": "机械"})
    other = User.objects.create_user("other")

    assert draft_of(other, person, TITLES, None, now=now) is None
    draft_drop(writer=other, person=person, kind=TITLES, entry=None)
    assert typed_of(person, now) == {"specialty": "机械"}


def test_saving_drops_it_and_so_does_its_writer(person: Person, now: datetime) -> None:
    keep(person, now, {"specialty": "机械"})
    entry = saved(person, now)
    assert typed_of(person, now) is None

    keep(person, now, {"specialty": "电气"}, entry)
    assert typed_of(person, now, entry) == {"specialty": "电气"}
    services.entry_change(actor=person.user, entry=entry, values=TITLE, row_version=1, now=now)
    assert typed_of(person, now, entry) is None

    keep(person, now, {"specialty": "化工"})
    assert person.user is not None
    draft_drop(writer=person.user, person=person, kind=TITLES, entry=None)
    assert not EntryDraft.objects.exists()


def test_what_arrives_after_the_row_was_saved_is_not_kept(person: Person, now: datetime) -> None:
    key = uuid4()
    entry = saved(person, now, key)

    with pytest.raises(StaleError, match="E-PEO-022"):
        keep(person, now, {"specialty": "机械"}, entry_id=key)
    services.entry_change(actor=person.user, entry=entry, values=TITLE, row_version=1, now=now)
    with pytest.raises(StaleError):
        keep(person, now, {"specialty": "机械"}, entry, row_version=1)
    assert not EntryDraft.objects.exists()


def test_a_draft_that_slipped_in_while_its_row_was_saved_is_passed_over(
    person: Person, now: datetime
) -> None:
    key = uuid4()
    keep(person, now, {"specialty": "机械", "entry_id": str(key)}, entry_id=key)
    saved_elsewhere = saved(person, now, key)
    keep(person, now, {"specialty": "机械", "entry_id": str(saved_elsewhere.id)})

    assert typed_of(person, now) is None


def test_what_is_too_long_is_not_kept(person: Person, now: datetime) -> None:
    with pytest.raises(RefusedError, match="E-PEO-021"):
        keep(person, now, {"specialty": "x" * LONGEST})


def test_it_goes_when_its_days_are_over(person: Person, now: datetime, settings: Any) -> None:
    settings.DRAFT_DAYS = 3
    keep(person, now, {"specialty": "机械"})

    daily.run(now=now + timedelta(days=2, hours=23))
    assert typed_of(person, now) == {"specialty": "机械"}

    assert typed_of(person, now + timedelta(days=3)) is None
    daily.run(now=now + timedelta(days=3))
    assert not EntryDraft.objects.exists()
