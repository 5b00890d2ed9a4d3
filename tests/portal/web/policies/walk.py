"""Who may open the pages of the policy library: everybody reads, policy officers write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.policies.models import Confirmation, Precedent
from guantong.portal.policies.services import fact_confirm, precedent_record

from ...accounts.signing import granted
from ...walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User

FACT: Final = "relation/6-18-01-01/engineering/机械制造"


def confirmed(user: User) -> Mapping[str, object]:
    """A fact that an officer confirmed."""
    made = Confirmation.objects.first() or fact_confirm(
        actor=granted(Role.POLICY_OFFICER), fact=FACT, source="文件", now=clock.now()
    )
    return {"confirmation": made.pk}


def recorded(user: User) -> Mapping[str, object]:
    """A precedent that an officer recorded."""
    made = Precedent.objects.first() or precedent_record(
        actor=granted(Role.POLICY_OFFICER), question="honour_equality", about="南粤技术能手", answer=True,
        decided_by="职改办", decided_on=date(2026, 3, 2), source="纪要", reason="同类", now=clock.now(),
    )  # fmt: skip
    return {"precedent": made.pk}


_OFFICERS: Final = staff(Role.POLICY_OFFICER)
_PACK: Final = {"pack": "cn-gx/rs-2021-12"}

WALK: Final = {
    "policies": Address("anyone"),
    "policies_document": Address("anyone", sample=lambda user: _PACK),
    "policies_clause": Address("anyone", sample=lambda user: {"clause": "cn/r40-2019#11"}),
    "policies_readings": Address("anyone"),
    "policies_reading": Address("anyone", sample=lambda user: {"reading": "A16"}),
    "policies_parameters": Address("anyone"),
    "policies_catalogue": Address("anyone"),
    "policies_occupations": Address("anyone"),
    "policies_glossary": Address("anyone"),
    "policies_cases": Address("anyone"),
    "policies_case": Address("anyone", sample=lambda user: {"case": "cn-gx/rs-2021-12#8"}),
    "policies_versions": Address("anyone"),
    "policies_export": Address("anyone", sample=lambda user: _PACK),
    "policies_facts": Address("anyone"),
    "policies_confirm": Address(_OFFICERS, status=409),
    "policies_confirmation_withdraw": Address(_OFFICERS, sample=confirmed),
    "policies_precedents": Address("anyone"),
    "policies_precedent_record": Address(_OFFICERS),
    "policies_precedent_withdraw": Address(_OFFICERS, sample=recorded),
}
