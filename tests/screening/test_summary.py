"""The summary of a register tells what a count person by person gives, and nothing that it should not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from guantong.catalogue import terms
from guantong.decisions.answers import ORDER
from guantong.policy import load_policy
from guantong.population import generate
from guantong.screening.charts import Cell, bars, cells
from guantong.screening.engines.evaluate import Evaluate
from guantong.screening.run import Manifest, Run
from guantong.screening.sources import prepare
from guantong.screening.summary import summary
from guantong.screening.tallies import Tally, set_aside, tally
from tests.screening.direct import not_held, people_of, read
from tests.screening.equality import untraced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from guantong.cases.model import Case

DAY = date(2026, 11, 1)
PERSONS = 300


class Screened(NamedTuple):
    """A register screened, counted by the program, and beside it what a count needs."""

    out: Path
    manifest: Manifest
    tally: Tally
    told: list[Mapping[str, Any]]
    cases: Mapping[str, Case]
    places: Mapping[str, str]


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Screened:
    folder = tmp_path_factory.mktemp("summary")
    generate(PERSONS, 11, folder / "register", as_of=DAY, threads=1, dirty=0.01)
    policy, out, store = load_policy(), folder / "out", folder / "store"
    prepare(folder / "register", store, buckets=2, threads=1)
    with untraced():
        manifest = Run(
            folder / "register", out, Evaluate(policy, DAY), policy, DAY, buckets=2, threads=1
        ).screen()
    parts = [out / "decisions" / part.file for part in manifest.parts]
    found = tally(parts, store, DAY)
    set_aside(out / "rejected.csv", found)
    cases, places = people_of(store, DAY)
    return Screened(out, manifest, found, not_held(read(out / "decisions"), cases), cases, places)


def _best(screened: Screened) -> dict[tuple[str, str, str], str]:
    """The best verdict of each person for each direction and level."""
    best: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for row in screened.told:
        key = row["person_id"], row["direction"], row["level"]
        best[key] = max(best[key], ORDER.index(row["verdict"]))
    return {key: ORDER[rank] for key, rank in best.items()}


def test_verdicts_are_counted_by_person(screened: Screened) -> None:
    best = _best(screened)
    assert screened.tally.verdicts == Counter((key[1], key[2], verdict) for key, verdict in best.items())
    of_person: defaultdict[str, int] = defaultdict(int)
    for (person, _, _), verdict in best.items():
        of_person[person] = max(of_person[person], ORDER.index(verdict))
    assert screened.tally.standing == Counter(ORDER[rank] for rank in of_person.values())
    every = read(screened.out / "decisions")
    assert screened.tally.people == len({row["person_id"] for row in every})
    assert screened.tally.conclusions == len(every) == screened.manifest.decisions
    assert screened.tally.held == len(every) - len(screened.told) > 0


def test_those_who_become_eligible_are_counted_by_quarter(screened: Screened) -> None:
    first: dict[tuple[str, str, str], date] = {}
    for row in screened.told:
        key, day = (row["person_id"], row["direction"], row["level"]), row["eligible_from"]
        if row["verdict"] != "eligible" and day is not None and day > DAY:
            first[key] = min(first.get(key, day), day)
    best = _best(screened)
    assert screened.tally.coming == Counter(
        (key[1], day.year, (day.month + 2) // 3) for key, day in first.items() if best[key] != "eligible"
    )


def test_what_is_missing_the_routes_and_the_places(screened: Screened) -> None:
    told = screened.told
    missing = {
        (row["person_id"], path)
        for row in told
        if row["verdict"] == "needs_evidence"
        for path in row["missing"]
    }
    assert screened.tally.missing == Counter(path for _, path in missing)
    eligible = [row for row in told if row["verdict"] == "eligible"]
    routes = {(row["person_id"], row["direction"], row["route"]) for row in eligible}
    assert screened.tally.routes == Counter((direction, route) for _, direction, route in routes)
    everybody = {
        (screened.places[row["person_id"]], "all", row["person_id"])
        for row in read(screened.out / "decisions")
    }
    able = {(screened.places[row["person_id"]], row["direction"], row["person_id"]) for row in eligible}
    assert screened.tally.places == Counter((place or "", what) for place, what, _ in everybody | able)
    doubted = {(row["person_id"], fact) for row in told for fact in row["unconfirmed"]}
    assert screened.tally.doubts == Counter(fact for _, fact in doubted)
    assert screened.tally.doubtful == len({person for person, _ in doubted})


def test_the_page_tells_these_numbers(screened: Screened) -> None:
    page = _text((screened.out / "summary.html").read_text("utf-8"))
    for direction in ("title_review", "skill_evaluation"):
        for level in terms.codes(
            {"title_review": "title_level", "skill_evaluation": "skill_level"}[direction]
        ):
            counts = [screened.tally.verdicts[direction, level, verdict] for verdict in reversed(ORDER)]
            if any(counts):
                kind = "title_level" if direction == "title_review" else "skill_level"
                told = " ".join("<5" if 0 < n < 5 else f"{n:,}" for n in counts)
                assert f"{terms.name(kind, level)} {told}" in page
    persons = screened.manifest.intake["counts"]["person"]
    assert f"{persons['read']:,} 读入（人）" in page
    assert f"{persons['rejected']:,} 搁置（人）" in page
    for text in ("2026年11月1日", "引擎 evaluate", "A46", "〔未核实〕", "全国证书联网查询", "南宁市"):
        assert text in page
    for digest in screened.manifest.packs.values():
        assert digest in page


def test_the_people_set_aside_are_counted_without_their_values(screened: Screened) -> None:
    assert (
        sum(screened.tally.rejected.values()) >= screened.manifest.intake["counts"]["person"]["rejected"] > 0
    )
    assert not any(re.search(r"\d|“", key[2]) for key in screened.tally.rejected)


def test_the_page_needs_nothing_from_elsewhere_and_names_nobody(screened: Screened) -> None:
    page = (screened.out / "summary.html").read_text("utf-8")
    assert not re.findall(
        r"<(?:script|link|img|iframe|object|embed)\b|\bsrc=|\bhref=|@import|url\(|https?://", page
    )
    assert not [person for person in screened.cases if person in page]
    assert page.count("<svg") == page.count('role="img"') >= 5
    assert len(set(re.findall(r"<title>(.*?)</title>", page))) >= 5
    for wanted in ("prefers-color-scheme: dark", "@media print", 'lang="zh-CN"', "width=device-width"):
        assert wanted in page


def test_the_page_in_english(screened: Screened) -> None:
    page = _text(summary(screened.manifest, screened.tally, load_policy(), "en"))
    for text in (
        "A register screened",
        "Who becomes eligible when",
        "the national certificate query",
        "1 November 2026",
    ):
        assert text in page


def test_an_empty_register_has_a_page(screened: Screened) -> None:
    page = _text(summary(screened.manifest, Tally(), load_policy()))
    assert "登记册没有地区一栏" in page
    assert "没有。" in page


def test_small_numbers_are_hidden() -> None:
    assert [c.text for c in cells([0, 3, 5, 1200], total_told=False)] == ["0", "<5", "5", "1,200"]
    assert [c.text for c in cells([3, 7, 5, 0])] == ["<5", "7", "*", "0"]
    assert [c.text for c in cells([3, 4, 9])] == ["<5", "<5", "9"]
    assert [c.bar for c in cells([3, 7, 5])] == [0, 7, 0]


def test_bars_begin_at_zero_and_are_as_long_as_their_numbers() -> None:
    svg = bars(
        [("甲<b>", Cell(200, "200")), ("甲<b>", Cell(100, "100")), ("乙", Cell(3, "<5"))],
        title="题",
        description="说明",
    )
    widths = [float(w) for w in re.findall(r'<path d="M0,[\d.]+h([\d.]+)v', svg)]
    assert widths == [pytest.approx(2 * widths[1]), widths[1], 0]
    assert "<b>" not in svg
    assert svg.startswith("<svg ")
    assert "<title>题</title><desc>说明</desc>" in svg


def _text(page: str) -> str:
    """What is read on a page."""
    body = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
