"""The description of the interface in one language: the texts of ``descriptions.yaml`` put where they belong."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation

from guantong.catalogue.reading import read_yaml

from .problems import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guantong.policy.model import Language

CASE: Final = "Case"
"""The schema of a case, and with a dash the beginning of the names of its parts."""


@cache
def texts() -> Mapping[str, Any]:
    """Every text, in both languages."""
    found: Mapping[str, Any] = read_yaml(Path(__file__).with_name("descriptions.yaml"))
    return found


def describe(schema: dict[str, Any], lang: Language) -> None:
    """Put the texts of a language into a description. Raises KeyError for a part that has none."""
    said = texts()
    schema["info"]["description"] = said["interface"][lang]
    schema["components"]["securitySchemes"]["token"]["description"] = said["token"][lang]
    for operations in schema["paths"].values():
        for operation in operations.values():
            _operation(operation, lang)
    for name, shape in schema["components"]["schemas"].items():
        if name == CASE or name.startswith(f"{CASE}-"):
            _case(shape, lang)
        else:
            _shape(shape, said["shapes"][name], lang)
    schema["components"]["schemas"][CASE]["description"] = said["case"][lang]


def _operation(operation: dict[str, Any], lang: Language) -> None:
    said = texts()
    own = said["operations"][operation["operationId"]]
    operation["summary"], operation["description"] = own["summary"][lang], own["description"][lang]
    for parameter in operation.get("parameters", ()):
        parameter["description"] = said["parameters"][parameter["name"]][lang]
        parameter["schema"].pop("description", None)
    if "requestBody" in operation:
        operation["requestBody"]["description"] = own.get("body", said["case"])[lang]
        shape = operation["requestBody"]["content"]["application/json"]["schema"]
        for name, field in shape.get("properties", {}).items():
            field["description"] = own["fields"][name][lang]
    for status, answer in operation["responses"].items():
        answer["description"] = _status(int(status), lang)
        for header in answer.get("headers", {}).values():
            header["description"] = said["retry_after"][lang]


def _status(status: int, lang: Language) -> str:
    """What an answer with this status says."""
    success: str = texts()["success"][lang]
    with translation.override("en" if lang == "en" else "zh-hans"):
        meant = [str(text) for known, text in KINDS.values() if known == status]
    return " ".join(meant) or success


def _shape(shape: dict[str, Any], said: Mapping[str, Any], lang: Language) -> None:
    shape["description"] = said["text"][lang]
    for name, field in shape["properties"].items():
        field["description"] = said["fields"][name][lang]


def _case(shape: dict[str, Any], lang: Language) -> None:
    """The case format names its keys in both languages: Chinese as the title, English as the description."""
    for part in list(_parts(shape)):
        if isinstance(part.get("title"), str) and isinstance(part.get("description"), str):
            zh = part.pop("title")
            part["description"] = zh if lang == "zh" else part["description"]


def _parts(shape: Any) -> Iterator[dict[str, Any]]:
    """Every map in a schema."""
    if isinstance(shape, dict):
        yield shape
        for part in shape.values():
            yield from _parts(part)
    elif isinstance(shape, list):
        for part in shape:
            yield from _parts(part)
