"""Somebody with two accounts, for tests of what wants two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.cases.identity import RESIDENT, check_digit
from guantong.portal.people.identities import seal
from guantong.portal.people.models import Person

if TYPE_CHECKING:
    from guantong.portal.accounts.models import User

NUMBER: Final = "45020219880302" + "771" + check_digit("45020219880302771")


def one_person(*users: User, kinds: tuple[str, ...] = (RESIDENT, ""), number: str = NUMBER) -> None:
    """Give each account a record with the same number: by the second of them without saying of what document it is."""
    for user, kind in zip(users, kinds, strict=True):
        made = Person(user=user, name="韦示例", identity_type=kind)
        sealed = seal(number, made.id)
        made.identity_cipher, made.identity_key = sealed.cipher, sealed.key
        made.identity_hash, made.identity_hash_key = sealed.hash, sealed.hash_key
        made.save()
