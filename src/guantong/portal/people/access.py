"""Who may see a record, and who may write in it. The only way to a person by an id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from ..accounts.access import break_glass_of, holders, roles_of
from ..accounts.models import Role, User
from ..organisations.models import Employer
from ..refusals import NotAllowedError
from .kinds import KINDS
from .models import Person, Source
from .selectors import employers_of, person_of
from .testimony import employer_rule

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import QuerySet

    from ..files.models import StoredFile
    from .kinds import Kind
    from .models import Entry

READS: Final = (Role.EMPLOYER_CLERK, Role.EMPLOYER_APPROVER)
VERIFIES: Final = (Role.EMPLOYER_CLERK,)
TESTIFIES: Final = (Role.EMPLOYER_CLERK,)
SEES_NUMBER: Final = (Role.EMPLOYER_CLERK,)


def employers_for(user: AbstractBaseUser | AnonymousUser, *roles: Role, today: date) -> set[UUID]:
    """The employers for which the user acts today in one of the roles."""
    if not isinstance(user, User):
        return set()
    return {
        grant.scope_id
        for grant in roles_of(user, today=today)
        if grant.role in roles and grant.scope_id is not None
    }


def acts_for(
    user: AbstractBaseUser | AnonymousUser, person: Person, roles: tuple[Role, ...], *, today: date
) -> bool:
    """Whether the user acts, in one of the roles, for an employer of the person; nobody does so for themselves."""
    if person.user_id is not None and person.user_id == user.pk:
        return False
    return bool(employers_for(user, *roles, today=today) & employers_of(person, today=today))


def access_own(user: AbstractBaseUser | AnonymousUser) -> Person:
    """One's own record. Raises Http404 where there is none."""
    person = person_of(user)
    if person is None:
        raise Http404
    return person


def access_person(user: AbstractBaseUser | AnonymousUser, person_id: UUID, *, today: date) -> Person:
    """The person: for themselves, and for clerk and approver of an employer that they let see it. Raises Http404."""
    person = Person.objects.filter(id=person_id).first()
    if person is None or not user.is_authenticated:
        raise Http404
    if person.user_id == user.pk or acts_for(user, person, READS, today=today):
        return person
    raise Http404


def access_person_in_emergency(user: User, person_id: UUID, *, now: datetime) -> Person:
    """The person, for an administrator whose emergency access is open. Raises Http404."""
    person = Person.objects.filter(id=person_id).first()
    if person is None or break_glass_of(user, now=now) is None:
        raise Http404
    return person


def access_kind(key: str) -> Kind:
    """The kind of that name. Raises Http404."""
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def access_own_kind(key: str) -> Kind:
    """The kind of that name, where people write such rows of themselves. Raises Http404."""
    kind = access_kind(key)
    if not kind.own:
        raise Http404
    return kind


