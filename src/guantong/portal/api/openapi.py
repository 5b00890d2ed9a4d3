"""The description of the interface (OpenAPI 3.1), as clients are made from it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ninja import NinjaAPI, Schema

from guantong.cases import case_schema

from .answers import Problem
from .problems import CONTENT_TYPE

if TYPE_CHECKING:
    from ninja.openapi.schema import OpenAPISchema

_ALWAYS: Final = (400, 401, 403, 406, 429, 500)
"""What every operation may answer besides."""
CASE_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Case"}}},
    }
}
_TOKEN: Final = {"type": "http", "scheme": "bearer"}


def answers(shape: type[Schema], *problems: int) -> dict[int, type[Schema]]:
    """The answers of an operation, by status."""
    return {200: shape, **dict.fromkeys(sorted({*_ALWAYS, *problems}), Problem)}


class Interface(NinjaAPI):
    """The interface, whose description names problem documents and the form of a case."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, with what the library does not say; its texts are put in by `describing`."""
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {}).update(_case_components())
        schema["components"]["securitySchemes"] = {"token": dict(_TOKEN)}
        for operations in schema["paths"].values():
            for operation in operations.values():
                _complete(operation)
        return schema


def _complete(operation: dict[str, Any]) -> None:
    operation.setdefault("security", [{}, {"token": []}])
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _in_an_address(parameter["schema"])
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            answer["content"] = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        if int(status) == 429:
            answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}


def _in_an_address(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter, which may be left out and is never null."""
    known: list[dict[str, Any]] = [part for part in shape.get("anyOf", ()) if part != {"type": "null"}]
    if len(known) != 1:
        return shape
    return {name: part for name, part in shape.items() if name not in ("anyOf", "default")} | known[0]


@cache
def _case_components() -> dict[str, Any]:
    """The schema of a case document, with its definitions among the components."""
    text = json.dumps(case_schema(), ensure_ascii=False).replace('"#/$defs/', '"#/components/schemas/Case-')
    case: dict[str, Any] = json.loads(text)
    definitions = case.pop("$defs")
    case["title"] = "Case"
    del case["$schema"]
    parts = {f"Case-{name}": _for_clients(shape) for name, shape in definitions.items()}
    return {"Case": _for_clients(case), **parts}


def _for_clients(shape: Any) -> Any:
    """The same shape in words that programs know which write clients.

    They know no list of truth values and words together, and drop members that only a pattern of names allows.
    """
    if isinstance(shape, list):
        return [_for_clients(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    plain = {name: _for_clients(part) for name, part in shape.items()}
    listed = plain.get("enum", [])
    if isinstance(listed, list) and any(isinstance(value, bool) for value in listed):
        del plain["enum"]
        words = [value for value in listed if isinstance(value, str)]
        plain["anyOf"] = [{"type": "boolean"}, {"type": "string", "enum": words}]
    if plain.get("additionalProperties") is False and len(plain.get("patternProperties", ())) == 1:
        ((pattern, member),) = plain.pop("patternProperties").items()
        plain |= {"propertyNames": {"pattern": pattern}, "additionalProperties": member}
    return plain
