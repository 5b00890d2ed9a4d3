"""Who sees which list and which certificate, and the only way to one by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.http import Http404

from ..accounts.access import has_role, roles_of
from ..accounts.models import Role
from ..people.selectors import person_of
from ..policies.access import enforcing_office, may_propose
from .models import (
    Batch,
    Certificate,
    Change,
    Correction,
    IssuingAuthority,
    Mandate,
    Preview,
    Remit,
    ShareLink,
)
from .previews import is_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from ..accounts.models import User

ISSUERS: Final = (Role.CERTIFICATE_OFFICER, Role.EVALUATION_OFFICER)
"""The roles that bring lists and issue."""
READERS: Final = (*ISSUERS, Role.APPROVING_AUTHORITY, Role.OFFICE_LEADER, Role.INVESTIGATOR, Role.SUPERVISOR)
"""The roles that see certificates of their authority."""
CHANGERS: Final = (*ISSUERS, Role.APPROVING_AUTHORITY, Role.OFFICE_LEADER, Role.INVESTIGATOR)
"""The roles that propose or decide changes."""
DECIDERS: Final = (*ISSUERS, Role.APPROVING_AUTHORITY)
"""The roles that decide what another person proposed."""
KEEPERS: Final = (Role.POLICY_OFFICER, Role.OFFICE_LEADER, Role.SUPERVISOR)
"""The roles that propose, decide or supervise who may issue what; of leaders, those of the regional office."""
REGISTER_READERS: Final = (*READERS, Role.POLICY_OFFICER)
"""The roles that see who may issue what: all of it, or their own authorities."""
_EVERYWHERE: Final = (Role.INVESTIGATOR, Role.SUPERVISOR)


def authorities_of(
    user: User | AnonymousUser, *, today: date, issuing: bool = False
) -> list[IssuingAuthority]:
    """The authorities whose certificates the person sees, or for which they issue."""
    wanted = Q(pk=None)
    for grant in roles_of(user, today=today):
        if grant.role in _EVERYWHERE and not issuing:
            wanted |= Q()
            return list(IssuingAuthority.objects.select_related("office", "body"))
        if grant.role == Role.EVALUATION_OFFICER:
            wanted |= Q(body_id=grant.scope_id)
        elif grant.role == Role.CERTIFICATE_OFFICER:
            wanted |= Q(office_id=grant.scope_id, body=None)
        elif grant.role in READERS and not issuing:
            wanted |= Q(office_id=grant.scope_id)
    return list(IssuingAuthority.objects.filter(wanted).select_related("office", "body"))


def access_authority(
    user: User | AnonymousUser, id: UUID, *, today: date, issuing: bool = False
) -> IssuingAuthority:
    """An authority whose certificates the person sees. Raises Http404."""
    for authority in authorities_of(user, today=today, issuing=issuing):
        if authority.pk == id:
            return authority
    raise Http404


def sees_register(user: User | AnonymousUser, *, today: date) -> bool:
    """Whether the person proposes, decides or supervises who may issue what, and so sees every authority."""
    return (
        may_propose(user, today=today)
        or enforcing_office(user, today=today) is not None
        or has_role(user, Role.SUPERVISOR, today=today)
    )


def access_registered(user: User | AnonymousUser, id: UUID, *, today: date) -> IssuingAuthority:
    """An authority of the register with what it may issue. Raises Http404."""
    if not sees_register(user, today=today):
        return access_authority(user, id, today=today)
    found = IssuingAuthority.objects.select_related("office", "body").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def access_remit(user: User | AnonymousUser, id: UUID, *, today: date) -> Remit:
    """A remit, for who keeps the register. Raises Http404."""
    found = Remit.objects.select_related("authority__office", "authority__body").filter(pk=id).first()
    if found is None or not sees_register(user, today=today):
        raise Http404
    return found


def access_mandate(user: User | AnonymousUser, id: UUID, *, today: date) -> Mandate:
    """A change of who may issue what, for who keeps the register. Raises Http404."""
    found = (
        Mandate.objects.select_related("authority__office", "remit__authority", "proposed_by", "decided_by")
        .filter(pk=id)
        .first()
    )
    if found is None or not sees_register(user, today=today):
        raise Http404
    return found


def access_batch(user: User | AnonymousUser, id: UUID, *, today: date) -> Batch:
    """A list of an authority that the person issues for or supervises. Raises Http404."""
    found = (
        Batch.objects.select_related("authority", "prepared_by", "proposed_by", "confirmed_by")
        .filter(pk=id)
        .first()
    )
    if found is None or not _sees(user, found.authority_id, today=today):
        raise Http404
    return found


def access_certificate(user: User | AnonymousUser, id: UUID, *, today: date) -> Certificate:
    """A certificate, for staff of its authority. Raises Http404."""
    found = Certificate.objects.select_related("authority__office", "person").filter(pk=id).first()
    if found is None or not _sees(user, found.authority_id, today=today):
        raise Http404
    return found


def access_change(user: User | AnonymousUser, id: UUID, *, today: date) -> Change:
    """A change of a certificate that the person sees. Raises Http404."""
    found = Change.objects.select_related("certificate__authority").filter(pk=id).first()
    if found is None or not _sees(user, found.certificate.authority_id, today=today):
        raise Http404
    return found


def access_correction(user: User | AnonymousUser, id: UUID, *, today: date) -> Correction:
    """A request for a certificate that the person sees as staff. Raises Http404."""
    found = Correction.objects.select_related("certificate__authority").filter(pk=id).first()
    if found is None or not _sees(user, found.certificate.authority_id, today=today):
        raise Http404
    return found


def access_preview(user: User | AnonymousUser, id: UUID, *, today: date) -> Preview:
    """What a holder was asked about a row of a list, for staff of its authority. Raises Http404."""
    found = _preview(id)
    if found is None or not _sees(user, found.entry.batch.authority_id, today=today):
        raise Http404
    return found


def access_own_preview(user: User | AnonymousUser, id: UUID) -> Preview:
    """What one is asked oneself, answered or not; of a list that was taken back too, to say so. Raises Http404."""
    found, person = _preview(id), person_of(user)
    if found is None or person is None or not is_of(found.entry, person):
        raise Http404
    return found


def _preview(id: UUID) -> Preview | None:
    return Preview.objects.select_related("entry__batch__authority", "person").filter(pk=id).first()


def access_own_certificate(user: User | AnonymousUser, id: UUID) -> Certificate:
    """One's own certificate, once it is issued. Raises Http404."""
    person = person_of(user)
    found = (
        Certificate.objects.select_related("authority__office").filter(pk=id).exclude(issued_at=None).first()
    )
    if found is None or person is None or found.person_id != person.pk:
        raise Http404
    return found


def access_own_share(user: User | AnonymousUser, id: UUID) -> ShareLink:
    """A link to one's own certificate. Raises Http404."""
    found = ShareLink.objects.select_related("certificate").filter(pk=id).first()
    person = person_of(user)
    if found is None or person is None or found.certificate.person_id != person.pk:
        raise Http404
    return found


def _sees(user: User | AnonymousUser, authority_id: UUID, *, today: date) -> bool:
    return any(authority.pk == authority_id for authority in authorities_of(user, today=today))
