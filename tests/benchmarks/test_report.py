"""What the tables of a run say, where not everybody was asked at every size."""

from benchmarks.bulk.contestants import Taken
from benchmarks.bulk.report import MILLION, TEN_MILLIONS, Measured, aims


def took(people: int, cpu: float, peak: float = 100) -> Taken:
    return Taken(people, people, cpu, cpu, 0, peak)


def told(found: Measured) -> dict[str, str]:
    """Each aim with what was reached, by its first words."""
    return {
        line.split(":")[0].removeprefix("MISSED").removeprefix("met").strip(): line for line in aims(found)
    }


def test_a_ratio_is_of_one_size_except_for_who_is_asked_one_by_one() -> None:
    small = {"prepared": took(1000, 20), "floor": took(1000, 2), "zen": took(10, 5), "same": took(1000, 10)}
    large = {"register": took(MILLION, 90), "floor": took(MILLION, 3), "same": took(MILLION, 10)}
    lines = told({1000: small, MILLION: large})
    assert "10 " in lines["ours takes at most twice the floor, CPU time at 1,000 people"]
    assert any(
        name.endswith("CPU time at 1,000,000 people") for name in lines if name.startswith("zen-engine")
    )


def test_ten_million_people_are_held_beside_a_million_for_whom_both_were_measured() -> None:
    lines = told(
        {
            MILLION: {"register": took(MILLION, 100), "prepared": took(MILLION, 80)},
            TEN_MILLIONS: {"register": took(TEN_MILLIONS, 900, 2048)},
        }
    )
    assert "register" in lines
    assert "prepared" not in lines
    assert any("not measured" in line for line in lines.values())
