"""Which of several rows a route is answered with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from guantong.cases.model import Case, Certificate, Job, Target
from guantong.conditions import nodes as n
from guantong.decisions.compiling import Engine
from guantong.decisions.decide import engine_for
from guantong.decisions.engine import Session, _outcome
from guantong.decisions.targets import asked_targets
from guantong.policy import load_policy
from guantong.policy.model import CountsAs, Remark, Requirement, Text
from tests.decisions.asking import WORKER, case_of
from tests.people import sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.decisions.answers import Verdict
    from guantong.decisions.compiling import CompiledRoute
    from tests.people import Document

DAY = date(2024, 6, 1)
TARGET = Target("", "title_review", "engineering", "机械制造", "intermediate", None, None, None)
OLD = Certificate("old", "skill_level", "technician", "6-18-01-01", date(2015, 1, 1), "1", True)
NEW = replace(OLD, path="new", level="senior_technician", issued_on=date(2020, 1, 1), number="2")
COUNTS = CountsAs("certificate", "level", ())


def of_level(certificate: Certificate, *more: n.Node) -> n.Node:
    """A condition for the level of one of the certificates alone."""
    level = n.Compare(n.Fact("certificate", "level"), "is", certificate.level)
    return n.All((level, *more)) if more else level


def opens(*days: tuple[Certificate, str]) -> n.Node:
    """A condition that each of the certificates fulfils from a day."""
    return n.Any(tuple(of_level(c, n.Within(date.fromisoformat(day).toordinal(), None)) for c, day in days))


def tried(
    *conditions: n.Node, listed: tuple[Certificate, ...] = (OLD, NEW), counts_as: CountsAs | None = None
) -> list[tuple[str, Verdict]]:
    """The certificates in the order in which they serve, with the verdict that each of them gives."""
    engine, words = Engine(load_policy()), Text("", "")
    asked = tuple(Requirement(str(i), words, ("1",), when, words, words) for i, when in enumerate(conditions))
    plain = next(r.route for r in engine.routes if r.route.name == "level_technician")
    route = engine._compile(replace(plain, requirements=asked, remarks=(), counts_as=counts_as))
    found = []
    for rows in (listed, listed[::-1]):
        session = Session(engine, Case(DAY, certificates=rows), "zh", with_readings=False)
        session.bind(TARGET)
        found.append([(t.rows["certificate"].path, t.verdict) for t in session.trials(route)])
    assert found[0] == found[1], "whatever their order in the document"
    return found[0]


def served(*conditions: n.Node, counts_as: CountsAs | None = None) -> str:
    return tried(*conditions, counts_as=counts_as)[0][0]


def test_the_greatest_verdict_serves_first() -> None:
    assert tried(of_level(NEW)) == [("new", "eligible"), ("old", "not_eligible")]
    assert tried(of_level(OLD)) == [("old", "eligible"), ("new", "not_eligible")]


def test_of_those_that_are_open_what_counts_as_more_then_the_earliest() -> None:
    assert served(n.ALWAYS_NODE) == "old"
    assert served(n.ALWAYS_NODE, counts_as=COUNTS) == "new"
    assert served(opens((OLD, "2023-01-01"), (NEW, "2022-01-01"))) == "new"
    assert served(opens((OLD, "2022-01-01"), (NEW, "2023-01-01")), counts_as=COUNTS) == "new"


def test_of_those_that_are_not_open_the_one_that_opens_first() -> None:
    assert served(opens((OLD, "2026-01-01"), (NEW, "2025-01-01"))) == "new"
    assert served(opens((OLD, "2025-01-01"), (NEW, "2026-01-01"))) == "old"
    assert served(opens((NEW, "2026-01-01"))) == "new", "the other never opens"
    assert served(opens((OLD, "2026-01-01")), counts_as=COUNTS) == "old", (
        "what it would count as is nothing yet"
    )


def test_of_those_that_never_open_the_one_that_lacks_least() -> None:
    assert served(n.NEVER_NODE, n.NEVER_NODE) == "old"
    assert served(n.NEVER_NODE, of_level(NEW)) == "new"
    assert served(n.NEVER_NODE, of_level(NEW), of_level(OLD), of_level(OLD)) == "old"


def test_of_those_that_give_the_same_the_first_by_what_it_says() -> None:
    for condition in (n.ALWAYS_NODE, n.NEVER_NODE):
        assert [path for path, _ in tried(condition, listed=(NEW, OLD))] == ["old", "new"]


def test_a_certificate_told_twice_serves_once_as_well_as_again() -> None:
    twice = (NEW, replace(NEW, path="again"))
    session = Session(Engine(load_policy()), Case(DAY, certificates=twice), "zh", with_readings=False)
    session.bind(TARGET)
    trials = session.trials(session.engine.routes_to(TARGET)[0])
    assert [t.rows["certificate"].path for t in trials] == ["new", "again"]


def test_what_a_sentence_names_is_told_for_each_target_and_the_row_that_serves_it() -> None:
    """The conditions of the first two points read neither the target nor the certificate."""
    engine, words = Engine(load_policy()), Text("", "")
    goal = n.Fact("target", "title_level")
    serves = n.Any(
        (
            of_level(OLD, n.Compare(goal, "is", "intermediate")),
            of_level(NEW, n.Compare(goal, "is", "associate_senior")),
        )
    )
    of_row = Requirement("row", Text("{certificate.level}", ""), ("1",), n.ALWAYS_NODE, words, words)
    of_target = Requirement("target", Text("{target.specialty}", ""), ("1",), n.ALWAYS_NODE, words, words)
    serving = Requirement("serving", words, ("1",), serves, words, words)
    plain = next(r.route for r in engine.routes if r.route.name == "level_technician")
    route = engine._compile(replace(plain, requirements=(of_row, of_target, serving), remarks=()))
    session = Session(engine, Case(DAY, certificates=(OLD, NEW)), "zh", with_readings=False)
    found = []
    for specialty, level in (
        ("机械制造", "intermediate"),
        ("焊接", "intermediate"),
        ("焊接", "associate_senior"),
    ):
        session.bind(replace(TARGET, specialty=specialty, level=level))
        answer = session.answer(route)
        found.append((answer.used["certificate"], *[r.label for r in answer.requirements[:2]]))
    assert found == [("old", "技师", "机械制造"), ("old", "技师", "焊接"), ("new", "高级技师", "焊接")]


def test_remarks_are_told_while_their_condition_holds_for_the_row_that_serves() -> None:
    engine, words = Engine(load_policy()), Text("", "")
    remarks = (
        Remark("first", "1", Text("先", "first"), n.ALWAYS_NODE),
        Remark("old", "2", Text("旧", "old"), n.Not(of_level(NEW))),
        Remark("never", "3", Text("无", "never"), n.NEVER_NODE),
        Remark("last", "4", Text("后", "last"), n.ALWAYS_NODE),
    )
    day = Requirement("day", Text("自{met_from}", ""), ("1",), opens((OLD, "2030-01-01")), words, words)
    plain = next(r.route for r in engine.routes if r.route.name == "level_technician")
    route = engine._compile(replace(plain, requirements=(day,), remarks=remarks))
    told = []
    for listed in ((OLD,), (NEW,), ()):
        session = Session(engine, Case(DAY, certificates=listed), "zh", with_readings=False)
        session.bind(TARGET)
        answer = session.answer(route)
        told.append((answer.requirements[0].label, answer.notes))
    assert told == [
        ("自2030年1月1日", ("先（1）", "旧（2）", "后（4）")),
        ("自…", ("先（1）", "后（4）")),
        ("自…", ("先（1）", "后（4）")),
    ]


def test_what_always_held_has_no_first_day() -> None:
    engine, words = Engine(load_policy()), Text("", "")
    plain = next(r.route for r in engine.routes if r.route.name == "level_technician")
    always = Requirement("always", words, ("1",), n.ALWAYS_NODE, words, words)
    session = Session(engine, Case(DAY, certificates=(OLD,)), "zh", with_readings=False)
    session.bind(TARGET)
    answer = session.answer(engine._compile(replace(plain, requirements=(always,), remarks=())))
    assert (answer.verdict, answer.requirements[0].met_from) == ("eligible", None)


def test_a_question_is_open_only_while_its_answer_could_decide() -> None:
    """Whether the work of today counts is for an authority, but no leave of theirs makes it fifty years."""
    engine, words = Engine(load_policy()), Text("", "")
    counted = n.Any(
        (n.Within(None, date(2020, 1, 1).toordinal()), n.Asks("specialty_relation", "x", "human"))
    )
    when = n.Worked(50, None, counted, 0, "month_end", to_year_end=False)
    plain = next(r.route for r in engine.routes if r.route.name == "level_technician")
    years = Requirement("years", words, ("1",), when, words, words)
    job = Job("employment[0]", None, None, None, "6-18-01-01", date(2012, 1, 1), None, None, None)
    case = Case(DAY, employment=(job,), certificates=(OLD,))
    session = Session(engine, case, "zh", with_readings=False)
    session.bind(TARGET)
    (answer,) = session.answer(
        engine._compile(replace(plain, requirements=(years,), remarks=()))
    ).requirements
    assert (answer.verdict, answer.questions) == ("not_eligible", ())


def ways(session: Session) -> Iterator[CompiledRoute]:
    """Each route to each target that the case asks for, bound."""
    for target in asked_targets(session.case, session.engine.policy.catalogue):
        session.bind(target)
        yield from session.engine.routes_to(target)


PENDING: list[Document] = [
    WORKER | {"appraisals": {"2020": first, "2021": "qualified", "2022": "qualified", "2023": "pending"}}
    for first in ("qualified", "unqualified")
]


@pytest.mark.parametrize("document", [*sample(12, seed=7), *PENDING])
def test_the_outcome_is_that_of_all_trials_whatever_the_readings(document: Document) -> None:
    """`outcome` leaves out what cannot matter; that must not show, neither with the readings chosen nor with another."""
    engine = engine_for(load_policy())
    session = Session(engine, case_of(document), "zh", with_readings=True)
    frames = {id(frame): frame for frame in (session.frame, session.projected)}.values()
    for route in ways(session):
        assert session.outcome(route) == _outcome(session.trials(route), session.day)
        for reading, option in [(r, o) for r in route.readings for o in engine.others(r)]:
            found = []
            for ask in (lambda r: _outcome(session.trials(r), session.day), session.outcome):
                session._turned = {}
                for frame in frames:
                    frame.flip(reading, option)
                found.append(ask(route))
                for frame in frames:
                    frame.restore(engine.policy.choices)
            assert found[0] == found[1], (route.route.name, reading, option)
