"""What each condition means, day by day, with unknown facts and points left to an authority."""

from __future__ import annotations

from typing import Any

import pytest

from guantong.conditions import nodes as n
from guantong.conditions.days import (
    ALWAYS,
    ASK,
    END,
    FALSE,
    FIRST,
    HUMAN,
    NEVER,
    NO,
    OPEN,
    TRUE,
    UNKNOWN,
    YES,
    Truth,
)
from guantong.conditions.evaluation import Compiler, whole
from guantong.conditions.world import Relationship
from tests.conditions.worlds import SCHEMA, UNHELD, Asked, FakeWorld, day, node, row


def verdict(data: Any, **facts: Any) -> int:
    """The value for a person with these facts."""
    return Asked(node(data), person=row("person", **facts)).now


COMPARED: list[tuple[str, Any, Any, int]] = [
    ("is", 3, 3, YES), ("is", 3, 4, NO), ("is", 3, None, UNKNOWN),
    ("is_not", 3, 4, YES), ("is_not", 3, 3, NO), ("is_not", 3, None, UNKNOWN),
    ("at_least", 3, 3, YES), ("at_least", 3, 4, YES), ("at_least", 3, 2, NO), ("at_least", 3, None, UNKNOWN),
    ("at_most", 3, 3, YES), ("at_most", 3, 2, YES), ("at_most", 3, 4, NO),
    ("above", 3, 4, YES), ("above", 3, 3, NO), ("above", 3, None, UNKNOWN),
    ("below", 3, 2, YES), ("below", 3, 3, NO),
    ("one_below", 3, 2, YES), ("one_below", 3, 1, NO), ("one_below", 3, 3, NO),
    ("in", [3, 5], 5, YES), ("in", [3, 5], 4, NO), ("in", [3], None, UNKNOWN),
    ("not_in", [3, 5], 4, YES), ("not_in", [3, 5], 5, NO), ("not_in", [3], None, UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "value", "fact", "wanted"), COMPARED)
def test_numbers_compare(operator: str, value: Any, fact: Any, wanted: int) -> None:
    assert verdict({"fact": "person.age", operator: value}, age=fact) == wanted


@pytest.mark.parametrize(
    ("operator", "value", "fact", "wanted"),
    [
        ("at_least", "middle", "high", YES),
        ("at_least", "middle", "middle", YES),
        ("at_least", "middle", "low", NO),
        ("at_most", "middle", "high", NO),
        ("above", "middle", "high", YES),
        ("below", "middle", "low", YES),
        ("one_below", "middle", "low", YES),
        ("one_below", "high", "low", NO),
        ("is", "low", "low", YES),
        ("is", "low", None, UNKNOWN),
        ("is_not", "low", "low", NO),
        ("in", ["low", "high"], "high", YES),
        ("not_in", ["low", "high"], "high", NO),
    ],
)
def test_codes_compare_by_their_order(operator: str, value: Any, fact: Any, wanted: int) -> None:
    paper = row("paper", issued="2020-01-01", level=fact)
    assert Asked(node({"fact": "paper.level", operator: value}, "paper"), paper=paper).now == wanted


@pytest.mark.parametrize(
    ("operator", "left", "right", "wanted"),
    [
        ("at_least", "high", "middle", YES),
        ("at_least", "low", "middle", NO),
        ("one_below", "low", "middle", YES),
        ("one_below", "middle", "middle", NO),
        ("is", "low", None, UNKNOWN),
        ("is", None, "low", UNKNOWN),
    ],
)
def test_facts_compare_with_facts(operator: str, left: Any, right: Any, wanted: int) -> None:
    condition = node({"fact": "paper.level", operator: {"fact": "target.level"}}, "paper")
    asked = Asked(
        condition, paper=row("paper", issued="2020-01-01", level=left), target=row("target", level=right)
    )
    assert asked.now == wanted


def test_a_value_may_be_a_parameter_or_turn_on_a_reading() -> None:
    assert verdict({"fact": "person.age", "at_least": {"parameter": "two"}}, age=2) == YES
    assert verdict({"fact": "person.colour", "in": {"parameter": "colours"}}, colour="red") == YES
    condition = node(
        {
            "fact": "person.age",
            "at_least": {"choice": "R1", "options": {"plain": {"parameter": "two"}, "other": 4}},
        }
    )
    three = row("person", age=3)
    assert Asked(condition, person=three).now == YES
    assert Asked(condition, choices={"R1": "other"}, person=three).now == NO
    assert Asked(condition, choices={"R1": "plain"}, person=three).now == YES


