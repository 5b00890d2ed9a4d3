"""Counting how often somebody asks within a window: in a table, for all processes together."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model


def network_of(address: str) -> str:
    """The address by which somebody is counted; of IPv6, the network that one household or office has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(found) if found.version == 4 else found.exploded[:19]


def counted(table: type[Model], key: str, *, expires: datetime, now: datetime) -> int:
    """How often a key was counted, this time included.

    The table has ``key``, ``expires`` and ``count``; rows that are over are deleted when a new one begins.
    """
    name = connection.ops.quote_name(table._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {name} (key, expires, count) VALUES (%s, %s, 1) "  # noqa: S608 - the name of a table of ours
            f"ON CONFLICT (key) DO UPDATE SET count = {name}.count + 1 RETURNING count",
            [key, connection.ops.adapt_datetimefield_value(expires)],
        )
        number: int = cursor.fetchone()[0]
        if number == 1:
            table._default_manager.filter(expires__lt=now).delete()
    return number
