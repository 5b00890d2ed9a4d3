"""Rulings for tests: a leader of the regional office who agrees to what a policy officer proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from guantong.portal.accounts.models import Role, User
from guantong.portal.organisations.models import Office, OfficeKind, Region
from guantong.portal.policies.models import Ruling
from guantong.portal.policies.rulings import ruling_accept, withdrawal_propose

from ..accounts.signing import granted

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

R = TypeVar("R", bound=Ruling)


def regional_office(office_id: UUID | None = None, kind: OfficeKind = OfficeKind.REGIONAL) -> Office:
    """An office at the level of the region, with this id where one is asked for."""
    region, _ = Region.objects.get_or_create(
        code="450000", defaults={"name": "广西", "name_en": "Guangxi", "confidence": "H"}
    )
    given: dict[str, Any] = {"id": office_id} if office_id else {}
    return Office.objects.create(name="自治区职改办（测试）", region=region, kind=kind, **given)


def leader_of(office: Office, today: date) -> User:
    """The leader of an office."""
    return granted(Role.OFFICE_LEADER, scope_id=office.id, today=today)


def in_force(made: R, leader: User, now: datetime) -> R:
    """A proposal to which the leader has agreed."""
    found = ruling_accept(actor=leader, ruling=made, now=now)
    assert isinstance(found, type(made))
    return found


def taken_back(made: R, officer: User, leader: User, now: datetime) -> R:
    """A ruling that the officer wanted back, and to which the leader has agreed."""
    wanted = withdrawal_propose(actor=officer, ruling=made, reason="文件已被替代", now=now)
    return in_force(wanted, leader, now)  # type: ignore[return-value]