def test_a_reading_may_choose_another_fact() -> None:
    value = {"choice": "R1", "options": {"plain": {"fact": "target.level"}, "other": "high"}}
    condition = node({"fact": "paper.level", "is": value}, "paper")
    paper, target = row("paper", issued="2020-01-01", level="high"), row("target", level="low")
    assert Asked(condition, paper=paper, target=target).now == NO
    assert Asked(condition, choices={"R1": "other"}, paper=paper, target=target).now == YES


def test_lists_of_codes_contain() -> None:
    condition = node({"fact": "job.fields", "contains": "sums"}, "job")
    for fields, wanted in ((("sums", "words"), YES), ((), NO), (None, UNKNOWN)):
        assert Asked(condition, job=row("job", from_="2020-01-01", fields=fields)).now == wanted


@pytest.mark.parametrize(("value", "wanted"), [(True, YES), ("declared", YES), (False, NO), (None, UNKNOWN)])
def test_a_proof_holds(value: Any, wanted: int) -> None:
    assert verdict({"fact": "person.shown", "holds": True}, shown=value) == wanted


def test_given_is_never_unknown() -> None:
    for expected in (True, False):
        assert verdict({"fact": "person.age", "given": expected}, age=0) == (YES if expected else NO)
        assert verdict({"fact": "person.age", "given": expected}) == (NO if expected else YES)


ANY_VALUE: list[Any] = [
    "never",
    {"fact": "person.age", "is": 1},
    {"asks": {"question": "other", "about": "x"}},
    "always",
]
"""A condition of each of the four values, when nothing is known."""


@pytest.mark.parametrize("left", range(4))
@pytest.mark.parametrize("right", range(4))
def test_conditions_join(left: int, right: int) -> None:
    items = [ANY_VALUE[left], ANY_VALUE[right]]
    assert verdict({"all": items}) == min(left, right)
    assert verdict({"any": items}) == max(left, right)
    assert verdict({"at_least": {"count": 2, "of": items}}) == min(left, right)
    assert verdict({"at_least": {"count": {"parameter": "two"}, "of": [*items, "always"]}}) == max(
        left, right
    )
    assert verdict({"not": ANY_VALUE[left]}) == (YES, UNKNOWN, HUMAN, NO)[left]


def test_a_choice_follows_the_reading() -> None:
    condition = node({"choice": "R1", "options": {"plain": "always", "other": "never"}})
    assert Asked(condition).now == YES
    assert Asked(condition, choices={"R1": "other"}).now == NO
    assert Asked(condition, choices={"R2": "other"}).now == YES


def test_years_after_a_date() -> None:
    condition = node({"since": {"fact": "person.born", "years": 2, "full_on": {"choice": "R1", "options": {"plain": 0, "other": 1}},
                                "leap_day": {"choice": "R2", "options": {"plain": "month_end", "other": "first_of_march"}}}})  # fmt: skip
    leap = row("person", born="2020-02-29")
    assert Asked(condition, person=leap).truth.yes == (day("2022-02-28"), END)
    assert Asked(condition, choices={"R1": "other"}, person=leap).truth.yes == (day("2022-03-01"), END)
    assert Asked(condition, choices={"R2": "other"}, person=leap).truth.yes == (day("2022-03-01"), END)
    assert Asked(condition).truth is OPEN


def test_within_is_half_open() -> None:
    assert Asked(node({"within": {"from": "2024-01-01", "to": "2024-06-01"}})).truth.yes == (
        day("2024-01-01"),
        day("2024-06-01"),
    )
    assert Asked(node({"within": {}})).truth.yes == ALWAYS
    assert Asked(node({"within": {"from": {"fact": "person.born"}}})).truth.yes == ALWAYS
    assert Asked(node({"within": {"to": {"parameter": "start"}}})).truth.yes == (FIRST, day("2021-10-26"))
    until = Asked(node({"within": {"to": {"fact": "person.born"}}}), person=row("person", born="2020-01-01"))
    assert until.truth.yes == (FIRST, day("2020-01-01"))


# --- rows -----------------------------------------------------------------------------------------

SHOWN = {"exists": {"each": "paper", "where": {"fact": "paper.shown", "holds": True}}}


