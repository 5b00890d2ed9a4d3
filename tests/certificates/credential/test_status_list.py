"""The list of certificates that no longer stand; and that what cannot be read is never taken for good news."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from guantong.certificates.credential.examine import examine
from guantong.certificates.credential.issue import with_proof
from guantong.certificates.credential.issuer import base64url
from guantong.certificates.credential.status_list import (
    LASTING,
    LONGEST,
    SHORTEST,
    decode,
    encode,
    place_of,
    status,
    status_list,
)
from tests.certificates.credential.issuing import LISTS, PLACE, SIGNED, another, ours, trusted, until
from tests.certificates.faces import FACE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guantong.certificates.credential.status_list import Status

NOW = SIGNED + timedelta(hours=1)


@pytest.fixture(scope="module")
def credential() -> dict[str, Any]:
    found = examine(with_proof(FACE, ours().issuer, PLACE, ours().ed25519, SIGNED), trusted())
    assert found.credential
    return found.credential


def published(purpose: str, marked: Iterable[int] = (), **changes: Any) -> bytes:
    return status_list(ours().issuer, LISTS[purpose], purpose, marked, ours().ed25519, SIGNED, **changes)


def looked_up(
    credential: dict[str, Any], revocation: bytes | None, suspension: bytes | None, now: datetime = NOW
) -> Status:
    lists = {LISTS["revocation"]: revocation, LISTS["suspension"]: suspension}
    return status(credential, trusted(), lists.get, now)


GOOD = published("revocation", [3]), published("suspension", [4])


def test_a_certificate_that_no_list_marks_stands(credential: dict[str, Any]) -> None:
    found = looked_up(credential, *GOOD)

    assert (found.standing, found.reasons, found.as_of) == ("valid", (), SIGNED)


def test_a_marked_certificate_is_revoked_or_suspended(credential: dict[str, Any]) -> None:
    revoked = published("revocation", [PLACE.index])
    suspended = published("suspension", [PLACE.index])

    assert looked_up(credential, revoked, GOOD[1]).standing == "revoked"
    assert looked_up(credential, GOOD[0], suspended).standing == "suspended"
    assert looked_up(credential, revoked, suspended).standing == "revoked"


@pytest.mark.parametrize(
    "neighbour", [PLACE.index - 1, PLACE.index + 1, 7 - PLACE.index % 8 + PLACE.index // 8 * 8]
)
def test_the_mark_of_a_neighbour_is_not_ours(credential: dict[str, Any], neighbour: int) -> None:
    assert looked_up(credential, published("revocation", [neighbour]), GOOD[1]).standing == "valid"


def test_lists_that_cannot_be_had_leave_the_status_unknown(credential: dict[str, Any]) -> None:
    for lists in ((None, None), (GOOD[0], None), (None, GOOD[1])):
        found = looked_up(credential, *lists)

        assert found.standing == "unknown"
        assert {reason.reason for reason in found.reasons} == {"list_unreachable"}
    assert looked_up(credential, published("revocation", [PLACE.index]), None).standing == "revoked"


def test_a_list_out_of_date_leaves_the_status_unknown(credential: dict[str, Any]) -> None:
    """Else an old list, kept from before the revocation, would clear a revoked certificate."""
    for now in (SIGNED - timedelta(seconds=1), SIGNED + LASTING):
        found = looked_up(credential, *GOOD, now=now)

        assert found.standing == "unknown"
        assert {reason.reason for reason in found.reasons} == {"list_stale"}


def test_a_changed_list_leaves_the_status_unknown(credential: dict[str, Any]) -> None:
    marked = json.loads(published("revocation", [PLACE.index]))
    marked["credentialSubject"]["encodedList"] = encode([])

    found = looked_up(credential, json.dumps(marked).encode(), GOOD[1])

    assert found.standing == "unknown"
    assert [reason.detail["cause"] for reason in found.reasons] == ["proof_broken"]


def test_a_list_with_unknown_terms_leaves_the_status_unknown(credential: dict[str, Any]) -> None:
    altered = {**json.loads(GOOD[0]), "statusSize": 2}

    found = looked_up(credential, json.dumps(altered).encode(), GOOD[1])

    assert [reason.detail["cause"] for reason in found.reasons] == ["credential_term"]


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b"\xff"])
def test_what_is_no_list_leaves_the_status_unknown(credential: dict[str, Any], data: bytes) -> None:
    found = looked_up(credential, data, GOOD[1])

    assert (found.standing, found.reasons[0].reason) == ("unknown", "list_unreadable")


def test_the_list_of_another_leaves_the_status_unknown(credential: dict[str, Any]) -> None:
    """Another purpose, another address, another issuer: each soundly signed."""
    theirs = status_list(another().issuer, LISTS["revocation"], "revocation", [], another().ed25519, SIGNED)
    elsewhere = status_list(ours().issuer, "https://cert.example/2", "revocation", [], ours().ed25519, SIGNED)
    for data in (GOOD[1], theirs, elsewhere):
        found = looked_up(credential, data, GOOD[1])

        assert (found.standing, found.reasons[0].reason) == ("unknown", "list_of_another")


def test_a_list_signed_after_the_end_of_its_key_leaves_the_status_unknown(credential: dict[str, Any]) -> None:
    found = status(credential, until(ours(), SIGNED - timedelta(days=1)), lambda _: GOOD[0], NOW)

    assert found.standing == "unknown"
    assert found.reasons[0].detail["cause"] == "key_period"


def test_a_list_that_is_too_short_leaves_the_status_unknown(credential: dict[str, Any]) -> None:
    beyond = {**credential, "credentialStatus": replace(PLACE, index=SHORTEST).entries()}

    assert [reason.reason for reason in looked_up(beyond, *GOOD).reasons] == ["list_too_short"] * 2


def test_certificates_fill_one_list_after_another() -> None:
    last, first = (place_of(serial, ours().issuer) for serial in (SHORTEST - 1, SHORTEST))

    assert (last.index, last.lists["revocation"]) == (
        SHORTEST - 1,
        "https://cert.example.invalid/lists/revocation/0",
    )
    assert (first.index, first.lists["suspension"]) == (0, "https://cert.example.invalid/lists/suspension/1")


def test_bits_stand_from_the_left() -> None:
    bits = decode(encode([0, 9, SHORTEST - 1]))

    assert (bits[0], bits[1], bits[-1], len(bits)) == (0x80, 0x40, 0x01, SHORTEST // 8)


def test_the_same_marks_give_the_same_list() -> None:
    assert encode([5, 1]) == encode([1, 5, 1])


@pytest.mark.parametrize(
    ("marked", "length"), [([SHORTEST], SHORTEST), ([-1], SHORTEST), ([], 8), ([], 2 * LONGEST)]
)
def test_a_list_that_cannot_be_is_not_made(marked: list[int], length: int) -> None:
    with pytest.raises(ValueError, match="列表长度"):
        encode(marked, length)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(bytes(LONGEST)),
        gzip.compress(bytes(8)),
        gzip.compress(bytes(SHORTEST // 8))[:-6],
        gzip.compress(bytes(SHORTEST // 8)) + b"more",
        b"no gzip",
    ],
    ids=["bomb", "short", "cut", "more", "other"],
)
def test_bits_that_are_no_list_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="位串"):
        decode("u" + base64url(data))
