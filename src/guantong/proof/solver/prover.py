"""Three questions to the solver about the routes of a policy; every model is confirmed by the engine.

The solver looks at small cases only (:mod:`.symbols`), on the day of the case, with every reading as the
policy chooses it. "Proved" means: no small case says otherwise. A model that the engine does not confirm
is set aside and another one is sought; after a few the question stays undecided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from guantong.decisions.engine import Engine, Session
from guantong.policy.model import Policy, Route
from guantong.policy.overlays import overlay

from .library import z3
from .meaning import Encoder
from .symbols import SymbolicCase
from .witness import Reader, Witness

ATTEMPTS = 6
MILLISECONDS = 5_000


@dataclass(frozen=True)
class Found:
    """The answer to one question: `proved`, or `refuted` by the witnesses, or neither."""

    result: Literal["proved", "refuted", "undecided"]
    witnesses: tuple[Witness, ...] = ()


class Prover:
    """Asks about the routes of one policy. The symbolic case of a direction is built once."""

    def __init__(self, policy: Policy) -> None:
        self.engine = Engine(policy)
        self.policy = policy
        self._encoders: dict[str, Encoder] = {}
        self._opens: dict[tuple[str, str], Any] = {}

    # --- questions --------------------------------------------------------------------------------

    def open_case(self, route: Route) -> Found:
        """A case that the route opens; *proved* means that there is none."""
        return self._search(
            route.direction,
            [self.formula(route)],
            lambda reader: (reader.witness(),),
            lambda found: _key(route) in self.opened(found[0]),
        )

    def only_by(self, route: Route, other: Route) -> Found:
        """A case that `route` opens and `other` does not; *proved* means that the other swallows it."""
        return self._search(
            route.direction,
            [self.formula(route), z3.Not(self.formula(other))],
            lambda reader: (reader.witness(),),
            lambda found: _key(route) in (opened := self.opened(found[0])) and _key(other) not in opened,
        )

    def lost_by_years(self, route: Route) -> Found:
        """A case that the route opens, and the same with earlier certificates, titles or work that it does not.

        Only what is there on the day of the case is moved, and a title never before a certificate that it
        followed: what one holds and which came first are no matter of years.
        """
        symbolic = self.symbolic(route.direction)
        earlier, conditions = _earlier(symbolic)
        formula = self.formula(route)
        pairs = [(symbolic.dates[name], day) for name, day in earlier.items()]
        later_valid = [z3.substitute(v, *pairs) if z3.is_expr(v) else v for v in symbolic.valid]
        lost = z3.Not(z3.substitute(formula, *pairs))
        return self._search(
            route.direction,
            [formula, lost, *conditions, *later_valid],
            lambda reader: (
                reader.witness(),
                Reader(symbolic, reader.model, earlier).witness(),
            ),
            lambda found: _key(route) in self.opened(found[0]) and _key(route) not in self.opened(found[1]),
        )

    def opened(self, witness: Witness) -> frozenset[tuple[str, str]]:
        """The routes that open a witness's target, by the engine that decides for people."""
        engine = self.engine
        if witness.policy:
            engine = engine.under(overlay(self.policy, witness.policy))
        session = Session(engine, witness.case, "zh", with_readings=False)
        target = (witness.case.targets or ())[0]
        session.bind(target)
        return frozenset(
            _key(route.route)
            for route in (*engine.routes_to(target), *engine.supplements_to(target))
            if session.outcome(route)[0] == "eligible"
        )

    # --- searching --------------------------------------------------------------------------------

    def symbolic(self, direction: str) -> SymbolicCase:
        """The unknown case of a direction."""
        return self._encoder(direction).case

    def _encoder(self, direction: str) -> Encoder:
        if direction not in self._encoders:
            self._encoders[direction] = Encoder(SymbolicCase(self.policy, direction))
        return self._encoders[direction]

    def formula(self, route: Route) -> Any:
        """The condition that the route opens the symbolic case of its direction."""
        if _key(route) not in self._opens:
            self._opens[_key(route)] = self._encoder(route.direction).opens(route, self.engine)
        return self._opens[_key(route)]

    def _search(self, direction: str, conditions: Iterable[Any], read: Any, confirmed: Any) -> Found:
        symbolic = self.symbolic(direction)
        solver = z3.Solver()
        solver.set("timeout", MILLISECONDS)
        solver.add(*conditions)
        solver.add(*symbolic.valid)
        for attempt in range(ATTEMPTS):
            result = solver.check()
            if result == z3.unsat:
                return Found("undecided" if attempt else "proved")
            if result != z3.sat:
                return Found("undecided")
            model = solver.model()
            witnesses = read(Reader(symbolic, model))
            if confirmed(witnesses):
                return Found("refuted", witnesses)
            solver.add(z3.Not(z3.And(*(_same(model, unknown) for unknown in _choices(model)))))
        return Found("undecided")


def _key(route: Route) -> tuple[str, str]:
    return route.pack, route.name


def _earlier(symbolic: SymbolicCase) -> tuple[Mapping[str, Any], list[Any]]:
    """A second day for every certificate, title and period of work, not after the first."""
    moved = {
        name: z3.Int(f"earlier.{name}")
        for name in symbolic.dates
        if name.partition(".")[2] in ("issued_on", "obtained_on", "from")
        and name.startswith(("certificate", "title", "job"))
    }
    conditions = [day <= symbolic.dates[name] for name, day in moved.items()]
    conditions += [
        z3.Or(day == symbolic.dates[name], symbolic.dates[name] <= symbolic.as_of)
        for name, day in moved.items()
    ]
    for title in (name for name in moved if name.startswith("title")):
        for certificate in (name for name in moved if name.startswith("certificate")):
            followed = symbolic.dates[certificate] < symbolic.dates[title]
            conditions.append(z3.Implies(followed, moved[certificate] < moved[title]))
    return moved, conditions


def _choices(model: Any) -> list[Any]:
    """The unknowns of a model that are no days: what a model is told apart by."""
    return [d for d in model.decls() if d.arity() == 0 and not _is_day(str(d))]


def _is_day(name: str) -> bool:
    return name.startswith(("as_of", "earlier.")) or name.rpartition(".")[2] in (
        "from", "to", "issued_on", "obtained_on", "granted_on", "graduated_on", "birth_date", "year",
    )  # fmt: skip


def _same(model: Any, unknown: Any) -> Any:
    return unknown() == model[unknown]
