"""Switches of sign-in: passwords, second factor, other providers, lock-out. docs/security.md says what they amount to."""

from datetime import timedelta as _timedelta

from .provider import read_provider as _read_provider

_FORMS = "guantong.portal.web.account.forms."
_PASSWORDS = "guantong.portal.accounts.passwords."

SESSION_ENGINE = "guantong.portal.accounts.sessions"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _PASSWORDS + "NotTheName", "OPTIONS": {"user_attributes": ["username", "display_name"]}},
    {"NAME": _PASSWORDS + "LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": _PASSWORDS + "NotCommon"},
    {"NAME": _PASSWORDS + "NotNumeric"},
]

ACCOUNT_ADAPTER = "guantong.portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_FORMS = {
    "login": _FORMS + "LoginForm",
    "signup": _FORMS + "SignupForm",
    "change_password": _FORMS + "ChangePasswordForm",
    "set_password": _FORMS + "SetPasswordForm",
    "reset_password_from_key": _FORMS + "ResetPasswordForm",
    "reauthenticate": _FORMS + "ReauthenticateForm",
}
# counted in the cache that all processes share; "login_failed" counts second factors, passwords are counted by axes
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "signup": "20/h/ip",
    "login_failed": "10/15m/key",
    "reauthenticate": "10/m/user",
    "reset_password_from_key": "20/m/ip",  # nosec B105 - a limit
}
PASSWORD_RESET_TIMEOUT = 30 * 60  # seconds that a link from the counter works
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # the portal's own middleware has put the client's address in place

MFA_ADAPTER = "guantong.portal.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": _FORMS + "SecondFactorForm",
    "reauthenticate": _FORMS + "SecondFactorAgainForm",
    "activate_totp": _FORMS + "ActivateTOTPForm",
}

OIDC_PROVIDER = _read_provider()
OIDC_ORIGINS = [OIDC_PROVIDER.origin] if OIDC_PROVIDER else []  # where the sign-in form may be sent on to
SOCIALACCOUNT_ADAPTER = "guantong.portal.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = OIDC_PROVIDER.settings() if OIDC_PROVIDER else {}
SOCIALACCOUNT_FORMS = {"signup": _FORMS + "ProviderSignupForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = _timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "guantong.portal.accounts.lockout.username_of"
AXES_CLIENT_IP_CALLABLE = "guantong.portal.accounts.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "guantong.portal.web.account.lockout.locked"
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an office shares one address: the account is locked, not the address

ACCOUNTS_OF_PERSON = (
    "guantong.portal.people.selectors.accounts_of_person"  # who a person is stands in their record
)
FILE_EMERGENCY = "guantong.portal.accounts.access.in_emergency"  # who reads a file under emergency access
