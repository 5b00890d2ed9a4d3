"""The normal form of a register: seven tables of codes and days, whatever its sources looked like.

Every source (a workbook, a folder of CSV or Parquet, a database, documents of cases) is brought into
this form at the border, once; every engine reads only this form. Codes are small whole numbers, the
places of the words in their vocabulary; days are ordinals (1 = 1 January of year 1), as in
:mod:`guantong.conditions.days`; texts are normalised (NFKC). A null is unknown.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

import pyarrow as pa

from guantong.catalogue import terms

DAY: Final = pa.int32()
CODE: Final = pa.int8()
PERSON_ID: Final = pa.field("person_id", pa.string(), nullable=False)

CODED: Final[Mapping[str, str]] = {
    "status": "status",
    "identity_type": "identity_type",
    "continuing_education": "trust",
    "results": "trust",
    "verified": "trust",
    "sector": "sector",
    "engaged_level": "skill_level",
    "series": "series",
    "obtained_by": "obtained_by",
    "grade": "grade",
    "medal": "medal",
    "category": "honour_category",
    "class": "school_class",
    "proof": "proof",
    "honour": "honour",
}
"""The vocabulary of every coded column that has one in all tables; the rest stands in :func:`vocabulary_of`."""

_KINDS: Final = {
    "certificate": "certificate_kind",
    "education": "education_kind",
    "sanction": "sanction_kind",
}
_LEVELS: Final = {"certificate": "skill_level", "title": "title_level"}
TRUST: Final = ("false", "true", "declared")

LISTS: Final = (
    "employment",
    "certificates",
    "titles",
    "appraisals",
    "honours",
    "education",
    "sanctions",
)
"""The lists of a case; a person says of each whether it is given. A list that is given is complete."""

TABLES: Final[Mapping[str, pa.Schema]] = {
    "person": pa.schema(
        [
            PERSON_ID,
            ("status", CODE),
            ("birth_date", DAY),
            ("identity_type", CODE),
            ("lawful_work_in_region", pa.bool_()),
            ("continuing_education", CODE),
            ("results", CODE),
            *((name, pa.bool_()) for name in LISTS),
            ("place", pa.string()),
        ]
    ),
    "job": pa.schema(
        [
            PERSON_ID,
            ("sector", CODE),
            ("occupation", pa.string()),
            ("engaged_level", CODE),
            ("exam_fields", pa.list_(pa.string())),
            ("from", DAY),
            ("to", DAY),
        ]
    ),
    "certificate": pa.schema(
        [
            PERSON_ID,
            ("kind", CODE),
            ("level", CODE),
            ("occupation", pa.string()),
            ("issued_on", DAY),
            ("number", pa.string()),
            ("verified", CODE),
        ]
    ),
    "title": pa.schema(
        [
            PERSON_ID,
            ("series", CODE),
            ("specialty", pa.string()),
            ("level", CODE),
            ("obtained_on", DAY),
            ("obtained_by", CODE),
        ]
    ),
    "appraisal": pa.schema([PERSON_ID, ("year", pa.int16()), ("grade", CODE), ("occupation", pa.string())]),
    "honour": pa.schema(
        [
            PERSON_ID,
            ("honour", CODE),
            ("granted_on", DAY),
            ("jurisdiction", pa.string()),
            ("medal", CODE),
            ("current", pa.bool_()),
            ("category", CODE),
            ("name", pa.string()),
        ]
    ),
    "education": pa.schema(
        [
            PERSON_ID,
            ("kind", CODE),
            ("class", CODE),
            ("major", pa.string()),
            ("proof", CODE),
            ("degree", pa.bool_()),
            ("graduated_on", DAY),
        ]
    ),
    "sanction": pa.schema([PERSON_ID, ("kind", CODE), ("from", DAY), ("to", DAY)]),
    "finding": pa.schema(
        [
            PERSON_ID,
            ("question", pa.string()),
            ("about", pa.string()),
            ("answer", pa.bool_()),
            ("decided_on", DAY),
        ]
    ),
}
"""The tables and their columns. `person_id` is the key of a person within one register and nothing else;
`place` is for counting by city only. `about` of a finding is a name, or the sorted ``key=value`` pairs of a
relation joined by ``;``."""


def vocabulary_of(table: str, column: str) -> str | None:
    """The vocabulary whose places a coded column holds, None where the column is no code."""
    if column == "kind":
        return _KINDS.get(table)
    if column == "level":
        return _LEVELS.get(table)
    return CODED.get(column)


@cache
def codes_of(vocabulary: str) -> tuple[str, ...]:
    """The codes of a vocabulary by their place."""
    return TRUST if vocabulary == "trust" else terms.codes(vocabulary)


@cache
def places_of(vocabulary: str) -> Mapping[str, int]:
    """The place of each code of a vocabulary."""
    return {code: place for place, code in enumerate(codes_of(vocabulary))}
