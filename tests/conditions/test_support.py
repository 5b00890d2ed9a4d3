"""Why a condition has its value: the facts, what is missing, the open questions, and what nobody confirmed."""

from __future__ import annotations

from typing import Any

from guantong.conditions.support import Support
from guantong.conditions.world import Relationship, Row
from tests.conditions.test_evaluation import appraised, papers
from tests.conditions.worlds import Asked, FakeWorld, day, node, row

OLD = {"fact": "person.age", "at_least": 16}
RED = {"fact": "person.colour", "is": "red"}


def why(
    data: Any, world: FakeWorld | None = None, choices: dict[str, str] | None = None, **facts: Any
) -> Support:
    return Asked(node(data), world, choices, person=row("person", **facts)).why()


def test_all_rests_on_every_item_or_on_the_least() -> None:
    assert why({"all": [OLD, RED]}, age=20, colour="red").facts == {"person.age": 20, "person.colour": "red"}
    assert why({"all": [OLD, RED]}, age=9, colour="red").facts == {"person.age": 9}
    unknown = why({"all": [OLD, RED]}, colour="red")
    assert (unknown.facts, unknown.missing) == ({}, {"person.age"})
    assert why({"all": [OLD, RED]}, colour="green").missing == set()


def test_any_rests_on_one_item_or_on_the_greatest() -> None:
    assert why({"any": [OLD, RED]}, age=20, colour="green").facts == {"person.age": 20}
    assert why({"any": [OLD, RED]}, age=9, colour="green").facts == {
        "person.age": 9,
        "person.colour": "green",
    }
    assert why({"any": [OLD, RED]}, colour="green").missing == {"person.age"}
    assert why({"at_least": {"count": 1, "of": [OLD, RED]}}, age=20, colour="red").facts == {
        "person.age": 20,
        "person.colour": "red",
    }
    assert why({"at_least": {"count": 2, "of": [OLD, RED]}}, age=20).missing == {"person.colour"}


def test_any_prefers_what_is_verified_and_confirmed() -> None:
    shown, listed = {"fact": "person.shown", "holds": True}, {"fact": "person.lawful", "is": True}
    doubtful = {"fact": "person.age", "at_least": {"parameter": "three"}}
    declared = why({"any": [shown, listed]}, shown="declared", lawful=True)
    assert not declared.declared
    assert declared.facts == {"person.lawful": True}
    assert why({"any": [shown, RED]}, shown="declared").declared
    assert why({"any": [doubtful, shown]}, age=5, shown=True).doubts == set()
    assert why({"any": [doubtful, shown]}, age=5, shown="declared").doubts == {"p#three"}
    short = why({"any": [{"all": [OLD, RED]}, listed]}, age=20, colour="red", lawful=True)
    assert short.facts == {"person.lawful": True}


def test_any_prefers_among_conditions_on_rows() -> None:
    by_level = {"exists": {"each": "paper", "where": {"fact": "paper.level", "is": "high"}}}
    world = papers(
        row("paper", "papers[0]", issued="2020-01-01", shown="declared", level="low"),
        row("paper", "papers[1]", issued="2021-01-01", level="high"),
    )
    found = why({"any": [SHOWN, by_level]}, world)
    assert found.facts == {"papers[1].issued": day("2021-01-01"), "papers[1].level": "high"}


def test_not_a_name_and_a_choice_are_seen_through() -> None:
    assert why({"not": OLD}, age=20).facts == {"person.age": 20}
    assert why({"not": OLD}).missing == {"person.age"}
    named = Asked(node({"ref": "old"}, old=OLD), person=row("person", age=20)).why()
    assert named.facts == {"person.age": 20}
    choice = {"choice": "R1", "options": {"plain": OLD, "other": RED}}
    assert why(choice, age=20, colour="red").facts == {"person.age": 20}
    assert why(choice, choices={"R1": "other"}, age=20, colour="red").facts == {"person.colour": "red"}
    assert why(choice, colour="red").missing == {"person.age"}
    on_rows = {"choice": "R1", "options": {"plain": {"not": SHOWN}, "other": RED}}
    assert why(on_rows, papers(row("paper", "papers[0]", issued="2020-01-01", shown=True))).facts == {
        "papers[0].issued": day("2020-01-01"),
        "papers[0].shown": True,
    }


