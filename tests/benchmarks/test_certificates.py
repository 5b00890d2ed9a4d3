"""What says that a list is whole and that guesses learn nothing tells when it is not so; and everything runs."""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from benchmarks.certificates import approved_list, guesses, production, tables
from benchmarks.certificates.people import columns_of, face_of, identity_of, photo_of
from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates import issuing, limits
from guantong.portal.certificates.models import (
    Batch,
    BatchEntry,
    Certificate,
    CertificateFile,
    IssuingAuthority,
    State,
)
from guantong.portal.certificates.numbering import draw_number
from tests.portal.certificates import makers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from guantong.portal.accounts.models import User

DAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """All of it plays on one day."""
    with clock.at(datetime(2026, 11, 30, 2, tzinfo=UTC)):
        yield


def test_people_are_different_people() -> None:
    serials = [*range(1, 40), 11_001, 22_001]

    for make in (identity_of, photo_of, lambda serial: face_of(serial, today=DAY).digest()):
        assert len({make(serial) for serial in serials}) == len(serials)
    assert columns_of(7, today=DAY)["name"] == face_of(7, today=DAY).name


def test_both_sets_are_made_step_by_step(tmp_path: Path) -> None:
    production.add_keys(tmp_path)
    maker, told = production.Maker(tmp_path, full=True), production.Share()

    files = maker.make(1, told)

    assert {name: content[:2] for name, content in files.items()} == {
        "PDF": b"%P",
        "OFD": b"PK",
        "credential": b"{\n",
    }
    assert told.bytes == {name: len(content) for name, content in files.items()}
    assert set(told.steps) > {"PDF, typeset", "PDF, seal and signature", "hashes"}
    assert all(seconds > 0 for seconds in told.steps.values())
    assert files["credential"] in files["PDF"] or b"credential.json" in files["PDF"]
    assert set(production.Maker(tmp_path, full=False).make(2, told)) == {"PDF"}


def test_an_aim_that_is_missed_is_told() -> None:
    slow = production.Share(count=10, before=100, after=120)
    slow.steps["PDF, typeset"] = 1  # a tenth of a second each

    lines = [aim.line for aim in tables.aims({"PDF only": slow})]

    assert [line[:6] for line in lines] == ["MISSED", "MISSED"]
    assert lines[0].endswith(": 500")
    assert lines[1].endswith(": 20")


# --- a list ---------------------------------------------------------------------------------------------


@pytest.fixture
def officers(db: None) -> tuple[User, User]:
    of = makers.authority()
    return makers.officer(Role.CERTIFICATE_OFFICER, of), makers.officer(Role.CERTIFICATE_OFFICER, of)


@pytest.fixture
def batch(officers: tuple[User, User]) -> Batch:
    """A list of three that was issued."""
    proposer, confirmer = officers
    of = IssuingAuthority.objects.get()
    made, spent = approved_list.taken_in(
        3, authority=of, proposer=proposer, confirmer=confirmer, document="示例〔2026〕9号"
    )
    assert spent > 0
    assert issuing.issue_all() == 3
    return made


def test_a_list_that_is_whole(batch: Batch) -> None:
    assert approved_list.faults(batch) == []
    told = approved_list.all_verified(batch)

    assert told.invalid == []
    assert len(told.cpu["number and code"]) == len(told.cpu["file, pdf"]) == 3
    assert len(told.cpu["file, pdf, page"]) == 1


def test_a_list_that_is_not_whole(batch: Batch) -> None:
    first, second, third = batch.entries.all()
    assert first.certificate
    assert second.certificate
    second.certificate.files.filter(form="pdf").delete()
    BatchEntry.objects.filter(pk=third.pk).update(certificate=None, state="waiting")
    file = CertificateFile.objects.get(certificate=first.certificate, form="pdf")
    CertificateFile.objects.filter(pk=file.pk).update(sha256="0" * 64)

    told = "\n".join(approved_list.faults(batch))

    assert "row 4: waiting" in told
    assert "2 certificates for 3 rows" in told
    assert f"{first.certificate.number}: the pdf is not the one that was registered" in told
    assert f"{second.certificate.number}: " in told


