"""The code is easy to copy, finds slips of the pen, and cannot be told from what is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.portal.selfcheck.codes import (
    LENGTH,
    LETTERS,
    code_from,
    digest_of,
    new_seed,
    read_code,
    shown,
)

SEEDS = st.text(min_size=1, max_size=20)


@given(SEEDS)
def test_a_code_is_read_as_it_is_shown(seed: str) -> None:
    code = code_from(seed)

    assert len(code) == LENGTH
    assert not set(code) & set("01OIL")
    assert read_code(shown(code)) == read_code(f" {code.lower()} ") == code


@given(SEEDS, st.integers(0, LENGTH - 1), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_found(seed: str, place: int, letter: str) -> None:
    code = code_from(seed)
    changed = code[:place] + letter + code[place + 1 :]

    assert (read_code(changed) is None) == (changed != code)


@given(SEEDS, st.integers(0, LENGTH - 2))
def test_two_neighbours_that_changed_places_are_found(seed: str, place: int) -> None:
    code = code_from(seed)
    changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (read_code(changed) is None) == (changed != code)


@pytest.mark.parametrize(
    "typed", ["", "ABCDE", "A" * 10_000, "ＡＢＣ\x00", "\ud800" * 10, "0OIL1-0OIL1", "＊" * 10]
)
def test_what_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


def test_the_same_seed_gives_the_same_code_and_another_another() -> None:
    seed = new_seed()

    assert code_from(seed) == code_from(seed) != code_from(new_seed())


def test_what_is_stored_depends_on_the_secret_of_the_installation(settings: pytest.FixtureRequest) -> None:
    code = code_from("seed")
    stored = digest_of(code)

    settings.SECRET_KEY = "another" * 10  # type: ignore[attr-defined]

    assert code not in stored
    assert digest_of(code) != stored
    assert code_from("seed") != code
