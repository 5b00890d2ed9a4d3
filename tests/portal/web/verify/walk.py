"""Verification, and what is published for it, is open to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...certificates import makers
from ...walking import Address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User


def _issuer(user: User) -> Mapping[str, object]:
    of = makers.authority()
    return {"kind": of.kind, "unit": of.unit}


def _list(user: User) -> Mapping[str, object]:
    return {**_issuer(user), "purpose": "revocation", "number": 0}


def _nothing(user: User) -> Mapping[str, object]:
    makers.authority()
    return {}


WALK: Final = {
    "verify": Address("anyone"),
    "verify_answer": Address("anyone", method="post", status=422),
    "verify_report": Address("anyone", method="post", status=410),
    "verify_offline": Address("anyone"),
    "verify_offline_page": Address("anyone", _nothing),
    "verify_did": Address("anyone", _issuer),
    "verify_keys": Address("anyone", _issuer),
    "verify_register": Address("anyone", _issuer),
    "verify_status": Address("anyone", _list),
}
