"""Numbers of certificates: every single slip of the pen is found; the code beside it needs the key."""

import itertools
import random

import pytest
from stdnum.cn import uscc

from guantong.certificates import numbers

KEY = b"k" * 32
NUMBER = numbers.compose("title", 2026, "0001", 1)


def some_numbers(count: int) -> list[str]:
    chance = random.Random(5)  # noqa: S311 - the same numbers every time
    return [
        numbers.compose(
            chance.choice(("title", "skill")),
            chance.randrange(2021, 2100),
            "".join(chance.choices(numbers.scheme().alphabet, k=4)),
            chance.randrange(1, 10**7),
        )
        for _ in range(count)
    ]


def test_a_number_says_what_it_was_made_of() -> None:
    assert numbers.parse(numbers.compose("skill", 2031, "12AB", 4711)) == numbers.Parts(
        "skill", 31, "12AB", 4711
    )
    assert len(NUMBER) == 17


def test_the_check_character_is_that_of_the_unified_social_credit_code() -> None:
    for number in some_numbers(50):
        assert numbers.check_character((number + number)[:17]) == uscc.calc_check_digit(
            (number + number)[:17]
        )


def test_every_single_error_and_every_exchange_is_found() -> None:
    for number in some_numbers(20):
        wrong = {
            number[:i] + c + number[i + 1 :]
            for i in range(17)
            for c in numbers.scheme().alphabet
            if c != number[i]
        }
        for i, gap in itertools.product(range(17), (1, 2)):
            swapped = list(number)
            if i + gap < 17:
                swapped[i], swapped[i + gap] = swapped[i + gap], swapped[i]
                wrong.add("".join(swapped))
        wrong.discard(number)

        assert [w for w in wrong if numbers.problem(w) is None] == []
        assert numbers.problem(number) is None


def test_a_number_is_read_as_people_type_it() -> None:
    assert numbers.normalise(" gx26－c0O0I 000000 1" + NUMBER[-1].lower()) == NUMBER


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (NUMBER[:-1], "length"),
        (NUMBER[:5] + "V" + NUMBER[6:], "character"),
        ("HX" + NUMBER[2:], "form"),
        (NUMBER[:4] + "K" + NUMBER[5:], "form"),
        (NUMBER[:9] + "0000000" + NUMBER[-1], "form"),
        (NUMBER[:15] + "2" + NUMBER[-1], "check"),
    ],
)
def test_each_problem_has_its_own_reason(typed: str, code: str) -> None:
    found = numbers.problem(typed)

    assert found is not None
    assert found.code == code
    with pytest.raises(ValueError, match=found.zh):
        numbers.parse(typed)


@pytest.mark.parametrize(("unit", "serial"), [("OSVZ", 1), ("001", 1), ("0001", 0), ("0001", 10**7)])
def test_what_does_not_fit_the_scheme_gets_no_number(unit: str, serial: int) -> None:
    with pytest.raises(ValueError, match="/"):
        numbers.compose("title", 2026, unit, serial)


def test_the_scheme_says_that_nobody_has_confirmed_it() -> None:
    assert numbers.scheme().confidence == "P"
    assert numbers.scheme().zh
    assert numbers.scheme().en


def test_a_code_has_80_bits_and_depends_on_number_and_key() -> None:
    code = numbers.verification_code(NUMBER, KEY)

    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert code != numbers.verification_code(NUMBER, b"l" * 32)
    assert code != numbers.verification_code(numbers.compose("title", 2026, "0001", 2), KEY)


def test_a_code_is_accepted_as_people_type_it_under_any_key_in_use() -> None:
    code = numbers.verification_code(NUMBER, KEY)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert numbers.code_fits(typed, NUMBER, [b"l" * 32, KEY])
    assert not numbers.code_fits(typed, NUMBER, [b"l" * 32])
    assert not numbers.code_fits(typed[:-1], NUMBER, [KEY])
    assert not numbers.code_fits("验证码", NUMBER, [KEY])
    assert not numbers.code_fits("", NUMBER, [KEY])
    assert not numbers.code_fits("\ud800", NUMBER, [KEY])  # JSON can bring half a character


def test_a_short_key_makes_no_codes() -> None:
    with pytest.raises(ValueError, match="32"):
        numbers.verification_code(NUMBER, b"short")
