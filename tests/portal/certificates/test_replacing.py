"""A replacement that came to nothing, and the certificate that it was to replace: it can be replaced once more."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates import issuing, verification
from guantong.portal.certificates.batches import batch_retry
from guantong.portal.certificates.changes import change_decide
from guantong.portal.certificates.holding import correction_ask
from guantong.portal.certificates.models import (
    Batch,
    BatchEntry,
    BatchState,
    Certificate,
    Correction,
    EntryState,
    State,
)
from guantong.portal.certificates.producing import RowError
from guantong.portal.certificates.selectors import progress
from guantong.portal.refusals import RefusedError, StaleError

from . import makers

if TYPE_CHECKING:
    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.models import IssuingAuthority

pytestmark = pytest.mark.django_db


@pytest.fixture
def officers(authority: IssuingAuthority) -> tuple[User, User]:
    one, other = (makers.officer(Role.CERTIFICATE_OFFICER, authority) for _ in range(2))
    return one, other


def decided(certificate: Certificate, way: str, officers: tuple[User, User]) -> None:
    """A change that one proposed and the other agreed to."""
    change = makers.proposed(certificate, way, officers[0])
    change_decide(actor=officers[1], change=change, agree=True, note="", now=clock.now())


def fails(*args: object, **more: object) -> None:
    raise RowError("有字体里没有的字")


def given_up(old: Certificate, officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """A replacement that could not be made and whose number was given up."""
    decided(old, "replace", officers)
    with monkeypatch.context() as patched:
        patched.setattr(issuing, "produce", fails)
        issuing.issue_all()
    prepared = Certificate.objects.get(replaces=old, state=State.PREPARED)
    decided(prepared, "give_up", officers)
    prepared.refresh_from_db()
    return prepared


def test_after_a_number_was_given_up_the_certificate_is_replaced_once_more(
    authority: IssuingAuthority, officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = makers.issued(authority)
    lost = given_up(old, officers, monkeypatch)
    assert lost.state == State.ANNULLED
    assert not old.replacements.exclude(state=State.ANNULLED)

    decided(old, "replace", officers)
    makers.issue_quickly()

    old.refresh_from_db()
    new = Certificate.objects.get(replaces=old, state=State.ISSUED)
    assert old.state == State.REPLACED
    assert old.replacement == new
    assert new.number not in (old.number, lost.number)
    assert verification.told_of(old, clock.now()).superseded_by == new.number


def test_the_row_goes_with_its_number_and_its_list_is_done(
    authority: IssuingAuthority, officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = given_up(makers.issued(authority), officers, monkeypatch)
    entry = BatchEntry.objects.get(certificate=lost)
    assert (entry.state, entry.batch.state) == (EntryState.GIVEN_UP, BatchState.DONE)
    assert (progress(entry.batch).given_up, progress(entry.batch).all) == (1, 0)

    with pytest.raises(StaleError) as told:
        batch_retry(actor=officers[0], batch=entry.batch, now=clock.now())

    assert told.value.code == "E-CER-055"
    entry.batch.refresh_from_db()
    assert entry.batch.state == BatchState.DONE, "nothing is left that a worker would finish it by"


def test_a_worker_that_holds_the_row_does_not_bring_it_back(
    authority: IssuingAuthority, officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = makers.issued(authority)
    decided(old, "replace", officers)
    held = issuing.take(now=clock.now())
    assert isinstance(held, issuing.Held)
    decided(held.certificate, "give_up", officers)
    monkeypatch.setattr(issuing, "produce", makers.stands_for_a_file)

    issuing._issue(held, now=clock.now())

    old.refresh_from_db()
    entry = BatchEntry.objects.get(certificate=held.certificate)
    assert (old.state, entry.state) == (State.ISSUED, EntryState.GIVEN_UP)
    assert issuing.take(now=clock.now() + timedelta(hours=1)) is None


def test_while_one_replacement_lives_there_is_no_other(
    authority: IssuingAuthority, officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = makers.issued(authority)
    lost = given_up(old, officers, monkeypatch)
    decided(old, "replace", officers)
    living = issuing.take(now=clock.now())
    assert isinstance(living, issuing.Held)

    with pytest.raises(StaleError, match="E-CER-075"):
        makers.proposed(old, "replace", officers[0])
    for row in (lost, living.certificate):
        values = {key: value for key, value in vars(row).items() if not key.startswith("_")}
        copy = Certificate(**values | {"id": None, "number": "x", "status_index": 99, "state": "prepared"})
        copy.id = type(row)().id
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchEntry.objects.filter(certificate=lost).update(state=EntryState.WAITING)


def test_a_replacement_that_never_had_a_number_stands_in_nobodys_way(
    authority: IssuingAuthority, officers: tuple[User, User]
) -> None:
    old = makers.issued(authority)
    decided(old, "replace", officers)
    failed = BatchEntry.objects.get(replaces=old)
    BatchEntry.objects.filter(pk=failed.pk).update(face={**failed.face, "acquired_on": "2099-01-01"})
    makers.issue_quickly()
    failed.refresh_from_db()
    assert (failed.state, failed.certificate) == (EntryState.FAILED, None)

    decided(old, "replace", officers)
    makers.issue_quickly()

    failed.refresh_from_db()
    old.refresh_from_db()
    assert (failed.state, old.state) == (EntryState.GIVEN_UP, State.REPLACED)


def test_going_on_twice_leaves_a_list_that_is_done_as_it_is(
    authority: IssuingAuthority, officers: tuple[User, User]
) -> None:
    makers.issued(authority)
    batch = Batch.objects.get()

    with pytest.raises(StaleError):
        batch_retry(actor=officers[0], batch=batch, now=clock.now())

    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


@pytest.mark.parametrize("field", ["what", "proof"])
def test_who_asks_for_a_correction_leaves_no_identity_number(authority: IssuingAuthority, field: str) -> None:
    certificate = makers.issued(authority)
    given = {"what": "单位名称不对", "proof": ""} | {field: f"应为{makers.identity_number(7)}"}

    with pytest.raises(RefusedError) as refused:
        correction_ask(actor=makers.holder(certificate), certificate=certificate, now=clock.now(), **given)

    assert (refused.value.code, refused.value.field) == ("E-CER-096", field)
    assert not Correction.objects.exists()


@pytest.mark.parametrize("state", [EntryState.FAILED, EntryState.WAITING])
def test_what_was_given_up_before_rows_said_so_is_given_up(
    authority: IssuingAuthority,
    officers: tuple[User, User],
    monkeypatch: pytest.MonkeyPatch,
    state: EntryState,
) -> None:
    old = makers.issued(authority)
    lost = given_up(old, officers, monkeypatch)
    BatchEntry.objects.filter(certificate=lost).update(state=state)
    Batch.objects.filter(entries__certificate=lost).update(state=BatchState.CONFIRMED)
    with pytest.raises(StaleError):
        makers.proposed(old, "replace", officers[0])

    import_module("guantong.portal.certificates.migrations.0008_rows_given_up").give_up(
        apps, connection.schema_editor()
    )

    entry = BatchEntry.objects.get(certificate=lost)
    assert (entry.state, entry.batch.state) == (EntryState.GIVEN_UP, BatchState.DONE)
    decided(old, "replace", officers)
    makers.issue_quickly()
    assert old.replacement is not None
