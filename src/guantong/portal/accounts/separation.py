"""Which roles nobody holds together, and where a role can be held. Each rule is a sentence for the person it stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ..refusals import RefusedError
from .models import Role, ScopeType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from .models import RoleGrant

_EMPLOYER_SIDE: Final = frozenset({Role.EMPLOYER_CLERK, Role.EMPLOYER_APPROVER})
_OFFICE_SIDE: Final = frozenset(
    {Role.SUPERIOR_OFFICE, Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.APPROVING_AUTHORITY}
)
_COMMITTEE_SIDE: Final = frozenset({Role.COMMITTEE_SECRETARY, Role.TELLER})
_STAFF: Final = frozenset(Role) - {Role.APPLICANT}

SCOPES: Final[dict[Role, ScopeType]] = {
    Role.APPLICANT: ScopeType.EVERYWHERE,
    Role.EMPLOYER_CLERK: ScopeType.EMPLOYER,
    Role.EMPLOYER_APPROVER: ScopeType.EMPLOYER,
    Role.SUPERIOR_OFFICE: ScopeType.OFFICE,
    Role.OFFICE_CLERK: ScopeType.OFFICE,
    Role.OFFICE_LEADER: ScopeType.OFFICE,
    Role.APPROVING_AUTHORITY: ScopeType.OFFICE,
    Role.CERTIFICATE_OFFICER: ScopeType.OFFICE,
    Role.COMMITTEE_SECRETARY: ScopeType.COMMITTEE,
    Role.CHAIR: ScopeType.COMMITTEE,
    Role.EXPERT: ScopeType.COMMITTEE,
    Role.TELLER: ScopeType.COMMITTEE,
    Role.EVALUATION_OFFICER: ScopeType.EVALUATION_BODY,
    Role.ASSESSOR: ScopeType.EVALUATION_BODY,
    Role.QUALITY_INSPECTOR: ScopeType.EVALUATION_BODY,
    Role.INVESTIGATOR: ScopeType.EVERYWHERE,
    Role.SUPERVISOR: ScopeType.EVERYWHERE,
    Role.POLICY_OFFICER: ScopeType.EVERYWHERE,
    Role.ADMINISTRATOR: ScopeType.EVERYWHERE,
}
"""What bounds each role."""


@dataclass(frozen=True)
class Separation:
    """Nobody holds a role of `one` and a role of `other` at the same time; within one organisation, or anywhere."""

    code: str
    one: frozenset[Role]
    other: frozenset[Role]
    within_one_scope: bool
    sentence: _StrPromise


SEPARATIONS: Final = (
    Separation(
        "E-ACC-010",
        frozenset({Role.EMPLOYER_CLERK}),
        frozenset({Role.EMPLOYER_APPROVER}),
        True,
        _("同一单位的经办和审核不能是同一个人：核实材料的人不能审核自己。请另指定一人。"),
    ),
    Separation(
        "E-ACC-011",
        frozenset({Role.OFFICE_CLERK}),
        frozenset({Role.OFFICE_LEADER}),
        True,
        _("同一职改办的经办和负责人不能是同一个人：受理要两个人看过。请另指定一人。"),
    ),
    Separation(
        "E-ACC-012",
        frozenset({Role.ADMINISTRATOR}),
        _STAFF - {Role.ADMINISTRATOR},
        False,
        _("系统管理员不参与任何决定，不能同时担任其他工作角色。请先终止原有角色，或另指定一人。"),
    ),
    Separation(
        "E-ACC-013",
        frozenset({Role.SUPERVISOR}),
        _STAFF - {Role.SUPERVISOR},
        False,
        _("监督检查人员只看不改，不能同时担任其他工作角色。请先终止原有角色，或另指定一人。"),
    ),
    Separation(
        "E-ACC-014",
        _EMPLOYER_SIDE,
        _OFFICE_SIDE,
        False,
        _("推荐的一方和受理、批准的一方不能是同一个人。请先终止一方的角色，或另指定一人。"),
    ),
    Separation(
        "E-ACC-015",
        _COMMITTEE_SIDE,
        _EMPLOYER_SIDE | {Role.APPROVING_AUTHORITY},
        False,
        _("组织评审、监票的人不能同时代表推荐单位或批准机关。请先终止一方的角色，或另指定一人。"),
    ),
    Separation(
        "E-ACC-016",
        frozenset({Role.INVESTIGATOR}),
        _EMPLOYER_SIDE | _OFFICE_SIDE | _COMMITTEE_SIDE | {Role.CHAIR, Role.EXPERT},
        False,
        _(
            "异议核查人不能核查自己经手的事，不能同时推荐、受理、评审或批准。请先终止一方的角色，或另指定一人。"
        ),
    ),
)
"""The rules, in the order in which they are told."""


def conflicts(role: Role, scope_id: UUID | None, held: Iterable[RoleGrant]) -> Iterator[RefusedError]:
    """The rules that somebody who holds these grants would break by taking the role there."""
    held = tuple(held)
    for rule in SEPARATIONS:
        opposite = rule.other if role in rule.one else rule.one if role in rule.other else frozenset()
        if any(
            grant.role in opposite and (not rule.within_one_scope or grant.scope_id == scope_id)
            for grant in held
        ):
            yield RefusedError(rule.code, str(rule.sentence), field="role")
