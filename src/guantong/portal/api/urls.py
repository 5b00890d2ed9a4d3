"""The addresses of the interface, and what is answered where there is none."""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from . import problems
from .asked import LANGUAGES, wrong_language, wrong_parameters
from .interface import as_problem, interface
from .views import described, documentation, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from django.http import HttpRequest, HttpResponse


def _nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    return problems.not_found().response()


def _answering(view: Callable[..., HttpResponse], name: str = "") -> Callable[..., HttpResponse]:
    """A view in the language that is asked for, whose refusal of a method is a problem document too.

    An operation by its `name` has the parameters that the description gives it, and no others.
    """

    @csrf_exempt
    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(LANGUAGES.get(request.GET.get("lang", "")) or translation.get_language()):
            asked, wrong = request.method, []
            if asked == "HEAD":
                request.method = "GET"  # the same answer, whose content the server keeps back
            try:
                if name:
                    wrong = request.wrong = wrong_parameters(request, _parameters(name))  # type: ignore[attr-defined]
                answer = view(request, *args, **kwargs)
            except Exception as error:
                answer = as_problem(error).response()
            finally:
                request.method = asked
            if answer.status_code == 405:
                answer = problems.method_not_allowed(_with_head(answer["Allow"])).response()
            elif wrong and answer.status_code == 200:
                answer = problems.invalid_parameters(wrong).response()
            answer["Content-Language"] = translation.get_language() or LANGUAGES["zh"]
            return answer

    return answering


def _with_head(allowed: str) -> str:
    methods = allowed.split(", ")
    return ", ".join(dict.fromkeys([*methods, "HEAD"] if "GET" in methods else methods))


@cache
def _parameters(name: str) -> Collection[str]:
    """The parameters of an operation."""
    operations = (one for methods in described()["paths"].values() for one in methods.values())
    found = next(one for one in operations if one["operationId"] == name)
    return [one["name"] for one in found.get("parameters", ()) if one["in"] == "query"]


def _schema(request: HttpRequest) -> HttpResponse:
    wrong = [*wrong_parameters(request, ["lang"]), *wrong_language(request)]
    if wrong:
        raise problems.invalid_parameters(wrong)
    return schema(request)


def _operations() -> list[URLPattern]:
    """The operations, each answering with documents only; the library's own pages stay away."""
    found = [pattern for pattern in interface.urls[0] if isinstance(pattern, URLPattern)]
    kept = [pattern for pattern in found if pattern.name != "api-root"]
    for pattern in kept:
        pattern.callback = _answering(pattern.callback, str(pattern.name))
    return kept


urlpatterns: list[URLPattern | URLResolver] = [
    path("docs", _answering(documentation), name="api_docs"),
    path("openapi.json", _answering(_schema), name="api_schema"),
    path("", include((_operations(), "ninja"), namespace="api")),
    re_path(r"^(?P<rest>.*)$", _answering(_nowhere), name="api_nowhere"),
]
elsewhere = _answering(lambda request, **rest: problems.no_such_version().response())
"""What is answered to a version that there is not."""
