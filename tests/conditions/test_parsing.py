"""Every mistake that a condition can have is found, placed and named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from guantong.conditions import nodes as n
from tests.conditions.worlds import PARAMETERS, Pack, day, node

ALWAYS: dict[str, Any] = {"fact": "person.lawful", "is": True}

MISTAKES: list[tuple[str, Any, str, str]] = [
    ("no map", 3, "when", "a condition is a map with one of: all, any"),
    ("empty map", {}, "when", "a condition is a map"),
    ("unknown condition", {"exist": {}}, "when", "unknown condition 'exist'; did you mean 'exists'?"),
    ("nothing near", {"zzz": 1}, "when", "unknown condition 'zzz'; known: all, any"),
    ("unknown key", {"not": ALWAYS, "nor": 1}, "when.nor", "unknown key 'nor'"),
    ("unknown key of a fact", {"fact": "person.age", "at_last": 3}, "when.at_last", "unknown key 'at_last'; did you mean 'at_least'?"),
    ("no list", {"all": ALWAYS}, "when.all", "a list of conditions is expected"),
    ("empty list", {"any": []}, "when.any", "a list of conditions is expected"),
    ("deep place", {"all": [ALWAYS, {"not": {"fact": "person.agee", "is": 3}}]}, "when.all.1.not.fact", "unknown fact of person 'agee'; did you mean 'age'?"),
    ("unknown row of a fact", {"fact": "persn.age", "is": 3}, "when.fact", "unknown fact 'persn.age'; did you mean 'person.age'?"),
    ("a fact below a fact", {"fact": "person.name.first", "is": "x"}, "when.fact", "unknown fact of person 'name.first'"),
    ("contains an unknown code", {"exists": {"each": "job", "where": {"fact": "job.fields", "contains": "sumz"}}}, "when.exists.where.contains", "unknown exam_field 'sumz'; did you mean 'sums'?"),
    ("argument not given for a row", {"exists": {"each": "paper", "where": {"fact": "paper.level", "is": {"argument": "level"}}}}, "when.exists.where.is", "the argument 'level' is not given"),
    ("unbound row", {"fact": "paper.level", "is": "low"}, "when.fact", "paper is not bound here; bound are person, target"),
    ("two operators", {"fact": "person.age", "is": 3, "at_most": 4}, "when.fact", "a fact is compared by exactly one of"),
    ("no operator", {"fact": "person.age"}, "when.fact", "a fact is compared by exactly one of: holds, given, is, is_not"),
    ("no number", {"fact": "person.age", "is": "three"}, "when.is", "'three' is no whole number"),
    ("truth is no number", {"fact": "person.age", "is": True}, "when.is", "True is no whole number"),
    ("no code", {"fact": "person.colour", "is": "rad"}, "when.is", "unknown colour 'rad'; did you mean 'red'?"),
    ("no flag", {"fact": "person.lawful", "is": "yes"}, "when.is", "true or false is expected"),
    ("no date", {"fact": "person.born", "at_most": "May"}, "when.at_most", "'May' is no date; write 2021-10-26"),
    ("no value", {"fact": "person.name", "is": 1.5}, "when.is", "1.5 is no value"),
    ("no order", {"fact": "person.colour", "at_least": "red"}, "when.at_least", "person.colour is a colour, which has no order"),
    ("no list of values", {"fact": "person.colour", "in": "red"}, "when.in", "a list is expected"),
    ("a wrong item", {"fact": "person.colour", "in": ["red", "blue"]}, "when.in.1", "unknown colour 'blue'"),
    ("contains a scalar", {"fact": "person.colour", "contains": "red"}, "when.contains", "person.colour is a colour; `contains` is for lists of codes"),
    ("lists do not compare", {"exists": {"each": "job", "where": {"fact": "job.fields", "is": "sums"}}}, "when.exists.where.is", "job.fields is a codes; `contains` is for lists of codes, and lists take nothing else"),
    ("proof of a number", {"fact": "person.age", "holds": True}, "when.holds", "person.age is a number; only a proof can hold"),
    ("holds false", {"fact": "person.shown", "holds": "yes"}, "when.holds", "true or false is expected"),
    ("given what", {"fact": "person.age", "given": 1}, "when.given", "true or false is expected"),
    ("unknown parameter", {"fact": "person.age", "is": {"parameter": "four"}}, "when.is", "unknown parameter 'four'"),
    ("argument not given", {"fact": "person.age", "is": {"argument": "years"}}, "when.is", "the argument 'years' is not given"),
    ("argument as a list", {"fact": "person.age", "is": {"argument": ["years"]}}, "when.is", "the argument \"['years']\" is not given"),
    ("unknown value", {"fact": "person.age", "is": {"parametr": "two"}}, "when.is", "unknown value 'parametr'; did you mean 'parameter'?"),
    ("empty value", {"fact": "person.age", "is": {}}, "when.is", "unknown value ''"),
    ("unknown fact as a value", {"fact": "person.age", "is": {"fact": "person.ag"}}, "when.is.fact", "unknown fact of person 'ag'"),
    ("unknown reading", {"choice": "R9", "options": {}}, "when.choice", "unknown reading 'R9'"),
    ("no options", {"choice": "R1"}, "when.choice", "a choice has a map of options"),
    ("options as a list", {"choice": "R1", "options": ["plain"]}, "when.choice", "a choice has a map of options"),
    ("unknown option", {"choice": "R1", "options": {"plan": ALWAYS}}, "when.options.plan", "unknown option of R1 'plan'; did you mean 'plain'?"),
    ("missing option", {"choice": "R1", "options": {"plain": ALWAYS}}, "when.choice", "R1 also has the option other"),
    ("missing options", {"choice": "R1", "options": {}}, "when.choice", "R1 also has the option plain, other"),
    ("wrong option below", {"not": {"choice": "R1", "options": {"plain": ALWAYS, "other": 3}}}, "when.not.options.other", "a condition is a map"),
    ("unknown option of a value", {"fact": "person.age", "is": {"choice": "R1", "options": {"plan": 1}}}, "when.is.options.plan", "unknown option of R1 'plan'"),
    ("value of nothing known", {"fact": "person.age", "is": {"zzz": 1}}, "when.is", "unknown value 'zzz'; known: argument, choice, fact, parameter"),
    ("unknown reading of a value", {"fact": "person.age", "is": {"choice": "R8", "options": {}}}, "when.is.choice", "unknown reading 'R8'"),
    ("count is missing", {"at_least": {"of": [ALWAYS]}}, "when.at_least", "count is missing"),
    ("a map is expected", {"at_least": 2}, "when.at_least", "a map with count, of is expected"),
    ("unknown part", {"at_least": {"count": 1, "off": [ALWAYS]}}, "when.at_least.off", "unknown key 'off'; did you mean 'of'?"),
    ("since no date", {"since": {"fact": "person.age", "years": 2}}, "when.since.fact", "person.age is no date"),
    ("since without years", {"since": {"fact": "person.born"}}, "when.since", "years is missing"),
    ("within no date", {"within": {"from": "soon"}}, "when.within.from", "'soon' is no date"),
    ("held nothing", {"held": "papers"}, "when.held", "unknown row 'papers'"),
    ("held a list", {"held": ["person"]}, "when.held", "unknown row ['person']"),
    ("held a number", {"held": 3}, "when.held", "unknown row 3"),
    ("each of what", {"exists": {"each": "papr", "where": ALWAYS}}, "when.exists.each", "unknown row 'papr'; did you mean 'paper'?"),
    ("related to both", {"related": {"occupation": "target.occupation", "to": "target.occupation", "specialty": "target"}}, "when.related", "related takes occupation and specialty"),
    ("related to nothing", {"related": {"occupation": "target.occupation"}}, "when.related", "related takes occupation and specialty"),
    ("related from nothing", {"related": {"to": "target.occupation"}}, "when.related", "related takes occupation and specialty"),
    ("related to no row", {"related": {"occupation": "target.occupation", "specialty": "goal"}}, "when.related.specialty", "unknown row 'goal'"),
    ("counting", {"worked": {"years": 2, "matching": ALWAYS, "counted": "yearly"}}, "when.worked.counted", "unknown way of counting 'yearly'; known: to_the_day, to_year_end"),
    ("worked since a number", {"worked": {"years": 2, "matching": ALWAYS, "since": "person.age"}}, "when.worked.since", "person.age is no date"),
    ("appraised lacks", {"appraised": {"years": 3, "passing": 3, "accept": ALWAYS}}, "when.appraised", "idle_years is missing"),
    ("unknown question", {"asks": {"question": "equalty", "about": "x"}}, "when.asks.question", "unknown question 'equalty'; did you mean 'equality'?"),
    ("asks a list", {"asks": {"question": ["other"], "about": "x"}}, "when.asks.question", "unknown question \"['other']\""),
    ("unanswered how", {"asks": {"question": "other", "about": "x", "unanswered": "no"}}, "when.asks.unanswered", "unknown word 'no'; known: fails, human"),
    ("about no fact", {"asks": {"question": "other", "about": "person.nam"}}, "when.asks.about", "unknown fact of person 'nam'"),
    ("keys of a notice", {"notice": {"register": "r", "keys": "target.field"}}, "when.notice.keys", "a list of facts is expected"),
    ("key of a notice", {"notice": {"register": "r", "keys": ["target.feld"]}}, "when.notice.keys.0", "unknown fact of target 'feld'"),
    ("half of a word", {"fact": "person.a", "is": 3}, "when.fact", "unknown fact of person 'a'; did you mean 'age'?"),
    ("count is no number", {"at_least": {"count": "two", "of": [ALWAYS]}}, "when.at_least.count", "'two' is no whole number"),
    ("count is not given", {"at_least": {"count": {"argument": "two"}, "of": [ALWAYS]}}, "when.at_least.count", "the argument 'two' is not given"),
    ("at least of what", {"at_least": {"count": 1, "of": ALWAYS}}, "when.at_least.of", "a list of conditions is expected"),
    ("within a list", {"within": ["2024-01-01"]}, "when.within", "a map with from, to is expected"),
    ("within no argument", {"within": {"to": {"argument": "day"}}}, "when.within.to", "the argument 'day' is not given"),
    ("since a list", {"since": ["person.born"]}, "when.since", "a map with fact, years, full_on, leap_day is expected"),
    ("since no number of years", {"since": {"fact": "person.born", "years": "two"}}, "when.since.years", "'two' is no whole number"),
    ("since years not given", {"since": {"fact": "person.born", "years": {"argument": "two"}}}, "when.since.years", "the argument 'two' is not given"),
    ("full on no number", {"since": {"fact": "person.born", "years": 2, "full_on": "next"}}, "when.since.full_on", "'next' is no whole number"),
    ("full on not given", {"since": {"fact": "person.born", "years": 2, "full_on": {"argument": "one"}}}, "when.since.full_on", "the argument 'one' is not given"),
    ("leap day", {"since": {"fact": "person.born", "years": 2, "leap_day": 1.5}}, "when.since.leap_day", "1.5 is no value"),
    ("leap day not given", {"since": {"fact": "person.born", "years": 2, "leap_day": {"argument": "day"}}}, "when.since.leap_day", "the argument 'day' is not given"),
    ("unknown leap day", {"since": {"fact": "person.born", "years": 2, "leap_day": "month_edn"}}, "when.since.leap_day", "unknown leap_day 'month_edn'; did you mean 'month_end'?"),
    ("leap day of nothing near", {"since": {"fact": "person.born", "years": 2, "leap_day": "xyz"}}, "when.since.leap_day", "unknown leap_day 'xyz'; known: first_of_march, month_end"),
    ("leap day of one option", {"since": {"fact": "person.born", "years": 2, "leap_day": {"choice": "R1", "options": {"plain": "month_end", "other": "first_march"}}}}, "when.since.leap_day.other", "unknown leap_day 'first_march'; did you mean 'first_of_march'?"),
    ("leap day as a parameter", {"since": {"fact": "person.born", "years": 2, "leap_day": {"parameter": "two"}}}, "when.since.leap_day", "unknown leap_day in the parameter p#two 2; known: first_of_march, month_end"),
    ("leap day as an argument", {"ref": "old", "with": {"day": "monthend"}}, "conditions.old.since.leap_day", "unknown leap_day 'monthend'; did you mean 'month_end'?"),
    ("leap day of a fact", {"since": {"fact": "person.born", "years": 2, "leap_day": {"fact": "person.name"}}}, "when.since.leap_day", "leap_day is one of month_end, first_of_march, and no fact"),
    ("since an unbound row", {"since": {"fact": "paper.issued", "years": 2}}, "when.since.fact", "paper is not bound here"),
    ("exists as a word", {"exists": "paper"}, "when.exists", "a map with each, where is expected"),
    ("wrong option", {"choice": "R1", "options": {"plain": ALWAYS, "other": 3}}, "when.options.other", "a condition is a map"),
    ("option not given", {"choice": "R1", "options": {"plain": ALWAYS, "other": {"fact": "person.age", "is": {"argument": "n"}}}}, "when.options.other.is", "the argument 'n' is not given"),
    ("wrong option of a value", {"fact": "person.age", "is": {"choice": "R1", "options": {"plain": 1, "other": "two"}}}, "when.is.other", "'two' is no whole number"),
    ("option of a value not given", {"fact": "person.age", "is": {"choice": "R1", "options": {"plain": 1, "other": {"argument": "n"}}}}, "when.is.other", "the argument 'n' is not given"),
    ("options of a list", {"fact": "person.colour", "in": {"choice": "R1", "options": {"plain": ["red"], "other": "red"}}}, "when.in.other", "a list is expected"),
    ("related as a word", {"related": "target"}, "when.related", "a map with occupation, major, specialty, to, accept is expected"),
    ("related from an unknown fact", {"related": {"occupation": "target.job", "specialty": "target"}}, "when.related.occupation", "unknown fact of target 'job'"),
    ("related to an unknown fact", {"related": {"occupation": "target.occupation", "to": "target.job"}}, "when.related.to", "unknown fact of target 'job'"),
    ("related from an unknown major", {"related": {"major": "person.major", "to": "target.occupation"}}, "when.related.major", "unknown fact of person 'major'"),
    ("a major to an unknown fact", {"related": {"major": "person.name", "to": "target.job"}}, "when.related.to", "unknown fact of target 'job'"),
    ("related from a major alone", {"related": {"major": "person.name"}}, "when.related", "related takes occupation and specialty, occupation and to, or major and to"),
    ("accepting no list", {"related": {"occupation": "target.occupation", "specialty": "target", "accept": "same"}}, "when.related.accept", "a list is expected"),
    ("accepting no words", {"related": {"occupation": "target.occupation", "specialty": "target", "accept": ["same", 1.5]}}, "when.related.accept.1", "1.5 is no value"),
    ("accepting what is not given", {"related": {"occupation": "target.occupation", "specialty": "target", "accept": {"argument": "near"}}}, "when.related.accept", "the argument 'near' is not given"),
    ("worked as a list", {"worked": [2]}, "when.worked", "a map with years, matching, since, full_on, leap_day, counted is expected"),
    ("worked no number", {"worked": {"years": "two", "matching": ALWAYS}}, "when.worked.years", "'two' is no whole number"),
    ("worked years not given", {"worked": {"years": {"argument": "two"}, "matching": ALWAYS}}, "when.worked.years", "the argument 'two' is not given"),
    ("worked at what", {"worked": {"years": 2, "matching": {"fact": "job.occupaton", "is": "x"}}}, "when.worked.matching.fact", "unknown fact of job 'occupaton'"),
    ("worked since an unbound row", {"worked": {"years": 2, "matching": ALWAYS, "since": "paper.issued"}}, "when.worked.since", "paper is not bound here"),
    ("appraised as a number", {"appraised": 3}, "when.appraised", "a map with years, passing, accept, idle_years is expected"),
    ("appraised in no number", {"appraised": {"years": "three", "passing": 3, "accept": ALWAYS, "idle_years": "skip"}}, "when.appraised.years", "'three' is no whole number"),
    ("appraised years not given", {"appraised": {"years": {"argument": "n"}, "passing": 3, "accept": ALWAYS, "idle_years": "skip"}}, "when.appraised.years", "the argument 'n' is not given"),
    ("passing no number", {"appraised": {"years": 3, "passing": "all", "accept": ALWAYS, "idle_years": "skip"}}, "when.appraised.passing", "'all' is no whole number"),
    ("passing not given", {"appraised": {"years": 3, "passing": {"argument": "n"}, "accept": ALWAYS, "idle_years": "skip"}}, "when.appraised.passing", "the argument 'n' is not given"),
    ("accepting a wrong grade", {"appraised": {"years": 3, "passing": 3, "accept": {"fact": "appraisal.grade", "is": "rad"}, "idle_years": "skip"}}, "when.appraised.accept.is", "unknown colour 'rad'"),
    ("idle years", {"appraised": {"years": 3, "passing": 3, "accept": ALWAYS, "idle_years": 1.5}}, "when.appraised.idle_years", "1.5 is no value"),
    ("idle years not given", {"appraised": {"years": 3, "passing": 3, "accept": ALWAYS, "idle_years": {"argument": "skip"}}}, "when.appraised.idle_years", "the argument 'skip' is not given"),
    ("unknown idle years", {"appraised": {"years": 3, "passing": 3, "accept": ALWAYS, "idle_years": "skipp"}}, "when.appraised.idle_years", "unknown idle_years 'skipp'; did you mean 'skip'?"),
    ("unknown relation", {"related": {"occupation": "target.occupation", "specialty": "target", "accept": ["same", "simlar"]}}, "when.related.accept.1", "unknown relation 'simlar'; did you mean 'similar'?"),
    ("unknown relations of a parameter", {"related": {"occupation": "target.occupation", "specialty": "target", "accept": {"parameter": "colours"}}}, "when.related.accept", "unknown relation in the parameter p#colours 'red'; known: same, similar"),
    ("asks a word", {"asks": "other"}, "when.asks", "a map with question, about, unanswered is expected"),
    ("about an unbound row", {"asks": {"question": "other", "about": "paper.level"}}, "when.asks.about", "paper is not bound here"),
    ("a notice as a word", {"notice": "r"}, "when.notice", "a map with register, keys, name is expected"),
    ("a key of an unbound row", {"notice": {"register": "r", "keys": ["target.field", "paper.level"]}}, "when.notice.keys.1", "paper is not bound here"),
    ("wrong argument below", {"not": {"ref": "grown", "with": {"years": 1.5}}}, "when.not.with.years", "1.5 is no value"),
    ("wrong operand below", {"not": {"fact": "person.age", "is": "x"}}, "when.not.is", "'x' is no whole number"),
    ("wrong argument", {"ref": "grown", "with": {"years": 1.5}}, "when.with.years", "1.5 is no value"),
    ("unknown name", {"ref": "nobody"}, "when.ref", "unknown condition 'nobody'"),
    ("arguments", {"ref": "grown", "with": [3]}, "when.ref", "`with` is a map of arguments"),
    ("argument of an argument", {"ref": "grown", "with": {"years": {"argument": "y"}}}, "when.with.years", "the argument 'y' is not given"),
    ("missing argument", {"ref": "grown"}, "conditions.grown.at_least", "the argument 'years' is not given"),
    ("in a circle", {"ref": "here"}, "conditions.there.ref", "the condition p#here leads back to itself: p#here -> p#there -> p#here"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "place", "message"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_is_placed_and_named(data: Any, place: str, message: str) -> None:
    pack = Pack(
        grown={"fact": "person.age", "at_least": {"argument": "years"}},
        here={"ref": "there"},
        there={"ref": "here"},
        old={"since": {"fact": "person.born", "years": 2, "leap_day": {"argument": "day"}}},
    )
    pack.parse(data)
    assert len(pack.problems) == 1
    at, said = pack.problems[0]
    assert ".".join(map(str, at)) == place
    assert said.startswith(message)


@pytest.mark.parametrize("number", [19, 20])
def test_what_is_known_is_listed_while_it_can_be_read_at_a_glance(number: int) -> None:
    known = [f"q{i:02}" for i in range(number)]
    pack = Pack()
    pack.parser.questions = lambda: frozenset(known)
    pack.parse({"asks": {"question": "zzz", "about": "x"}})
    listed = f"; known: {', '.join(known)}" if number < 20 else ""
    assert pack.problems == [(("when", "asks", "question"), f"unknown question 'zzz'{listed}")]


def test_all_mistakes_are_told_in_one_pass() -> None:
    pack = Pack()
    parsed = pack.parse({"all": [{"fact": "person.ag", "is": 1}, ALWAYS, {"any": []}, {"held": "x"}]})
    assert [at for at, _ in pack.problems] == [
        ("when", "all", 0, "fact"),
        ("when", "all", 2, "any"),
        ("when", "all", 3, "held"),
    ]
    assert isinstance(parsed, n.All)
    assert parsed.items[0] == n.NEVER_NODE
    assert parsed.items[1] == n.Compare(n.Fact("person", "lawful"), "is", True)


def test_a_condition_may_be_named_again_after_it_is_closed() -> None:
    grown = {"fact": "person.age", "at_least": {"argument": "years"}}
    named = {"ref": "grown", "with": {"years": 3}}
    first, second = getattr(node({"all": [named, named]}, grown=grown), "items")  # noqa: B009
    assert first == second == n.Ref("p#grown", n.Compare(n.Fact("person", "age"), "at_least", 3))


def test_conditions_may_lead_to_each_other_while_none_leads_back() -> None:
    wanted = n.Ref(
        "p#first",
        n.Ref("p#second", n.All((n.Ref("p#third", n.ALWAYS_NODE), n.Ref("p#third", n.ALWAYS_NODE)))),
    )
    assert (
        node(
            {"ref": "first"}, first={"ref": "second"}, second={"all": [{"ref": "third"}] * 2}, third="always"
        )
        == wanted
    )


def test_a_circle_is_found_after_a_condition_inside_it_was_closed() -> None:
    pack = Pack(here={"all": [{"ref": "side"}, {"ref": "here"}]}, side="always")
    pack.parse({"ref": "here"})
    assert [said for _, said in pack.problems] == [
        "the condition p#here leads back to itself: p#here -> p#here"
    ]


AGE = n.Fact("person", "age")
LAWFUL = n.Compare(n.Fact("person", "lawful"), "is", True)

READ: list[tuple[Any, n.Node]] = [
    ("always", n.ALWAYS_NODE),
    ("never", n.NEVER_NODE),
    ({"not": "always"}, n.Not(n.ALWAYS_NODE)),
    ({"at_least": {"count": {"parameter": "two"}, "of": ["always", "never"]}}, n.AtLeast(PARAMETERS["two"], (n.ALWAYS_NODE, n.NEVER_NODE))),
    ({"fact": "person.age", "one_below": {"fact": "person.age"}}, n.Compare(AGE, "one_below", AGE)),
    ({"fact": "person.born", "above": "2020-02-29"}, n.Compare(n.Fact("person", "born"), "above", day("2020-02-29"))),
    ({"fact": "person.born", "above": date(2020, 2, 29)}, n.Compare(n.Fact("person", "born"), "above", day("2020-02-29"))),
    ({"fact": "person.shown", "is": True}, n.Compare(n.Fact("person", "shown"), "is", True)),
    ({"fact": "person.colour", "not_in": {"parameter": "colours"}}, n.Compare(n.Fact("person", "colour"), "not_in", PARAMETERS["colours"])),
    ({"fact": "person.age", "given": False}, n.Given(AGE, False)),
    ({"fact": "person.lawful", "holds": True}, n.Holds(n.Fact("person", "lawful"))),
    ({"since": {"fact": "person.born", "years": 2}}, n.Since(n.Fact("person", "born"), 2, 0, "month_end")),
    ({"within": {}}, n.Within(None, None)),
    ({"within": {"from": {"parameter": "start"}, "to": "2024-01-01"}}, n.Within(PARAMETERS["start"], day("2024-01-01"))),
    ({"held": "person"}, n.Held("person")),
    ({"exists": {"each": "paper", "where": {"held": "paper"}}}, n.Exists("paper", n.Held("paper"))),
    (
        {"choice": "R1", "options": {"other": "never", "plain": "always"}},
        n.Choice("R1", (("plain", n.ALWAYS_NODE), ("other", n.NEVER_NODE))),
    ),
    (
        {"fact": "person.age", "is": {"choice": "R1", "options": {"plain": 1, "other": {"parameter": "two"}}}},
        n.Compare(AGE, "is", n.Chosen("R1", (("plain", 1), ("other", PARAMETERS["two"])))),
    ),
    (
        {"related": {"occupation": "target.occupation", "specialty": "target"}},
        n.Related("specialty", n.Fact("target", "occupation"), n.Fact("target", "specialty"), ("same", "similar")),
    ),
    (
        {"related": {"occupation": "target.occupation", "to": "target.occupation", "accept": ["same"]}},
        n.Related("occupation", n.Fact("target", "occupation"), n.Fact("target", "occupation"), ("same",)),
    ),
    (
        {"related": {"major": "person.name", "to": "target.occupation"}},
        n.Related("major", n.Fact("person", "name"), n.Fact("target", "occupation"), ("same", "similar")),
    ),
    (
        {"worked": {"years": 2, "matching": {"held": "job"}, "since": "person.born", "counted": "to_year_end", "full_on": 1, "leap_day": "first_of_march"}},
        n.Worked(2, n.Fact("person", "born"), n.Held("job"), 1, "first_of_march", True),
    ),
    (
        {"worked": {"years": 2, "matching": "always", "counted": "to_the_day"}},
        n.Worked(2, None, n.ALWAYS_NODE, 0, "month_end", False),
    ),
    (
        {"appraised": {"years": 3, "passing": 2, "accept": {"fact": "appraisal.grade", "is": "red"}, "idle_years": "skip"}},
        n.Appraised(3, 2, n.Compare(n.Fact("appraisal", "grade"), "is", "red"), "skip"),
    ),
    ({"asks": {"question": "other", "about": "mastery"}}, n.Asks("other", "mastery", "human")),
    ({"asks": {"question": "other", "about": "person.name", "unanswered": "fails"}}, n.Asks("other", n.Fact("person", "name"), "fails")),
    ({"notice": {"register": "r", "keys": ["target.field"]}}, n.Notice("r", (n.Fact("target", "field"),), None)),
    ({"notice": {"register": "r", "keys": [], "name": "x"}}, n.Notice("r", (), "x")),
    (
        {"exists": {"each": "job", "where": {"fact": "job.fields", "contains": {"fact": "target.field"}}}},
        n.Exists("job", n.Compare(n.Fact("job", "fields"), "contains", n.Fact("target", "field"))),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("data", "wanted"), READ)
def test_a_condition_is_read(data: Any, wanted: n.Node) -> None:
    assert node(data) == wanted


def test_a_list_is_an_argument_as_it_stands() -> None:
    parsed = node(
        {"ref": "bright", "with": {"of": ["red"]}}, bright={"fact": "person.colour", "in": {"argument": "of"}}
    )
    assert parsed == n.Ref("p#bright", n.Compare(n.Fact("person", "colour"), "in", ("red",)))


def test_what_a_condition_names() -> None:
    condition = node(
        {
            "all": [
                {"choice": "R1", "options": {"plain": "always", "other": {"fact": "person.age", "is": {"parameter": "two"}}}},
                {"worked": {"years": {"choice": "R2", "options": {"plain": {"parameter": "three"}, "other": 1}}, "since": "person.born", "matching": "always"}},
                {"notice": {"register": "r", "keys": ["target.field"]}},
                {"ref": "deep"},
            ]
        },
        deep={"not": {"fact": "person.name", "is": "x"}},
    )  # fmt: skip
    assert n.readings(condition) == {"R1", "R2"}
    assert n.parameters(condition) == {PARAMETERS["two"], PARAMETERS["three"]}
    assert n.reads(condition) == {
        ("person", "age"),
        ("person", "born"),
        ("target", "field"),
        ("person", "name"),
    }
    assert len(list(n.walk(condition))) == 10
