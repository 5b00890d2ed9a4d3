"""Verification is open to anybody."""

from __future__ import annotations

from typing import Final

from ...walking import Address

WALK: Final = {
    "verify": Address("anyone"),
    "verify_offline": Address("anyone"),
}
