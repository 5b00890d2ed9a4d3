"""Tokens: made by administrators for an organisation, shown once, checked by their hash, revoked at once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..accounts.access import has_role
from ..accounts.models import Role, ScopeType
from ..audit.services import record
from ..organisations.models import CommitteeOffice, Employer, EvaluationBody, Office
from ..refusals import InvalidError, NotAllowedError, RefusedError
from .models import ApiToken, Scope
from .problems import unauthorised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ..accounts.models import User
    from ..organisations.models import Organisation

PREFIX: Final = "gt_"
_KINDS: Final[Mapping[ScopeType, type[Organisation]]] = {
    ScopeType.EMPLOYER: Employer,
    ScopeType.OFFICE: Office,
    ScopeType.COMMITTEE: CommitteeOffice,
    ScopeType.EVALUATION_BODY: EvaluationBody,
}


@dataclass(frozen=True)
class Issued:
    """A new token; `secret` is what the organisation sends, and nobody can see it again."""

    token: ApiToken
    secret: str


@transaction.atomic
def token_issue(
    *,
    actor: User,
    organisation_type: str,
    organisation_id: str,
    name: str,
    scopes: Sequence[str],
    valid_to: date,
    now: datetime,
) -> Issued:
    """Make a token for an organisation.

    Raises NotAllowedError for anybody but an administrator, InvalidError with everything that is wrong: an organisation
    that there is not, no scope or an unknown one, an empty use, a day that is past or more than two years off.
    """
    today = timezone.localdate(now)
    if not has_role(actor, Role.ADMINISTRATOR, today=today):
        raise NotAllowedError("E-API-001", _("只有系统管理员可以发放接口令牌。"))
    faults = []
    organisation = _organisation(organisation_type, organisation_id)
    if organisation is None:
        faults.append(
            RefusedError("E-API-002", _("没有这个在用的机构，请核对种类和编号。"), field="organisation")
        )
    unknown = sorted(set(scopes) - set(Scope.values))
    if unknown or not scopes:
        known = "、".join(Scope.values)
        faults.append(
            RefusedError("E-API-003", _("范围须从 {known} 中选取。").format(known=known), field="scopes")
        )
    if not 0 < len(name.strip()) <= 80:
        faults.append(RefusedError("E-API-004", _("请写明用途，不超过 80 字。"), field="name"))
    if not 0 <= (valid_to - today).days <= 731:
        faults.append(
            RefusedError("E-API-005", _("有效期须从今天起，最长两年。请改正日期。"), field="valid_to")
        )
    if faults or organisation is None:
        raise InvalidError(faults)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        organisation_type=organisation_type,
        organisation_id=organisation.pk,
        name=name.strip(),
        scopes=sorted(set(scopes)),
        digest=_digest(secret),
        valid_to=valid_to,
        created_by=actor,
    )
    token.full_clean()
    token.save()
    detail = {"organisation": organisation.pk, "scopes": token.scopes, "valid_to": valid_to}
    record("api.token.issued", actor=actor, subject=token, now=now, detail=detail)
    return Issued(token, secret)


@transaction.atomic
def token_revoke(*, actor: User, token_id: str, reason: str, now: datetime) -> ApiToken:
    """Stop a token at once. Raises NotAllowedError, RefusedError for one that there is not or that is stopped."""
    if not has_role(actor, Role.ADMINISTRATOR, today=timezone.localdate(now)):
        raise NotAllowedError("E-API-001", _("只有系统管理员可以停用接口令牌。"))
    try:
        token = ApiToken.objects.select_for_update().filter(pk=token_id, revoked_at=None).first()
    except ValidationError:
        token = None
    if token is None:
        raise RefusedError("E-API-006", _("没有这个有效的令牌，请核对编号。"), field="token")
    if not reason.strip():
        raise RefusedError("E-API-007", _("请写明停用的理由。"), field="reason")
    token.revoked_at = now
    token.row_version += 1
    token.save(update_fields=["revoked_at", "row_version", "updated_at"])
    record("api.token.revoked", actor=actor, subject=token, now=now, reason=reason)
    return token


def token_of(header: str, *, now: datetime) -> ApiToken:
    """The valid token of an Authorization header. Raises ProblemError (401) for any other."""
    kind, _blank, secret = header.strip().partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise unauthorised(_("Authorization 应为 Bearer 加令牌。"))
    today = timezone.localdate(now)
    token = ApiToken.objects.filter(digest=_digest(secret.strip())).first()
    if token is None or token.revoked_at is not None or token.valid_to < today:
        raise unauthorised(_("令牌不存在、已停用或已过期，请向管理员核对。"))
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _organisation(kind: str, number: str) -> Organisation | None:
    model = _KINDS.get(ScopeType(kind)) if kind in ScopeType.values else None
    if model is None:
        return None
    try:
        return model._default_manager.filter(pk=number, active=True).first()
    except ValidationError:
        return None
