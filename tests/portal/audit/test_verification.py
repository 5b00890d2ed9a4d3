"""Every single entry altered, removed or moved is found and named; a chain rewritten as a whole is found by its seal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guantong.portal.accounts.models import User
from guantong.portal.audit.canonical import entry_digest, link_hash
from guantong.portal.audit.linking import link
from guantong.portal.audit.models import AuditEvent, AuditLink, ChainEnd
from guantong.portal.audit.seals import Seal
from guantong.portal.audit.services import record
from guantong.portal.audit.verification import Fault, Finding, Report, verify

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 12
PLACES = st.integers(1, COUNT)
NOW = datetime.fromisoformat("2026-11-22T09:30:00+08:00")
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Undo(Exception):  # noqa: N818 - it carries nothing, it only leaves a transaction
    """Leaves a transaction."""


@pytest.fixture
def chains(db: None) -> list[int]:
    """Twelve entries about three subjects and about none; their ids, in order of place."""
    for number in range(COUNT):
        subject = User(pk=UUID(int=number % 4)) if number % 4 else None
        moment = NOW + timedelta(minutes=number)
        record("a.b", actor=None, subject=subject, now=moment, detail={"n": number}, reason=f"第 {number} 次")
    assert link() == COUNT
    return list(AuditLink.objects.values_list("entry_id", flat=True).order_by("position"))


def after(change: Callable[[], Any], *seals: Seal) -> Report:
    """What verification says after a change, which is then undone."""
    found: list[Report] = []

    def tried() -> None:
        with transaction.atomic():
            change()
            found.append(verify(seals))
            raise Undo

    with pytest.raises(Undo):
        tried()
    return found[0]


def sealed() -> Seal:
    """A seal of the chains as they are."""
    end = ChainEnd.objects.get()
    return Seal(NOW.date(), NOW, end.position, end.hash)


def test_whole_chains_are_whole(chains: list[int]) -> None:
    report = verify([sealed()])
    assert (report.whole, report.tied, report.subjects, report.sealed_to) == (True, COUNT, 4, COUNT)


ALTERATIONS: dict[str, object] = {
    "event": "a.c",
    "actor_id": UUID(int=9),
    "subject_id": str(UUID(int=9)),
    "subject_type": "people.person",
    "reason": "别的",
    "detail": {"n": 99},
    "at": NOW - timedelta(days=1),
    "gesture": UUID(int=9),
    "digest": "0" * 64,
}


@quick
@given(place=PLACES, column=st.sampled_from(sorted(ALTERATIONS)), digest_too=st.booleans())
def test_altered_entry_is_named(chains: list[int], place: int, column: str, digest_too: bool) -> None:
    entry = AuditEvent.objects.get(id=chains[place - 1])
    setattr(entry, column, ALTERATIONS[column])
    if digest_too and column != "digest":
        entry.digest = entry_digest(entry)
    report = after(lambda: entry.save())
    assert report.findings == [Finding(Fault.ALTERED, place, entry.id)]


@quick
@given(place=PLACES, column=st.sampled_from(["previous", "subject_previous", "hash", "subject"]))
def test_altered_link_is_named(chains: list[int], place: int, column: str) -> None:
    report = after(lambda: AuditLink.objects.filter(position=place).update(**{column: "0" * 64}))
    assert Finding(Fault.ALTERED, place, chains[place - 1]) in report.findings


@quick
@given(place=PLACES)
def test_removed_entry_is_named(chains: list[int], place: int) -> None:
    report = after(lambda: AuditEvent.objects.filter(id=chains[place - 1]).delete())
    assert report.findings == [Finding(Fault.REMOVED, place, chains[place - 1])]


@quick
@given(place=PLACES, entry_too=st.booleans())
def test_removed_link_is_named(chains: list[int], place: int, entry_too: bool) -> None:
    def change() -> None:
        AuditLink.objects.filter(position=place).delete()
        if entry_too:
            AuditEvent.objects.filter(id=chains[place - 1]).delete()

    report = after(change)
    fault = Fault.TAIL if place == COUNT else Fault.REMOVED
    assert report.findings == [Finding(fault, place, until=place)]
    assert report.untied == (0 if entry_too else 1)


@quick
@given(places=st.lists(PLACES, min_size=2, max_size=2, unique=True))
def test_exchanged_links_are_named(chains: list[int], places: list[int]) -> None:
    first, second = places

    def change() -> None:
        links = AuditLink.objects.in_bulk(places)
        AuditLink.objects.filter(position__in=places).delete()
        links[first].position, links[second].position = second, first
        AuditLink.objects.bulk_create(links.values())

    findings = after(change).findings
    assert {finding for finding in findings if finding.fault is Fault.MOVED} == {
        Finding(Fault.MOVED, second, chains[first - 1], until=first),
        Finding(Fault.MOVED, first, chains[second - 1], until=second),
    }


@quick
@given(places=st.lists(PLACES, min_size=2, max_size=2, unique=True))
def test_exchanged_contents_are_named(chains: list[int], places: list[int]) -> None:
    def change() -> None:
        first, second = (AuditEvent.objects.get(id=chains[place - 1]) for place in places)
        first.id, second.id = second.id, first.id
        first.save()
        second.save()

    report = after(change)
    assert {finding.entry for finding in report.findings} == {chains[place - 1] for place in places}
    assert {finding.position for finding in report.findings} == set(places)


@quick
@given(place=st.integers(1, COUNT - 1))
def test_renumbering_over_a_gap_is_found(chains: list[int], place: int) -> None:
    def change() -> None:
        links = list(AuditLink.objects.filter(position__gt=place))
        AuditLink.objects.filter(position__gte=place).delete()
        for later in links:
            later.position -= 1
        AuditLink.objects.bulk_create(links)
        ChainEnd.objects.update(position=COUNT - 1)

    report = after(change)
    assert [finding.position for finding in report.findings] == list(range(place, COUNT))
    assert {finding.fault for finding in report.findings} == {Fault.MOVED}


@quick
@given(last=st.integers(0, COUNT - 1))
def test_missing_tail_is_found_with_the_seal(chains: list[int], last: int) -> None:
    seal = sealed()

    def change() -> None:
        AuditEvent.objects.filter(link__position__gt=last).delete()
        AuditLink.objects.filter(position__gt=last).delete()
        end = AuditLink.objects.filter(position=last).values_list("hash", flat=True).first() or ""
        ChainEnd.objects.update(position=last, hash=end)

    assert after(change).whole, "without the seal nothing shows"
    assert after(change, seal).findings == [Finding(Fault.TAIL, last + 1, until=COUNT)]


@quick
@given(place=PLACES, between=st.integers(0, COUNT))
def test_chain_computed_anew_is_found_with_the_seal(chains: list[int], place: int, between: int) -> None:
    at_place = AuditLink.objects.filter(position=between).first()
    seals = [Seal(NOW.date(), NOW, between, at_place.hash if at_place else ""), sealed()]

    def change() -> None:
        AuditEvent.objects.filter(id=chains[place - 1]).update(reason="别的")
        compute_anew()

    assert after(change).whole, "without the seal nothing shows"
    told = [Finding(Fault.REWRITTEN, between + 1, until=COUNT)] if between < place else None
    report = after(change, *seals)
    assert not report.whole
    if told is not None:
        assert report.findings == told, "what was rewritten stands after the seal that still holds"


def compute_anew() -> None:
    """What somebody does who knows how the chains are made."""
    previous, subjects = "", dict[str, str]()
    for tied in AuditLink.objects.select_related("entry").order_by("position"):
        tied.entry.digest = entry_digest(tied.entry)
        tied.entry.save()
        tied.previous, tied.subject_previous = previous, subjects.get(tied.subject, "")
        tied.hash = previous = subjects[tied.subject] = link_hash(tied, tied.entry.digest)
        tied.save()
    ChainEnd.objects.update(hash=previous)


def test_end_moved_back_is_found(chains: list[int]) -> None:
    report = after(lambda: ChainEnd.objects.update(position=3))
    assert [finding.fault for finding in report.findings] == [Fault.CUT, Fault.CUT]


def test_entries_written_but_not_tied_are_counted(chains: list[int]) -> None:
    record("a.d", actor=None, subject=None, now=NOW)
    report = verify()
    assert (report.whole, report.untied) == (True, 1)
    assert link() == 1
    assert verify().untied == 0
