"""20,000 generated people get the same decisions, with all that is told of them, from DuckDB and one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq
import pytest

from guantong.decisions.decide import engine_for
from guantong.policy import overlay
from guantong.population import generate
from guantong.screening.engines.duck import Duck
from guantong.screening.engines.evaluate import Evaluate
from guantong.screening.sources import prepare
from guantong.screening.sources.errors import SourceError
from tests.people import policy
from tests.screening.equality import differences, generated, shuffled, untraced

if TYPE_CHECKING:
    from pathlib import Path

EDGES: Final = (
    (0, date(2024, 6, 1)),
    (0, date(2026, 10, 26)),
    (0, date(2025, 2, 28)),
    (2, date(2024, 2, 29)),
    (2, date(2023, 12, 31)),
    (3, date(2024, 3, 1)),
    (3, date(2022, 2, 28)),
    (4, date(2024, 1, 1)),
)
"""An overlay of the policy and the day asked, for 1,750 people each."""
REGISTERS: Final = ((0, date(2026, 6, 1)), (2, date(2025, 12, 31)), (3, date(2024, 5, 15)))
"""The same for registers of 2,000 people as files hold them."""
VERDICTS: Final = {"not_eligible", "needs_evidence", "needs_human", "eligible"}
BY_DAYS: Final = "A03"
"""The reading that lets an appraisal count on some days only, which a mask of years cannot say."""


@pytest.mark.parametrize(("number", "day"), EDGES)
def test_people_on_the_edges(number: int, day: date) -> None:
    rules = policy(number)
    people = generated(1750, day.toordinal(), day)

    with untraced():
        one_by_one = Evaluate(rules, day).decide_tables(people)
    together = Duck(engine_for(rules), day, threads=2).decide_tables(shuffled(people, 7))

    assert set(one_by_one["verdict"].to_pylist()) == VERDICTS
    assert differences(one_by_one, together) == []


@pytest.mark.parametrize(("number", "day"), REGISTERS)
def test_people_of_a_register(number: int, day: date, tmp_path: Path) -> None:
    rules, store = policy(number), tmp_path / "store"
    generate(2000, day.toordinal(), tmp_path / "register", as_of=day, threads=1)
    prepare(tmp_path / "register", store, buckets=2, threads=1)
    alone, duck = Evaluate(rules, day), Duck(engine_for(rules), day, threads=2)
    duck.open(store)

    for bucket in (0, 1):
        with untraced():
            alone.decide_bucket(store, bucket, tmp_path / "alone.parquet")
        duck.decide_bucket(store, bucket, tmp_path / "together.parquet")
        one_by_one, together = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("alone", "together"))
        assert set(one_by_one["verdict"].to_pylist()) >= VERDICTS
        assert differences(one_by_one, together) == []


@pytest.mark.parametrize("option", [1, -1])
def test_every_reading_chosen_otherwise(option: int) -> None:
    shipped, day = policy(0), date(2024, 6, 1)
    choices = {
        reading.id: tuple(reading.options)[option]
        for reading in shipped.readings.values()
        if reading.kind == "decides" and reading.id != BY_DAYS
    }
    rules, people = overlay(shipped, {"readings": choices}), generated(200, 3, day)

    with untraced():
        one_by_one = Evaluate(rules, day).decide_tables(people)
    together = Duck(engine_for(rules), day, threads=2).decide_tables(people)

    assert differences(one_by_one, together) == []


def test_a_reading_that_sql_cannot_say_is_refused() -> None:
    """Rather than answered wrongly; ``--engine evaluate`` answers it."""
    day = date(2024, 6, 1)
    rules = overlay(policy(0), {"readings": {BY_DAYS: "same_post"}})

    with pytest.raises(SourceError, match="--engine evaluate"):
        Duck(engine_for(rules), day).decide_tables(generated(1, 3, day))
