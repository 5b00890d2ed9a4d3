"""What every operation asks before it reads anything: a form of answer, a token that fits, and not too often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .. import clock
from .limits import address_of, count
from .models import Scope
from .problems import ProblemError, forbidden, not_acceptable
from .tokens import token_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from .models import ApiToken

_ANSWERS: Final = ("application/json", "application/problem+json")
SECURITY: Final[list[dict[str, list[str]]]] = [{}, {"token": []}]
"""No account is needed; who has a token may ask more often."""


@dataclass(frozen=True)
class Caller:
    """Who asks: an organisation by its token, or anybody from an address."""

    token: ApiToken | None


@dataclass(frozen=True)
class Admission:
    """Admits a request to what belongs to a scope. Raises ProblemError: 401, 403, 406, 429."""

    scope: Scope

    def __call__(self, request: HttpRequest) -> Caller:
        """Who asks, counted."""
        _check_accept(request)
        header, now = request.headers.get("Authorization"), clock.now()
        if header is None:
            count(address_of(request), self.scope, by_token=False, now=now)
            return Caller(None)
        token = _token(request, header, now)
        if self.scope not in token.scopes:
            raise forbidden()
        count(str(token.pk), self.scope, by_token=True, now=now)
        return Caller(token)


def with_token(request: HttpRequest) -> Caller:
    """Admits a request that has a token, whatever it opens. Raises ProblemError: 401, 406, 429."""
    _check_accept(request)
    now = clock.now()
    token = _token(request, request.headers.get("Authorization", ""), now)
    count(str(token.pk), Scope.LIBRARY, by_token=True, now=now)
    return Caller(token)


def _check_accept(request: HttpRequest) -> None:
    if not any(request.accepts(form) for form in _ANSWERS):
        raise not_acceptable()


def _token(request: HttpRequest, header: str, now: datetime) -> ApiToken:
    """The token of a header. Guessing tokens is counted as asking without one."""
    try:
        return token_of(header, now=now)
    except ProblemError:
        count(address_of(request), Scope.LIBRARY, by_token=False, now=now)
        raise
