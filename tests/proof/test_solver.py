"""The solver says of a case what the engine says of it, and what it cannot show it leaves open."""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from guantong.cases import dump_case, parse_case
from guantong.policy import load_policy
from guantong.policy.model import Route
from guantong.proof.routes import RouteCheck, document
from guantong.proof.solver import Found, Prover, Witness
from guantong.proof.solver.days import to_date, to_number
from guantong.proof.solver.library import z3
from guantong.proof.solver.symbols import SymbolicCase
from guantong.proof.solver.witness import Reader

DIRECTIONS = ("title_review", "skill_evaluation", "qualification_exam", "treatment")
POLICY = load_policy()
ROUTES = tuple(r for pack in POLICY.packs.values() for r in (*pack.routes, *pack.supplements))


@cache
def prover() -> Prover:
    return Prover(POLICY)


def unknowns(expressions: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    seen: set[int] = set()
    stack = [e for e in expressions if z3.is_expr(e)]
    while stack:
        expression = stack.pop()
        if expression.get_id() in seen:
            continue
        seen.add(expression.get_id())
        if z3.is_const(expression) and expression.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            found[str(expression)] = expression
        stack.extend(expression.children())
    return found


def models(symbolic: SymbolicCase, formulas: list[Any], count: int) -> Iterator[Any]:
    """Models spread over the space: most open some route, dates and yes-or-no facts are drawn."""
    rng = random.Random(20)  # noqa: S311 - the same models on every run
    names = unknowns([*symbolic.valid, *formulas])
    for _ in range(count):
        solver = z3.Solver()
        solver.add(*symbolic.valid)
        if rng.random() < 0.8:
            solver.add(rng.choice(formulas))
        for name in rng.sample(sorted(names), min(60, len(names))):
            unknown = names[name]
            if z3.is_bool(unknown):
                drawn = unknown == rng.choice([True, False])
            elif name in symbolic.dates and not name.endswith("birth_date"):
                drawn = unknown == rng.randrange(2015 * 336, 2030 * 336)
            else:
                continue
            solver.push()
            solver.add(drawn)
            if solver.check() != z3.sat:
                solver.pop()
        if solver.check() == z3.sat:
            yield solver.model()


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_solver_and_engine_agree(direction: str) -> None:
    asked = prover()
    symbolic = asked.symbolic(direction)
    formulas = [(r, asked.formula(r)) for r in ROUTES if r.direction == direction and not r.closed]
    opened = 0
    for model in models(symbolic, [formula for _, formula in formulas], 12):
        witness = Reader(symbolic, model).witness()
        by_engine = asked.opened(witness)
        for route, formula in formulas:
            by_solver = z3.is_true(model.eval(formula, model_completion=True))
            assert by_solver == ((route.pack, route.name) in by_engine), (route.name, dump_case(witness.case))
            opened += by_solver
    assert opened > 5


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_witness_is_a_case_document(direction: str) -> None:
    asked = prover()
    for route in (r for r in POLICY.routes if r.direction == direction and not r.closed):
        found = asked.open_case(route)
        assert found.result == "refuted"
        written = dict(document(found.witnesses[0]))
        written.pop("policy", None)
        read = parse_case(written)
        again = Witness(read, found.witnesses[0].policy)
        assert (route.pack, route.name) in asked.opened(again), written


def test_days_keep_their_order_and_their_anniversaries() -> None:
    for number in range(2000 * 336, 2003 * 336):
        assert to_number(to_date(number)) == number
        assert to_date(number + 336) == to_date(number).replace(year=to_date(number).year + 1)
    assert to_date(2020 * 336 + 27) < to_date(2020 * 336 + 28)


class Unsure(Prover):
    """A solver that never decides."""

    def open_case(self, route: Route) -> Found:
        found = super().open_case(route)
        return found if found.result == "refuted" else Found("undecided")

    def only_by(self, route: Route, other: Route) -> Found:
        return Found("undecided")

    def lost_by_years(self, route: Route) -> Found:
        return Found("undecided")


def test_what_the_solver_leaves_open_is_told_and_is_no_error() -> None:
    check = RouteCheck(POLICY, Unsure(POLICY))
    check.run()
    said = [text.en for text in check.undecided]
    assert "Whether title_entry swallows title_after_certificate was not decided by the solver" in said
    assert "Whether more years can close level_technician was not decided by the solver" in said
    assert "Whether anybody can meet publishing_senior was not decided by the solver" in said
    assert check.findings == []


def test_a_model_that_the_engine_denies_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Prover(POLICY)
    monkeypatch.setattr(asked, "opened", lambda witness: frozenset())
    route = next(r for r in POLICY.routes if r.name == "computing_senior")
    assert asked.open_case(route).result == "undecided"
