"""The interface put together: its operations, and every error as a problem document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from ninja.errors import AuthenticationError, HttpError, ValidationError

from guantong import __version__

from . import certificates, deciding, library, problems
from .documents import places_of
from .openapi import Interface
from .problems import ProblemError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

interface: Final = Interface(
    title="贯通",
    version=__version__,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
interface.add_router("", deciding.router)
interface.add_router("", library.router)
interface.add_router("", certificates.router)


def _problem(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    found = as_problem(error if isinstance(error, Exception) else error())
    if isinstance(error, ValidationError):
        found.errors = (*getattr(request, "wrong", ()), *found.errors)
    return found.response()


for _kind in (Exception, Http404, HttpError, ValidationError):  # the library has answers of its own for these
    interface.add_exception_handler(_kind, _problem)


def as_problem(error: Exception) -> ProblemError:
    """The problem that an error is to whoever asked."""
    match error:
        case ProblemError():
            return error
        case ValidationError():
            return problems.invalid_parameters(places_of(error.errors))
        case RequestDataTooBig():
            return problems.too_large()
        case Http404():
            return problems.not_found()
        case AuthenticationError():
            return problems.unauthorised("")
        case SuspiciousOperation() | UnicodeError():
            return problems.malformed()
    return problems.broken(error)
