"""The addresses of the interface, and what is answered where there is none."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from . import problems
from .interface import as_problem, interface
from .views import documentation, schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def _nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    return problems.not_found().response()


def _answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view in the language that is asked for, whose refusal of a method is a problem document too."""

    @csrf_exempt
    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = {"zh": "zh-hans", "en": "en"}.get(request.GET.get("lang", ""))
        with translation.override(wanted or translation.get_language()):
            try:
                answer = view(request, *args, **kwargs)
            except Exception as error:
                return as_problem(error).response()
            if answer.status_code == 405:
                return problems.method_not_allowed(answer["Allow"]).response()
            return answer

    return answering


def _operations() -> list[URLPattern]:
    """The operations, each answering with documents only; the library's own pages stay away."""
    found = [pattern for pattern in interface.urls[0] if isinstance(pattern, URLPattern)]
    kept = [pattern for pattern in found if pattern.name != "api-root"]
    for pattern in kept:
        pattern.callback = _answering(pattern.callback)
    return kept


urlpatterns: list[URLPattern | URLResolver] = [
    path("docs", documentation, name="api_docs"),
    path("openapi.json", _answering(schema), name="api_schema"),
    path("", include((_operations(), "ninja"), namespace="api")),
    re_path(r"^(?P<rest>.*)$", _answering(_nowhere), name="api_nowhere"),
]
