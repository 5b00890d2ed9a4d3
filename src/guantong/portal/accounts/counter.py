"""A lost password, at the counter: an administrator who has seen the person hands them a link, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.services import record
from ..notices.services import notify
from ..refusals import NotAllowedError, RefusedError
from .access import has_role, holders, may_enter
from .models import Role
from .persons import same_person

if TYPE_CHECKING:
    from datetime import datetime

    from .models import User


def reset_allow(*, actor: User, user: User, reason: str, now: datetime) -> str:
    """Let somebody set a new password by a link that works once and for half an hour; the key of the link.

    The password stays what it is until they do, and so do their sessions and their second factor. They and all
    supervisors are told, for whoever hands out the link could use it. Raises NotAllowedError for anybody but an
    administrator, RefusedError for the own account, for one that cannot enter or has no password, and without a reason.
    """
    today = timezone.localdate(now)
    if not has_role(actor, Role.ADMINISTRATOR, today=today):
        raise NotAllowedError("E-ACC-060", _("只有系统管理员可以当面办理密码重置。"))
    if same_person(actor, user):
        raise RefusedError("E-ACC-061", _("不能给自己办理。请由另一名系统管理员办理。"), field="user")
    if not may_enter(user) or not user.has_usable_password():
        raise RefusedError(
            "E-ACC-062", _("这个账户已停用，或者只用统一身份认证登录，没有可重置的密码。"), field="user"
        )
    if not reason.strip():
        raise RefusedError("E-ACC-007", _("请写明理由，将记入审计。"), field="reason")
    with transaction.atomic():
        record("accounts.password.reset_allowed", actor=actor, subject=user, now=now, reason=reason)
        for told in {user, *holders(Role.SUPERVISOR, today=today)} - {actor}:
            notify(
                user=told,
                template="N23",
                context={"username": user.username, "actor": actor.username, "reason": reason.strip()},
                subject=user,
                now=now,
            )
    return f"{user_pk_to_url_str(user)}-{app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)}"
