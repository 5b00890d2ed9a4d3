"""Tokens: made for an organisation by who answers for it, shown once, checked by their hash, revoked at once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.services import record
from ..refusals import InvalidError, NotAllowedError, RefusedError
from .access import may_keep, organisation_of
from .models import ApiToken, Scope
from .problems import unauthorised

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from ..accounts.models import User

PREFIX: Final = "gt_"


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
    token_id: UUID | None = None,
) -> Issued:
    """Make a token for an organisation.

    With `token_id`, the id of a form, a second request of that form makes no second token.

    Raises NotAllowedError for who does not keep the organisation's tokens, RefusedError where the form has made its token
    already, InvalidError with everything that is wrong: an organisation that there is not, no scope or an unknown one, an
    empty use, a day that is past or more than two years off.
    """
    today = timezone.localdate(now)
    organisation = organisation_of(organisation_type, organisation_id)
    # an organisation that there is not is told to nobody but administrators, who keep the tokens of all
    if not may_keep(actor, organisation_type, organisation.pk if organisation else uuid4(), today=today):
        raise NotAllowedError("E-API-001", _("只有机构的负责人和系统管理员可以发放、停用它的接口令牌。"))
    faults = []
    if organisation is None or not organisation.active:
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
    if token_id is not None:
        token.pk = token_id
    token.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError:
        raise RefusedError(
            "E-API-008", _("这张表已经提交过，令牌已经发放。没有记下它的，请停用后另发一个。")
        ) from None
    detail = {"organisation": organisation.pk, "scopes": token.scopes, "valid_to": valid_to}
    record("api.token.issued", actor=actor, subject=token, now=now, detail=detail)
    return Issued(token, secret)


@transaction.atomic
def token_revoke(*, actor: User, token_id: str, reason: str, now: datetime) -> ApiToken:
    """Stop a token at once. Raises NotAllowedError, RefusedError for one that there is not or that is stopped."""
    try:
        token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
    except ValidationError:
        token = None
    kind, owner = (token.organisation_type, token.organisation_id) if token else ("", uuid4())
    if not may_keep(actor, kind, owner, today=timezone.localdate(now)):
        raise NotAllowedError("E-API-001", _("只有机构的负责人和系统管理员可以发放、停用它的接口令牌。"))
    if token is None or token.revoked_at is not None:
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
