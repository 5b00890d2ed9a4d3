"""A portal of its own for a benchmark: its data in a temporary folder, people and keys those of the demonstration."""

from __future__ import annotations

import os
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.models import IssuingAuthority


@contextmanager
def opened(database: str) -> Iterator[None]:
    """Make Django usable in this process, once, with nothing of the environment that names another portal.

    `database` is the address of an empty PostgreSQL database; without one SQLite is used.
    """
    for name in [name for name in os.environ if name.startswith("GUANTONG_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    if database:
        os.environ["DATABASE_URL"] = database
    with TemporaryDirectory(prefix="guantong-certificates-") as home:
        os.environ |= {"GUANTONG_HOME": home, "DJANGO_SETTINGS_MODULE": "guantong.portal.settings"}
        from guantong.portal import serving

        serving.setup()
        serving.prepare()
        yield


def who_issues() -> tuple[IssuingAuthority, User, User]:
    """The authority of the demonstration that issues titles, and two officers who may agree on a list."""
    from guantong.portal.accounts.models import User
    from guantong.portal.certificates.models import IssuingAuthority, Kind

    return (
        IssuingAuthority.objects.filter(kind=Kind.TITLE).earliest("created_at"),
        User.objects.get(username="issuer"),
        User.objects.get(username="checker"),
    )
