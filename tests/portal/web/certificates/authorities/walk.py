"""Who may open the pages of authorities and remits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from guantong.portal import clock
from guantong.portal.accounts.models import Role
from guantong.portal.certificates.access import KEEPERS, REGISTER_READERS
from guantong.portal.certificates.mandates import mandate_propose
from guantong.portal.certificates.models import IssuingAuthority, Mandate, Step

from ....accounts.signing import granted
from ....certificates import makers
from ....walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User


def _authority(user: User) -> IssuingAuthority:
    grant = user.grants.get()
    return makers.body_authority(grant.scope_id) if grant.role == Role.EVALUATION_OFFICER else (
        makers.authority(grant.scope_id)
    )  # fmt: skip


def _one(user: User) -> Mapping[str, object]:
    return {"authority": _authority(user).pk}


def _step(user: User) -> Mapping[str, object]:
    return {**_one(user), "step": "remit"}


def _kind(user: User) -> Mapping[str, object]:
    return {"kind": "title"}


def _remit(user: User) -> Mapping[str, object]:
    return {"remit": _authority(user).remits.get().pk}


def _proposed(authority: IssuingAuthority, by: User) -> Mandate:
    return mandate_propose(
        actor=by, step=Step.END, authority=authority, document="测试1号", reason="测试",
        effective_on=clock.today(), now=clock.now(),
    )  # fmt: skip


def _waiting(user: User) -> Mapping[str, object]:
    officer = granted(Role.POLICY_OFFICER, today=clock.today())
    return {"mandate": _proposed(_authority(user), officer).pk}


def _own(user: User) -> Mapping[str, object]:
    return {"mandate": _proposed(_authority(user), user).pk}


WALK: Final = {
    "certificates_authorities": Address(staff(*REGISTER_READERS)),
    "certificates_authority": Address(staff(*REGISTER_READERS), _one),
    "certificates_authority_enter": Address(staff(Role.POLICY_OFFICER), _kind),
    "certificates_mandate_propose": Address(staff(Role.POLICY_OFFICER), _step),
    "certificates_remit_end": Address(staff(Role.POLICY_OFFICER), _remit),
    "certificates_mandate": Address(staff(*KEEPERS), _waiting),
    "certificates_mandate_decide": Address(
        staff(Role.OFFICE_LEADER), _waiting, method="post", data={"agree": "yes"}, status=302
    ),
    "certificates_mandate_withdraw": Address(staff(Role.POLICY_OFFICER), _own, method="post", status=302),
    "verify_authorities": Address("anyone"),
    "verify_authorities_document": Address("anyone"),
}
