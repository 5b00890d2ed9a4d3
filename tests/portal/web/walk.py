"""Who may open the pages of the shell."""

from __future__ import annotations

from typing import Final

from ..walking import Address

WALK: Final = {
    "home": Address("anyone"),
    "desk": Address("signed in"),
    "display": Address("anyone", method="post", status=302),
    "language": Address("anyone", method="post", status=302),
    "health": Address("anyone"),
}
