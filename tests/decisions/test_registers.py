"""What the registers beside a case say, day by day: standards in force, notices of exams; and readings chosen."""

from dataclasses import replace
from datetime import date

import pytest

from guantong.cases.model import Case, Target
from guantong.conditions.days import END, FALSE, FIRST, NEVER, OPEN, TRUE
from guantong.conditions.nodes import ALWAYS_NODE, Held
from guantong.conditions.world import Row
from guantong.decisions.answers import SupplementAnswer
from guantong.decisions.compiling import Engine
from guantong.decisions.decide import decide, engine_for
from guantong.decisions.engine import Session
from guantong.decisions.facts import CaseWorld
from guantong.policy import Policy, load_policy, overlay
from guantong.policy.model import UNCONFIRMED, Requirement, Text
from tests.people import Document

CODE = "6-18-01-01"
STANDARDS: list[Document] = [
    {"occupation": CODE, "edition": "2020", "issued_on": "2020-05-01", "in_force_from": "2020-06-01", "pattern": "g23", "confidence": "L"},
    {"occupation": CODE, "edition": "2024", "issued_on": "2024-01-20", "in_force_from": "2024-02-29", "pattern": "own", "confidence": "H"},
]  # fmt: skip
NOTICES: list[Document] = [
    {"field": "accounting", "year": 2022, "name": "technician_equivalence", "answer": True, "source": "通知", "confidence": "M"},
    {"field": "accounting", "year": 2024, "name": "technician_equivalence", "answer": False, "source": "通知", "confidence": "M"},
    {"field": "economics", "year": 2023, "name": "technician_equivalence", "answer": True, "source": "通知", "confidence": "M"},
]  # fmt: skip


@pytest.fixture
def policy() -> Policy:
    return overlay(load_policy(), {"standards": STANDARDS, "exam_notices": NOTICES})


@pytest.fixture
def world(policy: Policy) -> CaseWorld:
    return CaseWorld(Case(date(2024, 6, 1)), policy.catalogue, policy.schema, projected=False)


def year(number: int) -> tuple[int, int]:
    return date(number, 1, 1).toordinal(), date(number + 1, 1, 1).toordinal()


def asked(occupation: str | None) -> Target:
    return Target("", "skill_evaluation", None, None, "technician", occupation, None, None)


def test_a_notice_holds_for_its_field_name_and_year(world: CaseWorld) -> None:
    assert world.notice("exam", ("accounting",), "technician_equivalence") == (year(2022), year(2024))
    assert world.notice("exam", ("economics",), "technician_equivalence") == (year(2023), NEVER)


@pytest.mark.parametrize(
    ("register", "field", "name"),
    [
        ("standards", "accounting", "technician_equivalence"),
        ("exam", "statistics", "technician_equivalence"),
        ("exam", "accounting", "another_point"),
    ],
)
def test_a_notice_about_something_else_says_nothing(
    world: CaseWorld, register: str, field: str, name: str
) -> None:
    assert world.notice(register, (field,), name) == (NEVER, NEVER)


def test_a_standard_holds_until_the_day_before_the_next(world: CaseWorld) -> None:
    rows = world.rows("standard", world.target(asked(CODE)))
    assert rows is not None
    first, second = date(2020, 6, 1).toordinal(), date(2024, 2, 29).toordinal()
    assert [(row.values["pattern"], row.held.yes) for row in rows] == [
        ("g18", (FIRST, first)),
        ("g23", (first, second)),
        ("own", (second, END)),
    ]
    assert {row.path for row in rows} == {f"policy:standards/{CODE}"}
    assert [row.values["to"] for row in rows] == [first - 1, second - 1, None]
    default = "standards/default" if world.catalogue.default_pattern[1] in UNCONFIRMED else None
    assert [row.values["doubt"] for row in rows] == [default, f"standards/{CODE}/2020", None]


def test_without_an_occupation_no_standard_can_be_told(world: CaseWorld) -> None:
    assert world.rows("standard", world.target(asked(None))) is None


def test_the_other_options_are_those_not_chosen() -> None:
    policy = load_policy()
    name = next(r.id for r in policy.readings.values() if r.kind == "decides" and r.compared)
    first, *rest = policy.readings[name].options
    assert engine_for(policy).others(name) == tuple(rest)
    switched = overlay(policy, {"readings": {name: rest[0]}})
    assert engine_for(switched).others(name) == tuple(o for o in (first, *rest) if o != rest[0])


def test_only_readings_that_decide_are_compared() -> None:
    policy = load_policy()
    engine = Engine(policy)
    for reading in policy.readings.values():
        if reading.kind == "decides" and reading.compared:
            assert engine.others(reading.id)
        else:
            with pytest.raises(KeyError):
                engine.others(reading.id)


