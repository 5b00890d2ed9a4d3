"""The states of a certificate and the ways between them: one table, read from ``life.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from guantong.catalogue.reading import read_yaml

from ..accounts.access import roles_of
from ..accounts.models import Role
from ..refusals import NotAllowedError, RefusedError
from .models import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from ..accounts.models import User
    from .models import Certificate, IssuingAuthority

FILE: Final = Path(__file__).with_name("life.yaml")
_OF_OFFICE: Final = frozenset(
    {Role.CERTIFICATE_OFFICER, Role.APPROVING_AUTHORITY, Role.OFFICE_LEADER, Role.OFFICE_CLERK}
)
_EVERYWHERE: Final = frozenset({Role.INVESTIGATOR, Role.SUPERVISOR})


@dataclass(frozen=True)
class Transition:
    """One way from a state to another."""

    code: str
    sources: frozenset[State]
    target: State
    proposers: frozenset[Role]
    deciders: frozenset[Role]
    reasons: tuple[str, ...]
    name: Mapping[str, str]

    @property
    def two_persons(self) -> bool:
        """Whether somebody else has to decide."""
        return bool(self.deciders)


@cache
def transitions() -> Mapping[str, Transition]:
    """All ways by code. Raises KeyError, ValueError for a table with a state, role or reason that there is not."""
    data: Any = read_yaml(FILE)
    found = {}
    for code, row in data["transitions"].items():
        for reason in row["reasons"]:
            data["reasons"][reason]
        found[code] = Transition(
            code,
            frozenset(map(State, row["from"])),
            State(row["to"]),
            frozenset(map(Role, row["proposers"])),
            frozenset(map(Role, row["deciders"])),
            tuple(row["reasons"]),
            row["name"],
        )
    return found


@cache
def reasons() -> Mapping[str, Mapping[str, str]]:
    """The words of each reason code, ``zh`` and ``en``."""
    data: Any = read_yaml(FILE)
    found: Mapping[str, Mapping[str, str]] = data["reasons"]
    return found


def acts_for(
    user: User, authority: IssuingAuthority, roles: frozenset[Role] | set[Role], *, today: date
) -> bool:
    """Whether the person holds one of the roles for this authority: for its office, its body, or everywhere."""
    return any(
        grant.role in roles and (grant.role in _EVERYWHERE or grant.scope_id == _place(authority, grant.role))
        for grant in roles_of(user, today=today)
    )


def _place(authority: IssuingAuthority, role: str) -> UUID | None:
    # what an office issues its certificate officers issue; what a body certifies its own people issue
    if role in _OF_OFFICE:
        closed = role == Role.CERTIFICATE_OFFICER and authority.body_id is not None
        return None if closed else authority.office_id
    return authority.body_id if role == Role.EVALUATION_OFFICER else None


def open_to(user: User, certificate: Certificate, *, today: date) -> list[Transition]:
    """The ways that this person may propose from where the certificate stands; issuing goes by the list."""
    return [
        way
        for way in transitions().values()
        if certificate.state in way.sources
        and way.code != "issue"
        and acts_for(user, certificate.authority, way.proposers, today=today)
    ]


def check_proposes(user: User, certificate: Certificate, code: str, *, today: date) -> Transition:
    """The way, where the person may propose it from this state. Raises NotAllowedError, RefusedError."""
    way = transitions().get(code)
    if way is None or way.code == "issue":
        raise RefusedError("E-CER-001", _("没有这种办理事项。"), field="transition")
    if not acts_for(user, certificate.authority, way.proposers, today=today):
        raise NotAllowedError("E-CER-002", _("您不能对这个发证机关的证书提出这项办理。"))
    check_state(certificate, way)
    return way


def check_decides(user: User, certificate: Certificate, way: Transition, *, today: date) -> None:
    """Refuse whoever may not decide on this way. Raises NotAllowedError."""
    if not acts_for(user, certificate.authority, way.deciders, today=today):
        raise NotAllowedError("E-CER-003", _("您不能确认这个发证机关的这项办理。"))


def check_state(certificate: Certificate, way: Transition) -> None:
    """Refuse a way that does not begin where the certificate stands. Raises RefusedError."""
    if certificate.state not in way.sources:
        raise RefusedError(
            "E-CER-004",
            _("证书现在是“{state}”，不能办理“{what}”。请刷新页面查看最新状态。").format(
                state=State(certificate.state).label, what=way.name["zh"]
            ),
        )
