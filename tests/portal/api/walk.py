"""Who may open the interface: anybody; what a token opens, who has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..walking import Address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User


def _a_pack(user: User) -> Mapping[str, object]:
    return {"pack_id": "cn-gx/rs-2021-12"}


def _a_clause(user: User) -> Mapping[str, object]:
    return {"clause_id": "2.2.1.1c"}


def _nowhere(user: User) -> Mapping[str, object]:
    return {"rest": "nowhere"}


WALK: Final = {
    "api_docs": Address("anyone"),
    "api_schema": Address("anyone"),
    "api_nowhere": Address("anyone", sample=_nowhere, status=404),
    "api:decide": Address("anyone", method="post", status=415),  # a form is no case
    "api:path": Address("anyone", method="post", status=415),
    "api:packs": Address("anyone"),
    "api:pack": Address("anyone", sample=_a_pack),
    "api:clause": Address("anyone", sample=_a_clause),
    "api:readings": Address("anyone"),
    "api:occupations": Address("anyone", data={"search": "车工"}),
    "api:token": Address("anyone", status=401),
}
