"""From a model of the solver to a case document, with the register entries and notices that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from guantong.cases.model import (
    Appraisal,
    Case,
    Certificate,
    Education,
    Evidence,
    Finding,
    Honour,
    Identity,
    Job,
    Person,
    Sanction,
    Target,
    Title,
)

from .days import to_date
from .library import z3
from .symbols import NONE, OCCUPATIONS, UNDECIDED, SymbolicCase, SymbolicRow

_BUILT = {
    "job": Job,
    "certificate": Certificate,
    "title": Title,
    "education": Education,
    "sanction": Sanction,
}
_RENAMED = {"start": "from", "end": "to", "class_": "class"}
_LISTS = {
    "job": "employment",
    "certificate": "certificates",
    "title": "titles",
    "education": "education",
    "sanction": "person.sanctions",
}
RESIDENT = "resident_identity_card"


@dataclass(frozen=True)
class Witness:
    """A case and the policy rows that it needs (the form of an overlay)."""

    case: Case
    policy: Mapping[str, Any]


class Reader:
    """Reads one model of a symbolic case."""

    def __init__(self, symbolic: SymbolicCase, model: Any, dates: Mapping[str, Any] | None = None) -> None:
        self.symbolic = symbolic
        self.model = model
        self.dates = dates or {}

    def _value(self, unknown: Any) -> Any:
        if isinstance(unknown, bool | int):
            return unknown
        if z3.is_const(unknown):
            unknown = self.dates.get(str(unknown), unknown)
        found = self.model.eval(unknown, model_completion=True)
        return z3.is_true(found) if z3.is_bool(found) else found.as_long()

    def _plain(self, row: SymbolicRow, name: str) -> Any:
        fact = row.facts.get(name)
        if fact is None or not self._value(fact.known):
            return None
        kind = self.symbolic.schema.rows[row.kind].fields[name].kind
        if kind == "codes":
            return tuple(
                code for code, flag in zip(fact.options, fact.value, strict=True) if self._value(flag)
            )
        value = self._value(fact.value)
        if kind == "date":
            return to_date(value)
        return fact.options[value] if fact.options else value

    def witness(self) -> Witness:
        """The case of the model, with whatever stands in registers and notices."""
        s = self.symbolic
        target = self._target()
        case = Case(
            as_of=to_date(self._value(s.as_of)),
            person=self._person(),
            employment=self._list("job"),
            certificates=self._list("certificate"),
            titles=self._list("title"),
            appraisals=self._appraisals(),
            honours=self._honours(),
            education=self._list("education"),
            evidence=Evidence(
                self._plain(s.evidence, "continuing_education"), self._plain(s.evidence, "results")
            ),
            findings=self._findings(target),
            targets=(target,),
        )
        return Witness(case, self._policy(target, case))

    def _person(self) -> Person:
        person = self.symbolic.person
        kind = self._plain(person, "identity_type")
        return Person(
            name="示例",
            identity=None if kind is None else Identity(kind, None),
            birth_date=self._plain(person, "birth_date"),
            status=self._plain(person, "status"),
            lawful_work_in_region=self._plain(person, "lawful_work_in_region"),
            sanctions=self._list("sanction"),
        )

    def _there(self, kind: str) -> list[SymbolicRow]:
        return [row for row in self.symbolic.rows[kind] if self._value(row.there)]

    def _list(self, kind: str) -> tuple[Any, ...]:
        return tuple(self._built(kind, i, row) for i, row in enumerate(self._there(kind)))

    def _built(self, kind: str, index: int, row: SymbolicRow) -> Any:
        shape = _BUILT[kind]
        known = self.symbolic.schema.rows[kind].fields
        given: dict[str, Any] = {}
        for item in fields(shape):
            name = _RENAMED.get(item.name, item.name)
            given[item.name] = self._plain(row, name) if name in known else None
        given["path"] = f"{_LISTS[kind]}[{index}]"
        if kind == "title":
            given["specialty"] = self._specialty(given["series"])
        if kind == "education" and given["kind"] != "technician_school":
            given["class_"] = None
        return shape(**given)

    def _specialty(self, series: str | None) -> str | None:
        known = self.symbolic.policy.catalogue.specialties(series) if series else ()
        return known[0] if known else None

    def _appraisals(self) -> tuple[Appraisal, ...]:
        return tuple(
            Appraisal(f"appraisals.{year}", year, self._plain(row, "grade"), self._plain(row, "occupation"))
            for row in reversed(self.symbolic.appraisals)
            if self._value(row.there)
            for year in [self._value(row.facts["year"].value)]
        )

    def _honours(self) -> tuple[Honour, ...]:
        found = []
        for i, row in enumerate(self._there("honour")):
            code, _ = self.symbolic.honours[self._value(row.facts["title"].value)]
            found.append(
                Honour(
                    f"honours[{i}]",
                    code.honour,
                    self._plain(row, "granted_on"),
                    code.jurisdiction,
                    self._plain(row, "medal"),
                    self._plain(row, "current"),
                    self._plain(row, "category"),
                    code.name,
                )
            )
        return tuple(found)

    def _target(self) -> Target:
        row = self.symbolic.target
        level = next(
            (v for n in ("title_level", "skill_level", "exam_level") if (v := self._plain(row, n))), None
        )
        series = self._plain(row, "series")
        return Target(
            "targets[0]",
            self.symbolic.direction,
            series,
            self._specialty(series),
            level,
            self._plain(row, "occupation"),
            self._plain(row, "field"),
            self._plain(row, "matter"),
        )

    # --- findings, register, notices --------------------------------------------------------------

    def _findings(self, target: Target) -> tuple[Finding, ...]:
        found: dict[tuple[str, Any], bool] = {}
        for (kind, right), table in self.symbolic.relations.items():
            texts = self.symbolic.texts if kind == "major" else OCCUPATIONS
            for text, entry in zip(texts, table, strict=True):
                value = self._value(entry)
                about = self._about(kind, text, right, target)
                if value != UNDECIDED and about is not None:
                    found[f"{kind}_relation", about] = value != NONE
        for (question, subject), (answered, answer) in self.symbolic.answers.items():
            if self._value(answered):
                found[question, self._subject(subject)] = self._value(answer)
        return tuple(
            Finding(f"findings[{i}]", question, about, answer, "示例机关", None, None)
            for i, ((question, about), answer) in enumerate(found.items())
        )

    def _about(self, kind: str, text: str, right: str, target: Target) -> tuple[tuple[str, str], ...] | None:
        if kind == "specialty":
            row = next((r for r in self._there("title") if r.name == right), None)
            specialty = target.specialty if row is None else self._specialty(self._plain(row, "series"))
            pairs = (("occupation", text), ("specialty", specialty))
        elif kind == "occupation":
            pairs = (("occupation", text), ("target", target.occupation))
            if text == target.occupation:
                return None
        else:
            pairs = (("major", text), ("occupation", target.occupation))
        return None if pairs[1][1] is None else tuple((key, str(value)) for key, value in pairs)

    def _subject(self, about: str) -> str:
        for row in self.symbolic.rows["honour"]:
            if row.name == about:
                return str(self.symbolic.honours[self._value(row.facts["title"].value)][1]["title"])
        return about

    def _policy(self, target: Target, case: Case) -> Mapping[str, Any]:
        overlay: dict[str, Any] = {}
        registered = self.symbolic.rows["standard"][1]
        if target.occupation and self._value(registered.there):
            overlay["standards"] = [
                {
                    "occupation": target.occupation,
                    "edition": "示例",
                    "pattern": self._plain(registered, "pattern"),
                    "issued_on": str(self._plain(registered, "issued_on")),
                    "in_force_from": str(self._plain(registered, "from")),
                    "confidence": "P",
                }
            ]
        notices = [
            {"field": target.field, "year": case.as_of.year, "name": name, "answer": self._value(answer),
             "source": "示例", "confidence": "P"}
            for (_, _, name), (answered, answer) in self.symbolic.notices.items()
            if target.field and self._value(answered)
        ]  # fmt: skip
        if notices:
            overlay["exam_notices"] = notices
        return overlay
