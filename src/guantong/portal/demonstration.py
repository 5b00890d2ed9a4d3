"""People and organisations that do not exist, so that the portal can be tried. Loading them again changes nothing."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from django.db import transaction

if TYPE_CHECKING:
    from datetime import datetime

CONTEXTS: Final = (
    "calendar",
    "organisations",
    "accounts",
    "people",
    "certificates",
    "policies",
    "notices",
    "selfcheck",
)
"""In the order in which they need each other; each may have a module `demonstration` with `load`."""


def load(*, now: datetime) -> None:
    """Load the demonstration of every context, all or nothing."""
    with transaction.atomic():
        for context in CONTEXTS:
            name = f"guantong.portal.{context}.demonstration"
            if find_spec(name) is not None:
                import_module(name).load(now=now)
