"""Chance that repeats itself: the same draw on every machine, and draws that have nothing to do with each other."""

from collections import Counter

import duckdb
import pytest

from guantong.population.chance import below, draw, person_key, pick, pick_between, thresholds, up_to

WORD = (1 << 64) - 1


def mixed(number: int) -> int:
    """The hash of one number that every register rests on; if DuckDB's were another, no seed would mean the same."""
    for _ in range(2):
        number ^= number >> 32
        number = number * 0xD6E8FEB86659FD93 & WORD
    return number ^ (number >> 32)


def drawn(expression: str, persons: int = 20_000, seed: int = 1) -> list[int]:
    """One value for each person."""
    sql = f"SELECT {expression} FROM (SELECT {person_key(seed, 'range')} AS key FROM range({persons}))"  # noqa: S608
    with duckdb.connect() as connection:
        return [value for (value,) in connection.execute(sql).fetchall()]


def test_the_hash_is_the_one_that_registers_were_made_with() -> None:
    numbers = [0, 1, 2, 99_999_999_999, WORD]
    sql = f"SELECT hash(unnest({numbers}::UBIGINT[]))"

    found = [value for (value,) in duckdb.execute(sql).fetchall()]

    assert found == list(map(mixed, numbers))


def test_a_draw_is_the_same_today_as_ever() -> None:
    assert drawn(f"{draw('level')} % 1000", persons=4, seed=7) == [653, 507, 334, 167]


def test_another_seed_is_another_draw() -> None:
    assert drawn(draw("level"), seed=1) != drawn(draw("level"), seed=2)


@pytest.mark.parametrize("other", ["title", "level within"])
def test_draws_do_not_follow_from_each_other(other: str) -> None:
    first, second = drawn(f"{draw('level')} % 2"), drawn(f"{draw(other)} % 2")

    pairs = Counter(zip(first, second, strict=True))

    assert all(abs(count - 5000) < 300 for count in pairs.values())
    assert len(pairs) == 4


def test_the_place_tells_draws_of_one_name_apart() -> None:
    assert drawn(draw("job", "1")) != drawn(draw("job", "2"))


def test_shares_are_kept() -> None:
    found = Counter(drawn(pick("sort", (("a", 1), (None, 1), ("b'c", 2)))))

    assert found.keys() == {"a", None, "b'c"}
    assert abs(found["b'c"] - 10_000) < 350  # type: ignore[index]
    assert abs(sum(drawn(f"{below('rare', 0.01)}::INTEGER")) - 200) < 70


def test_numbers_stay_within_their_bounds() -> None:
    assert set(drawn(up_to("die", 5))) == {0, 1, 2, 3, 4, 5}
    assert set(drawn(pick_between("band", ((0, 0, 1), (10, 12, 1))))) == {0, 10, 11, 12}


def test_the_last_threshold_is_the_whole() -> None:
    assert thresholds([1, 1, 1]) == [333_333, 666_667, 1_000_000]
