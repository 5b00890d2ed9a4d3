"""Who may open the interface: anybody; what a token opens, who has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from guantong.portal import clock
from guantong.portal.accounts.models import ScopeType
from guantong.portal.api.access import ANSWERS, KEEPERS, KINDS, READERS
from guantong.portal.api.models import ApiToken
from guantong.portal.organisations.models import Office
from guantong.portal.organisations.services import regions_load

from ..walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from guantong.portal.accounts.models import User


def _a_pack(user: User) -> Mapping[str, object]:
    return {"pack_id": "cn-gx/rs-2021-12"}


def _a_clause(user: User) -> Mapping[str, object]:
    return {"clause_id": "2.2.1.1c"}


def _nowhere(user: User) -> Mapping[str, object]:
    return {"rest": "nowhere"}


def _organisation(user: User) -> tuple[str, UUID]:
    """An organisation: the one in which the person's role lies, else an employer."""
    regions_load()
    grant = user.grants.first()
    role, scope = (grant.role, grant.scope_id) if grant else ("", None)
    kind = next((kind for kind, answers in ANSWERS.items() if answers == role), ScopeType.EMPLOYER)
    more: dict[str, object] = {"id": scope or uuid4(), "name": "某机构", "region_id": "450200"}
    if kind == ScopeType.EMPLOYER:
        more["uscc"] = "91450100MA5KXXXX0C"
    elif kind == ScopeType.OFFICE:
        more["kind"] = "city"
    elif kind == ScopeType.COMMITTEE:
        more["office"] = Office.objects.create(name="某职改办", kind="city", region_id="450200")
    return kind, KINDS[kind]._default_manager.create(**more).pk


def _an_organisation(user: User) -> Mapping[str, object]:
    kind, number = _organisation(user)
    return {"kind": kind, "organisation": number}


def _a_token(user: User) -> Mapping[str, object]:
    kind, number = _organisation(user)
    made = ApiToken.objects.create(
        organisation_type=kind,
        organisation_id=number,
        name="某系统",
        scopes=["decide"],
        digest=uuid4().hex,
        valid_to=clock.today(),
        created_by=user,
    )
    return {"token": made.pk}


WALK: Final = {
    "api_docs": Address("anyone"),
    "api_schema": Address("anyone"),
    "api_nowhere": Address("anyone", sample=_nowhere, status=404),
    "api_elsewhere": Address("anyone", status=404),
    "api:decide": Address("anyone", method="post", status=415),  # a form is no case
    "api:path": Address("anyone", method="post", status=415),
    "api:packs": Address("anyone"),
    "api:pack": Address("anyone", sample=_a_pack),
    "api:clause": Address("anyone", sample=_a_clause),
    "api:readings": Address("anyone"),
    "api:occupations": Address("anyone", data={"search": "车工"}),
    "api:verify": Address("anyone", method="post", status=415),
    "api:hand_in": Address("anyone", method="post", status=401),
    "api:token": Address("anyone", status=401),
    "tokens": Address(staff(*READERS)),
    "tokens_of": Address(staff(*READERS), sample=_an_organisation),
    "tokens_make": Address(staff(*KEEPERS), sample=_an_organisation),
    "tokens_one": Address(staff(*READERS), sample=_a_token),
}
