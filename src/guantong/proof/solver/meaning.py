"""The meaning of a condition for the solver: whether it is surely met on the day of the case, and whether it may be.

The second is "at least unknown"; the difference of the two is what `not` must leave as it is. Readings
are taken at their defaults, or as the policy chooses them.
"""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from guantong.conditions import nodes as n
from guantong.decisions.engine import Engine
from guantong.policy.model import Requirement, Route

from .days import LONG_AGO, YEAR, to_number
from .library import z3
from .symbols import NONE, SAME, SIMILAR, UNDECIDED, Fact, SymbolicCase, SymbolicRow

Bound: TypeAlias = Mapping[str, SymbolicRow]
RELATIONS = {"same": SAME, "similar": SIMILAR, "none": NONE, "open": UNDECIDED}


class Meaning(NamedTuple):
    """Surely met, and possibly met."""

    yes: Any
    may: Any


def _sure(value: Any) -> Meaning:
    return Meaning(value, value)


def _known(known: Any, value: Any) -> Meaning:
    """A test of a fact that may not be known."""
    return Meaning(z3.And(known, value), z3.Or(z3.Not(known), value))


class Encoder:
    """Conditions of one policy over one symbolic case."""

    def __init__(self, case: SymbolicCase) -> None:
        self.case = case
        self.choices = case.policy.choices
        self._done: dict[tuple[n.Node, tuple[str, ...]], Meaning] = {}

    # --- routes -----------------------------------------------------------------------------------

    def opens(self, route: Route, engine: Engine) -> Any:
        """The case is open by this route, for a target to which it leads."""
        case = self.case
        target = [
            z3.Or(
                *(case.target.facts[name].value == case.target.facts[name].options.index(v) for v in values)
            )
            for name, values in route.opens.items()
        ]
        named = {kind for r in route.requirements for kind in engine.compiler.free_rows(r.when)}
        kinds = [kind for kind in route.tries if kind in named]
        trials = []
        for rows in product(*(case.rows[kind] for kind in kinds)):
            bound = {
                "person": case.person,
                "evidence": case.evidence,
                "target": case.target,
                **dict(zip(kinds, rows, strict=True)),
            }
            met = [self._met(requirement, bound) for requirement in route.requirements]
            trials.append(z3.And(*(row.there for row in rows), *met))
        return z3.And(*target, z3.Or(*trials))

    def _met(self, requirement: Requirement, bound: Bound) -> Any:
        meaning = self.of(requirement.when, bound)
        return meaning.may if requirement.if_unknown == "note" else meaning.yes

    # --- conditions -------------------------------------------------------------------------------

    def of(self, node: n.Node, bound: Bound) -> Meaning:
        """The meaning of a condition with these rows bound."""
        key = (node, tuple(f"{kind}={row.name}" for kind, row in sorted(bound.items())))
        found = self._done.get(key)
        if found is None:
            found = self._done[key] = self._build(node, bound)
        return found

    def _build(self, node: n.Node, bound: Bound) -> Meaning:
        match node:
            case n.Constant(value=value):
                return _sure(z3.BoolVal(value))
            case n.Ref(item=item):
                return self.of(item, bound)
            case n.Not(item=item):
                inner = self.of(item, bound)
                return Meaning(z3.Not(inner.may), z3.Not(inner.yes))
            case n.All(items=items):
                parts = [self.of(item, bound) for item in items]
                return Meaning(z3.And(*(p.yes for p in parts)), z3.And(*(p.may for p in parts)))
            case n.Any(items=items):
                parts = [self.of(item, bound) for item in items]
                return Meaning(z3.Or(*(p.yes for p in parts)), z3.Or(*(p.may for p in parts)))
            case n.AtLeast(count=count, items=items):
                return _at_least(self._whole(count, bound), [self.of(item, bound) for item in items])
            case n.Choice(reading=reading, options=options):
                return self.of(dict(options)[self.choices.get(reading, options[0][0])], bound)
            case n.Compare():
                return self._compare(node, bound)
            case n.Holds(fact=fact):
                found = self._fact(fact, bound)
                return _known(found.known, found.value)
            case n.Given(fact=fact, expected=expected):
                known = self._fact(fact, bound).known
                return _sure(known if expected else z3.Not(known))
            case n.Since(fact=fact, years=years, full_on=full):
                start = self._fact(fact, bound)
                day = start.value + YEAR * self._whole(years, bound) + self._whole(full, bound)
                return _known(start.known, day <= self.case.as_of)
            case n.Within(start=start_day, end=end_day):
                return _sure(z3.And(*self._inside(start_day, end_day, bound)))
            case n.Held(row=row):
                return _sure(bound[row].held)
            case n.Exists(row=row, where=where):
                found_rows = [(r, self.of(where, {**bound, row: r})) for r in self.case.rows[row]]
                return Meaning(
                    z3.Or(*(z3.And(r.there, r.held, w.yes) for r, w in found_rows)),
                    z3.Or(*(z3.And(r.there, r.held, w.may) for r, w in found_rows)),
                )
            case n.Related():
                return self._related(node, bound)
            case n.Worked():
                return self._worked(node, bound)
            case n.Appraised():
                return self._appraised(node, bound)
            case n.Asks(question=question, about=about, unanswered=unanswered):
                subject = about if isinstance(about, str) else self._row_name(about, bound)
                answered, answer = self.case.answer(question, subject)
                silent = z3.Not(answered) if unanswered == "human" else z3.BoolVal(False)
                return Meaning(z3.And(answered, answer), z3.Or(silent, z3.And(answered, answer)))
            case n.Notice(register=register, keys=keys, name=name):
                if register != "exam":  # no other register answers such a question
                    return Meaning(z3.BoolVal(False), z3.BoolVal(True))
                asked = ".".join(f"{key.row}.{key.field}" for key in keys)
                answered, answer = self.case.notice(register, asked, name or "")
                return _known(answered, answer)

    def _row_name(self, operand: n.Operand, bound: Bound) -> str:
        return bound[operand.row].name if isinstance(operand, n.Fact) else str(operand)

    def _fact(self, fact: n.Fact, bound: Bound) -> Fact:
        return bound[fact.row].facts[fact.field]

    def _chosen(self, operand: n.Operand | None) -> n.Operand | None:
        while isinstance(operand, n.Chosen):
            operand = dict(operand.options)[self.choices.get(operand.reading, operand.options[0][0])]
        return operand

    def _plain(self, operand: n.Operand | None) -> Any:
        operand = self._chosen(operand)
        return operand.value if isinstance(operand, n.Parameter) else operand

    def _whole(self, operand: n.Operand, bound: Bound) -> Any:
        operand_ = self._chosen(operand)
        if isinstance(operand_, n.Fact):
            return self._fact(operand_, bound).value
        return int(self._plain(operand_))

    def _inside(self, start: n.Operand | None, end: n.Operand | None, bound: Bound) -> list[Any]:
        parts = []
        if start is not None:
            parts.append(self._day(start, bound) <= self.case.as_of)
        if end is not None:
            parts.append(self.case.as_of < self._day(end, bound))
        return parts

    def _day(self, operand: n.Operand, bound: Bound) -> Any:
        chosen = self._chosen(operand)
        if isinstance(chosen, n.Fact):
            return self._fact(chosen, bound).value
        return to_number(date.fromordinal(int(self._plain(chosen))))

    # --- comparisons ------------------------------------------------------------------------------

    def _compare(self, node: n.Compare, bound: Bound) -> Meaning:
        left = self._fact(node.fact, bound)
        right = self._chosen(node.value)
        kind = self.case.schema.rows[node.fact.row].fields[node.fact.field].kind
        if node.operator == "contains":
            return self._contains(left, right, bound)
        if isinstance(right, n.Fact):
            other = self._fact(right, bound)
            known = z3.And(left.known, other.known)
            return _known(known, _TESTS[node.operator](left.value, other.value))
        plain = self._plain(right)
        if kind == "date":
            return _known(left.known, _TESTS[node.operator](left.value, self._day(plain, bound)))
        if kind == "bool" and not left.options:
            return _known(left.known, left.value if plain is True else z3.Not(left.value))
        if not left.options:
            return _known(left.known, _TESTS[node.operator](left.value, int(plain)))
        order = kind in self.case.schema.ordered
        accepted = [
            i for i, option in enumerate(left.options) if _holds(node.operator, option, plain, order, left)
        ]
        return _known(left.known, z3.Or(*(left.value == i for i in accepted)))

    def _contains(self, left: Fact, right: n.Operand | None, bound: Bound) -> Meaning:
        flags = dict(zip(left.options, left.value, strict=True))
        if isinstance(right, n.Fact):
            other = self._fact(right, bound)
            hit = z3.Or(*(z3.And(other.value == i, flags[o]) for i, o in enumerate(other.options)))
            return _known(z3.And(left.known, other.known), hit)
        return _known(left.known, flags[self._plain(right)])

    def _related(self, node: n.Related, bound: Bound) -> Meaning:
        left = self._fact(node.left, bound)
        row = bound[node.right.row]
        known = z3.And(left.known, row.facts[node.right.field].known)
        accept = [RELATIONS[word] for word in self._plain(node.accept)]
        pairs = self.case.relation(node.kind, left, row)
        yes = z3.Or(*(z3.And(here, z3.Or(*(entry == word for word in accept))) for here, entry in pairs))
        open_ = z3.Or(*(z3.And(here, entry == UNDECIDED) for here, entry in pairs))
        return Meaning(z3.And(known, yes), z3.Or(z3.Not(known), yes, open_))

    # --- work and appraisals ----------------------------------------------------------------------

    def _worked(self, node: n.Worked, bound: Bound) -> Meaning:
        wanted = self._whole(node.years, bound)
        if isinstance(wanted, int) and wanted == 0:
            return _sure(z3.BoolVal(True))
        case = self.case
        since = LONG_AGO if node.since is None else self._fact(node.since, bound).value
        known = True if node.since is None else self._fact(node.since, bound).known
        until = (case.year + 1) * YEAR - 1 if node.to_year_end else case.as_of
        until = until - self._whole(node.full_on, bound)
        pieces = []
        for job in case.rows["job"]:
            matching = self.of(node.matching, {**bound, "job": job})
            pieces.append((job, matching))
        enough = [
            _length(
                [
                    (
                        z3.And(job.there, m[level]),
                        _greater(job.facts["from"].value, since),
                        _lesser(case.end_of(job), until),
                    )
                    for job, m in pieces
                ]
            )
            >= YEAR * wanted
            for level in (0, 1)
        ]
        return Meaning(z3.And(known, enough[0]), z3.Or(z3.Not(known), enough[1]))

    def _appraised(self, node: n.Appraised, bound: Bound) -> Meaning:
        """The window of the day itself; years without an entry fail without work and are unknown with it."""
        case = self.case
        wanted, quorum = self._whole(node.years, bound), self._whole(node.passing, bound)
        skip = self._plain(node.idle_years) == "skip"
        last = case.appraisals[0]
        grade = last.facts["grade"]
        shifted = z3.And(last.there, grade.value == grade.options.index("pending"))
        found = []
        for offset in (0, 1):
            years = case.appraisals[offset : offset + wanted]
            meanings, passed_over = [], []
            for row in years:
                accepted = self.of(node.accept, {**bound, "appraisal": row})
                worked = z3.Or(*(self._works_in(job, row) for job in case.rows["job"]))
                meanings.append(
                    Meaning(
                        z3.And(row.there, accepted.yes),
                        z3.Or(z3.And(row.there, accepted.may), z3.And(z3.Not(row.there), worked)),
                    )
                )
                passed_over.append(z3.And(z3.Not(row.there), z3.Not(worked)) if skip else z3.BoolVal(False))
            gone = _count(passed_over)
            needed = z3.If(quorum - gone > 1, quorum - gone, 1)
            found.append(
                Meaning(
                    _count([m.yes for m in meanings]) >= needed, _count([m.may for m in meanings]) >= needed
                )
            )
        now, before = found
        return Meaning(z3.If(shifted, before.yes, now.yes), z3.If(shifted, before.may, now.may))

    def _works_in(self, job: SymbolicRow, appraisal: SymbolicRow) -> Any:
        end = appraisal.facts["year_end"].value
        return z3.And(job.there, job.facts["from"].value <= end, self.case.end_of(job) > end - YEAR + 1)


