"""Accounts of the demonstration, one for each kind of user."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from .models import Role, RoleGrant, ScopeType, User
from .scopes import organisations
from .separation import SCOPES

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

PASSWORD: Final = "gui-jiang-2021"  # noqa: S105 - for people who do not exist
SECRET: Final = "GUANTONG2345GUANTONG2345GUANTONG"  # noqa: S105 - public, so only the demonstration may use it
ACCOUNTS: Final = {
    "worker": "工人 韦示例",
    "clerk": "单位人事经办 陆示例",
    "approver": "单位审核负责人 覃示例",
    "office": "职改办经办 黄示例",
    "leader": "职改办负责人 农示例",
    "policy": "政策管理员 蒙示例",
    "supervisor": "监督检查人员 蓝示例",
    "investigator": "异议核查人 莫示例",
    "admin": "系统管理员 梁示例",
    "body": "评价机构工作人员 石示例",
    "issuer": "证书管理员 谭示例",
    "checker": "证书管理员 岑示例",
    "authority": "职称批准机关 班示例",
}
_ROLES: Final = {
    "clerk": Role.EMPLOYER_CLERK,
    "approver": Role.EMPLOYER_APPROVER,
    "office": Role.OFFICE_CLERK,
    "leader": Role.OFFICE_LEADER,
    "policy": Role.POLICY_OFFICER,
    "supervisor": Role.SUPERVISOR,
    "investigator": Role.INVESTIGATOR,
    "admin": Role.ADMINISTRATOR,
    "body": Role.EVALUATION_OFFICER,
    "issuer": Role.CERTIFICATE_OFFICER,
    "checker": Role.CERTIFICATE_OFFICER,
    "authority": Role.APPROVING_AUTHORITY,
}
_WHICH: Final[dict[ScopeType, dict[str, Any]]] = {
    ScopeType.EMPLOYER: {"name__startswith": "桂江机械"},
    ScopeType.OFFICE: {"kind": "regional"},
    ScopeType.EVALUATION_BODY: {},
}


def load(*, now: datetime) -> None:
    """Create what is missing; an account whose organisation is not there waits for it."""
    today = timezone.localdate(now)
    for username, what in ACCOUNTS.items():
        role = _ROLES.get(username)
        scope_id = None if role is None else _organisation(SCOPES[role])
        missing = role is not None and SCOPES[role] != ScopeType.EVERYWHERE and scope_id is None
        if missing or User.objects.filter(username=username).exists():
            continue
        user = User.objects.create_user(
            username, password=PASSWORD, display_name=what.split()[-1], demonstration=True
        )
        if role is None:
            continue
        TOTP.activate(user, SECRET)
        RoleGrant.objects.create(
            user=user,
            role=role,
            scope_type=SCOPES[role],
            scope_id=scope_id,
            valid_from=today,
            valid_to=today + timedelta(days=365),
            reason="演示",
        )


def _organisation(kind: ScopeType) -> UUID | None:
    if kind not in _WHICH:
        return None
    first = organisations(kind).filter(**_WHICH[kind]).order_by("name").values_list("pk", flat=True).first()
    return cast("UUID | None", first)