def test_a_fact_that_a_reading_chooses_is_one_that_it_rests_on() -> None:
    value = {"choice": "R1", "options": {"plain": {"fact": "target.level"}, "other": "low"}}
    condition = node({"fact": "paper.level", "is": value}, "paper")
    paper = row("paper", "papers[0]", issued="2020-01-01", level="low")
    known = Asked(condition, paper=paper, target=row("target", level="low")).why()
    assert known.facts == {"papers[0].level": "low", "target.level": "low"}
    assert Asked(condition, paper=paper).why().missing == {"target.level"}
    assert Asked(condition, choices={"R1": "other"}, paper=paper).why().facts == {"papers[0].level": "low"}


def test_parameters_that_nobody_confirmed_are_doubts() -> None:
    assert why({"fact": "person.age", "at_least": {"parameter": "two"}}, age=5).doubts == set()
    chosen = {"choice": "R1", "options": {"plain": {"parameter": "two"}, "other": {"parameter": "three"}}}
    assert why({"fact": "person.age", "at_least": chosen}, age=5).doubts == set()
    assert why({"fact": "person.age", "at_least": chosen}, choices={"R1": "other"}, age=5).doubts == {
        "p#three"
    }


def test_paths_are_those_of_the_document() -> None:
    assert why({"fact": "person.listed", "is": True}).missing == {"papers"}
    about = {"fact": "paper.about", "contains": "sums"}
    paper = row("paper", "papers[2]", issued="2020-01-01")
    assert Asked(node(about, "paper"), paper=paper).why().missing == {"papers[2].name"}


def test_a_fact_without_a_place_of_its_own_stands_where_its_row_does() -> None:
    ended = {"fact": "appraisal.ended", "at_most": "2023-12-31"}
    appraisal = row("appraisal", "appraisals.2023", year=2023, ended="2023-12-31")
    found = Asked(node(ended, "appraisal"), appraisal=appraisal).why()
    assert found.facts == {"appraisals.2023": day("2023-12-31")}


def test_a_row_without_a_first_day_lacks_that_alone_and_only_while_it_may_hold() -> None:
    held = node({"held": "job"}, "job")
    assert Asked(held, job=row("job", "jobs[0]")).why().missing == {"jobs[0].from"}
    over = Asked(held, job=row("job", "jobs[0]", to="2020-12-31")).why()
    assert (over.missing, over.facts) == (set(), {"jobs[0].to": day("2020-12-31")})


def test_a_held_row_shows_its_dates() -> None:
    job = row("job", "jobs[0]", from_="2020-01-01", to="2023-12-31")
    dates = {"jobs[0].from": day("2020-01-01"), "jobs[0].to": day("2023-12-31")}
    assert Asked(node({"held": "job"}, "job"), job=job).why().facts == dates
    undated = Asked(node({"held": "paper"}, "paper"), paper=row("paper", "papers[1]")).why()
    assert undated.missing == {"papers[1].issued"}


SHOWN = {"exists": {"each": "paper", "where": {"fact": "paper.shown", "holds": True}}}


def test_some_row_is_the_one_that_carries() -> None:
    world = papers(
        row("paper", "papers[0]", issued="2020-01-01", shown="declared"),
        row("paper", "papers[1]", issued="2021-01-01", shown=True),
        row("paper", "papers[2]", issued="2030-01-01", shown=True),
    )
    found = Asked(node(SHOWN), world).why()
    assert found.facts == {"papers[1].issued": day("2021-01-01"), "papers[1].shown": True}
    assert not found.declared
    assert Asked(node(SHOWN), world).why("2020-06-01").declared