_TESTS: Mapping[str, Any] = {
    "is": lambda left, right: left == right,
    "is_not": lambda left, right: left != right,
    "at_least": lambda left, right: left >= right,
    "at_most": lambda left, right: left <= right,
    "above": lambda left, right: left > right,
    "below": lambda left, right: left < right,
    "one_below": lambda left, right: left + 1 == right,
}


def _holds(operator: str, option: Any, plain: Any, order: bool, left: Fact) -> bool:
    """Whether a value that the fact can have passes the test."""
    if operator in ("in", "not_in"):
        return (option in plain) is (operator == "in")
    if order:
        return bool(_TESTS[operator](left.options.index(option), left.options.index(plain)))
    return bool(_TESTS[operator](option, plain))


def _at_least(count: Any, meanings: list[Meaning]) -> Meaning:
    return Meaning(_count([m.yes for m in meanings]) >= count, _count([m.may for m in meanings]) >= count)


def _count(flags: list[Any]) -> Any:
    return z3.Sum(*(z3.If(flag, 1, 0) for flag in flags))


def _greater(left: Any, right: Any) -> Any:
    return z3.If(left > right, left, right)


def _lesser(left: Any, right: Any) -> Any:
    return z3.If(left < right, left, right)


def _length(periods: list[tuple[Any, Any, Any]]) -> Any:
    """The days that the periods cover together; each counts once."""
    parts = [_greater(end - start, 0) for _, start, end in periods]
    total = z3.Sum(*(z3.If(here, part, 0) for (here, _, _), part in zip(periods, parts, strict=True)))
    for i, (here, start, end) in enumerate(periods):
        for other_here, other_start, other_end in periods[:i]:
            shared = _lesser(end, other_end) - _greater(start, other_start)
            total = total - z3.If(z3.And(here, other_here, shared > 0), shared, 0)
    return total