def test_an_engine_serves_a_policy_with_the_same_packs_and_readings(policy: Policy) -> None:
    engine = Engine(load_policy())
    assert engine.under(policy).routes is engine.routes, "registers change nothing that is compiled"
    name = next(r.id for r in load_policy().readings.values() if r.kind == "decides" and r.compared)
    option = tuple(load_policy().readings[name].options)[1]
    switched = overlay(load_policy(), {"readings": {name: option}})
    assert engine.under(switched).routes is not engine.routes
    assert engine.under(switched).policy is switched


def test_an_overlay_that_switches_no_reading_is_not_compiled_again(policy: Policy) -> None:
    assert engine_for(policy).routes is engine_for(load_policy()).routes


def test_what_routes_share_is_compiled_once() -> None:
    engine = Engine(load_policy())
    target = asked(CODE)
    assert engine.routes_to(target) is engine.routes_to(target)
    shared = [r for route in engine.routes for r in route.requirements if r.requirement.name == "in_force"]
    assert len({id(r) for r in shared}) == 1 < len(shared)


def test_a_row_that_is_not_there_knows_its_kind_and_its_list() -> None:
    engine = Engine(load_policy())
    lists = {kind: shape.list for kind, shape in load_policy().schema.rows.items()}
    for rows, held in ((engine.unlisted, OPEN), (engine.missing, FALSE)):
        assert {kind: row.path for kind, row in rows.items()} == lists
        assert all(row.kind == kind and row.values == {} for kind, row in rows.items())
        assert all(row.held is held for row in rows.values())


def test_a_requirement_is_told_for_each_target_that_its_sentence_names() -> None:
    """Its condition need not read what its sentence says, in either language."""
    engine = Engine(load_policy())
    route = next(r.route for r in engine.routes if r.route.direction == "title_review")
    plain = Requirement("plain", Text("条件", "it"), ("1",), ALWAYS_NODE, Text("有", "yes"), Text("无", "no"))
    naming = replace(plain, met=Text("{target.specialty}", "yes"), unmet=Text("无", "{target.series}"))
    asking = replace(route, requirements=(plain, naming), remarks=())
    compiled = engine._compile(asking)
    assert [r.told for r in compiled.requirements] == [(), ("series", "specialty")]
    assert compiled.asked == ("series", "specialty")


def test_a_requirement_is_told_for_each_row_that_its_sentence_names() -> None:
    engine = Engine(load_policy())
    route = next(r.route for r in engine.routes if "certificate" in r.route.tries)
    label = Text("{certificate.level}", "the level")
    named = Requirement("named", label, ("1",), ALWAYS_NODE, Text("有", "yes"), Text("无", "no"))
    reading = replace(named, when=Held("certificate"))
    compiled = engine._compile(replace(route, requirements=(named, reading), remarks=()))
    assert [(r.tried, r.shown) for r in compiled.requirements] == [
        ((), ("certificate",)),
        (("certificate",), ()),
    ]
    assert compiled.varying == (1,)


def test_a_degree_is_told_where_the_class_counts_as_one() -> None:
    case = Case(date(2024, 6, 1), titles=(), targets=(asked(CODE),))
    answer = decide(case, with_readings=False).decisions[0].routes[0]
    counting = next(r.route.counts_as for r in engine_for(load_policy()).supplements if r.route.counts_as)
    counted = answer._replace(route=replace(answer.route, counts_as=counting))
    assert SupplementAnswer(counted, True).to_dict()["degree"] is True
    assert SupplementAnswer(counted, False).to_dict()["degree"] is False


def test_a_row_counts_by_the_order_of_what_it_says_and_least_where_it_says_nothing() -> None:
    engine = Engine(load_policy())
    session = Session(engine, Case(date(2024, 6, 1)), "zh", with_readings=False)
    hired = next(r.route for r in engine.routes if r.route.counts_as)
    levels = (None, "junior_worker", "technician", "chief_technician")
    jobs = [{"job": Row("job", "employment[0]", {"engaged_level": level}, TRUE)} for level in levels]
    nothing, *ranks = [session._greatness(hired, rows) for rows in jobs]
    assert nothing == 0 < ranks[0] < ranks[1] < ranks[2]
    plain = next(r.route for r in engine.routes if not r.route.counts_as)
    assert session._greatness(plain, jobs[-1]) == 0


def test_what_is_known_of_a_requirement_is_kept_for_equal_targets() -> None:
    engine = engine_for(load_policy())
    session = Session(engine, Case(date(2024, 6, 1), certificates=(), titles=()), "zh", with_readings=False)
    first, second = asked(CODE), replace(asked(CODE), path="targets[1]")
    route = engine.routes_to(first)[0]
    found = []
    for target in (first, second):
        session.bind(target)
        session.trials(route)
        found.append([session.known(requirement, session.frame) for requirement in route.requirements])
    assert all(one is other for one, other in zip(*found, strict=True))