def test_no_row_carries_because_of_each() -> None:
    world = papers(
        row("paper", "papers[0]", issued="2020-01-01", shown=False),
        row("paper", "papers[1]", issued="2030-01-01", shown=True),
    )
    found = Asked(node(SHOWN), world).why()
    assert found.facts == {
        "papers[0].shown": False,
        "papers[1].issued": day("2030-01-01"),
    }
    assert Asked(node(SHOWN), papers()).why() == Support()
    assert Asked(node(SHOWN), FakeWorld(listed={"paper": None})).why().missing == {"papers"}


def test_rows_that_may_carry_say_what_they_lack() -> None:
    world = papers(
        row("paper", "papers[0]", issued="2020-01-01"),
        row("paper", "papers[1]", issued="2020-01-01", shown=False),
        row("paper", "papers[2]", shown=True),
    )
    found = Asked(node(SHOWN), world).why()
    assert found.missing == {"papers[0].shown", "papers[2].issued"}
    bound = row("paper", "papers[9]", issued="2020-01-01")
    asked = Asked(node({"all": [SHOWN, {"held": "paper"}]}, "paper"), world, paper=bound)
    asked.why()
    assert asked.frame.rows["paper"] is bound


def test_relations_show_their_source_and_their_question() -> None:
    data = {"related": {"occupation": "paper.occupation", "to": "target.occupation"}}
    paper, target = (
        row("paper", "papers[0]", issued="2020-01-01", occupation="a"),
        row("target", occupation="b"),
    )

    def asked(kind: Any, fact: str | None) -> Support:
        world = FakeWorld(relations={("occupation", "a", "b"): Relationship(kind, fact)})
        return Asked(node(data, "paper"), world, paper=paper, target=target).why()

    sure = asked("same", None)
    assert (sure.facts, sure.doubts, sure.questions) == (
        {"papers[0].occupation": "a", "target.occupation": "b"},
        set(),
        set(),
    )
    assert asked("none", "relation/a~b").doubts == {"relation/a~b"}
    assert asked("open", None).questions == {("occupation_relation", "a~b")}
    unknown = Asked(
        node(data, "paper"), paper=row("paper", "papers[0]", issued="2020-01-01"), target=target
    ).why()
    assert unknown.missing == {"papers[0].occupation"}
    specialty = node({"related": {"occupation": "target.occupation", "specialty": "target"}})
    goal = row("target", occupation="a", series="s", specialty="p")
    assert Asked(specialty, target=goal).why().questions == {("specialty_relation", "a~p")}


def test_an_open_question_says_what_it_is_about() -> None:
    assert why({"asks": {"question": "other", "about": "mastery"}}).questions == {("other", "mastery")}
    assert why({"asks": {"question": "equality", "about": "person.name"}}, name="anna").questions == {
        ("equality", "anna")
    }
    paper = row("paper", "papers[0]", issued="2020-01-01", about=("first", "second"))
    condition = node({"asks": {"question": "equality", "about": "paper.about"}}, "paper")
    assert Asked(condition, paper=paper).why().questions == {("equality", "first")}
    assert why({"asks": {"question": "other", "about": "x", "unanswered": "fails"}}).questions == set()


def test_questions_doubts_and_declarations_add_up() -> None:
    asks: list[Any] = [{"asks": {"question": "other", "about": about}} for about in ("a", "b")]
    assert why({"all": asks}).questions == {("other", "a"), ("other", "b")}
    doubtful = {"fact": "person.age", "at_least": {"parameter": "three"}}
    said = why(
        {"all": [doubtful, {"fact": "person.shown", "holds": True}, RED]},
        age=5,
        shown="declared",
        colour="red",
    )
    assert (said.doubts, said.declared) == ({"p#three"}, True)


