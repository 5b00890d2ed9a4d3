"""The forms of signing in, in the words of the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.socialaccount import forms as socialaccount
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.forms import Form
    from django.utils.functional import _StrPromise

RULES = _("至少 10 个字符。不能全是数字，不能是常见密码，也不要和账户名相近。可以用一句只有自己知道的话。")


def _say(form: Form, name: str, label: _StrPromise, hint: _StrPromise | str = "", **attributes: str) -> None:
    """Label a field in our words; a placeholder vanishes when somebody types, so there is none."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def _say_username(form: Form, name: str, hint: _StrPromise | str = "") -> None:
    _say(form, name, _("账户名"), hint, autocomplete="username", autocapitalize="none", spellcheck="false")


def _say_code(form: Form, hint: _StrPromise) -> None:
    _say(form, "code", _("验证码"), hint, autocomplete="one-time-code", inputmode="numeric", maxlength="20")


class LoginForm(account.LoginForm):  # type: ignore[misc]
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_username(self, "login")
        _say(self, "password", _("密码"))


class SignupForm(account.SignupForm):  # type: ignore[misc]
    """A name and a password; nothing else is asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_username(
            self, "username", _("自己取一个，3 到 150 个字，可用汉字、字母、数字。登录时要用，请记下。")
        )
        _say(self, "password1", _("密码"), RULES)
        _say(self, "password2", _("再输一次密码"))


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("现在的密码"))
        _say(self, "password1", _("新密码"), RULES)
        _say(self, "password2", _("再输一次新密码"))


class SetPasswordForm(account.SetPasswordForm):  # type: ignore[misc]
    """A first password, for somebody who came from another provider."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", _("密码"), RULES)
        _say(self, "password2", _("再输一次密码"))


class ResetPasswordForm(account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by somebody who lost theirs and was handed a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", _("新密码"), RULES)
        _say(self, "password2", _("再输一次新密码"))


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("密码"))


class SecondFactorForm(mfa.AuthenticateForm):  # type: ignore[misc]
    """The code of the moment, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("手机验证器应用里的 6 位数字，每 30 秒换一个；手机不在身边的，输入一个备用码。"))


class SecondFactorAgainForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, by somebody signed in already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("手机验证器应用里的 6 位数字，每 30 秒换一个；手机不在身边的，输入一个备用码。"))


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new second factor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("扫码以后，应用里显示的 6 位数字。"))


class ProviderSignupForm(socialaccount.SignupForm):  # type: ignore[misc]
    """A name for an account that another provider vouches for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_username(self, "username", _("自己取一个，3 到 150 个字，可用汉字、字母、数字。"))