def test_a_number_that_is_missing_is_told(batch: Batch) -> None:
    with transaction.atomic():
        draw_number(batch.authority, DAY.year)
    makers.issued(batch.authority, 9)

    assert approved_list.faults(batch) == ["serial 4 is missing"]


def test_a_certificate_that_was_revoked_does_not_verify(batch: Batch) -> None:
    one = Certificate.objects.first()
    assert one is not None
    Certificate.objects.filter(pk=one.pk).update(state=State.REVOKED)

    invalid = approved_list.all_verified(batch).invalid

    assert invalid
    assert all(told.startswith(f"{one.number} by ") for told in invalid)


def test_a_worker_is_killed_while_it_makes_a_certificate_and_another_goes_on(
    officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database of a test is open to one process: a step of the worker is done at every look at how far it is."""
    proposer, confirmer = officers
    batch, _ = approved_list.taken_in(
        4,
        authority=IssuingAuthority.objects.get(),
        proposer=proposer,
        confirmer=confirmer,
        document="示例〔2026〕9号",
    )
    steps = _steps()
    monkeypatch.setattr(time, "sleep", lambda _: next(steps))
    waits = [sys.executable, "-c", "import signal; signal.pause()"]

    killed, last = approved_list.issued_by_worker(batch, proposer, worker=waits, killed_at=[0.5])

    assert (killed.killed, killed.issued, killed.prepared) == (True, 2, 1)
    assert (last.killed, last.issued, last.prepared) == (False, 2, 0)
    assert approved_list.faults(batch) == []


def _steps() -> Iterator[None]:
    while held := issuing.take(now=clock.now()):
        yield
        assert isinstance(held, issuing.Held)
        issuing._issue(held, now=clock.now())
        yield


def test_a_worker_that_ends_by_itself_is_told(officers: tuple[User, User]) -> None:
    batch, _ = approved_list.taken_in(
        1,
        authority=IssuingAuthority.objects.get(),
        proposer=officers[0],
        confirmer=officers[1],
        document="示例",
    )

    with pytest.raises(RuntimeError, match="ended"):
        approved_list.issued_by_worker(batch, officers[0], worker=["true"], killed_at=[])


# --- guesses --------------------------------------------------------------------------------------------


def test_guesses_learn_nothing(batch: Batch) -> None:
    issued = list(Certificate.objects.values_list("number", flat=True))
    made = list(guesses.guesses(80, issued))
    assert {guess.asked["number"] in issued for guess in made if guess.kind.startswith("absent")} == {False}
    assert {guess.asked["number"] in issued for guess in made if guess.kind.startswith("wrong")} == {True}

    told = guesses.tried(iter(made), limited=False)

    assert guesses.faults(told, guesses.secrets_of(made), limited=False) == []
    assert (told.guesses, told.refused, sum(map(len, told.cpu.values()))) == (80, 0, 80)
    assert {where for where, _kind in told.cpu} == {"page", "interface"}


def test_limits_refuse_alike(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "ADDRESSES", 2)
    made = list(guesses.guesses(200, list(Certificate.objects.values_list("number", flat=True))))

    told = guesses.tried(iter(made), limited=True)

    assert guesses.faults(told, guesses.secrets_of(made), limited=True) == []
    assert told.refused > 0


def test_limits_that_do_not_hold_and_logs_that_say_too_much_are_told(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def logs(what: str, who: str, *given: object, **more: object) -> None:
        logging.getLogger("test").debug("%s %s", what, who)

    monkeypatch.setattr(limits, "count", logs)
    monkeypatch.setattr(guesses, "ADDRESSES", 1)
    made = list(guesses.guesses(200, list(Certificate.objects.values_list("number", flat=True))))

    told = "\n".join(
        guesses.faults(guesses.tried(iter(made), limited=True), guesses.secrets_of(made), limited=True)
    )

    assert "192.0.2.0 was answered " in told
    assert f"{made[2].asked['number']} stands in a log" in told


def test_answers_that_differ_are_told() -> None:
    told = guesses.Told(bodies={"page": Counter({(200, "no"): 9, (200, "no "): 1, (500, ""): 1})})

    assert guesses.faults(told, [], limited=False) == [
        "2 different answers of 200 by the page",
        "an answer of status 500 by the page",
    ]
