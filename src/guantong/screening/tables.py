"""The tables that stand beside a register in every engine: relations, honours, standards, specialties.

What the catalogue says is asked once for every value that occurs, by the functions that answer for one
person; so nothing about the world is said a second time in SQL.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyarrow as pa

from guantong.cases.model import Case, Honour, Target, Title
from guantong.conditions.nodes import parameters
from guantong.conditions.sql.leaves import KINDS
from guantong.conditions.world import Relationship, Row
from guantong.decisions.compiling import Engine
from guantong.decisions.facts import CaseWorld
from guantong.policy import Policy

from .register import codes_of

_RELATION: Final = [("kind", pa.int8()), ("doubt", pa.int32())]


@dataclass(frozen=True)
class Values:
    """The different values that occur in a register and that the catalogue knows more about."""

    occupations: frozenset[str]
    majors: frozenset[str]
    specialties: frozenset[tuple[int, str | None]]
    """Series, by its place, and specialty of every title."""
    honours: frozenset[tuple[int, str | None, str | None]]
    """Honour, by its place, jurisdiction and name."""


@dataclass(frozen=True)
class Beside:
    """The tables by name, and the numbers of the facts that nobody has confirmed."""

    tables: Mapping[str, pa.Table]
    doubts: Mapping[str, int]


def values_in(ask: Callable[[str], Iterable[tuple[Any, ...]]]) -> Values:
    """The different values of the tables ``raw_…`` that the catalogue is asked about; `ask` runs a query."""

    def one(query: str) -> frozenset[str]:
        return frozenset(row[0] for row in ask(query) if row[0] is not None)

    return Values(
        one(
            "SELECT occupation FROM raw_job UNION SELECT occupation FROM raw_certificate "
            "UNION SELECT occupation FROM raw_appraisal"
        ),
        one("SELECT DISTINCT major FROM raw_education"),
        frozenset(ask("SELECT DISTINCT series, specialty FROM raw_title")),
        frozenset(ask("SELECT DISTINCT honour, jurisdiction, name FROM raw_honour")),
    )


def doubtful_parameters(engine: Engine) -> set[str]:
    """The ids of the unconfirmed parameters that any requirement names."""
    return {
        p.id for route in engine.routes for r in route.requirements for p in parameters(r.when) if p.doubtful
    }


def beside(policy: Policy, as_of: date, values: Values, doubtful: Iterable[str]) -> Beside:
    """The tables for the values of a register, on one day; `doubtful` are the unconfirmed facts of the packs."""
    catalogue = policy.catalogue
    world = CaseWorld(Case(as_of), catalogue, policy.schema, projected=False)
    series = codes_of("series")
    titles = {(code, name): _specialty(world, series[code], name) for code, name in values.specialties}
    asked = {(series[code], name) for (code, _), name in titles.items() if name is not None}
    related = {code: catalogue.related_specialties(code) for code in values.occupations}
    asked |= {(code, name) for found in related.values() for code, name, _ in found}
    occupations = sorted(values.occupations)
    by_specialty = [
        (occupation, code, name, world.relate("specialty", occupation, (code, name)))
        for occupation in occupations
        for code, name in sorted(asked)
    ]
    by_occupation = [
        (one, other, world.relate("occupation", one, other)) for one in occupations for other in occupations
    ]
    by_major = [
        (major, occupation, world.relate("major", major, occupation))
        for major in sorted(values.majors)
        for occupation in occupations
    ]
    standards = [
        (occupation, row)
        for occupation in occupations
        for row in world.rows("standard", _asked(world, occupation)) or ()
    ]
    facts = {row[3].fact for row in by_specialty} | {row[2].fact for row in (*by_occupation, *by_major)}
    facts |= {str(row.values["doubt"]) for _, row in standards if row.values["doubt"] is not None}
    told = {fact for fact in facts if fact is not None}
    numbers = {fact: i for i, fact in enumerate(sorted(told.union(doubtful)))}
    place = {code: i for i, code in enumerate(series)}

    def related_as(found: Relationship) -> dict[str, Any]:
        return {"kind": KINDS[found.kind], "doubt": None if found.fact is None else numbers[found.fact]}

    tables = {
        "specialty_relation": _table(
            [("occupation", pa.string()), ("series", pa.int8()), ("specialty", pa.string()), *_RELATION],
            [{"occupation": o, "series": place[s], "specialty": n, **related_as(r)} for o, s, n, r in by_specialty],
        ),
        "occupation_relation": _table(
            [("occupation", pa.string()), ("target", pa.string()), *_RELATION],
            [{"occupation": o, "target": t, **related_as(r)} for o, t, r in by_occupation],
        ),
        "major_relation": _table(
            [("major", pa.string()), ("occupation", pa.string()), *_RELATION],
            [{"major": m, "occupation": o, **related_as(r)} for m, o, r in by_major],
        ),
        "related_specialty": _table(
            [("occupation", pa.string()), ("series", pa.int8()), ("specialty", pa.string())],
            [{"occupation": o, "series": place[s], "specialty": n} for o, found in related.items() for s, n, _ in found],
        ),
        "title_specialty": _table(
            [("series", pa.int8()), ("specialty", pa.string()), ("meant", pa.string()), ("listed", pa.bool_())],
            [
                {"series": code, "specialty": name, "meant": meant, "listed": name in catalogue.specialties(series[code])}
                for (code, name), meant in titles.items()
            ],
        ),
        "honour_meant": _table(
            [
                ("honour", pa.int8()), ("jurisdiction", pa.string()), ("name", pa.string()), ("family", pa.string()), ("listed_as", pa.int8()),
                ("place", pa.string()), ("name_is_exact", pa.bool_()), ("about", pa.list_(pa.string())), ("title", pa.string()),
            ],
            [_honour(world, *found) for found in sorted(values.honours, key=str)],
        ),
        "standard": _table(
            [("occupation", pa.string()), ("pattern", pa.string()), ("issued_on", pa.int32()), ("from", pa.int32()), ("to", pa.int32()), ("doubt", pa.int32())],
            [
                {**{key: row.values[key] for key in ("pattern", "issued_on", "from", "to")}, "occupation": o, "doubt": numbers.get(str(row.values["doubt"]))}
                for o, row in standards
            ],
        ),
        "linking_method": _table(
            [("series", pa.int8()), ("from", pa.int32())],
            [
                {"series": place[str(row.values["series"])], "from": row.values["from"]}
                for row in world.rows("linking_method", _asked(world, None)) or ()
            ],
        ),
    }  # fmt: skip
    return Beside(tables, numbers)


def _table(columns: list[tuple[str, pa.DataType]], rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))


def _asked(world: CaseWorld, occupation: str | None) -> Row:
    return world.target(Target("", "skill_evaluation", None, None, None, occupation, None, None))


def _specialty(world: CaseWorld, series: str, name: str | None) -> str | None:
    return world.specialty(Title("", series, name, "assistant", date.min, None))


def _honour(world: CaseWorld, honour: int, jurisdiction: str | None, name: str | None) -> dict[str, Any]:
    item = Honour("", codes_of("honour")[honour], None, jurisdiction, None, None, None, name)
    found = dict(world.honour(item))
    return {
        "honour": honour,
        "jurisdiction": jurisdiction,
        "name": name,
        **found,
        "listed_as": codes_of("honour").index(str(found["listed_as"])),
    }
