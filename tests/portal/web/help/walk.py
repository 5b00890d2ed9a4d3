"""Who may open the pages of help."""

from __future__ import annotations

from typing import Final

from tests.portal.walking import Address

WALK: Final = {"help": Address("anyone"), "privacy": Address("anyone"), "accessibility": Address("anyone")}
