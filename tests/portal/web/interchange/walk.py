"""Who may open the pages of the interchange."""

from __future__ import annotations

from typing import Final

from ...walking import Address

WALK: Final = {
    "interchange": Address("anyone"),
    "interchange_mine": Address("anyone"),
    "interchange_example": Address("anyone", sample=lambda user: {"case": "cn-gx/rs-2021-12#4"}),
}
