"""Every address of the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import include, path, re_path

from .api import problems
from .api.urls import elsewhere
from .web import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def _fault(problem: Callable[[], problems.ProblemError], page: Callable[..., HttpResponse]) -> Any:
    """What is answered around a view: a problem document to a program, a page to everybody else."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return problem().response()
        return page(request, *args, **kwargs)

    return answer


handler400 = _fault(problems.malformed, faults.malformed)
handler403 = "guantong.portal.web.faults.forbidden"
handler404 = "guantong.portal.web.faults.not_found"
handler500 = _fault(problems.broken, faults.broken)

urlpatterns = [
    path("api/v1/", include("guantong.portal.api.urls")),
    re_path(r"^api(?:/.*)?$", elsewhere, name="api_elsewhere"),
    path("tokens/", include("guantong.portal.api.token_urls")),
    path("", include("guantong.portal.web.urls")),
]