def papers(*rows: Any) -> FakeWorld:
    return FakeWorld(listed={"paper": rows})


def test_some_row_fulfils_on_the_days_on_which_it_holds() -> None:
    asked = Asked(
        node(SHOWN),
        papers(row("paper", issued="2022-01-01", shown=True), row("paper", issued="2020-01-01", shown=False)),
    )
    assert asked.truth.yes == (day("2022-01-01"), END)
    assert asked.on("2021-12-31") == NO


def test_rows_that_may_fulfil() -> None:
    assert Asked(node(SHOWN), papers()).now == NO
    assert Asked(node(SHOWN), FakeWorld(listed={"paper": None})).now == UNKNOWN
    assert Asked(node(SHOWN), papers(row("paper", issued="2022-01-01"))).now == UNKNOWN
    assert Asked(node(SHOWN), papers(row("paper", shown=True))).now == UNKNOWN
    assert Asked(node(SHOWN), papers(row("paper", shown=False))).now == NO
    assert Asked(node({"not": SHOWN}), papers(row("paper", shown=True))).now == UNKNOWN


def test_a_bound_row_comes_back_after_others_were_tried() -> None:
    outer = row("paper", issued="2020-01-01", level="high", shown=False)
    other = row("paper", issued="2020-01-01", level="low", shown=True)
    condition = node({"all": [SHOWN, {"fact": "paper.level", "is": "high"}]}, "paper")
    asked = Asked(condition, papers(other), paper=outer)
    assert asked.now == YES
    assert asked.frame.rows["paper"] is outer
    free = Asked(node(SHOWN), papers(other))
    assert free.now == YES
    assert "paper" not in free.frame.rows


def test_a_row_holds() -> None:
    job = row("job", from_="2020-01-01", to="2021-12-31")
    assert Asked(node({"held": "job"}, "job"), job=job).truth.yes == (day("2020-01-01"), day("2022-01-01"))
    assert Asked(node({"held": "paper"}, "paper"), paper=UNHELD).truth is OPEN
    bar = FakeWorld(listed={"bar": (row("bar"),)})
    assert Asked(node({"exists": {"each": "bar", "where": "always"}}), bar).truth.yes == ALWAYS


# --- tables, findings, notices --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wanted", "strict"),
    [("same", YES, YES), ("similar", YES, NO), ("none", NO, NO), ("open", HUMAN, HUMAN)],
)
def test_things_are_related(kind: Any, wanted: int, strict: int) -> None:
    world = FakeWorld(
        relations={
            ("occupation", "a", "b"): Relationship(kind, None),
            ("specialty", "b", ("s", "p")): Relationship(kind, None),
            ("major", "m", "b"): Relationship(kind, None),
        }
    )
    target = row("target", occupation="b", series="s", specialty="p")
    paper = row("paper", issued="2020-01-01", occupation="a", major="m")
    bodies: list[dict[str, Any]] = [
        {"occupation": "paper.occupation", "to": "target.occupation"},
        {"major": "paper.major", "to": "target.occupation"},
        {"occupation": "target.occupation", "specialty": "target"},
    ]
    for body in bodies:
        assert Asked(node({"related": body}, "paper"), world, paper=paper, target=target).now == wanted
        accept = {"choice": "R1", "options": {"plain": ["same", "similar"], "other": ["same"]}}
        condition = node({"related": body | {"accept": accept}}, "paper")
        assert Asked(condition, world, {"R1": "other"}, paper=paper, target=target).now == strict


def test_nothing_is_related_to_the_unknown() -> None:
    occupation = node({"related": {"occupation": "paper.occupation", "to": "target.occupation"}}, "paper")
    specialty = node({"related": {"occupation": "target.occupation", "specialty": "target"}})
    dated = row("paper", issued="2020-01-01")
    assert Asked(occupation, paper=dated, target=row("target", occupation="b")).now == UNKNOWN
    known = row("paper", issued="2020-01-01", occupation="a")
    assert Asked(occupation, paper=known, target=row("target")).now == UNKNOWN
    assert Asked(specialty, target=row("target", occupation="a", series="s")).now == UNKNOWN
    assert Asked(specialty, target=row("target", occupation="a", specialty="p")).now == UNKNOWN
    assert Asked(specialty, target=row("target", occupation="a", series="s", specialty="p")).now == HUMAN


