"""Who may open the pages of organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from guantong.portal.accounts.models import Role
from guantong.portal.organisations.access import READERS, SPEAKERS
from guantong.portal.organisations.models import EvaluationBody, Office
from guantong.portal.organisations.services import regions_load

from ...walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from guantong.portal.accounts.models import User


def own_id(user: User) -> UUID:
    grant = user.grants.first()
    return (grant.scope_id if grant else None) or uuid4()


def an_office(user: User) -> Mapping[str, object]:
    regions_load()
    made = Office.objects.create(id=own_id(user), name="某职改办", kind="city", region_id="450200")
    return {"office": made.id}


def an_organisation(user: User) -> Mapping[str, object]:
    return {"kind": "office", "organisation": an_office(user)["office"]}


def a_body(user: User) -> Mapping[str, object]:
    regions_load()
    return {"body": EvaluationBody.objects.create(name="某评价机构", region_id="450204").id}


def a_kind(user: User) -> Mapping[str, object]:
    return {"kind": "employer"}


WALK: Final = {
    "organisations": Address("anyone"),
    "organisations_office": Address("anyone", sample=an_office),
    "organisations_bodies": Address("anyone"),
    "organisations_own": Address(staff(*SPEAKERS)),
    "organisations_closures": Address(staff(Role.OFFICE_LEADER), sample=an_office),
    "organisations_list": Address(staff(*READERS), sample=a_kind),
    "organisations_add": Address(staff(Role.ADMINISTRATOR), sample=a_kind),
    "organisations_detail": Address(staff(*READERS, *SPEAKERS), sample=an_organisation),
    "organisations_contact": Address(staff(Role.ADMINISTRATOR, *SPEAKERS), sample=an_organisation),
    "organisations_edit": Address(staff(Role.ADMINISTRATOR), sample=an_organisation),
    "organisations_scopes": Address(staff(Role.ADMINISTRATOR), sample=a_body),
}
