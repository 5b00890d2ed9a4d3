"""What was done to the keys of an authority. It is done at the command line, where nobody is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from .. import clock
from ..audit.origin import at_the_command_line
from ..audit.services import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guantong.certificates.signing.keys import Key


@transaction.atomic
def keys_changed(what: str, *, ring: str, keys: Sequence[Key]) -> None:
    """Record that keys of a ring were ``registered``, ``retired`` or ``distrusted``, an entry each.

    The reason of an end is a sentence that the manifest keeps.
    """
    with at_the_command_line():
        for key in keys:
            detail = {"ring": ring, "key_id": key.id, "purpose": key.purpose}
            record(f"certificates.key.{what}", actor=None, subject=None, now=clock.now(), detail=detail)
