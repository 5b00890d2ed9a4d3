"""Which roles somebody holds today, what opens a page, and the only way to a grant or an account by its id."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from .. import clock
from .models import BreakGlass, Role, RoleGrant, User

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet
    from django.http import HttpRequest

P = ParamSpec("P")

STAFF: Final = frozenset(Role) - {Role.APPLICANT}
"""The roles that act for an organisation; each needs a second factor."""

GIVES: Final[dict[Role, frozenset[Role]]] = {
    Role.ADMINISTRATOR: STAFF - {Role.EMPLOYER_CLERK},
    Role.EMPLOYER_APPROVER: frozenset({Role.EMPLOYER_CLERK}),
    Role.OFFICE_LEADER: frozenset({Role.OFFICE_CLERK}),
}
"""Who gives which roles: an administrator anywhere, leaders in their own organisation."""


def may_enter(user: User) -> bool:
    """Whether the account may sign in: it is open and, outside the demonstration, not one whose password all know."""
    return user.is_active and (settings.DEMO or not user.demonstration)


def roles_of(user: User | AnonymousUser, *, today: date) -> tuple[RoleGrant, ...]:
    """The grants that are valid on that day; none for a stranger or an account that may not sign in."""
    if not isinstance(user, User) or not may_enter(user):
        return ()
    valid = user.grants.filter(valid_from__lte=today, valid_to__gte=today, ended_at=None)
    return tuple(valid.order_by("role", "created_at"))


def has_role(user: User | AnonymousUser, *roles: Role, today: date, scope_id: UUID | None = None) -> bool:
    """Whether the person holds one of the roles on that day, in that organisation where one is named."""
    return any(
        grant.role in roles and (scope_id is None or grant.scope_id == scope_id)
        for grant in roles_of(user, today=today)
    )


def signed_in(request: HttpRequest) -> User:
    """The account of the person who asks, for views that let nobody else in. Raises PermissionDenied."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def holders(*roles: Role, today: date) -> QuerySet[User]:
    """The people who hold one of the roles on that day, each once."""
    grants = RoleGrant.objects.filter(
        role__in=roles, valid_from__lte=today, valid_to__gte=today, ended_at=None
    )
    return may_all_enter(User.objects.filter(id__in=grants.values("user_id"))).order_by("username")


def may_all_enter(users: QuerySet[User]) -> QuerySet[User]:
    """Those of the accounts that may sign in."""
    active = users.filter(is_active=True)
    return active if settings.DEMO else active.filter(demonstration=False)


def is_staff(user: User | AnonymousUser, *, today: date) -> bool:
    """Whether the person acts for any organisation on that day."""
    return has_role(user, *STAFF, today=today)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person gave a second factor in this very session; having set one up is not enough."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """The page that asks for the code, or, for who has none yet, the one that sets it up; then back here."""
    page = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_activate_totp"
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


def staff_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """A view for people who hold one of the roles today (without roles: any staff role), with a second factor.

    A stranger goes to sign in and comes back. Somebody without the role is refused. Whose session has seen no second
    factor goes to give it, or to set it up.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not has_role(request.user, *(roles or STAFF), today=clock.today()):
                raise PermissionDenied
            if not has_second_factor(request):
                return to_second_factor(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def may_give(actor: User, role: Role, scope_id: UUID | None, *, today: date) -> bool:
    """Whether the person may give or end this role in this organisation."""
    return any(
        role in GIVES.get(Role(grant.role), ())
        and (grant.role == Role.ADMINISTRATOR or grant.scope_id == scope_id)
        for grant in roles_of(actor, today=today)
    )


def sees_every_grant(user: User, *, today: date) -> bool:
    """Administrators keep all grants; supervisors read them."""
    return has_role(user, Role.ADMINISTRATOR, Role.SUPERVISOR, today=today)


def own_scopes(user: User, *, today: date) -> set[UUID]:
    """The organisations in which the person gives roles."""
    return {
        grant.scope_id
        for grant in roles_of(user, today=today)
        if grant.role in GIVES and grant.scope_id is not None
    }


def access_grant(user: User, grant_id: UUID, *, today: date) -> RoleGrant:
    """The grant, for administrators, supervisors, leaders of its organisation, and its holder. Raises Http404."""
    grant = RoleGrant.objects.select_related("user", "granted_by", "ended_by").filter(id=grant_id).first()
    if grant is None:
        raise Http404
    if grant.user_id == user.id:
        return grant
    if sees_every_grant(user, today=today):
        return grant
    if grant.scope_id is not None and grant.scope_id in own_scopes(user, today=today):
        return grant
    raise Http404


def access_user(user: User, user_id: UUID, *, today: date) -> User:
    """The account, for its owner, administrators, supervisors, and leaders of an organisation of its grants."""
    found = User.objects.filter(id=user_id).first()
    if found is None:
        raise Http404
    if found.id == user.id:
        return found
    if sees_every_grant(user, today=today):
        return found
    if found.grants.filter(scope_id__in=own_scopes(user, today=today)).exists():
        return found
    raise Http404


def break_glass_of(user: User | AnonymousUser, *, now: datetime) -> BreakGlass | None:
    """The emergency access that the person has open at that instant; it ends with the role of an administrator."""
    if not isinstance(user, User):
        return None
    opened = user.break_glasses.filter(opened_at__lte=now, ends_at__gt=now, closed_at=None)
    found = opened.order_by("-opened_at").first()
    today = timezone.localdate(now)
    return found if found and has_role(user, Role.ADMINISTRATOR, today=today) else None


def in_emergency(user: User | AnonymousUser, *, now: datetime) -> bool:
    """Whether the person looks at things under emergency access at that instant."""
    return break_glass_of(user, now=now) is not None
