"""Changed rules on a register: who gains is who gains one by one, and a kept pack decides as its overlay did."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow.parquet as pq
import pytest

from guantong.decisions.answers import ORDER
from guantong.decisions.decide import engine_for
from guantong.policy import load_policy, overlay
from guantong.policy.keeping import keep
from guantong.population import generate
from guantong.screening.changes import changes
from guantong.screening.difference import TARGET
from guantong.screening.engines.duck import Duck
from guantong.screening.engines.evaluate import Evaluate
from guantong.screening.selection import select
from guantong.screening.sources import prepare
from guantong.screening.sources.errors import SourceError
from guantong.screening.whatif import Outcome, Side, Simulation
from tests.screening.direct import not_held, people_of, read
from tests.screening.equality import differences, untraced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from guantong.policy import Policy

DAY = date(2026, 11, 1)
PERSONS = 250
ASKED = ("title_review/intermediate",)
RELAXED: dict[str, Any] = {"parameters": {"years_technician": 2}}
SWITCHED: dict[str, Any] = {"readings": {"A02": "two_of_three"}}


class Register(NamedTuple):
    """A register and its store."""

    folder: Path
    store: Path


@cache
def relaxed_rules() -> Policy:
    """Compiled once for all tests."""
    return overlay(load_policy(), RELAXED)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("whatif")
    generate(PERSONS, 4, folder / "register", as_of=DAY, threads=1)
    store = folder / "store"
    prepare(folder / "register", store, buckets=1, threads=1)
    return Register(folder / "register", store)


def _alone(register: Register, policy: Policy) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """The decisions one by one."""
    out = register.store.with_name(f"alone-{id(policy)}")
    out.mkdir(exist_ok=True)
    with untraced():
        Evaluate(policy, DAY, selection=select(ASKED)).decide_bucket(register.store, 0, out / "part.parquet")
    return {(row["person_id"], *(row[name] for name in TARGET)): row for row in read(out)}


@pytest.fixture(scope="module")
def relaxed(register: Register) -> tuple[Path, Outcome]:
    """Two years instead of three after the technician, by DuckDB over two buckets."""
    out = register.folder.with_name("relaxed")
    selection = select(ASKED)
    today = load_policy()
    sides = [
        Side(rules, Duck(engine_for(rules), DAY, selection=selection, memory="1GB", threads=1))
        for rules in (today, relaxed_rules())
    ]
    outcome = Simulation(
        register.folder, out, sides[0], sides[1], DAY, selection.targets, buckets=2, memory="1GB", threads=1
    ).run()
    return out, outcome


def test_those_gain_whom_deciding_one_by_one_lets_gain(
    register: Register, relaxed: tuple[Path, Outcome]
) -> None:
    out, outcome = relaxed
    today = load_policy()
    before, after = _alone(register, today), _alone(register, relaxed_rules())
    assert before.keys() == after.keys()
    expected = {
        key
        for key in before
        if any(before[key][name] != after[key][name] for name in ("verdict", "eligible_from", "route"))
    }
    gains = {
        key for key in before if ORDER.index(after[key]["verdict"]) > ORDER.index(before[key]["verdict"])
    }
    told = {
        (row["person_id"], *(row[name] for name in TARGET)): row
        for row in pq.read_table(out / "difference.parquet").to_pylist()
    }
    assert told.keys() == expected
    assert {key for key, row in told.items() if row["change"] == "gains"} == gains
    assert len(gains) >= 3
    assert not [row for row in told.values() if row["change"] in ("loses", "later")]
    for key, row in told.items():
        for name in ("verdict", "eligible_from", "route"):
            assert (row[f"{name}_before"], row[f"{name}_after"]) == (before[key][name], after[key][name])

    cases, places = people_of(register.store, DAY)
    shown = [row for row in told.values() if row["change"] == "gains" and not_held([row], cases)]
    people = sorted({row["person_id"] for row in shown})
    group = outcome.difference.changes["gains",]
    assert (group.people, group.conclusions, group.examples) == (len(people), len(shown), tuple(people[:5]))
    of_place: defaultdict[str, set[str]] = defaultdict(set)
    for person in people:
        of_place[places[person]].add(person)
    counted = outcome.difference.places
    assert {key[1]: g.people for key, g in counted.items() if key[0] == "gains"} == {p: len(n) for p, n in of_place.items()}  # fmt: skip


def test_the_folder_of_a_simulation(relaxed: tuple[Path, Outcome]) -> None:
    out, outcome = relaxed
    assert sorted(file.name for file in out.iterdir()) == [
        "after", "before", "difference.json", "difference.parquet", "rejected.csv", "summary.html",
    ]  # fmt: skip
    assert [len(list((out / side).glob("part-*.parquet"))) for side in ("before", "after")] == [2, 2]
    record = json.loads((out / "difference.json").read_text("utf-8"))
    assert [change["label"] for change in record["changes"]] == ["技师后工作年限"]
    assert (record["changes"][0]["before"], record["changes"][0]["after"]) == ("3", "2")
    assert record["difference"] == json.loads(json.dumps(outcome.difference.as_dict()))
    assert record["packs_before"] != record["packs_after"]
    page = (out / "summary.html").read_text("utf-8")
    assert "技师后工作年限" in page
    assert "A46" in page
    assert not re.findall(r"<(?:script|link|img)\b|\bsrc=|\bhref=|url\(|https?://", page)
    with pytest.raises(SourceError, match="已有一次完成的筛查"):
        Simulation(out, out, _side(load_policy()), _side(relaxed_rules()), DAY).run()


def _side(policy: Policy) -> Side:
    return Side(policy, _some(policy))


def _some(policy: Policy) -> Evaluate:
    """For some of the people only: one by one takes its time."""
    return Evaluate(policy, DAY, selection=select(ASKED, ["place=南宁市"]))


def test_a_reading_switched_and_kept_is_the_same(register: Register, tmp_path: Path) -> None:
    today = load_policy()
    both = {"parameters": {"years_technician": 0}, **SWITCHED}
    laid_over, kept = overlay(today, both), load_policy(keep(today, both, tmp_path / "packs").folder)
    with untraced():
        outcome = Simulation(
            register.folder, tmp_path / "out", _side(today), _side(laid_over), DAY, buckets=1, threads=1
        ).run()
        _some(kept).decide_bucket(register.store, 0, tmp_path / "kept.parquet")
    after = pq.read_table(tmp_path / "out" / "after" / "part-00000.parquet")
    assert differences(after, pq.read_table(tmp_path / "kept.parquet")) == []
    assert {change.name for change in outcome.changes} == {"cn-gx/rs-2021-12#years_technician", "A02"}
    assert outcome.difference.changes["gains",].people > 0
    # Against the kept packs nothing changes but their version.
    assert [change.name for change in changes(laid_over, kept, "en")] == ["cn-gx/rs-2021-12"]


def test_rules_that_say_the_same_are_refused(register: Register, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有什么可以比较"):
        Simulation(register.folder, tmp_path / "out", _side(load_policy()), _side(load_policy()), DAY).run()
    assert not (tmp_path / "out").exists()


def test_changes_are_told_in_words() -> None:
    today = load_policy()
    rows = [
        {
            "occupation": "6-18-01-01",
            "issued_on": "2022-12-01",
            "in_force_from": "2023-01-01",
            "pattern": "g23",
        }
    ]
    data = {"parameters": {"passing_grades": ["excellent"], "review_after": "2030-01-01"}, "standards": rows}
    told = [change.words("en") for change in changes(today, overlay(today, {**data, **SWITCHED}), "en")]
    assert told[0] == "Passing grades: excellent, qualified → excellent"
    assert told[1].endswith("26 October 2026 → 1 January 2030")
    assert told[2].startswith("A02 Must each of the three years be qualified?: each year")
    assert told[3].startswith("register of standards: ")
