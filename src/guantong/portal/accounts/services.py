"""Giving and ending roles, and emergency access. Every change says who did it and why, and is told to the audit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.services import record
from ..notices.services import notify
from ..refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from .access import holders, may_all_enter, may_give
from .models import Role, RoleGrant, ScopeType, User
from .persons import accounts_of_person, same_person
from .scopes import acts
from .separation import SCOPES, conflicts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

LONGEST: Final = timedelta(days=3 * 366)
"""A role is looked at again at the latest after this time. Our choice; no document says so."""


def grant_give(
    *,
    actor: User | None,
    user: User,
    role: Role,
    scope_id: UUID | None,
    valid_from: date,
    valid_to: date,
    reason: str,
    now: datetime,
) -> RoleGrant:
    """Give somebody a role, in an organisation where the role belongs to one.

    Args:
        actor: who gives it; None for the operator at the machine, who appoints the first administrator.
        user: who shall hold it.
        role: the role.
        scope_id: the id of the employer, office, committee office or evaluation body; None for a role without one.
        valid_from: the first day.
        valid_to: the last day.
        reason: why, as the actor says it.
        now: when.

    Raises NotAllowedError where the actor may not give this role there, InvalidError with everything else that stands
    against it: the rules of separation above all.

    """
    today = timezone.localdate(now)
    if actor is not None and not may_give(actor, role, scope_id, today=today):
        raise NotAllowedError("E-ACC-001", _("您不能在这个单位授予或终止这个角色。"))
    with transaction.atomic():
        # two people giving roles to one person at once would each miss what the other gives
        locked = User.objects.select_for_update().filter(pk__in=accounts_of_person(user)).order_by("pk")
        user = next(one for one in locked if one.pk == user.pk)
        refusals = [
            *_faults(actor, user, role, scope_id, reason),
            *_faults_of_time(valid_from, valid_to, today),
            *_faults_with_held(user, role, scope_id, valid_from, valid_to),
        ]
        if refusals:
            raise InvalidError(refusals)
        grant = RoleGrant(
            user=user,
            role=role,
            scope_type=SCOPES[role],
            scope_id=scope_id,
            valid_from=valid_from,
            valid_to=valid_to,
            granted_by=actor,
            reason=reason.strip(),
        )
        grant.full_clean(validate_constraints=False)
        grant.save()
        record(
            "accounts.role.given",
            actor=actor,
            subject=user,
            now=now,
            detail={
                "grant": str(grant.id),
                "role": role.value,
                "scope": str(scope_id or ""),
                "valid_from": valid_from,
                "valid_to": valid_to,
            },
            reason=grant.reason,
        )
        # who could give a role to a second account of their own shall not be able to do so unseen
        for told in {user, *holders(Role.SUPERVISOR, today=today)} - {actor}:
            notify(
                user=told,
                template="N22",
                context={
                    "username": user.username,
                    "role": grant.get_role_display(),
                    "until": valid_to,
                    "reason": grant.reason,
                },
                subject=grant,
                now=now,
            )
    return grant


def grant_end(*, actor: User, grant: RoleGrant, reason: str, now: datetime) -> RoleGrant:
    """End a role at once.

    Raises NotAllowedError where the actor may not, StaleError where it has ended already, RefusedError without a reason
    or for the last administrator.
    """
    today = timezone.localdate(now)
    role = Role(grant.role)
    if not may_give(actor, role, grant.scope_id, today=today):
        raise NotAllowedError("E-ACC-001", _("您不能在这个单位授予或终止这个角色。"))
    if not reason.strip():
        raise RefusedError("E-ACC-007", _("请写明理由，将记入审计。"), field="reason")
    with transaction.atomic():
        grant = RoleGrant.objects.select_for_update().get(id=grant.id)
        if grant.ended_at is not None or grant.valid_to < today:
            raise StaleError("E-ACC-021", _("这个角色已经终止或到期，不用再终止。"))
        if role == Role.ADMINISTRATOR and not _other_administrators(grant, today):
            raise RefusedError(
                "E-ACC-020", _("这是最后一名系统管理员，不能终止。请先授予另一人系统管理员角色。")
            )
        grant.ended_at, grant.ended_by, grant.end_reason = now, actor, reason.strip()
        grant.row_version += 1
        grant.save()
        record(
            "accounts.role.ended",
            actor=actor,
            subject=grant.user,
            now=now,
            detail={"grant": str(grant.id), "role": role.value, "scope": str(grant.scope_id or "")},
            reason=grant.end_reason,
        )
    return grant


def _faults(
    actor: User | None, user: User, role: Role, scope_id: UUID | None, reason: str
) -> Iterator[RefusedError]:
    if actor is not None and same_person(actor, user):
        yield RefusedError("E-ACC-002", _("不能给自己授予角色。请由另一名有权的人办理。"), field="user")
    if not user.is_active:
        yield RefusedError("E-ACC-009", _("这个账户已经停用，不能授予角色。"), field="user")
    if role == Role.APPLICANT:
        yield RefusedError("E-ACC-003", _("申报人不用授权：每个账户都可以为自己申报。"), field="role")
    if (SCOPES[role] == ScopeType.EVERYWHERE) != (scope_id is None):
        yield RefusedError("E-ACC-008", _("请选择与角色相符的单位；全区的角色不选单位。"), field="scope")
    elif scope_id is not None and not acts(SCOPES[role], scope_id):
        yield RefusedError(
            "E-ACC-018",
            _("没有这个单位，或者它已停用。请先登记单位，或选择登记在册的同类单位。"),
            field="scope",
        )
    if not reason.strip():
        yield RefusedError("E-ACC-007", _("请写明理由，将记入审计。"), field="reason")


def _faults_of_time(valid_from: date, valid_to: date, today: date) -> Iterator[RefusedError]:
    if valid_from < today:
        yield RefusedError("E-ACC-004", _("开始日期不能早于今天。"), field="valid_from")
    if valid_to < valid_from:
        yield RefusedError("E-ACC-005", _("结束日期不能早于开始日期。"), field="valid_to")
    elif valid_to - valid_from > LONGEST:
        yield RefusedError("E-ACC-006", _("授权最长三年，到期重新核对后再授予。"), field="valid_to")


def _faults_with_held(
    user: User, role: Role, scope_id: UUID | None, valid_from: date, valid_to: date
) -> Iterator[RefusedError]:
    held = tuple(
        RoleGrant.objects.filter(
            user_id__in=accounts_of_person(user),
            ended_at=None,
            valid_from__lte=valid_to,
            valid_to__gte=valid_from,
        )
    )
    if any(grant.user_id == user.pk and grant.role == role and grant.scope_id == scope_id for grant in held):
        yield RefusedError(
            "E-ACC-017", _("这段时间此人已有这个角色。要改期限，请先终止原来的授权。"), field="role"
        )
    yield from conflicts(role, scope_id, held)


def _other_administrators(grant: RoleGrant, today: date) -> bool:
    others = RoleGrant.objects.filter(
        role=Role.ADMINISTRATOR, ended_at=None, valid_from__lte=today, valid_to__gte=today
    )
    left = User.objects.filter(id__in=others.exclude(user_id=grant.user_id).values("user_id"))
    return may_all_enter(left).exists()
