"""The JSON Schema of a case document, for editors and callers, made from the table that reads it.

A schema cannot say everything: it knows no calendar, no check digit and nothing that two places say
together, and it lists the usual spellings only, where the reader takes full-width letters and capitals too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from guantong.cases.days import DAY_PATTERN, EARLIEST, LATEST, MONTH_PATTERN
from guantong.cases.format import CASE
from guantong.cases.shapes import (
    LONGEST_TEXT,
    Anything,
    Code,
    Codes,
    DayOf,
    Field,
    Flag,
    HonourText,
    Only,
    Pair,
    Record,
    Rows,
    Shape,
    Statement,
    Text,
    TitleLevel,
    Variants,
    Years,
)
from guantong.catalogue import catalogue, terms

if TYPE_CHECKING:
    from collections.abc import Iterable

Schema = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_NULL: Final[Schema] = {"type": "null"}
_STATEMENT_KIND: Final = "statement"


def case_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a case document."""
    definitions: Schema = {}
    root = _record(CASE, definitions)
    return {
        "$schema": _DIALECT,
        "title": "贯通案例",
        "description": "What is known about one person, and what is asked",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _record(record: Record, definitions: Schema) -> Schema:
    return _object(record.fields, definitions)


def _object(fields: Iterable[Field], definitions: Schema) -> Schema:
    fields = tuple(fields)
    schema: Schema = {
        "type": "object",
        "properties": {field.key: _field(field, definitions) for field in fields},
        "additionalProperties": False,
    }
    if required := [field.key for field in fields if field.required]:
        schema["required"] = required
    return schema


def _field(field: Field, definitions: Schema) -> Schema:
    """Return the schema of a key with its names; null says the same as leaving an optional key out."""
    schema = _shape(field.shape, definitions)
    named = {"title": field.zh, "description": field.en}
    return named | (schema if field.required else {"anyOf": [schema, _NULL]})


def _shape(shape: Shape, definitions: Schema) -> Schema:
    match shape:
        case Record():
            return _record(shape, definitions)
        case Rows(row=Record() as record):
            return {"type": "array", "items": _record(record, definitions)}
        case Rows(row=Variants() as variants):
            return {"type": "array", "items": _variants(variants, definitions)}
        case Pair(fields):
            return _object(fields, definitions)
        case Years():
            return _years(shape, definitions)
        case DayOf():
            return _shared("date", _day(), definitions)
        case Flag():
            return _shared("flag", _truth("true", "false"), definitions)
        case Statement():
            return _shared("statement", _truth("true", "false", "declared"), definitions)
        case Code(kind):
            return _shared(kind, _words(kind), definitions)
        case Codes(kind):
            return {"type": "array", "items": _shared(kind, _words(kind), definitions)}
        case Only(kind, code):
            return {"enum": _spellings(kind, code)}
        case TitleLevel():
            return {
                "anyOf": [_shared("title_level", _words("title_level"), definitions), {"enum": _titles()}]
            }
        case HonourText():
            return {"anyOf": [_shared("honour", _words("honour"), definitions), _provincial()]}
        case Anything():
            return {
                "anyOf": [_text(), {"type": "object", "minProperties": 1, "additionalProperties": _text()}]
            }
        case Text():
            return _text(shape.longest)
        case _:
            return _text()


def _variants(variants: Variants, definitions: Schema) -> Schema:
    tag = variants.tag  # its key is named as the kind of its codes
    return {
        "type": "object",
        "properties": {tag.key: _field(tag, definitions)},
        "required": [tag.key],
        "allOf": [
            {
                "if": {"properties": {tag.key: {"enum": _spellings(tag.key, code)}}},
                "then": _record(record, definitions),
            }
            for code, record in variants.records.items()
        ],
    }


def _years(shape: Years, definitions: Schema) -> Schema:
    grade = _shape(shape.grade, definitions)
    return {
        "type": "object",
        "patternProperties": {
            "^[0-9]{4}(年度?)?$": {"anyOf": [grade, _record(shape.row, definitions), _NULL]}
        },
        "additionalProperties": False,
    }


def _shared(name: str, schema: Schema, definitions: Schema) -> Schema:
    definitions[name] = schema
    return {"$ref": f"#/$defs/{name}"}


def _day() -> Schema:
    return {
        "anyOf": [
            {"type": "string", "pattern": f"^(?:{DAY_PATTERN}|{MONTH_PATTERN})$"},
            {"type": "integer", "minimum": EARLIEST.year * 10_000, "maximum": LATEST.year * 10_000 + 1231},
        ]
    }


def _truth(*codes: str) -> Schema:
    words = [spelling for code in codes for spelling in _spellings(_STATEMENT_KIND, code)]
    return {"enum": [True, False, *words]}


def _words(kind: str) -> Schema:
    return {"enum": [spelling for code in terms.codes(kind) for spelling in _spellings(kind, code)]}


def _spellings(kind: str, code: str) -> list[str]:
    found = terms.vocabulary(kind).by_code[code]
    return list(dict.fromkeys((found.code, found.zh, *found.aliases)))


def _titles() -> list[str]:
    known = catalogue()
    names = [name for line in known.title_lines for name in line.names.values()]
    return sorted({*names, *(row.name for row in known.legacy_titles)})


def _provincial() -> Schema:
    kinds = sorted(name for names in catalogue().provincial_kinds.values() for name in names)
    return {"type": "string", "pattern": f"(?:{'|'.join(kinds)})$"}


def _text(longest: int = LONGEST_TEXT) -> Schema:
    return {"type": "string", "pattern": r"\S", "maxLength": longest}