def access_entry(person: Person, kind: Kind, entry_id: UUID) -> Entry:
    """A row of a person whom the user may see. Raises Http404."""
    try:
        return kind.model._default_manager.get(person=person, id=entry_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def may_read_proof(user: AbstractBaseUser | AnonymousUser, file: StoredFile, *, now: datetime) -> bool:
    """Whether the file proves a row of somebody whose record the user may see."""
    today = timezone.localdate(now)
    holders = Person.objects.none().union(
        *(Person.objects.filter(id__in=kind.model._default_manager.filter(files=file).values("person"))
          for kind in KINDS.values())
    )  # fmt: skip
    emergency = isinstance(user, User) and break_glass_of(user, now=now) is not None
    return any(
        emergency or person.user_id == user.pk or acts_for(user, person, READS, today=today)
        for person in holders
    )


def check_writes(actor: AbstractBaseUser | None, person: Person) -> None:
    """People write in their own record; the portal itself (no actor) where a register or a demonstration fills it.

    Raises NotAllowedError.
    """
    if actor is not None and person.user_id != actor.pk:
        raise NotAllowedError("E-PEO-001", _("只有本人可以填写和修改自己的档案。"))


def employers_testifying(
    user: AbstractBaseUser | AnonymousUser, person: Person, *, today: date
) -> QuerySet[Employer]:
    """The employers of the person for which the user writes today; none for oneself."""
    if not acts_for(user, person, TESTIFIES, today=today):
        return Employer.objects.none()
    both = employers_for(user, *TESTIFIES, today=today) & employers_of(person, today=today)
    return Employer.objects.filter(id__in=both).order_by("name", "id")


def access_employer_kind(key: str) -> Kind:
    """The kind of that name, where employers write such rows. Raises Http404."""
    kind = access_kind(key)
    if not employer_rule(kind).by_employer:
        raise Http404
    return kind


def access_employer_entry(
    user: AbstractBaseUser | AnonymousUser, person: Person, kind: Kind, entry_id: UUID, *, today: date
) -> Entry:
    """A row that an employer wrote for which the user writes today. Raises Http404."""
    entry = access_entry(person, kind, entry_id)
    if entry.stated_by not in employers_testifying(user, person, today=today):
        raise Http404
    return entry


def access_withdrawable(
    user: AbstractBaseUser | AnonymousUser, person_id: UUID, kind: Kind, entry_id: UUID, *, today: date
) -> Entry:
    """A row that the user may withdraw for the employer that wrote it. Raises Http404."""
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise Http404
    entry = access_entry(person, kind, entry_id)
    if entry.stated_by in employers_testifying(user, person, today=today):
        return entry
    if not withdraws_after_leaving(user, entry, today=today):
        raise Http404
    return entry


def withdraws_after_leaving(user: AbstractBaseUser | AnonymousUser, entry: Entry, *, today: date) -> bool:
    """Whether the user may withdraw a disputed row of somebody who has left the employer that wrote it.

    Otherwise nobody could ever end the dispute. It opens nothing but the row, which the employer wrote itself.
    """
    person = entry.person
    if entry.disputed_at is None or (person.user_id is not None and person.user_id == user.pk):
        return False
    return entry.stated_by_id in employers_for(user, *TESTIFIES, today=today) - employers_of(
        person, today=today
    )


def access_own_entry(person: Person, kind: Kind, entry_id: UUID) -> Entry:
    """A row that the person may change: none that an employer wrote. Raises Http404."""
    entry = access_entry(person, kind, entry_id)
    if entry.source == Source.EMPLOYER:
        raise Http404
    return entry


def access_stated(person: Person, kind: Kind, entry_id: UUID) -> Entry:
    """A row that an employer wrote about the person, who may dispute it. Raises Http404."""
    entry = access_entry(person, kind, entry_id)
    if entry.source != Source.EMPLOYER:
        raise Http404
    return entry


def access_claim(person: Person, kind: Kind, entry_id: UUID) -> Entry:
    """A row that a clerk may look into: one that says something, and that no employer wrote. Raises Http404."""
    entry = access_entry(person, kind, entry_id)
    if not kind.claim or entry.source == Source.EMPLOYER:
        raise Http404
    return entry


def clerks_of(employer_id: UUID, *, today: date) -> QuerySet[User]:
    """The clerks of an employer on that day, each once."""
    return (
        holders(Role.EMPLOYER_CLERK, today=today)
        .filter(
            grants__role=Role.EMPLOYER_CLERK,
            grants__scope_id=employer_id,
            grants__valid_from__lte=today,
            grants__valid_to__gte=today,
            grants__ended_at=None,
        )
        .distinct()
    )


def check_testifies(actor: AbstractBaseUser, employer_id: UUID, person: Person, *, today: date) -> None:
    """The clerk of an employer writes of people who work there today and let it see their record; never of themselves.

    Raises NotAllowedError.
    """
    if not employers_testifying(actor, person, today=today).filter(id=employer_id).exists():
        raise NotAllowedError(
            "E-PEO-020",
            _(
                "单位只能填写正在本单位工作、并且同意单位查看档案的人，经办不能填写自己的；只改本单位填写的内容。"
            ),
        )


def check_verifies(actor: AbstractBaseUser, person: Person, *, today: date) -> None:
    """The clerk of an employer of the person verifies, never the person. Raises NotAllowedError."""
    if not acts_for(actor, person, VERIFIES, today=today):
        raise NotAllowedError("E-PEO-002", _("只有本人所在单位的人事经办可以核实，本人不能核实自己。"))


def check_sees_number(actor: AbstractBaseUser, person: Person, *, today: date) -> None:
    """The full number is for the person and for the clerk of their employer. Raises NotAllowedError."""
    if person.user_id != actor.pk and not acts_for(actor, person, SEES_NUMBER, today=today):
        raise NotAllowedError("E-PEO-003", _("您的角色不能查看完整的证件号码。"))
