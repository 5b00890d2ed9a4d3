"""What every page shows while an administrator's emergency access is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from ... import clock
from ...accounts.access import break_glass_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def break_glass(request: HttpRequest) -> dict[str, Any]:
    """The emergency access of the person who asks; looked up only by pages that show it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"break_glass": SimpleLazyObject(lambda: break_glass_of(user, now=clock.now()))}
