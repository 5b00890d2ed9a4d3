"""Persons to look at: worked cases of the packs whose interchange shows something worth seeing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...policies.library import worked_cases

if TYPE_CHECKING:
    from guantong.proof.cases import WorkedCase

_PACK: Final = "cn-gx/rs-2021-12"
CHOSEN: Final = tuple(f"{_PACK}#{number}" for number in ("4", "20", "2", "44", "21", "14"))
"""A ramp up, both roads at once, one day short, a ramp down, the flyover, and a way that is closed still."""


def examples() -> tuple[WorkedCase, ...]:
    """The worked cases that are offered."""
    return tuple(worked_cases()[name] for name in CHOSEN)
