"""Which accounts are one person's. Where a rule wants two persons, two accounts are not enough: this is the one place that tells.

Who a person is stands in the records of people, on which accounts do not rest: a setting names what reads them.
What it cannot tell: that an account without a record, or whose record has no identity number, is somebody's second one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from uuid import UUID

    from .models import User


def accounts_of_person(user: User) -> frozenset[UUID]:
    """The keys of every account of the person whose account this is; itself among them."""
    found: frozenset[UUID] = import_string(settings.ACCOUNTS_OF_PERSON)(user)
    return found | {user.pk}


def same_person(one: User, other: User | None) -> bool:
    """Whether two accounts are one person's."""
    return other is not None and (one.pk == other.pk or other.pk in accounts_of_person(one))
