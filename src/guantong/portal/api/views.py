"""The documentation of the interface, as a page and as a description for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from .documents import answered
from .interface import interface
from .limits import TOKEN_FACTOR, limits
from .models import Scope
from .problems import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

KINDS: Final[Mapping[str, tuple[int, _StrPromise]]] = {
    "malformed": (400, _("请求本身读不懂，例如地址里有不成对的编码。")),
    "invalid-token": (401, _("令牌不存在、已停用或已过期。不带令牌也可以使用，只是次数较少。")),
    "insufficient-scope": (403, _("令牌有效，但不含这个范围。")),
    "not-found": (404, _("没有这个地址、政策包或条款。")),
    "method-not-allowed": (405, _("地址存在，但不接受这种方法；Allow 头列出可用的方法。")),
    "not-acceptable": (406, _("答复只有 application/json。")),
    "too-large": (413, _("请求体超过 5 MB，没有读取。")),
    "unsupported-media-type": (415, _("请求体只接受 application/json。")),
    "invalid-case": (422, _("案例有错误；errors 一次列出全部错误：位置、原因、怎样改正。")),
    "invalid-parameter": (422, _("查询参数有错误；errors 一次列出全部。")),
    "too-many-requests": (429, _("这一分钟的次数已用完；Retry-After 头给出要等的秒数。")),
    "internal": (500, _("我们的错误，已经记录。")),
}
"""What each kind of problem means."""


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    method: str
    path: str
    details: Mapping[str, Any]

    @property
    def description(self) -> list[tuple[str, bool]]:
        """What it does, in pieces; true for those that are code."""
        return [
            (piece, bool(number % 2)) for number, piece in enumerate(self.details["description"].split("`"))
        ]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """What it may answer."""
        return [(status, phrase(int(status))) for status in self.details["responses"]]


@require_GET
def documentation(request: HttpRequest) -> HttpResponse:
    """Everything about the interface on one page."""
    return render(
        request,
        "api/docs.html",
        {
            "operations": _operations(),
            "kinds": [(kind, status, text) for kind, (status, text) in KINDS.items()],
            "limits": [(Scope(scope), most, most * TOKEN_FACTOR) for scope, most in limits().items()],
            "base": request.build_absolute_uri("/api/v1"),
        },
    )


def schema(request: HttpRequest) -> HttpResponse:
    """The description in OpenAPI 3.1."""
    if request.method != "GET":
        answer = HttpResponse(status=405)
        answer["Allow"] = "GET"
        return answer
    return answered(described())


@cache
def described() -> Mapping[str, Any]:
    """The description, made once; as plain data, in which a status is a text."""
    found: Mapping[str, Any] = json.loads(json.dumps(interface.get_openapi_schema(path_prefix="api/v1/")))
    return found


def _operations() -> list[Operation]:
    return [
        Operation(method.upper(), path, details)
        for path, methods in described()["paths"].items()
        for method, details in methods.items()
    ]
