"""How often somebody may ask: counted by the minute in the database, for all processes together.

Who asks is kept as a keyed hash of their address, or of the token, and for the minute only.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings

from ..counting import counted, network_of
from .models import RateCount, Scope
from .problems import too_many

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

VARIABLE: Final = "GUANTONG_API_LIMITS"
BY_ADDRESS: Final[Mapping[Scope, int]] = {
    Scope.DECIDE: 60,
    Scope.PATH: 20,
    Scope.LIBRARY: 120,
    Scope.VERIFY: 30,
    Scope.CERTIFICATES: 6,
}
"""Requests a minute for an address without a token."""
TOKEN_FACTOR: Final = 10
"""How many times as often a token may be used."""
_MINUTE: Final = timedelta(minutes=1)


def limits(given: Mapping[str, str] = os.environ) -> Mapping[Scope, int]:
    """The limits of this installation: ``decide=60,path=20,library=120`` in the environment; 0 is no limit.

    Raises ValueError for what names no scope or is no number.
    """
    found = dict(BY_ADDRESS)
    for part in filter(None, given.get(VARIABLE, "").split(",")):
        name, _equals, number = part.partition("=")
        found[Scope(name.strip())] = int(number)
    return found


def count(caller: str, scope: Scope, *, by_token: bool, now: datetime) -> None:
    """Count one request. Raises ProblemError (429) above the limit, with when to try again."""
    most = limits()[scope] * (TOKEN_FACTOR if by_token else 1)
    if not most:
        return
    window = now.astimezone(UTC).replace(second=0, microsecond=0)
    key = hmac.new(
        settings.SECRET_KEY.encode(), f"{scope} {caller} {window.isoformat()}".encode(), hashlib.sha256
    ).hexdigest()
    if counted(RateCount, key, expires=window + 2 * _MINUTE, now=now) > most:
        raise too_many(max(1, 60 - now.second))


def address_of(request: HttpRequest) -> str:
    """The address that asks; of IPv6, the network that one household or office has."""
    return network_of(request.META.get("REMOTE_ADDR", ""))
