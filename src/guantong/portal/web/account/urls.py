"""The addresses of this area: of allauth's pages only those that the portal uses, then its own."""

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as connections
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from . import counter, kept, roles, sessions, views

_ENTERING = [
    path("login/", views.Login.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/authenticate/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.SecondFactorAgain.as_view(), name="mfa_reauthenticate"),
]
_SECURITY = [
    path("", views.security, name="account_security"),
    path("stay/", sessions.stay, name="account_stay"),
    path("sessions/", sessions.sessions, name="account_sessions"),
    path("sessions/end/", sessions.end_others, name="account_sessions_end"),
    path("sessions/<slug:mark>/end/", sessions.end, name="account_session_end"),
    path("kept/", kept.kept_text, name="account_kept"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("2fa/", login_required(RedirectView.as_view(pattern_name="account_security")), name="mfa_index"),
    path("2fa/totp/activate/", views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
_CONNECTIONS = [
    path("connections/", connections.connections, name="socialaccount_connections"),
    path("connections/signup/", connections.signup, name="socialaccount_signup"),
    path("connections/cancelled/", connections.login_cancelled, name="socialaccount_login_cancelled"),
    path("connections/error/", connections.login_error, name="socialaccount_login_error"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
_ROLES = [
    path("roles/", roles.roles, name="roles"),
    path("roles/give/<str:role>/", roles.give, name="roles_give"),
    path("roles/<uuid:grant>/", roles.one_grant, name="roles_grant"),
    path("counter-reset/", counter.counter_reset, name="counter_reset"),
    path("break-glass/", roles.break_glass, name="break_glass"),
    path("break-glass/record/<uuid:person_id>/", roles.break_glass_record, name="break_glass_record"),
    path("break-glass/end/", roles.break_glass_end, name="break_glass_end"),
]

urlpatterns: list[URLPattern | URLResolver] = [*_ENTERING, *_SECURITY, *_CONNECTIONS, *_ROLES]
