"""Who may open the pages of the audit."""

from __future__ import annotations

from typing import Final

from guantong.portal.accounts.models import Role

from ...walking import Address, staff

_VIEWERS = staff(Role.SUPERVISOR, Role.ADMINISTRATOR)

WALK: Final = {
    "audit": Address(_VIEWERS),
    "audit_mine": Address("signed in"),
    "audit_export": Address(staff(Role.SUPERVISOR), method="post"),
    "audit_verification": Address(_VIEWERS, method="post"),
}
