"""Registers read back, in the normal form's names, and their people as documents of cases."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from guantong.catalogue import terms
from guantong.population.headers import HEADERS

Row = dict[str, Any]

LISTS = {
    "job": "employment",
    "certificate": "certificates",
    "title": "titles",
    "honour": "honours",
    "education": "education",
    "sanction": "sanctions",
}
YES = terms.name("statement", "true")


def rows(folder: Path, table: str) -> list[Row]:
    """All rows of a table, in their order."""
    names = {header: name for name, header in HEADERS[table].items()}
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        found = connection.execute(
            f"SELECT * FROM read_parquet('{folder}/{table}/*.parquet')"  # noqa: S608
        )
        columns = [names[column[0]] for column in found.description or ()]
        return [dict(zip(columns, values, strict=True)) for values in found.fetchall()]


@cache
def types(folder: Path, table: str) -> dict[str, str]:
    """The type of each column of a table."""
    names = {header: name for name, header in HEADERS[table].items()}
    found = duckdb.execute(f"DESCRIBE SELECT * FROM read_parquet('{folder}/{table}/*.parquet')").fetchall()  # noqa: S608
    return {names[column]: kind for column, kind, *_ in found}


def documents(folder: Path, as_of: date) -> Iterator[tuple[str, Row]]:
    """Every person of a clean register, as the document of a case."""
    held: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table in (*LISTS, "appraisal"):
        for row in rows(folder, table):
            held[row.pop("person_id")][table].append(_known(row))
    for person in rows(folder, "person"):
        yield person["person_id"], _document(person, held[person["person_id"]], as_of)


def _document(person: Row, held: dict[str, list[Row]], as_of: date) -> Row:
    found: Row = {"as_of": as_of.isoformat(), "person": {}}
    for key in ("birth_date", "status"):
        found["person"][key] = person[key]
    if person["identity_type"]:
        found["person"]["identity"] = {"type": person["identity_type"]}
    if person["lawful_work_in_region"]:
        found["person"]["lawful_work_in_region"] = person["lawful_work_in_region"] == YES
    found["evidence"] = _known({key: _trust(person[key]) for key in ("continuing_education", "results")})
    for table, key in LISTS.items():
        if person[key] == YES:
            place = found["person"] if key == "sanctions" else found
            place[key] = [_row(row) for row in held[table]]
    if person["appraisals"] == YES:
        found["appraisals"] = {
            str(row["year"]): _known({"grade": row["grade"], "occupation": row.get("occupation")})
            for row in held["appraisal"]
        }
    found["person"] = _known(found["person"])
    return {key: _texts(value) for key, value in found.items()}


def _row(row: Row) -> Row:
    found = dict(row)
    for key in ("degree", "current"):
        if key in found:
            found[key] = found[key] == YES
    if "verified" in found:
        found["verified"] = _trust(found["verified"])
    if "exam_fields" in found:
        found["exam_fields"] = found["exam_fields"].split("、")
    return found


def _trust(text: str | None) -> bool | str | None:
    code = text and terms.term("statement", text)
    return {"true": True, "false": False}.get(code, code) if code else None


def _known(row: Row) -> Row:
    return {key: value for key, value in row.items() if value is not None}


def _texts(value: Any) -> Any:
    match value:
        case dict():
            return {key: _texts(item) for key, item in value.items()}
        case list():
            return [_texts(item) for item in value]
        case date():
            return value.isoformat()
        case _:
            return value
