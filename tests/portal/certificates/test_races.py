"""Two officers at one list, two workers at one queue, and one of them killed: with real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.portal.certificates.racing import ROWS
from tests.postgres import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own on PostgreSQL, with its tables made."""
    with running() as server:
        found = os.environ | {
            "GUANTONG_HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "guantong.portal.settings",
            "DATABASE_URL": server.url(),
        }
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=found, check=True)
        yield found


def begun(environment: dict[str, str], *what: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.portal.certificates.racing", *what],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def one(environment: dict[str, str], *what: str) -> Any:
    out, errors = begun(environment, *what).communicate()
    assert out, errors.decode()
    return json.loads(out)


def race(environment: dict[str, str], *runs: tuple[str, ...]) -> list[Any]:
    """What came of processes that began at once; None of one that was killed.

    The input of each ends once the one before it has ended.
    """
    processes = [begun(environment, *run) for run in runs]
    for process in processes:
        assert process.stderr is not None
        assert process.stderr.readline() == b"ready\n", process.stderr.read().decode()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    return [json.loads(out) if (out := process.communicate()[0]) else None for process in processes]


def test_nothing_is_issued_twice_or_left_out(environment: dict[str, str]) -> None:
    first, second, third = one(environment, "prepare")

    brought = race(environment, ("bring", first), ("bring", second))
    assert sorted(brought) == ["E-CER-044", "taken in"]

    others = sorted({first, second, third} - {(first, second)[brought.index("taken in")]})
    confirmed = race(environment, *(("confirm", username) for username in others))
    assert sorted(confirmed) == ["E-CER-050", "confirmed"]

    left = race(environment, ("issue", "2"), ("issue", "-1"))
    assert left[0] is None, "killed between number and signature"
    assert one(environment, "resume") == {
        "resumed": 1,
        "lists": 1,
        "state": "done",
        "serials": list(range(1, ROWS + 1)),
        "states": ["issued"],
        "pdfs": ROWS,
    }


def test_two_workers_stamp_each_file_once(environment: dict[str, str]) -> None:
    assert one(environment, "prepare_files") == ROWS

    done = race(environment, ("prolong",), ("prolong",))

    assert sum(done) == ROWS
    assert one(environment, "stamps") == [ROWS, ROWS]


def test_two_leaders_confirm_a_remit_once(environment: dict[str, str]) -> None:
    (one_leader, other), (mandate, _) = one(environment, "prepare_mandates")

    found = race(environment, ("decide", one_leader, mandate), ("decide", other, mandate))

    assert sorted(found) == ["E-CER-146", "confirmed"]
    assert one(environment, "remits") == 2, "that of the authority, and one more"


def test_two_remits_that_overlap_are_not_both_confirmed_at_once(environment: dict[str, str]) -> None:
    (one_leader, other), (whole, part) = one(environment, "prepare_mandates")

    found = race(environment, ("decide", one_leader, whole), ("decide", other, part))

    assert sorted(found, key=str) == [["E-CER-196"], "confirmed"]
    assert one(environment, "remits") == 2


def test_one_ring_of_keys_is_not_given_to_two_authorities_at_once(environment: dict[str, str]) -> None:
    (one_leader, other), (first, second) = one(environment, "prepare_rings")

    held = begun(environment, "decide_held", one_leader, first)
    assert held.stderr is not None
    assert held.stderr.readline() == b"ready\n", "it has looked, and not written yet"

    assert one(environment, "decide_impatient", other, second) == "waits"
    assert json.loads(held.communicate()[0]) == "confirmed"
    assert one(environment, "decide", other, second) == ["E-CER-202"]
    assert one(environment, "rings") == ["", "test"]


def test_a_holder_answers_while_an_officer_goes_on(environment: dict[str, str]) -> None:
    holder, proposer, _ = one(environment, "prepare_preview", "30")

    found = race(environment, ("say", holder, "wrong"), ("say", proposer, "go on"))

    assert (found, one(environment, "said")) in [
        (["wrong", "E-CER-107"], ["reported", "proposed"]),
        (["E-CER-103", "go on"], ["went_on", "proposed"]),
    ]


def test_a_holder_finds_an_error_while_the_list_is_confirmed(environment: dict[str, str]) -> None:
    holder, _, other = one(environment, "prepare_preview", "0")
    assert race(environment, ("say", holder, "right")) == ["right"]

    found = race(environment, ("say", holder, "wrong"), ("say", other, "confirm"))

    assert (found, one(environment, "said")) in [
        (["wrong", "E-CER-110"], ["reported", "proposed"]),
        (["E-CER-102", "confirm"], ["confirmed", "confirmed"]),
    ]
