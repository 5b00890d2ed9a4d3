"""Who may open the pages of the policy library: everybody reads, policy officers propose, leaders agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.policies.models import Confirmation
from guantong.portal.policies.services import fact_propose

from ...accounts.signing import granted
from ...policies.ruling import in_force, leader_of, regional_office
from ...walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User

FACT: Final = "relation/6-18-01-01/engineering/机械制造"


def waits(user: User) -> Mapping[str, object]:
    """A proposal that waits for a second person."""
    made = Confirmation.objects.first() or fact_propose(
        actor=granted(Role.POLICY_OFFICER), fact=FACT, source="文件", now=clock.now()
    )
    return {"ruling": made.pk}


def waits_for_them(user: User) -> Mapping[str, object]:
    """A proposal that waits, with the person as the leader of the regional office."""
    for grant in user.grants.all():
        if grant.role == Role.OFFICE_LEADER and grant.scope_id is not None:
            regional_office(grant.scope_id)
    return waits(user)


def holds(user: User) -> Mapping[str, object]:
    """A confirmation in force."""
    made = Confirmation.objects.filter(enforced_at__isnull=False).first()
    if made is None:
        Confirmation.objects.all().delete()
        waits(user)
        leader = leader_of(regional_office(), clock.today())
        made = in_force(Confirmation.objects.get(), leader, clock.now())
    return {"ruling": made.pk}


_OFFICERS: Final = staff(Role.POLICY_OFFICER)
_LEADERS: Final = staff(Role.OFFICE_LEADER)
_READERS: Final = staff(Role.POLICY_OFFICER, Role.OFFICE_LEADER, Role.SUPERVISOR)
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
    "policies_compare": Address("anyone"),
    "policies_export": Address("anyone", sample=lambda user: _PACK),
    "policies_facts": Address("anyone"),
    "policies_confirm": Address(_OFFICERS, status=409),
    "policies_precedents": Address("anyone"),
    "policies_precedent_record": Address(_OFFICERS),
    "policies_reading_choose": Address(_OFFICERS, sample=lambda user: {"reading": "A02"}),
    "policies_waiting": Address(_READERS),
    "policies_ruling": Address(_READERS, sample=waits),
    "policies_ruling_accept": Address(
        _LEADERS, sample=waits_for_them, method="post", data={"seen": "1"}, status=302
    ),
    "policies_ruling_decline": Address(staff(Role.POLICY_OFFICER, Role.OFFICE_LEADER), sample=waits),
    "policies_ruling_withdraw": Address(_OFFICERS, sample=holds),
}
