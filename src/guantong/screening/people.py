"""Cases as rows of the normal form, and rows as cases: one person either way."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final, TypeAlias

import pyarrow as pa

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

from .register import TABLES, codes_of, places_of, vocabulary_of

Rows: TypeAlias = dict[str, list[dict[str, Any]]]

_SHAPES: Final = {
    "job": (Job, "employment"),
    "certificate": (Certificate, "certificates"),
    "title": (Title, "titles"),
    "appraisal": (Appraisal, "appraisals"),
    "honour": (Honour, "honours"),
    "education": (Education, "education"),
    "sanction": (Sanction, "sanctions"),
}
_ATTRIBUTES: Final = {"from": "start", "to": "end", "class": "class_"}
_PATHS: Final = {"sanctions": "person.sanctions"}


def rows_of(cases: Iterable[tuple[str, Case]]) -> Mapping[str, pa.Table]:
    """The tables of the people named; what a case asks is not part of a register."""
    rows: Rows = {table: [] for table in TABLES}
    for person_id, case in cases:
        _add(rows, person_id, case)
    return {table: pa.Table.from_pylist(rows[table], schema=schema) for table, schema in TABLES.items()}


def _add(rows: Rows, person_id: str, case: Case) -> None:
    person = case.person
    lists = {name: _list(case, name) for _, name in _SHAPES.values()}
    values = {
        "status": person.status,
        "birth_date": person.birth_date,
        "identity_type": person.identity.type if person.identity else None,
        "lawful_work_in_region": person.lawful_work_in_region,
        "continuing_education": case.evidence.continuing_education,
        "results": case.evidence.results,
        "place": None,
    }
    given = {name: items is not None for name, items in lists.items()}
    rows["person"].append({"person_id": person_id, **_coded("person", values), **given})
    for table, (_, name) in _SHAPES.items():
        for item in lists[name] or ():
            rows[table].append({"person_id": person_id, **_coded(table, _values(table, item))})
    for finding in case.findings:
        rows["finding"].append(
            {
                "person_id": person_id,
                "question": finding.question,
                "about": about_text(finding.about),
                "answer": finding.answer,
                "decided_on": None if finding.decided_on is None else finding.decided_on.toordinal(),
            }
        )


def _list(case: Case, name: str) -> tuple[Any, ...] | None:
    found: tuple[Any, ...] | None = getattr(case.person if name == "sanctions" else case, name)
    return found


def _values(table: str, item: object) -> dict[str, Any]:
    return {
        column: getattr(item, _ATTRIBUTES.get(column, column))
        for column in TABLES[table].names
        if column != "person_id"
    }


def _coded(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {column: _code(table, column, value) for column, value in values.items()}


def _code(table: str, column: str, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, date):
        return value.toordinal()
    vocabulary = vocabulary_of(table, column)
    if vocabulary is None:
        return list(value) if isinstance(value, tuple) else value
    return places_of(vocabulary)[str(value).lower() if isinstance(value, bool) else value]


def about_text(about: str | tuple[tuple[str, str], ...] | None) -> str | None:
    """The subject of a finding as one text: a name, or ``key=value`` pairs joined by ``;``."""
    if about is None or isinstance(about, str):
        return about
    return ";".join(f"{key}={value}" for key, value in about)


def _about(text: str | None) -> str | tuple[tuple[str, str], ...] | None:
    if text is None or "=" not in text:
        return text
    return tuple((key, value) for key, _, value in (part.partition("=") for part in text.split(";")))


def case_of(
    rows: Mapping[str, list[dict[str, Any]]], as_of: date, targets: tuple[Target, ...] | None = None
) -> Case:
    """The case of one person from its rows of the normal form, one person row among them."""
    person = {column: _decoded("person", column, value) for column, value in rows["person"][0].items()}
    lists: dict[str, Any] = {
        name: _items(table, shape, name, rows.get(table, [])) if person[name] else None
        for table, (shape, name) in _SHAPES.items()
    }
    identity = person["identity_type"]
    return Case(
        as_of=as_of,
        person=Person(
            identity=Identity(identity, None) if identity else None,
            birth_date=_day(person["birth_date"]),
            status=person["status"],
            lawful_work_in_region=person["lawful_work_in_region"],
            sanctions=lists.pop("sanctions"),
        ),
        evidence=Evidence(person["continuing_education"], person["results"]),
        findings=tuple(
            Finding(
                f"findings[{i}]",
                row["question"],
                _about(row["about"]),
                row["answer"],
                None,
                _day(row["decided_on"]),
                None,
            )
            for i, row in enumerate(rows.get("finding", []))
        ),
        targets=targets,
        **lists,
    )


def _items(table: str, shape: type[Any], name: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    found = []
    for i, row in enumerate(rows):
        values = {
            _ATTRIBUTES.get(column, column): _decoded(table, column, value) for column, value in row.items()
        }
        for column in TABLES[table].names:
            attribute = _ATTRIBUTES.get(column, column)
            if isinstance(values.get(attribute), int) and TABLES[table].field(column).type == pa.int32():
                values[attribute] = _day(values[attribute])
        values["path"] = (
            f"appraisals.{values['year']}" if table == "appraisal" else f"{_PATHS.get(name, name)}[{i}]"
        )
        if isinstance(values.get("exam_fields"), list):
            values["exam_fields"] = tuple(values["exam_fields"])
        found.append(shape(**{field.name: values.get(field.name) for field in fields(shape)}))
    return tuple(sorted(found, key=lambda item: item.year)) if table == "appraisal" else tuple(found)


def _decoded(table: str, column: str, value: Any) -> Any:
    vocabulary = vocabulary_of(table, column)
    if value is None or vocabulary is None:
        return value
    code = codes_of(vocabulary)[value]
    return {"true": True, "false": False}.get(code, code) if vocabulary == "trust" else code


def _day(value: int | None) -> date | None:
    return None if value is None else date.fromordinal(value)
