"""A case as conditions see it: rows of facts with the days on which they hold, findings and tables."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from guantong.cases.model import Appraisal, Case, Certificate, Education, Honour, Job, Sanction, Target, Title
from guantong.catalogue import Catalogue
from guantong.conditions.calendar import new_year, year_of
from guantong.conditions.days import END, FIRST, NEVER, TRUE, Days, Truth, between, limit, union
from guantong.conditions.schema import RowType, Schema
from guantong.conditions.world import Idle, Relationship, Row, Value
from guantong.policy.model import UNCONFIRMED

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Listed: TypeAlias = Job | Certificate | Title | Honour | Education | Sanction

_RENAMED = {"start": "from", "end": "to", "class_": "class"}
_PLAIN = (str, int)
_TRUSTED = (False, True, "declared")
GENERAL = "综合"
"""The specialty that a bare series means."""

_LISTS = {
    "job": "employment",
    "certificate": "certificates",
    "title": "titles",
    "honour": "honours",
    "education": "education",
}


def honour_names(catalogue: Catalogue, item: Honour) -> tuple[str, ...]:
    """The names by which findings may speak of an honour: its own, the official one, its code."""
    listed = item.honour
    if listed == "other" and item.name and (found := catalogue.find_honour(item.name)):
        listed = found.code
    official = catalogue.honours[listed].name.zh
    return tuple(dict.fromkeys((item.name or official, official, item.honour)))


class CaseWorld:
    """The facts of one case. With `projected` a pending appraisal counts as qualified, as on any later day."""

    def __init__(self, case: Case, catalogue: Catalogue, schema: Schema, *, projected: bool) -> None:
        self.case = case
        self.catalogue = catalogue
        self.schema = schema
        self.as_of = case.as_of.toordinal()
        self.year = case.as_of.year
        self._rows = {kind: self._listed(kind, getattr(case, name)) for kind, name in _LISTS.items()}
        self._rows["sanction"] = self._listed("sanction", case.person.sanctions)
        self._rows["linking_method"] = tuple(
            self._row(
                "linking_method",
                f"policy:linking_methods/{m.series}",
                {"series": m.series, "from": m.start.toordinal()},
            )
            for m in catalogue.linking_methods
        )
        self.person = Row("person", "person", self._person(), TRUE)
        self.evidence = Row("evidence", "evidence", _values(case.evidence), TRUE)
        self.pending = {a.year for a in case.appraisals or () if a.grade == "pending"}
        self._listed_years = {a.year: a for a in case.appraisals or ()}
        self._appraisals: dict[int, Row] = {}
        self._projected = projected
        self._worked = self._years_of_work()
        self._targets: dict[Target, Row] = {}
        self._standards: dict[str | None, tuple[Row, ...] | None] = {}
        self._relations: dict[tuple[str, str, str | tuple[str, str]], Relationship] = {}
        self._findings = [
            (f.question, f.about, f.answer)
            for f in sorted(case.findings, key=lambda f: (f.decided_on or date.min, f.answer), reverse=True)
        ]

    # --- rows -------------------------------------------------------------------------------------

    def _listed(self, kind: str, items: Iterable[Listed] | None) -> tuple[Row, ...] | None:
        if items is None:
            return None
        rows = []
        for item in items:
            values = _values(item)
            more: Mapping[str, Value] = {}
            if isinstance(item, Honour):
                more = self.honour(item)
            elif isinstance(item, Title):
                more = {"specialty": self.specialty(item)}
            values = {**values, **more}
            rows.append(self._row(kind, item.path, values, self._order(kind, values)))
        return tuple(sorted(rows, key=lambda row: row.sort) if len(rows) > 1 else rows)

    def _row(self, kind: str, path: str, values: Mapping[str, Value], sort: tuple[object, ...] = ()) -> Row:
        shape = self.schema.rows[kind]
        start = _ordinal(values.get(shape.starts)) if shape.starts else FIRST
        end = _ordinal(values.get(shape.ends)) if shape.ends else None
        stop = END if end is None else end + 1
        if start is None and not shape.open_start:
            held = Truth(NEVER, NEVER, between(FIRST, stop))
        else:
            held = limit(TRUE, between(FIRST if start is None else start, stop))
        return Row(kind, path, values, held, sort)

    def _order(self, kind: str, values: Mapping[str, Value]) -> tuple[object, ...]:
        """A total order of rows by what they say, never by where they stand: date, number, then every fact."""
        shape = self.schema.rows[kind]
        names = (shape.starts or "", "number", *shape.fields)
        return tuple(
            () if (value := values.get(name)) is None else (self._rank(shape, name, value),) for name in names
        )

    def _rank(self, shape: RowType, name: str, value: Value) -> object:
        if name == "verified":
            return _TRUSTED.index(value)
        codes = self.schema.codes.get(shape.fields[name].kind) if name in shape.fields else None
        return value if codes is None else codes.index(str(value))

    def _person(self) -> dict[str, Value]:
        person = self.case.person
        return {
            **_values(person),
            "identity_type": person.identity.type if person.identity else None,
            "appraisals_listed": bool(self.case.appraisals),
        }

    def honour(self, item: Honour) -> Mapping[str, Value]:
        """What the catalogue says about an honour: the list it is on, who granted it, whether its name is exact."""
        code, jurisdiction = item.honour, item.jurisdiction
        if code == "other" and item.name and (found := self.catalogue.find_honour(item.name)):
            code, jurisdiction = found.code, jurisdiction or found.jurisdiction
        listed = self.catalogue.honours[code]
        listed_as = self.catalogue.honour_in(code, jurisdiction)
        official = listed.name.zh
        named = item.name or official
        return {
            "listed_as": listed_as,
            "family": listed.family or "other",
            "place": _place(jurisdiction or listed.jurisdiction),
            "name_is_exact": item.name is None
            or self.catalogue.exact_name(listed_as, jurisdiction, item.name),
            "about": honour_names(self.catalogue, item),
            "title": named,
        }

    def _appraisal(self, year: int, values: Mapping[str, Value]) -> Row:
        grade = "qualified" if self._projected and values["grade"] == "pending" else values["grade"]
        return Row(
            "appraisal",
            f"appraisals.{year}",
            {**values, "grade": grade, "year_end": new_year(year + 1) - 1},
            TRUE,
        )

    def target(self, target: Target) -> Row:
        """What is asked, as a row: the level under the name of its own order. One target is one row, as truths are kept by row."""
        row = self._targets.get(target)
        if row is None:
            row = self._targets[target] = self._target(target)
        return row

    def _target(self, target: Target) -> Row:
        values = _values(target)
        level = {
            "title_review": "title_level",
            "skill_evaluation": "skill_level",
            "qualification_exam": "exam_level",
        }
        if target.direction in level:
            values[level[target.direction]] = target.level
        if target.direction == "title_review":
            values["specialty"] = self.specialty(target)
        return Row("target", target.path or "target", values, TRUE)

    def specialty(self, item: Target | Title) -> str | None:
        """The specialty; the general one of a series whose specialties nobody has listed, so that none can be named."""
        unlisted = item.series is not None and not self.catalogue.specialties(item.series)
        return GENERAL if item.specialty is None and unlisted else item.specialty

    def rows(self, kind: str, target: Row) -> tuple[Row, ...] | None:
        """The rows of a kind, in an order that does not depend on the document's."""
        if kind == "standard":
            return self._standards_of(target.values.get("occupation"))
        return self._rows[kind]

    def _standards_of(self, occupation: object) -> tuple[Row, ...] | None:
        key = None if occupation is None else str(occupation)
        if key not in self._standards:
            self._standards[key] = None if key is None else tuple(self._standard_rows(key))
        return self._standards[key]

    def _standard_rows(self, occupation: str) -> Iterable[Row]:
        """The standards of an occupation, each up to the day before the next; before the first, the default."""
        known = sorted(
            (s for s in self.catalogue.standards if s.occupation == occupation),
            key=lambda s: (s.in_force_from, s.issued_on, s.edition),
        )
        pattern, confidence = self.catalogue.default_pattern
        starts = [None, *(s.in_force_from for s in known)]
        for i, standard in enumerate([None, *known]):
            after = starts[i + 1] if i + 1 < len(starts) else None
            doubtful = confidence if standard is None else standard.confidence
            fact = "standards/default" if standard is None else f"standards/{occupation}/{standard.edition}"
            yield self._row(
                "standard",
                f"policy:standards/{occupation}",
                {
                    "pattern": pattern if standard is None else standard.pattern,
                    "issued_on": FIRST if standard is None else standard.issued_on.toordinal(),
                    "from": None if standard is None else standard.in_force_from.toordinal(),
                    "to": None if after is None else after.toordinal() - 1,
                    "doubt": fact if doubtful in UNCONFIRMED else None,
                },
            )

    # --- appraisals -------------------------------------------------------------------------------

    def _years_of_work(self) -> Days | None:
        jobs = self._rows["job"]
        return None if jobs is None else union(job.held.yes for job in jobs)

    def appraisal(self, year: int) -> Row | Idle:
        """The appraisal of a year; see the contract on absent years."""
        found = self._appraisals.get(year)
        if found is not None:
            return found
        listed = self._listed_years.get(year)
        if listed is not None and not self._overdue(listed):
            row = self._appraisals[year] = self._appraisal(year, _values(listed))
            return row
        if year >= self.year:
            return "assumed"
        if self.case.appraisals is None or self._worked is None:
            return "unknown"
        return "unknown" if _touches(self._worked, new_year(year), new_year(year + 1)) else "idle"

    def _overdue(self, listed: Appraisal) -> bool:
        """Whether a year is still pending that should long be decided: the case is asked for another day than its own."""
        return not self._projected and listed.grade == "pending" and listed.year != self.year - 1

    def last_appraised(self, year: int) -> int:
        """The year before; one earlier while that one is pending (A01)."""
        return year - 2 if not self._projected and year - 1 in self.pending else year - 1

    def first_listed(self) -> int:
        """The earliest appraised year, or the year of the case."""
        return min(self._listed_years, default=year_of(self.as_of))

    def last_listed(self) -> int:
        """The latest appraised year, or the year of the case."""
        return max(self._listed_years, default=year_of(self.as_of))

    # --- tables and findings ----------------------------------------------------------------------

    def relate(self, kind: str, left: str, right: str | tuple[str, str]) -> Relationship:
        """A finding of an authority, else the catalogue."""
        key = (kind, left, right)
        found = self._relations.get(key)
        if found is None:
            found = self._relations[key] = self._relate(kind, left, right)
        return found

    def _relate(self, kind: str, left: str, right: str | tuple[str, str]) -> Relationship:
        name = right[1] if isinstance(right, tuple) else right
        about = {
            "specialty": {"occupation": left, "specialty": name},
            "occupation": {"occupation": left, "target": name},
            "major": {"major": left, "occupation": name},
        }[kind]
        answer = self.answer(f"{kind}_relation", tuple(sorted(about.items())))
        if answer is not None:
            return Relationship("similar" if answer else "none", None)
        if isinstance(right, tuple):
            table = self.catalogue.relate_specialty(left, *right)
        elif kind == "occupation":
            table = self.catalogue.relate_occupations(left, right)
        else:
            table = self.catalogue.relate_major(left, right)
        return Relationship(table.kind, table.fact)

    def answer(self, question: str, about: object) -> bool | None:
        """What the latest finding says on a question, by any of the names that mean its subject."""
        for asked, subject, answer in self._findings:
            if asked == question and (
                subject == about
                or (isinstance(about, tuple) and isinstance(subject, str) and subject in about)
            ):
                return answer
        return None

    def notice(self, register: str, keys: tuple[str, ...], name: str | None) -> tuple[Days, Days]:
        """The years for which the notice of an exam answers yes, and no."""
        yes: list[Days] = []
        no: list[Days] = []
        for row in self.catalogue.exam_notices:
            if register == "exam" and (row.field,) == keys and row.name == name:
                (yes if row.answer else no).append(between(new_year(row.year), new_year(row.year + 1)))
        return union(yes), union(no)


def _ordinal(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _values(item: "DataclassInstance") -> dict[str, Value]:
    """The facts of one value of the case, dates as ordinals; what is itself a list or a value is no fact."""
    found: dict[str, Value] = {}
    for name, attribute in _facts_of(type(item)):
        value = getattr(item, attribute)
        if value is None or isinstance(value, _PLAIN) or name == "exam_fields":
            found[name] = value
        elif isinstance(value, date):
            found[name] = value.toordinal()
    return found


@cache
def _facts_of(shape: "type[DataclassInstance]") -> tuple[tuple[str, str], ...]:
    """The names of the facts in a value of the case, with the attributes that hold them."""
    return tuple((_RENAMED.get(f.name, f.name), f.name) for f in fields(shape) if f.name != "path")


def _place(jurisdiction: str | None) -> str:
    if jurisdiction is None:
        return "nowhere"
    return (
        "province"
        if jurisdiction.startswith("cn-") and jurisdiction not in ("cn-gx", "cn-45")
        else jurisdiction
    )


def _touches(days: Days, start: int, end: int) -> bool:
    return any(days[i] < end and days[i + 1] > start for i in range(0, len(days), 2))