@pytest.mark.parametrize(("unanswered", "silent"), [("human", HUMAN), ("fails", NO)])
def test_a_finding_answers(unanswered: str, silent: int) -> None:
    by_name = node({"asks": {"question": "equality", "about": "mastery", "unanswered": unanswered}})
    by_fact = node({"asks": {"question": "equality", "about": "person.name", "unanswered": unanswered}})
    for condition, about in ((by_name, "mastery"), (by_fact, "anna")):
        person = row("person", name="anna")
        assert Asked(condition, person=person).now == silent
        assert Asked(condition, FakeWorld(answers={("equality", about): True}), person=person).now == YES
        assert Asked(condition, FakeWorld(answers={("equality", about): False}), person=person).now == NO


def test_a_notice_says_yes_no_or_nothing() -> None:
    condition = node({"notice": {"register": "exam", "keys": ["target.field"], "name": "x"}})
    years = (day("2023-01-01"), day("2024-01-01")), (day("2025-01-01"), day("2026-01-01"))
    asked = Asked(condition, FakeWorld(notices=years), target=row("target", field="sums"))
    assert [asked.on(f"{year}-05-01") for year in (2022, 2023, 2024, 2025)] == [UNKNOWN, YES, UNKNOWN, NO]
    assert Asked(condition, FakeWorld(notices=years)).truth is OPEN


# --- work and appraisals --------------------------------------------------------------------------


def worked(*jobs: Any, **more: Any) -> Truth:
    """Two years of work in sums."""
    data = {"years": 2, "matching": {"fact": "job.fields", "contains": "sums"}}
    person = row("person", born=more.pop("born", None))
    world = FakeWorld(listed={"job": more.pop("listed", jobs)})
    return Asked(node({"worked": data | more}), world, person=person).truth


def test_work_is_added_up_without_its_gaps() -> None:
    first = row("job", from_="2018-01-01", to="2018-12-31", fields=("sums",))
    other = row("job", from_="2019-01-01", to="2019-12-31", fields=("words",))
    second = row("job", from_="2020-01-01", fields=("sums",))
    assert worked(first, other, second) == worked(second, other, first)
    assert worked(first, other, second).yes == (day("2020-12-31"), END)
    assert worked(first, other).yes == NEVER
    assert worked(second, since="person.born", born="2021-03-01").yes == (day("2023-03-01"), END)
    assert worked(second, since="person.born") is OPEN
    assert worked(second, years=0) is TRUE
    assert worked(second, counted="to_year_end").yes == (day("2022-01-01"), END)
    assert worked(second, full_on=1).yes == (day("2022-01-02"), END)
    assert worked(row("job", from_="2020-02-29", fields=("sums",)), leap_day="first_of_march").yes == (
        day("2022-03-01"),
        END,
    )


def test_work_that_may_count() -> None:
    sure = row("job", from_="2022-01-01", fields=("sums",))
    maybe = row("job", from_="2020-01-01", to="2021-12-31")
    assert worked(sure, maybe) == (
        (day("2024-01-01"), END),
        (day("2024-01-01"), END),
        (day("2022-01-01"), END),
    )
    assert worked(listed=None, since="person.born", born="2020-05-05") == (
        NEVER,
        NEVER,
        (day("2022-05-05"), END),
    )
    asks = {"asks": {"question": "other", "about": "x"}}
    assert worked(sure, maybe, matching=asks) == (NEVER, (day("2022-01-01"), END), (day("2022-01-01"), END))
    both: list[Any] = [
        {"fact": "job.fields", "contains": "sums"},
        {"all": [{"fact": "job.fields", "given": False}, asks]},
    ]
    assert worked(sure, maybe, matching={"any": both[::-1]}).human == (day("2022-01-01"), END)


def test_leave_to_count_more_work_never_makes_it_full_later() -> None:
    """Five years from 2000 have two leap days, five years from 2097 none: one day of work more needs two."""
    sure = row("job", from_="2097-01-01", fields=("sums",))
    day_more = row("job", from_="2000-02-01", to="2000-02-01", fields=("words",))
    asks = {"asks": {"question": "other", "about": "x"}}
    by_leave = {"any": [{"fact": "job.fields", "contains": "sums"}, asks]}
    assert worked(sure, day_more, years=5, matching=by_leave).human == (day("2102-01-01"), END)
    unknown = row("job", from_="2000-02-01", to="2000-02-01")
    assert worked(sure, unknown, years=5).unknown == (day("2102-01-01"), END)


