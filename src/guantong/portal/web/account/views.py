"""Signing in, and what somebody sets for their own account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ... import clock
from ...accounts.access import is_staff, signed_in
from ...accounts.selectors import own_grants
from ...accounts.sessions import owner_of_ended
from .scopes import named
from .typed import waits

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

_NEXT: Final = "second_factor_next"


class Login(LoginView):  # type: ignore[misc]
    """Signing in. The demonstration says who can."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what ended and what waits in this browser, and the accounts of the demonstration."""
        ended = owner_of_ended(self.request.COOKIES.get(settings.SESSION_COOKIE_NAME)) is not None
        told = {"waits": waits(self.request), "ended": ended}
        return {**super().get_context_data(**kwargs), **told, **_demonstration()}


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """The second factor while signing in. The demonstration says where its code comes from."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts of the demonstration."""
        return {**super().get_context_data(**kwargs), **_demonstration()}


class SecondFactorAgain(ReauthenticateView):  # type: ignore[misc]
    """The second factor for somebody signed in who has not given it in this session, or not for a while."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts of the demonstration."""
        return {**super().get_context_data(**kwargs), **_demonstration()}


class ActivateTOTP(ActivateTOTPView):  # type: ignore[misc]
    """Setting up the second factor. The first code counts as given; afterwards the page wanted before is offered."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep where to go afterwards."""
        there = request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
            request.session[_NEXT] = there
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the person must."""
        required = is_staff(self.request.user, today=clock.today())
        return {**super().get_context_data(**kwargs), "required": required}

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up, and count the code."""
        answer: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return answer


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes, once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the page that was wanted before."""
        return {**super().get_context_data(**kwargs), "onward": self.request.session.pop(_NEXT, None)}


@login_required
@never_cache
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """How the account is protected, and which roles it holds."""
    user = signed_in(request)
    factors = {factor.type: factor for factor in Authenticator.objects.filter(user=user)}
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "second_factor": factors.get(Authenticator.Type.TOTP),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "required": is_staff(user, today=clock.today()),
        "provider": settings.OIDC_PROVIDER,
        "connected": SocialAccount.objects.filter(user=user).exists(),
        "grants": named(own_grants(user, today=clock.today())),
    }
    return render(request, "account/security.html", context)


def _demonstration() -> dict[str, Any]:
    if not settings.DEMO:
        return {}
    from ...accounts.demonstration import ACCOUNTS, PASSWORD

    accounts = {}
    for username, what in ACCOUNTS.items():
        role, _space, name = what.partition(" ")
        accounts[username] = f"{gettext(role)} {name}"
    return {"accounts": accounts, "password_of_all": PASSWORD}