def test_what_a_row_says_is_added_to_what_was_said_before() -> None:
    world = papers(row("paper", "papers[0]", issued="2020-01-01", shown=True))
    on_rows = {"exists": {"each": "paper", "where": {"asks": {"question": "other", "about": "b"}}}}
    assert why({"all": [{"asks": {"question": "other", "about": "a"}}, on_rows]}, world).questions == {
        ("other", "a"),
        ("other", "b"),
    }
    assert why({"all": [{"fact": "person.shown", "holds": True}, SHOWN]}, world, shown="declared").declared
    assert not why({"all": [{"fact": "person.shown", "holds": True}, SHOWN]}, world, shown=True).declared


def test_a_notice_is_what_is_missing() -> None:
    named = node({"notice": {"register": "exam", "keys": ["target.field"], "name": "x"}})
    target = row("target", field="sums")
    assert Asked(named, target=target).why("2023-05-05").missing == {"policy:exam/sums/2023/x"}
    plain = node({"notice": {"register": "standards", "keys": ["target.occupation"]}})
    assert Asked(plain, target=row("target", occupation="a")).why().missing == {"policy:standards/a"}
    assert Asked(plain).why().missing == {"target.occupation"}
    said = FakeWorld(notices=((day("2024-01-01"), day("2025-01-01")), ()))
    assert Asked(named, said, target=target).why().missing == set()


WORKED: dict[str, Any] = {
    "worked": {"years": 2, "since": "person.born", "matching": {"fact": "job.fields", "contains": "sums"}}
}


def test_work_rests_on_its_periods() -> None:
    sums = row("job", "jobs[0]", from_="2020-01-01", fields=("sums",))
    words = row("job", "jobs[1]", from_="2021-01-01", to="2022-12-31", fields=("words",))
    world = FakeWorld(listed={"job": (sums, words)})
    born = {"person.born": day("2019-01-01")}
    full = why(WORKED, world, born="2019-01-01")
    assert full.facts == born | {"jobs[0].from": day("2020-01-01"), "jobs[0].fields": ("sums",)}
    never = why(WORKED, FakeWorld(listed={"job": (words,)}), born="2019-01-01")
    assert never.facts.keys() == {"person.born", "jobs[1].from", "jobs[1].to", "jobs[1].fields"}
    assert why(WORKED, world).missing == {"person.born"}
    assert why(WORKED, FakeWorld(listed={"job": None}), born="2019-01-01").missing == {"jobs"}
    assert why(WORKED, FakeWorld(listed={"job": None}), born="2023-01-01").missing == set()
    maybe = row("job", "jobs[2]", from_="2020-01-01")
    open_ = why(WORKED, FakeWorld(listed={"job": (maybe, words)}), born="2019-01-01")
    assert open_.missing == {"jobs[2].fields"}
    assert open_.facts == born | {"jobs[2].from": day("2020-01-01")}


def test_work_rests_on_what_its_periods_are_on_the_day() -> None:
    matching = {"all": [{"fact": "job.fields", "contains": "sums"}, {"within": {"from": "2023-06-01"}}]}
    world = FakeWorld(listed={"job": (row("job", "jobs[0]", from_="2020-01-01", fields=("sums",)),)})
    asked = Asked(node({"worked": {"years": 2, "matching": matching}}), world)
    sums = {"jobs[0].fields": ("sums",)}
    assert asked.why("2024-06-01").facts == sums | {"jobs[0].from": day("2020-01-01")}
    assert asked.why("2022-06-01").facts == {"jobs[0].from": day("2020-01-01")}


def test_work_that_an_authority_may_count_asks() -> None:
    asks = {"worked": {"years": 2, "matching": {"asks": {"question": "other", "about": "job.occupation"}}}}
    outer = row("job", "jobs[9]", from_="2001-01-01")
    world = FakeWorld(listed={"job": (row("job", "jobs[0]", from_="2020-01-01", occupation="a"),)})
    asked = Asked(node({"all": [asks, {"held": "job"}]}, "job"), world, job=outer)
    assert asked.why().questions == {("other", "a")}
    assert asked.frame.rows["job"] is outer


