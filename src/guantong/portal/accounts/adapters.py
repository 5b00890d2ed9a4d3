"""What allauth asks a project: our words, what is told to the audit, and what other providers may decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import InvalidToken
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..audit.services import record
from ..refusals import RefusedError
from .access import is_staff, may_enter
from .encryption import box
from .lockout import unlock
from .models import User
from .sessions import began, sessions_end_others

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse

NOTIFIED: Final = {
    "account/email/password_changed": "accounts.password.changed",
    "account/email/password_set": "accounts.password.set",
    "account/email/password_reset": "accounts.password.reset",
    "mfa/email/totp_activated": "accounts.second_factor.activated",
    "mfa/email/totp_deactivated": "accounts.second_factor.removed",
    "mfa/email/recovery_codes_generated": "accounts.recovery_codes.made",
    "socialaccount/email/account_connected": "accounts.provider.connected",
    "socialaccount/email/account_disconnected": "accounts.provider.disconnected",
}
"""What allauth would send a mail about; accounts have no address, so the audit is told."""
ENDS_SESSIONS: Final = frozenset(
    {
        "accounts.password.changed",
        "accounts.password.set",
        "accounts.password.reset",
        "accounts.second_factor.activated",
        "accounts.second_factor.removed",
    }
)
"""After these, whoever is signed in with this account elsewhere has to sign in anew."""
_PURPOSE: Final = "guantong second factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Local accounts."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("现在的密码不对，请重新输入。"),
        "incorrect_code": _("验证码不对。请核对手机时间是否自动校准，再输入新的 6 位码。"),
        "incorrect_password": _("密码不对，请重新输入。"),
        "invalid_login": _("账户名或密码不对，请核对后再试。"),
        "rate_limited": _("操作太频繁，请过几分钟再试。"),
        "too_many_login_attempts": _("试错次数太多，请 15 分钟后再试。"),
        "username_blacklisted": _("这个账户名不能使用，请换一个。"),
        "username_password_mismatch": _("账户名或密码不对，请核对后再试。"),
        "username_taken": _("这个账户名已有人使用，请换一个。"),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to axes: a second count would answer before it."""

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Turn away accounts that may not enter."""
        answer: HttpResponse | None = (
            super().pre_login(request, user, **kwargs)
            if may_enter(user)
            else self.respond_user_inactive(request, user)
        )
        return answer

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and tell the audit."""
        super().login(request, user)
        began(request.session, user_agent=request.headers.get("User-Agent", ""))
        record("accounts.signed_in", actor=user, subject=user, now=clock.now())

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and tell the audit."""
        user = request.user if isinstance(request.user, User) else None
        super().logout(request)
        if user is not None:
            record("accounts.signed_out", actor=user, subject=user, now=clock.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the audit what a mail would say; end the account's other sessions where the way in has changed."""
        event, now = NOTIFIED[template_prefix], clock.now()
        record(event, actor=user, subject=user, now=now)
        if event == "accounts.password.reset":
            unlock(user.username)
        if event in ENDS_SESSIONS:
            here = self.request.session.session_key if self.request else None
            sessions_end_others(actor=user, user=user, here=here, now=now)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor: its secrets are kept encrypted, under a key that comes from the portal's own."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("您有工作角色，必须保留第二道验证。"),
        "cannot_generate_recovery_codes": _("请先设置第二道验证，再生成备用码。"),
        "incorrect_code": _(
            "验证码不对。请核对手机时间是否自动校准，再输入新的 6 位码；备用码每个只能用一次。"
        ),
    }

    def get_totp_issuer(self) -> str:
        """How the entry is called in the app on the phone."""
        return "贯通"

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Staff keep theirs."""
        return not is_staff(authenticator.user, today=clock.today())

    def encrypt(self, text: str) -> str:
        """For the database."""
        return box(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """From the database. Raises RefusedError where it was written under a key that is known no more."""
        try:
            return box(_PURPOSE).decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise RefusedError(
                "E-ACC-040", gettext("系统密钥更换过，原来的第二道验证不能用了。请联系系统运行人员重置。")
            ) from error


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People who come from another provider. Only an account linked before is entered; nothing is matched by name."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Forget addresses: we keep none, and none may lead to somebody's account."""
        sociallogin.email_addresses = []

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """A new account of their own: the name that the provider says, and no address."""
        user: User = super().populate_user(request, sociallogin, {"username": data.get("username")})
        user.display_name = str(data.get("name") or "")[:80]
        return user

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell the audit what a mail would say."""
        AccountAdapter().send_notification_mail(*args, **kwargs)
