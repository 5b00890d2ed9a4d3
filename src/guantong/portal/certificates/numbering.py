"""Numbers of certificates, and the codes beside them.

A number is drawn in the transaction that makes the certificate's row, from a counter that is held until it commits. So
none is drawn twice, and none is missing: a row that a kill leaves `prepared` is taken up again under its number.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from typing import TYPE_CHECKING, Final

from django.conf import settings

from guantong.certificates import numbers
from guantong.certificates.signing.signer import SigningError

from .models import Certificate, Counter

if TYPE_CHECKING:
    from pathlib import Path

    from .models import IssuingAuthority

_CODE_KEYS: Final = "codes.keys"


def certificates_folder() -> Path:
    """Where keys lie that certificates are made with: backed up apart from the database, never in it."""
    folder: Path = settings.HOME / "certificates"
    return folder


def draw_number(authority: IssuingAuthority, year: int) -> str:
    """The next number of an authority in a year, in the transaction under way."""
    serial = _next(f"{authority.kind}-{authority.unit}-{year}")
    return numbers.compose(authority.kind, year, authority.unit, serial)  # type: ignore[arg-type]  # a kind


def draw_status_index() -> int:
    """The next place in the list of states, from 0, in the transaction under way."""
    return _next("status") - 1


def _next(name: str) -> int:
    Counter.objects.get_or_create(name=name)
    counter = Counter.objects.select_for_update().get(name=name)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def code_of(number: str) -> str:
    """The verification code of a number, under the newest key."""
    return numbers.verification_code(number, code_keys()[0])


def code_keys() -> list[bytes]:
    """The keys of verification codes, the newest first; made where there is none yet and nothing is issued.

    A key that is retired stays below the new one: codes that are printed must go on to fit. Raises SigningError where
    the keys are lost: a new one would call every printed code wrong.
    """
    file = certificates_folder() / _CODE_KEYS
    if not file.exists():
        if Certificate.objects.exclude(issued_at=None).exists():
            raise SigningError(
                f"找不到验证码的密钥 {file}，请从备份恢复 / the keys of verification codes are gone; restore them"
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent) as made:
            made.write(secrets.token_hex(numbers.SHORTEST_KEY) + "\n")
            made.flush()
            with contextlib.suppress(FileExistsError):  # another process has just made one: that one stands
                os.link(made.name, file)
    return [bytes.fromhex(line) for line in file.read_text().split()]
