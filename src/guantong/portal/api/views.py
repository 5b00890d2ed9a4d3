"""The documentation of the interface, as a page and as a description for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from .asked import language
from .describing import CASE, describe
from .documents import answered
from .interface import interface
from .limits import TOKEN_FACTOR, limits
from .models import Scope
from .problems import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from guantong.policy.model import Language


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    method: str
    path: str
    details: Mapping[str, Any]

    @property
    def description(self) -> list[tuple[str, bool]]:
        """What it does, in pieces; true for those that are code."""
        return pieces(self.details["description"])

    @property
    def answer(self) -> str:
        """The name of the shape of what it answers."""
        schema: str = self.details["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        return schema.rpartition("/")[2]

    @property
    def problems(self) -> list[tuple[str, int]]:
        """What else it may answer: the kinds of problem, with their statuses."""
        may = set(map(int, self.details["responses"]))
        return [(kind, status) for kind, (status, _text) in KINDS.items() if status in may]


@dataclass(frozen=True)
class Shape:
    """One shape of answers as the page shows it."""

    name: str
    description: list[tuple[str, bool]]
    fields: list[tuple[str, str]]


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text in pieces; true for those that are code."""
    return [(piece, bool(number % 2)) for number, piece in enumerate(text.split("`"))]


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Everything about the interface on one page."""
    content = described(language())
    operations = [
        Operation(method.upper(), path, details)
        for path, methods in content["paths"].items()
        for method, details in methods.items()
    ]
    shapes = [
        Shape(
            name,
            pieces(shape["description"]),
            [(field, known["description"]) for field, known in shape["properties"].items()],
        )
        for name, shape in content["components"]["schemas"].items()
        if name != CASE and not name.startswith(f"{CASE}-")
    ]
    return render(
        request,
        "api/docs.html",
        {
            "operations": operations,
            "shapes": shapes,
            "kinds": [(kind, status, text) for kind, (status, text) in KINDS.items()],
            "limits": [(Scope(scope), most, most * TOKEN_FACTOR) for scope, most in limits().items()],
            "base": request.build_absolute_uri("/api/v1"),
        },
    )


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The description in OpenAPI 3.1, in the language that is asked for."""
    return answered(described(language()))


@cache
def described(lang: Language = "zh") -> Mapping[str, Any]:
    """The description in a language, made once; as plain data, in which a status is a text."""
    found: dict[str, Any] = json.loads(json.dumps(interface.get_openapi_schema(path_prefix="api/v1/")))
    describe(found, lang)
    return found
