"""How organisations are entered and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ..audit.services import record
from ..refusals import InvalidError, NotAllowedError, RefusedError, StaleError
from .access import administers, speaks_for
from .models import KINDS, EvaluationScope, OfficeClosure, Organisation, Region
from .regions import parent_code, region_facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from ..accounts.models import User
    from .models import EvaluationBody, Office

O = TypeVar("O", bound=Organisation)  # noqa: E741

CONTACT: Final = ("phone", "address", "hours", "contact_source")
"""What an organisation itself keeps up to date."""


@transaction.atomic
def regions_load() -> int:
    """Bring the table of regions to what the catalogue lists; how many rows there are. Rows are never removed."""
    rows = [
        Region(
            code=fact.code,
            name=fact.zh,
            name_en=fact.en,
            parent_id=parent_code(fact.code),
            confidence=fact.confidence,
        )
        for fact in region_facts().regions
    ]
    Region.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "parent", "confidence"],
    )
    return len(rows)


@transaction.atomic
def organisation_add(*, actor: User | None, organisation: O, now: datetime) -> O:
    """Enter an organisation that is not saved yet. `actor` is None for the system itself, as in a demonstration.

    Raises NotAllowedError for anybody but an administrator, InvalidError for values that cannot stand.
    """
    _must_administer(actor, now)
    _check(organisation)
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise RefusedError("E-ORG-003", _("刚刚有人登记了同一个单位，请先查找。")) from error
    record(f"organisations.{_kind(organisation)}.added", actor=actor, subject=organisation, now=now)
    return organisation


@transaction.atomic
def organisation_change(
    *, actor: User, organisation: O, row_version: int, values: Mapping[str, object], now: datetime
) -> O:
    """Change what is known of an organisation; `row_version` is that of the page on which the values were typed.

    Raises NotAllowedError, InvalidError, and StaleError where somebody was faster.
    """
    _must_administer(actor, now)
    return _change(actor, organisation, row_version, values, now)


@transaction.atomic
def contact_change(
    *, actor: User, organisation: O, row_version: int, values: Mapping[str, object], now: datetime
) -> O:
    """Change how an organisation is reached: those who act for it do, and administrators.

    Raises NotAllowedError, InvalidError, and StaleError where somebody was faster.
    """
    today = timezone.localdate(now)
    if not speaks_for(actor, organisation.id, today=today) and not administers(actor, today=today):
        raise NotAllowedError("E-ORG-001", _("只有本机构的人员和系统管理员可以修改联系方式。"))
    return _change(
        actor, organisation, row_version, {key: values[key] for key in CONTACT if key in values}, now
    )


@transaction.atomic
def scope_add(
    *, actor: User | None, body: EvaluationBody, occupation: str, lowest: str, highest: str, now: datetime
) -> EvaluationScope:
    """Enter one occupation that a body certifies. Raises NotAllowedError, InvalidError."""
    _must_administer(actor, now)
    scope = EvaluationScope(body=body, occupation=occupation, lowest=lowest, highest=highest)
    _check(scope)
    scope.save(force_insert=True)
    detail = {"occupation": occupation, "lowest": lowest, "highest": highest}
    record("organisations.evaluation_body.scope_added", actor=actor, subject=body, now=now, detail=detail)
    return scope


@transaction.atomic
def scope_remove(*, actor: User, body: EvaluationBody, scope_id: UUID, now: datetime) -> None:
    """Take one occupation away from a body; asking twice changes nothing. Raises NotAllowedError."""
    _must_administer(actor, now)
    for scope in body.scopes.filter(pk=scope_id):
        scope.delete()
        detail = {"occupation": scope.occupation}
        record(
            "organisations.evaluation_body.scope_removed", actor=actor, subject=body, now=now, detail=detail
        )


@transaction.atomic
def closure_add(
    *, actor: User, office: Office, first: date, last: date, reason: str, now: datetime
) -> OfficeClosure:
    """Close an office on days that would be worked, so that they do not count; its leader decides and says why.

    Raises NotAllowedError, InvalidError, and RefusedError for days that have begun: periods under way counted them.
    """
    today = timezone.localdate(now)
    if not speaks_for(actor, office.id, today=today, leaders=True):
        raise NotAllowedError("E-ORG-004", _("只有本职改办负责人可以决定停止办公。"))
    if first <= today:
        raise RefusedError(
            "E-ORG-005", _("停止办公只能从明天或以后开始：已经开始的日子不能改。"), field="first"
        )
    closure = OfficeClosure(office=office, first=first, last=last, reason=reason.strip(), decided_by=actor)
    _check(closure)
    closure.save(force_insert=True)
    detail = {"first": first, "last": last}
    record("organisations.office.closed", actor=actor, subject=office, now=now, detail=detail, reason=reason)
    return closure


def _change(actor: User, organisation: O, row_version: int, values: Mapping[str, object], now: datetime) -> O:
    changed = sorted(key for key, value in values.items() if getattr(organisation, key) != value)
    for key in changed:
        setattr(organisation, key, values[key])
    _check(organisation)
    kept = (
        type(organisation)
        ._default_manager.filter(pk=organisation.pk, row_version=row_version)
        .update(
            **{key: getattr(organisation, key) for key in changed},
            row_version=F("row_version") + 1,
            updated_at=now,
        )
    )
    if not kept:
        raise StaleError("E-ORG-002", _("有人刚刚修改了这个机构。请看过新的内容，再改一次。"))
    detail = {"fields": changed}
    kind = _kind(organisation)
    record(f"organisations.{kind}.changed", actor=actor, subject=organisation, now=now, detail=detail)
    organisation.refresh_from_db()
    return organisation


def _must_administer(actor: User | None, now: datetime) -> None:
    if actor is not None and not administers(actor, today=timezone.localdate(now)):
        raise NotAllowedError("E-ORG-001", _("只有系统管理员可以登记和修改机构。"))


def _check(row: Organisation | EvaluationScope | OfficeClosure) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise InvalidError(
            [
                RefusedError("E-ORG-006", text, field=None if field == NON_FIELD_ERRORS else field)
                for field, texts in error.message_dict.items()
                for text in texts
            ]
        ) from error


def _kind(organisation: Organisation) -> str:
    """As events name it: ``evaluation_body``."""
    return next(kind for kind, model in KINDS.items() if isinstance(organisation, model))