def test_appraisals_rest_on_their_years() -> None:
    green = {2020: "red", 2021: "green", 2022: "green", 2023: "green"}
    paths = {f"appraisals.{year}": "green" for year in (2021, 2022, 2023)}
    assert appraised(green).why().facts == paths | {f"{path}.grade": "green" for path in paths}
    bad = appraised(green | {2022: "red"}).why().facts
    assert bad.keys() == paths.keys() | {"appraisals.2022.grade"}
    assert bad["appraisals.2022"] == "red"
    assert appraised(green | {2022: "unknown"}).why().missing == {"appraisals.2022"}
    assert appraised({}).why().facts == {}
    assert appraised(green).why("2026-06-01").facts.keys() == {"appraisals.2023", "appraisals.2023.grade"}


def test_appraisals_rest_on_no_year_beyond_those_that_count() -> None:
    facts = appraised(dict.fromkeys(range(2019, 2025), "green")).why().facts
    assert {path for path in facts if path.count(".") == 1} == {
        "appraisals.2021",
        "appraisals.2022",
        "appraisals.2023",
    }


def test_an_appraisal_without_its_grade_lacks_it() -> None:
    asked = appraised({2021: "green", 2022: None, 2023: "green"})
    assert asked.why().missing == {"appraisals.2022.grade"}


def test_the_numbers_of_appraisals_are_doubtful_under_the_reading_that_takes_them_so() -> None:
    green = {2021: "green", 2022: "green", 2023: "green"}
    years = {"choice": "R1", "options": {"plain": {"parameter": "two"}, "other": {"parameter": "three"}}}
    asked = appraised(green, years=years, passing=2)
    assert asked.why().doubts == set()
    assert "appraisals.2021" not in asked.why().facts
    asked.frame.choices["R1"] = "other"
    assert asked.why().doubts == {"p#three"}
    assert "appraisals.2021" in asked.why().facts


def test_an_appraisal_counts_on_the_days_on_which_it_is_accepted() -> None:
    accept = {"all": [{"fact": "appraisal.grade", "is": "green"}, {"within": {"from": "2024-03-01"}}]}
    asked = appraised({2021: "green", 2022: "green", 2023: "green"}, accept=accept)
    assert asked.why("2024-03-01").facts.keys() >= {"appraisals.2022", "appraisals.2022.grade"}
    assert asked.why("2024-02-29").facts.keys() >= {"appraisals.2022"}


def test_a_bound_appraisal_comes_back_after_others_were_looked_at() -> None:
    asked = appraised({2023: "green"})
    asked.why()
    assert "appraisal" not in asked.frame.rows
    outer = asked.frame.rows["appraisal"] = row("appraisal", "appraisals.1999", year=1999)
    asked.why()
    assert asked.frame.rows["appraisal"] is outer


def test_what_is_unknown_is_not_looked_up_in_a_table() -> None:
    everything_doubtful: dict[object, Relationship] = {
        ("occupation", left, right): Relationship("same", "relation/any")
        for left in ("a", "None")
        for right in ("b", "None")
    }
    condition = node({"related": {"occupation": "paper.occupation", "to": "target.occupation"}}, "paper")
    for left, right, doubts in (("a", "b", {"relation/any"}), (None, "b", set()), ("a", None, set())):
        asked = Asked(
            condition,
            FakeWorld(relations=everything_doubtful),
            paper=row("paper", "papers[0]", issued="2020-01-01", occupation=left),
            target=row("target", occupation=right),
        )
        assert asked.why().doubts == doubts


def test_a_doubtful_row_is_a_doubt() -> None:
    grade = {"fact": "appraisal.grade", "is": "green"}
    doubtful = row("appraisal", "appraisals.2023", year=2023, grade="green", doubt="standard/x")
    assert Asked(node(grade, "appraisal"), appraisal=doubtful).why().doubts == {"standard/x"}


def test_a_condition_without_facts_rests_on_nothing() -> None:
    for data in ("always", "never"):
        assert why(data) == Support()
    assert isinstance(row("person"), Row)