def graded(year: int, grade: str | None) -> Any:
    return row("appraisal", f"appraisals.{year}", year=year, grade=grade)


def appraised(grades: dict[int, Any], **more: Any) -> Asked:
    """Three years accepted out of three, where the grade is green."""
    data = {
        "years": 3,
        "passing": 3,
        "accept": {"fact": "appraisal.grade", "is": "green"},
        "idle_years": "fail",
    }
    known = {
        year: graded(year, grade) if grade in ("green", "red", None) else grade
        for year, grade in grades.items()
    }
    return Asked(node({"appraised": data | more}), FakeWorld(grades=known))


def test_each_of_the_last_three_years_is_accepted() -> None:
    green = {2021: "green", 2022: "green", 2023: "green"}
    assert appraised(green).now == YES
    assert appraised(green).truth.yes == (day("2024-01-01"), END)
    assert appraised(green | {2022: "red"}).truth.yes == (day("2026-01-01"), END)
    assert appraised(green | {2021: "red"}).truth.yes == (day("2025-01-01"), END)
    assert appraised(green | {2022: None}).now == UNKNOWN
    assert appraised(green | {2022: "unknown"}).now == UNKNOWN
    assert appraised(green | {2022: "unknown"}).on("2026-01-01") == YES
    assert appraised({2023: "green"}).now == NO
    assert appraised({}).truth == Truth(
        (day("2027-01-01"), END), (day("2027-01-01"), END), (FIRST, day("2024-01-01"), day("2027-01-01"), END)
    )


def test_a_bound_appraisal_comes_back_after_its_years_were_looked_at() -> None:
    asked = appraised({2023: "green"})
    assert asked.truth.unknown
    assert "appraisal" not in asked.frame.rows
    outer = asked.frame.rows["appraisal"] = graded(1999, "red")
    asked.frame.kept.clear()
    assert asked.truth.unknown
    assert asked.frame.rows["appraisal"] is outer


def test_before_the_first_listed_year_nothing_is_known() -> None:
    grades = dict.fromkeys(range(2015, 2024), "green")
    asked = appraised(grades)
    assert asked.on("2015-12-31") == UNKNOWN
    assert asked.on("2016-01-01") == NO
    assert asked.truth.yes == (day("2018-01-01"), END)


def test_grades_to_come_count_when_their_year_is_over() -> None:
    grades = {2021: "green", 2022: "green", 2023: "green", 2030: "red"}
    asked = appraised(grades)
    assert asked.truth.yes == (day("2024-01-01"), day("2031-01-01"), day("2034-01-01"), END)


def test_lenient_ways_of_counting() -> None:
    assert appraised({2021: "green", 2022: "red", 2023: "green"}, passing=2).now == YES
    assert appraised({2021: "red", 2022: "red", 2023: "green"}, passing=2).now == NO
    assert appraised({2023: "green"}, idle_years="skip").now == YES
    assert appraised({2023: "red"}, idle_years="skip").now == NO
    assert appraised({2020: "green"}, idle_years="skip").on("2024-06-01") == NO
    assert appraised({2022: "green", 2023: "red"}, idle_years="skip", passing=2).now == YES


def by_reading(plain: Any, other: Any) -> dict[str, Any]:
    return {"choice": "R1", "options": {"plain": plain, "other": other}}


def test_every_number_of_work_and_appraisals_may_turn_on_a_reading() -> None:
    leap = row("job", from_="2020-02-29", fields=("sums",))
    assert worked(leap, years=by_reading(2, 3)).yes == (day("2022-02-28"), END)
    assert worked(leap, full_on=by_reading(1, 0)).yes == (day("2022-03-01"), END)
    assert worked(leap, leap_day=by_reading("first_of_march", "month_end")).yes == (day("2022-03-01"), END)
    unlisted = worked(listed=None, since="person.born", born="2020-02-29", leap_day="first_of_march")
    assert unlisted.unknown == (day("2022-03-01"), END)
    later = row("job", from_="2020-05-05", fields=("sums",))
    assert worked(later, counted="to_year_end").yes == (day("2022-01-01"), END)
    green = {2022: "green", 2023: "green"}
    assert appraised(green, years=by_reading(2, 3), passing=2).now == YES
    assert appraised(green, passing=by_reading(2, 3)).now == YES
    assert appraised(green, idle_years=by_reading("skip", "fail")).now == YES
    assert appraised(green).truth.human == appraised(green).truth.yes
    counted = node({"at_least": {"count": by_reading(1, 2), "of": ["always", "never"]}})
    assert Asked(counted).now == YES
    assert Asked(counted, choices={"R1": "other"}).now == NO
    born = row("person", born="2020-05-05")
    condition = node({"since": {"fact": "person.born", "years": by_reading(2, 3)}})
    assert Asked(condition, person=born).truth.yes == (day("2022-05-05"), END)


