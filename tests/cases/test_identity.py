"""Identity numbers: forms, dates of birth, the check digit of GB 11643, and silence about the number itself."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.cases import parse_case
from guantong.cases.errors import shown
from guantong.cases.identity import WrongNumber, check_digit, check_number, normalise
from tests.cases.documents import errors_of, places

CARD: Final = "450202198803024713"
DAY: Final = date(2024, 6, 1)


def card(region: str, born: date, serial: str) -> str:
    body = f"{region}{born:%Y%m%d}{serial}"
    return body + check_digit(body)


cards = st.builds(
    card,
    st.from_regex(r"\A[1-6][0-9]{5}\Z"),
    st.dates(date(1900, 1, 1), DAY),
    st.from_regex(r"\A[0-9]{3}\Z"),
)


def accepted(kind: str | None, number: str) -> bool:
    try:
        check_number(kind, number, DAY)
    except WrongNumber:
        return False
    return True


@given(cards)
def test_a_number_with_its_check_digit_is_accepted_and_carries_the_date_of_birth(number: str) -> None:
    assert check_number("resident_identity_card", number, DAY) == date.fromisoformat(number[6:14])


@given(cards, st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    assert not accepted("resident_identity_card", wrong)


@given(cards, st.integers(0, 15))
def test_every_swap_of_neighbours_is_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert swapped == number or not accepted("resident_identity_card", swapped)


@given(cards)
def test_every_other_check_digit_is_refused(number: str) -> None:
    others = [number[:17] + last for last in "0123456789X" if last != number[17]]

    assert not any(accepted("resident_identity_card", other) for other in others)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("resident_identity_card", CARD),
        ("resident_identity_card", card("450202", date(1950, 2, 3), "004")),
        ("hk_macao_taiwan_residence", card("810000", date(1990, 5, 6), "123")),
        ("hk_macao_taiwan_residence", card("820000", date(1990, 5, 6), "123")),
        ("hk_macao_taiwan_residence", card("830000", date(1990, 5, 6), "123")),
        ("hk_macao_permit", "H12345678"),
        ("hk_macao_permit", "M1234567890"),
        ("taiwan_permit", "12345678"),
        ("passport", "E1234"),
        ("passport", "AB123456789012345"),
        ("foreign_permanent_resident", "USA110080010205"),
        ("foreign_permanent_resident", "911111198001010012"),
        (None, CARD),
        (None, "E12345678"),
        (None, "911111198001010012"),
    ],
)
def test_numbers_that_are_accepted(kind: str | None, number: str) -> None:
    assert accepted(kind, number)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("resident_identity_card", "450202880302471"),
        ("resident_identity_card", "45020219880302471"),
        ("resident_identity_card", "45020219880302471A"),
        ("resident_identity_card", card("810000", date(1990, 5, 6), "123")),
        ("resident_identity_card", "450202" + "18991231" + "001" + check_digit("45020218991231001")),
        ("resident_identity_card", "450202" + "20240602" + "001" + check_digit("45020220240602001")),
        ("resident_identity_card", "450202" + "20230229" + "001" + check_digit("45020220230229001")),
        ("hk_macao_taiwan_residence", CARD),
        ("hk_macao_taiwan_residence", "810000199005061230"),
        ("hk_macao_permit", "A12345678"),
        ("hk_macao_permit", "H123456789"),
        ("taiwan_permit", "1234567"),
        ("passport", "E123"),
        ("passport", "E1234567890123456X"),
        ("foreign_permanent_resident", "USA11008001020"),
        ("foreign_permanent_resident", "811111198001010012"),
        (None, "450202198803024714"),
        (None, "####"),
    ],
)
def test_numbers_that_are_refused(kind: str | None, number: str) -> None:
    assert not accepted(kind, number)


def test_the_old_form_is_named() -> None:
    with pytest.raises(WrongNumber, match="15 位是旧版") as found:
        check_number("resident_identity_card", "450202880302471", DAY)

    assert "18" in found.value.hint[0]


def test_blanks_full_width_digits_and_a_small_x_are_normalised() -> None:
    assert normalise(" ４５０２０２ 19880302 471x") == "45020219880302471X"


def identity(number: str, **person: object) -> dict[str, object]:
    return {
        "as_of": "2024-06-01",
        "person": {"identity": {"type": "resident_identity_card", "number": number}, **person},
    }


@given(cards.map(lambda number: number[:17] + ("0" if number[17] != "0" else "1")))
def test_no_message_repeats_the_number(number: str) -> None:
    documents = [
        identity(number),
        {"person": {"identity": {"type": number}}},
        {"person": {"status": f"证件 {number}"}},
        {number: 1},
        {"certificates": [{"level": " ".join((number[:6], number[6:14], number[14:]))}]},
    ]

    for document in documents:
        found = errors_of(document)
        assert found
        for error in found:
            assert number not in error.text() + error.text("en")
            assert number[6:14] not in error.text() + error.text("en")


def test_a_case_that_is_printed_does_not_show_the_number() -> None:
    case = parse_case(identity(CARD))

    assert case.person.identity is not None
    assert case.person.identity.number == CARD
    assert CARD not in repr(case)


def test_a_long_run_of_digits_is_masked() -> None:
    assert shown(f"号码{CARD}。") == "号码45**************13。"


def test_the_date_of_birth_agrees_with_the_number() -> None:
    assert errors_of(identity(CARD, birth_date="1988-03-02")) == ()
    assert errors_of(identity(CARD, birth_date="1988-03")) == ()
    assert places(identity(CARD, birth_date="1988-03-03")) == {"person.birth_date": "birth_date"}
    assert places(identity(CARD, birth_date="1988-04")) == {"person.birth_date": "birth_date"}


def test_nobody_is_born_after_the_day_of_submission() -> None:
    assert places({"as_of": "2024-06-01", "person": {"birth_date": "2024-06-02"}}) == {
        "person.birth_date": "birth_date"
    }
