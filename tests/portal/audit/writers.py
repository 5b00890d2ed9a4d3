"""``python -m tests.portal.audit.writers SEED``: 25 writers at once, in the database that the environment names.

Every writer makes a few transactions about two of a few subjects, in whatever order, and gives up one in three.
"""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final
from uuid import UUID

from guantong.portal import clock, serving

WRITERS: Final = 25
TRANSACTIONS: Final = 9
KEPT: Final = 2 * sum(turn % 3 != 0 for turn in range(TRANSACTIONS))
"""The entries of one writer that stay."""


def main(seed: int) -> None:
    serving.setup()
    together = Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(_write, random.Random(f"{seed} {n}"), together) for n in range(WRITERS)]:  # noqa: S311
            done.result()


def _write(chance: random.Random, together: Barrier) -> None:
    from django.db import connection, transaction

    together.wait()
    try:
        for turn in range(TRANSACTIONS):
            try:
                with transaction.atomic():
                    for number in chance.sample(range(4), 2):
                        _record(number, turn)
                    if turn % 3 == 0:
                        raise _GivesUp
            except _GivesUp:
                continue
    finally:
        connection.close()


def _record(number: int, turn: int) -> None:
    from guantong.portal.accounts.models import User
    from guantong.portal.audit.services import record

    subject = User(pk=UUID(int=number)) if number else None
    record("a.b", actor=None, subject=subject, now=clock.now(), detail={"turn": turn})


class _GivesUp(Exception):  # noqa: N818 - it is no error
    """Leaves a transaction."""


if __name__ == "__main__":
    main(int(sys.argv[1]))