def test_a_notice_is_looked_up_by_register_keys_and_name() -> None:
    world = FakeWorld()
    condition = node({"notice": {"register": "exam", "keys": ["target.field", "target.level"], "name": "x"}})
    assert Asked(condition, world, target=row("target", field="sums", level="low")).now == UNKNOWN
    assert world.looked_up == ("exam", ("sums", "low"), "x")


# --- kept truths ----------------------------------------------------------------------------------


def test_equal_conditions_are_computed_once() -> None:
    world = papers(row("paper", issued="2020-01-01", shown=True))
    asked = Asked(node({"all": [SHOWN, SHOWN, {"not": {"not": SHOWN}}]}), world)
    assert asked.now == YES
    assert asked.truth == asked.truth
    assert world.asked == 1


def test_a_flipped_reading_computes_only_what_turns_on_it() -> None:
    turns = {
        "exists": {
            "each": "paper",
            "where": {"choice": "R1", "options": {"plain": "always", "other": "never"}},
        }
    }
    world = papers(row("paper", issued="2020-01-01", shown=True))
    asked = Asked(node({"all": [SHOWN, turns]}), world)
    assert asked.now == YES
    assert world.asked == 2
    asked.frame.flip("R1", "other")
    assert asked.now == NO
    assert world.asked == 3
    asked.frame.restore({})
    assert asked.now == YES
    assert world.asked == 3
    asked.frame.flip("R2", "other")
    assert asked.now == YES
    assert world.asked == 3
    asked.frame.flip("R1", "other")
    assert asked.frame.choices == {"R1": "other", "R2": "other"}
    asked.frame.restore({"R1": "other"})
    assert asked.frame.choices == {"R1": "other"}
    assert asked.frame.flipped is None


def test_truths_are_kept_for_each_bound_row() -> None:
    condition = node({"ref": "high"}, "paper", high={"fact": "paper.level", "is": "high"})
    asked = Asked(condition, paper=row("paper", issued="2020-01-01", level="high"))
    assert asked.now == YES
    low = row("paper", issued="2020-01-01", level="low")
    asked.frame.rows["paper"] = low
    assert asked.now == NO


def test_rows_to_be_bound_from_outside() -> None:
    compiler = Compiler(SCHEMA)
    assert compiler.free_rows(node(SHOWN)) == frozenset()
    assert compiler.free_rows(node({"held": "paper"}, "paper")) == {"paper"}
    assert compiler.free_rows(node({"fact": "person.age", "is": 1})) == frozenset()
    assert compiler.free_rows(node({"fact": "target.level", "is": "low"})) == {"target"}
    assert compiler.free_rows(node({"exists": {"each": "rule", "where": "always"}})) == {"target"}
    pair = {
        "exists": {"each": "job", "where": {"fact": "job.occupation", "is": {"fact": "paper.occupation"}}}
    }
    assert compiler.free_rows(node(pair, "paper")) == {"paper"}
    assert compiler.free_rows(node({"worked": {"years": 1, "matching": {"held": "job"}}})) == frozenset()
    accept = {"fact": "appraisal.grade", "is": "red"}
    condition = node({"appraised": {"years": 1, "passing": 1, "accept": accept, "idle_years": "fail"}})
    assert compiler.free_rows(condition) == frozenset()
    assert compiler.free_rows(condition) is compiler.free_rows(condition)


def test_constants_need_no_facts() -> None:
    assert Asked(n.ALWAYS_NODE).truth is TRUE
    assert Asked(n.NEVER_NODE).truth is FALSE
    assert Asked(node({"asks": {"question": "other", "about": "x"}})).truth is ASK


def test_a_number_that_loading_let_through_is_no_number() -> None:
    assert whole(3) == 3
    with pytest.raises(TypeError, match="'three' is no whole number"):
        whole("three")
