"""How often one may try to verify by hand: by address, by number, and all together. Counted in the database.

Who tries is kept as a keyed hash of the address, or of the number, and only until the window is over.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from ..counting import counted
from ..refusals import RefusedError
from .models import Tries

ADDRESS: Final = (20, timedelta(minutes=1))
"""Questions of any kind from one address: an office behind one address verifies several certificates a minute."""
NUMBER: Final = (10, timedelta(hours=1))
"""Questions by name and last four about one number, from wherever: of 10,000 endings one in a thousand is tried."""
EVERYBODY: Final = (1200, timedelta(minutes=1))
"""Questions of all people together, so that many addresses do not make up for it."""
REPORTS: Final = (5, timedelta(minutes=1))
"""Signed reports for one address; each counts as a question too."""
ALL_REPORTS: Final = (120, timedelta(minutes=1))
"""Signed reports of all people together: each takes some 20 ms of a processor."""


class TooOftenError(RefusedError):
    """Somebody tries more often than they may; `seconds` is how long to wait."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("E-CER-080", _("查验次数太多，请在 {n} 秒后再试。").format(n=seconds))


def count(what: str, who: str, limit: tuple[int, timedelta], *, now: datetime) -> None:
    """Count one try. Raises TooOftenError above the limit."""
    most, window = limit
    length = int(window.total_seconds())
    began = int(now.timestamp()) // length * length
    key = hmac.new(
        settings.SECRET_KEY.encode(), f"certificates {what} {who} {began}".encode(), hashlib.sha256
    ).hexdigest()
    if counted(Tries, key, expires=now + window, now=now) > most:
        raise TooOftenError(max(1, began + length - int(now.timestamp())))
