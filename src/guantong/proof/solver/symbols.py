"""A small case whose facts are unknowns of the solver: two jobs, two certificates, one title, and so on.

What is bounded is said in :data:`ROWS` and :class:`SymbolicCase`; everything else is free. All facts are
known except those that the law reads as "not given" (kind of identity document, occupation of an
appraisal, class of a school), and the end of a period of work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from guantong.cases.model import Case, Honour
from guantong.catalogue.model import Pattern
from guantong.conditions import nodes as n
from guantong.decisions.facts import CaseWorld
from guantong.policy.model import Policy

from .days import EARLIEST, FAR_AHEAD, LATEST, LONG_AGO, YEAR
from .library import z3

ROWS: Mapping[str, int] = {
    "job": 2,
    "certificate": 2,
    "title": 1,
    "honour": 1,
    "education": 2,
    "sanction": 1,
}
OCCUPATIONS = ("6-99-99-01", "6-99-99-02", "6-99-99-03")
"""The occupation applied for and two others, none of them in the catalogue, so that findings relate them freely."""
MAJORS = ("示例专业一", "示例专业二")
SAME, SIMILAR, NONE, UNDECIDED = range(4)
APPRAISAL_YEARS = 5
OPTIONAL = frozenset(
    (("person", "identity_type"), ("appraisal", "occupation"), ("education", "class"), ("job", "to"))
)
HONOURS_OF = "cn-44"


@dataclass(frozen=True)
class Fact:
    """One unknown: whether it is known, its value, and the plain values it can have where it is a code."""

    known: Any
    value: Any
    options: tuple[Any, ...] = ()


@dataclass
class SymbolicRow:
    """A row that may be there, with its facts. `held` says when it holds on the day of the case."""

    kind: str
    name: str
    there: Any
    facts: dict[str, Fact] = field(default_factory=dict)
    held: Any = True


class SymbolicCase:
    """All unknowns of one case, with what makes it a valid document in `valid`."""

    def __init__(self, policy: Policy, direction: str) -> None:
        self.policy = policy
        self.schema = policy.schema
        self.direction = direction
        self.texts = _texts(policy)
        self.valid: list[Any] = []
        self.dates: dict[str, Any] = {}
        self.as_of = self._date("as_of")
        self.year = z3.Int("as_of.year")
        self.valid += [self.year * YEAR <= self.as_of, self.as_of < (self.year + 1) * YEAR]
        self.honours = _honours(policy)
        self.relations: dict[tuple[str, str], tuple[Any, ...]] = {}
        self.answers: dict[tuple[str, str], tuple[Any, Any]] = {}
        self.notices: dict[tuple[str, str, str], tuple[Any, Any]] = {}
        self.person = self._row("person", "person")
        self.evidence = self._row("evidence", "evidence")
        self.target = self._target()
        self.rows = {
            kind: tuple(self._row(kind, f"{kind}{i}") for i in range(count)) for kind, count in ROWS.items()
        }
        self.rows["linking_method"] = ()
        self.rows["standard"] = self._standards()
        self.appraisals = tuple(self._appraisal(i) for i in range(1, APPRAISAL_YEARS + 1))
        self.person.facts["appraisals_listed"] = Fact(True, z3.Or(*(row.there for row in self.appraisals)))
        self._consistent()

    # --- unknowns ---------------------------------------------------------------------------------

    def _date(self, name: str, *, born: bool = False) -> Any:
        day = z3.Int(name)
        self.dates[name] = day
        self.valid += [day >= (EARLIEST - 50 * YEAR if born else EARLIEST), day <= LATEST]
        return day

    def _code(self, name: str, options: tuple[Any, ...]) -> Fact:
        value = z3.Int(name)
        self.valid += [value >= 0, value < len(options)]
        return Fact(True, value, options)

    def _fact(self, row: str, place: str, name: str, kind: str) -> Fact:
        full = f"{place}.{name}"
        if kind == "date":
            fact = Fact(True, self._date(full, born=name == "birth_date"))
        elif kind in ("bool", "trust"):
            fact = Fact(True, z3.Bool(full))
        elif kind == "codes":
            codes = self.schema.codes["exam_field"]
            fact = Fact(True, tuple(z3.Bool(f"{full}.{code}") for code in codes), codes)
        elif kind == "occupation":
            fact = self._code(full, OCCUPATIONS)
        elif kind == "text":
            fact = self._code(full, self.texts)
        elif kind == "number":
            fact = Fact(True, z3.Int(full))
        else:
            fact = self._code(full, self.schema.codes[kind])
        if (row, name) in OPTIONAL:
            fact = Fact(z3.Bool(f"{full}?"), fact.value, fact.options)
        return fact

    def _row(self, kind: str, name: str) -> SymbolicRow:
        shape = self.schema.rows[kind]
        row = SymbolicRow(kind, name, True if shape.single else z3.Bool(name))
        if kind == "honour":
            row.facts = self._honour(name)
        else:
            row.facts = {
                key: self._fact(kind, name, key, field_type.kind) for key, field_type in shape.fields.items()
            }
        if kind == "title":
            row.facts["specialty"] = Fact(
                self._has_specialty(row.facts["series"]), z3.IntVal(0), ("specialty",)
            )
        row.held = self._held(row)
        return row

    def _held(self, row: SymbolicRow) -> Any:
        shape = self.schema.rows[row.kind]
        parts = []
        for name, earlier in ((shape.starts, True), (shape.ends, False)):
            if name is not None:
                fact = row.facts[name]
                inside = fact.value <= self.as_of if earlier else self.as_of <= fact.value
                parts.append(z3.Or(z3.Not(fact.known), inside))
        return z3.And(*parts)

    def _honour(self, name: str) -> dict[str, Fact]:
        """The honours of the catalogue one by one: what the engine derives from each is looked up, not encoded."""
        which = self._code(f"{name}.which", tuple(range(len(self.honours)))).value
        derived = {
            key: Fact(True, which, tuple(values[key] for _, values in self.honours))
            for key in ("family", "listed_as", "place", "name_is_exact", "about", "title")
        }
        shape = self.schema.rows["honour"].fields
        given = {
            key: self._fact("honour", name, key, shape[key].kind)
            for key in ("granted_on", "medal", "current", "category")
        }
        return derived | given

    def _target(self) -> SymbolicRow:
        row = SymbolicRow("target", "target", True)
        asked = {
            "title_review": ("series", "title_level"),
            "skill_evaluation": ("skill_level",),
            "qualification_exam": ("field", "exam_level"),
            "treatment": ("matter",),
        }[self.direction]
        shape = self.schema.rows["target"].fields
        row.facts = {name: Fact(False, z3.IntVal(0)) for name in shape}
        row.facts |= {name: self._fact("target", "target", name, shape[name].kind) for name in asked}
        if self.direction == "skill_evaluation":
            row.facts["occupation"] = Fact(True, z3.IntVal(0), OCCUPATIONS)
        if self.direction == "title_review":
            row.facts["specialty"] = Fact(
                self._has_specialty(row.facts["series"]), z3.IntVal(0), ("specialty",)
            )
        return row

    def _has_specialty(self, series: Fact) -> Any:
        return z3.Or(
            *(
                series.value == i
                for i, code in enumerate(series.options)
                if self.policy.catalogue.specialties(code)
            )
        )

    def _standards(self) -> tuple[SymbolicRow, ...]:
        """What governs without a register entry, and one entry that may stand in the register from a day on."""
        pattern, _ = self.policy.catalogue.default_pattern
        registered = self._row("standard", "standard")
        start = registered.facts["from"].value
        options = [i for i, text in enumerate(self.texts) if text in get_args(Pattern)]
        self.valid.append(z3.Or(*(registered.facts["pattern"].value == i for i in options)))
        self.valid.append(registered.facts["issued_on"].value <= start)
        registered.held = start <= self.as_of
        default = SymbolicRow("standard", "default", True)
        default.facts = {
            "pattern": Fact(True, z3.IntVal(self.texts.index(pattern)), self.texts),
            "issued_on": Fact(True, z3.IntVal(LONG_AGO)),
        }
        default.held = z3.Or(z3.Not(registered.there), self.as_of < start)
        return default, registered

    def _appraisal(self, back: int) -> SymbolicRow:
        row = self._row("appraisal", f"appraisal{back}")
        row.facts["year"] = Fact(True, self.year - back)
        row.facts["year_end"] = Fact(True, (self.year - back + 1) * YEAR - 1)
        row.held = True
        if back > 1:
            grade = row.facts["grade"]
            self.valid.append(grade.value != grade.options.index("pending"))
        return row

    def _consistent(self) -> None:
        born = self.person.facts["birth_date"].value
        for name, day in self.dates.items():
            if name != "person.birth_date" and not name.startswith("standard."):
                self.valid.append(born + 14 * YEAR <= day)
        for row in (*self.rows["job"], *self.rows["sanction"]):
            end = row.facts["to"]
            self.valid.append(z3.Or(z3.Not(end.known), row.facts["from"].value <= end.value))
        majors = [i for i, text in enumerate(self.texts) if text not in get_args(Pattern)]
        for row in self.rows["education"]:
            kind, school_class = row.facts["kind"], row.facts["class"]
            at_school = kind.value == kind.options.index("technician_school")
            self.valid.append(z3.Implies(school_class.known, at_school))
            self.valid.append(z3.Or(*(row.facts["major"].value == i for i in majors)))

    # --- what the catalogue, an authority or a notice says ----------------------------------------

    def relation(self, kind: str, left: Fact, right: SymbolicRow) -> list[tuple[Any, Any]]:
        """For each value of the left side, the condition that it is this one and how it is related."""
        size = len(self.texts) if kind == "major" else len(OCCUPATIONS)
        key = (kind, right.name)
        if key not in self.relations:
            table = tuple(z3.Int(f"related.{kind}.{right.name}.{i}") for i in range(size))
            self.relations[key] = table
            for i, entry in enumerate(table):
                self.valid += [entry >= SAME, entry <= UNDECIDED]
                if kind == "occupation":
                    self.valid.append((entry == SAME) if i == 0 else (entry != SAME))
        return [(left.value == i, entry) for i, entry in enumerate(self.relations[key])]

    def answer(self, question: str, about: str) -> tuple[Any, Any]:
        """Whether an authority has answered a question, and what."""
        key = (question, about)
        if key not in self.answers:
            name = f"finding.{question}.{about}"
            self.answers[key] = z3.Bool(f"{name}?"), z3.Bool(name)
        return self.answers[key]

    def notice(self, register: str, subject: str, name: str) -> tuple[Any, Any]:
        """Whether the notice of the year says anything on a point, and what."""
        key = (register, subject, name)
        if key not in self.notices:
            self.notices[key] = z3.Bool(f"notice.{'.'.join(key)}?"), z3.Bool(f"notice.{'.'.join(key)}")
        return self.notices[key]

    def end_of(self, job: SymbolicRow) -> Any:
        """The day after a period of work."""
        end = job.facts["to"]
        return z3.If(end.known, end.value + 1, FAR_AHEAD)


def _texts(policy: Policy) -> tuple[str, ...]:
    """Every text that a condition compares with, and two that none does."""
    found = {*MAJORS, *get_args(Pattern)}
    conditions = (r.when for route in (*policy.routes, *_supplements(policy)) for r in route.requirements)
    for condition in conditions:
        for node in n.walk(condition):
            if isinstance(node, n.Compare) and _kind(policy, node.fact) == "text":
                raw = node.value.value if isinstance(node.value, n.Parameter) else node.value
                if isinstance(raw, str):
                    found.add(raw)
                elif isinstance(raw, tuple):
                    found.update(map(str, raw))
    return tuple(sorted(found))


def _supplements(policy: Policy) -> tuple[Any, ...]:
    return tuple(route for pack in policy.packs.values() for route in pack.supplements)


def _kind(policy: Policy, fact: n.Fact) -> str:
    return policy.schema.rows[fact.row].fields[fact.field].kind


def _honours(policy: Policy) -> tuple[tuple[Honour, Mapping[str, Any]], ...]:
    """Every honour of the catalogue by its own name, those of another province also under another name."""
    given: list[tuple[str, str | None, str | None]] = []
    for code in policy.catalogue.honours:
        places: list[str | None] = (
            [HONOURS_OF] if code.startswith("provincial") or code == "other" else [None]
        )
        given += [(code, place, None) for place in [*places, "industry"]]
        given += [(code, place, "示例荣誉") for place in places if place or code == "other"]
    rows = tuple(
        Honour(f"honours[{i}]", code, date(2020, 1, 1), place, "gold", True, "skilled", name)
        for i, (code, place, name) in enumerate(given)
    )
    world = CaseWorld(Case(date(2024, 1, 1), honours=rows), policy.catalogue, policy.schema, projected=False)
    listed = {row.path: row.values for row in world.rows("honour", world.person) or ()}
    return tuple((honour, listed[honour.path]) for honour in rows)
