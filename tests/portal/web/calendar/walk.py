"""Who may open the pages of the working calendar."""

from __future__ import annotations

from typing import Final

from guantong.portal.accounts.models import Role

from ...walking import Address, staff

WALK: Final = {
    "calendar": Address("anyone"),
    "calendar_clock": Address(staff(Role.ADMINISTRATOR)),
}
